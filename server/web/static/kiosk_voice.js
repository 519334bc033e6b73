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

  // `clips` by name, one after the other; in Vietnamese where the language has no pack with all of them.
  this.say = (language, clips, isNumber) => {
    this.hush();
    const pack = [language, "vi"].map((one) => packs[one]).find((one) => one && clips.every((name) => one.names[name] !== undefined));
    if (context === null || context.state !== "running" || !clips.length || !pack) return;
    const mine = turn;
    const of = packs[language] === pack ? language : "vi";
    let missing = clips.length;
    clips.forEach((name) => load(of, pack, name, () => {
      missing -= 1;
      if (missing === 0 && mine === turn) play(clips.map((one) => pack.buffers[one]), isNumber);
    }));
  };

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

// The clips of a number alone, digit by digit; [] when a sign has no clip. `priority`: clips that say that somebody goes first.
export function numberClips(label, priority) {
  return priority.concat(Array.from(label).map((sign) => (/[0-9]/.test(sign) ? "so_" : "chu_") + sign));
}

// What belongs to the scene, as the key of a sentence: the same as kiosk/guide.py. "" where nothing is said.
export function guidance(state, asksPriority) {
  switch (state.scene) {
    case "language": return "choose_language";
    case "home": return "choose";
    case "question": return asksPriority ? "ask_priority" : "take_number";
    case "missing": return "missing";
    case "asking": return "asking";
    case "trouble": return "lost";
    case "help": return state.helped === null ? "help_calling" : state.helped ? "help_coming" : "help_failed";
    default: return "";
  }
}
