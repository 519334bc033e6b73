// The kiosk's voice: a short sentence for each scene and the number, from the server's clip packs. What a pack has not is silence.

const GAP_S = 0.07;
const FETCH_MS = 15000;
const PAUSE_MS = 30000; // before a pack that could not be had is asked for again

export function Voice() {
  const Context = window.AudioContext || window.webkitAudioContext;
  const context = Context ? new Context() : null;
  const packs = {}; // language -> { mark, names, buffers }
  const askedMs = {};
  let turn = 0;
  let sources = [];
  let numberEndsS = 0; // guidance never cuts a number

  // Browsers let a page sound only after somebody touched it.
  this.touched = () => {
    if (context !== null && context.state !== "running" && context.resume) context.resume();
  };

  // The server's packs: language -> mark.
  this.want = (marks) => {
    if (context === null) return;
    for (const language of Object.keys(packs)) if (packs[language].mark !== marks[language]) delete packs[language];
    for (const language of Object.keys(marks)) {
      const key = language + marks[language];
      if (packs[language] || performance.now() - (askedMs[key] || -Infinity) < PAUSE_MS) continue;
      askedMs[key] = performance.now();
      get(`/voice/${language}/pack.json`, "json", (index) => {
        if (index !== null && index.mark === marks[language]) packs[language] = { mark: index.mark, names: index.clips, buffers: {} };
      });
    }
  };

  // Breaks off what is being said, but a number.
  this.hush = () => {
    turn += 1;
    if (context !== null && context.currentTime < numberEndsS) return;
    sources.forEach((one) => one.stop());
    sources = [];
  };

  // `speech`: sentences as kiosk_guide.js makes them. In Vietnamese where a language has not all of a sentence; better nothing than half of one.
  this.say = (speech, isNumber) => {
    this.hush();
    if (context === null || context.state !== "running") return;
    const mine = turn;
    const said = [].concat.apply([], speech.map(clipsOf));
    let missing = said.length;
    said.forEach((one) => load(one.language, packs[one.language], one.name, () => {
      missing -= 1;
      if (missing === 0 && mine === turn) play(said.map((it) => packs[it.language] && packs[it.language].buffers[it.name]).filter(Boolean), isNumber);
    }));
  };

  function clipsOf(sentence) {
    for (const language of sentence.only ? [sentence.language] : [sentence.language, "vi"]) {
      for (const clips of [sentence.clips, sentence.least || []]) {
        if (packs[language] && clips.length && clips.every((name) => packs[language].names[name] !== undefined)) return clips.map((name) => ({ language, name }));
      }
    }
    return [];
  }

  function load(language, pack, name, then) {
    if (pack.buffers[name]) {
      then();
      return;
    }
    get(`/voice/${language}/${name}.wav?mark=${pack.mark}`, "arraybuffer", (data) => {
      if (data === null) return;
      context.decodeAudioData(data, (buffer) => {
        pack.buffers[name] = buffer;
        then();
      }, () => {});
    });
  }

  function play(buffers, isNumber) {
    let at = Math.max(context.currentTime + 0.05, numberEndsS);
    sources = buffers.map((buffer) => {
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      source.start(at);
      at += buffer.duration + GAP_S;
      return source;
    });
    if (isNumber) numberEndsS = at;
  }
}

function get(address, kind, then) {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = kind;
  request.timeout = FETCH_MS;
  request.onloadend = () => then(request.status === 200 ? request.response : null);
  request.send();
}
