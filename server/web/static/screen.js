// The screen in a browser: hears the server, shows, speaks, and says back what it has shown. Everything that decides is in the files before this one.
// The page is never loaded anew but for a new version of itself.

(function (moiso) {
  "use strict";

  const STEP_MS = 250; // four looks a second: a flash is half a second long
  const ROWS_SURE = 5; // rows that every layout has room for
  const SHIFT_EVERY_S = 300;
  const SHIFTS = [[0, 0], [4, 0], [4, 4], [0, 4], [-4, 4], [-4, 0], [-4, -4], [0, -4], [4, -4]];
  const LEARN_AGAIN_MS = 5000;
  const CALM_S = 20; // after the last call; only then may the page be loaded anew
  const PICTURES_AT_A_TIME = 20;

  const clockS = () => performance.now() / 1000;

  // Which pictures and films are at hand, in the office's order. A picture is once fetched whole before it takes its turn.
  function Media() {
    let wanted = [];
    const good = new Set();
    const bad = new Set();

    this.want = (media) => {
      wanted = media;
      for (const held of [good, bad]) {
        for (const mark of Array.from(held)) if (!media.some((one) => one.mark === mark)) held.delete(mark);
      }
      media.slice(0, PICTURES_AT_A_TIME).forEach((one) => {
        if (one.kind === "video") good.add(one.mark);
        if (good.has(one.mark) || bad.has(one.mark)) return;
        const image = new Image();
        image.onload = () => good.add(one.mark);
        image.src = "/media/" + one.mark;
      });
    };
    this.failed = (mark) => bad.add(mark);
    this.isFilm = (mark) => wanted.some((one) => one.mark === mark && one.kind === "video");
    this.ready = () => wanted.map((one) => one.mark).filter((mark) => good.has(mark) && !bad.has(mark));
  }

  // What was said back already. `of` the calls that are to be seen, the new ones, each once.
  function Told() {
    let told = new Set();
    const keyOf = (call) => call.ticket + " " + call.calls + " " + call.at;

    this.forget = () => { told = new Set(); };
    this.of = (known, nowS) => {
      const large = moiso.state.spotlight(known, nowS).call;
      const seen = (large === null ? [] : [large]).concat(moiso.state.here(known, known.board).slice(0, ROWS_SURE));
      const fresh = seen.filter((call) => !told.has(keyOf(call)) && known.recent.some((one) => moiso.state.same(one, call)));
      const out = fresh.filter((call, place) => fresh.findIndex((one) => keyOf(one) === keyOf(call)) === place);
      for (const call of out) told.add(keyOf(call));
      if (told.size > 4 * known.recent.length + 100) told = new Set(known.recent.map(keyOf).filter((key) => told.has(key)));
      return out;
    };
  }

  // `page`: { glass, tap, said } elements and what the server wrote into the page: { words, version, zone, offset_ms, name }.
  function start(page) {
    const media = new Media();
    const glass = new moiso.Glass(page.glass, media.isFilm, media.failed);
    const speaker = new moiso.sound.Loudspeaker();
    const voices = new moiso.sound.Voices(speaker);
    const words = page.words;
    const phrases = {};
    const told = new Told();
    const line = { say: () => {} };
    let known = moiso.state.EMPTY;
    let newVersion = false;
    let large = null;

    moiso.hours.setOffset(page.zone, page.offset_ms);
    const speech = new moiso.voice.Speech(speaker, voices, phrases, (message) => line.say(message));

    function take(message, nowS) {
      const before = known.standing;
      const after = moiso.state.reduce(known, message, nowS);
      if (after === null) return false;
      known = after;
      speech.heard(message);
      if (message.t === "snapshot") {
        media.want(message.media || []);
        if (before === null || before.epoch !== message.epoch) learn();
      }
      return true;
    }

    // What is not needed for the first picture: the other languages, the phrases of the voice, and whether this page is of today.
    function learn() {
      moiso.sound.fetched("/screen", "json").then((data) => {
        if (data === null) {
          setTimeout(learn, LEARN_AGAIN_MS);
          return;
        }
        Object.assign(words, data.words);
        Object.assign(phrases, data.phrases);
        newVersion = data.version !== page.version;
      });
    }

    function step(nowS) {
      const slide = moiso.hours.slideAt(known, nowS, { ready: media.ready() });
      const around = {
        ready: media.ready(), film: slide !== null && slide.kind === "video" ? slide.mark : "", address: location.host,
        shift: SHIFTS[Math.floor(nowS / SHIFT_EVERY_S) % SHIFTS.length],
      };
      const dark = moiso.hours.dark(known, nowS);
      glass.show(moiso.scenes.picture(known, nowS, window.innerWidth, window.innerHeight, words, around));
      if (known.standing === null) return;
      if (moiso.voice.wantsVoice(known)) voices.want(known.standing.voices || {}, nowS);
      speech.step(known, nowS);
      askForSound(dark || moiso.state.stale(known, nowS) || Object.keys(known.standing.screen.emergency || {}).length > 0);
      if (dark) return;
      for (const call of told.of(known, nowS)) line.say({ t: "shown", ticket: call.ticket, calls: Math.min(call.calls, 99) });
      announceToReaders(moiso.state.spotlight(known, nowS).call);
      if (newVersion && isCalm(nowS) && !moiso.state.stale(known, nowS)) loadAnew();
    }

    // In the foot's place, so that it covers no call and nothing that is urgent (`isTaken`): any touch and any key count anyway. Whoever only
    // looks in from a desk is nobody, and is never the voice.
    function askForSound(isTaken) {
      page.tap.hidden = isTaken || known.you === "" || speech.sound(known) !== "none" || !speaker.possible;
      const f = moiso.frame;
      const margin = moiso.scenes.MARGIN;
      const strip = f.frameIn(f.inset(f.rect(0, 0, window.innerWidth, window.innerHeight), margin, margin), "calls", 0).strip;
      if (!page.tap.hidden) glass.fill(page.tap, f.rect(0, strip.y, window.innerWidth, strip.h + margin));
    }

    // For whoever has the page read aloud by the browser.
    function announceToReaders(call) {
      if (moiso.state.same(call, large)) return;
      large = call;
      page.said.textContent = call === null ? "" : [words.vi.invite, call.label, words.vi.to_desk, call.desk].join(" ");
    }

    function isCalm(nowS) {
      return speech.quiet() && known.recent.every((call) => nowS - call.heardS > CALM_S);
    }

    // Once for each version: what keeps an old page in between must not make it load for ever.
    function loadAnew() {
      newVersion = false;
      moiso.sound.fetched("/screen", "json").then((data) => {
        newVersion = data === null;
        if (data === null || data.version === page.version || memory() === data.version) return;
        remember(data.version);
        location.reload();
      });
    }

    window.onresize = () => step(clockS());
    ["click", "keydown", "touchend"].forEach((what) => document.addEventListener(what, () => {
      speaker.touched();
      stayAwake();
    }));
    document.addEventListener("visibilitychange", stayAwake);
    stayAwake();
    step(clockS());
    line.say = moiso.listen(
      encodeURIComponent(page.name),
      (message) => {
        const good = take(message, clockS());
        step(clockS());
        return good;
      },
      () => {
        speech.connected();
        told.forget();
      }
    );
    setInterval(() => step(clockS()), STEP_MS);
    moiso.screen = { take: take, step: step, known: () => known, pack: voices.pack, quiet: speech.quiet };
  }

  function memory() {
    try {
      return sessionStorage.getItem("version");
    } catch (error) {
      return null;
    }
  }

  function remember(version) {
    try {
      sessionStorage.setItem("version", version);
    } catch (error) {
      // a browser that keeps nothing: the worst is one more load at a calm moment
    }
  }

  // Where the browser can keep the panel on (https or this machine only). It lets go of it whenever the page is hidden.
  let awake = null;
  function stayAwake() {
    if (!navigator.wakeLock || document.visibilityState !== "visible" || (awake !== null && !awake.released)) return;
    navigator.wakeLock.request("screen").then((held) => { awake = held; }).catch(() => {});
  }

  const read = (id) => document.getElementById(id);
  if (read("data") !== null) {
    start(Object.assign(JSON.parse(read("data").textContent), { glass: read("glass"), tap: read("tap"), said: read("said") }));
  }
}(window.moiso = window.moiso || {}));
