// The loudspeaker and its clips: WebAudio, a chime of our own, the server's packs fetched once by their marks and kept in memory, whole or not at all.

(function (moiso) {
  "use strict";

  const RATE_HZ = moiso.voice.RATE_HZ;
  const CHIME_S = 0.8;
  const LATE_S = 0.06; // the first sample is asked for so much ahead: what is due already would be clipped
  const RETRY_S = 30;
  const FETCH_MS = 15000;
  const FADE_S = 0.005;
  const LANES = 4; // clips that are fetched at a time

  // { clip, at } in samples -> heard. Browsers let a page sound only after somebody touched it: until then `ready()` is false.
  function Loudspeaker() {
    const Context = window.AudioContext || window.webkitAudioContext;
    const context = Context ? new Context() : null;
    let sources = [];
    let beganS = 0;
    let endsS = -Infinity;

    if (context !== null) {
      context.onstatechange = () => {
        if (this.ready()) return;
        this.endAt(0); // else the rest of the sentence would come whenever the browser gives the sound back
        endsS = -Infinity;
      };
    }

    this.possible = context !== null;
    this.ready = () => context !== null && (context.state === undefined || context.state === "running");
    this.busy = () => this.ready() && context.currentTime < endsS;
    this.place = () => Math.floor((context.currentTime - beganS) * RATE_HZ);

    // Somebody touched the page, or pressed a key of the remote control.
    this.touched = () => {
      if (context !== null && context.resume && context.state !== "running") context.resume();
    };

    // The clip as the browser keeps it; null where it has no sound.
    this.made = (samples) => {
      if (context === null) return null;
      const buffer = context.createBuffer(1, Math.max(samples.length, 1), RATE_HZ);
      buffer.getChannelData(0).set(samples);
      return buffer;
    };

    this.play = (sound, volume) => {
      if (!this.ready()) return false;
      const gain = context.createGain();
      gain.gain.value = volume / 100;
      gain.connect(context.destination);
      beganS = context.currentTime + LATE_S;
      endsS = beganS + sound.length / RATE_HZ;
      sources = sound.parts.map((part) => {
        const source = context.createBufferSource();
        source.buffer = part.clip.buffer;
        source.connect(gain);
        source.start(beganS + part.at / RATE_HZ);
        return { source: source, at: part.at };
      });
      return true;
    };

    // Nothing that begins there or later is heard: `place` is the end of a word.
    this.endAt = (place) => {
      for (const one of sources) {
        if (one.at >= place) one.source.disconnect();
      }
      endsS = beganS + place / RATE_HZ;
    };
  }

  // Two falling notes of a soft bell, as drivers/speaker/build.py makes them.
  function chimeSamples() {
    const samples = new Float32Array(Math.floor(RATE_HZ * CHIME_S));
    for (const note of [{ startS: 0, hz: 659.26 }, { startS: 0.32, hz: 523.25 }]) {
      for (let place = Math.floor(note.startS * RATE_HZ); place < samples.length; place += 1) {
        const t = place / RATE_HZ - note.startS;
        const tone = Math.sin(2 * Math.PI * note.hz * t) + 0.35 * Math.sin(4 * Math.PI * note.hz * t);
        samples[place] += tone * 6500 / 32768 * Math.exp(-5.5 * t) * Math.min(t / 0.004, 1);
      }
    }
    const fade = Math.floor(FADE_S * RATE_HZ);
    for (let place = 0; place < fade; place += 1) {
      samples[place] *= place / fade;
      samples[samples.length - 1 - place] *= place / fade;
    }
    return samples;
  }

  // The samples of a WAV file of 22,050 Hz, mono, 16 bit; null for anything else.
  function samplesOf(data) {
    const view = new DataView(data);
    const named = (at) => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
    if (data.byteLength < 44 || named(0) !== "RIFF" || named(8) !== "WAVE") return null;
    let fits = false;
    for (let at = 12; at + 8 <= data.byteLength;) {
      const size = view.getUint32(at + 4, true);
      if (named(at) === "fmt ") {
        fits = view.getUint16(at + 8, true) === 1 && view.getUint16(at + 10, true) === 1 && view.getUint32(at + 12, true) === RATE_HZ
          && view.getUint16(at + 22, true) === 16;
      }
      if (named(at) === "data") {
        if (!fits || at + 8 + size > data.byteLength) return null;
        const samples = new Float32Array(size >> 1);
        for (let place = 0; place < samples.length; place += 1) samples[place] = view.getInt16(at + 8 + 2 * place, true) / 32768;
        return samples;
      }
      at += 8 + size + (size & 1);
    }
    return null;
  }

  // What is at an address of the server, null when it cannot be had. `kind`: "json" or "arraybuffer".
  function fetched(address, kind) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("GET", address);
      request.timeout = FETCH_MS;
      request.setRequestHeader("Accept", kind === "json" ? "application/json" : "*/*");
      if (kind !== "json") request.responseType = kind;
      request.onloadend = () => {
        if (request.status !== 200) done(null);
        else done(kind === "json" ? parsed(request.responseText) : request.response);
      };
      request.send();
    });
  }

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return null;
    }
  }

  // `want` the server's packs (language -> mark) as often as you like; `pack` is the newest whole one of a language.
  function Voices(speaker) {
    const packs = {};
    const triedS = {};
    let busy = false;
    const made = chimeSamples();

    this.chime = { name: "chime", length: made.length, buffer: speaker.made(made) };
    this.pack = (language) => packs[language] || null;

    this.want = (marks, nowS) => {
      for (const language of Object.keys(packs)) {
        if (Object.keys(marks).length > 0 && !marks[language]) delete packs[language]; // the office has taken this voice back
      }
      if (busy) return;
      for (const language of Object.keys(marks)) {
        const mark = marks[language];
        const again = triedS[language + mark] === undefined || nowS - triedS[language + mark] >= RETRY_S;
        if ((packs[language] && packs[language].mark === mark) || !again) continue;
        for (const key of Object.keys(triedS)) if (key.indexOf(language) === 0) delete triedS[key];
        triedS[language + mark] = nowS;
        busy = true;
        load(language, mark).then((pack) => {
          if (pack !== null) packs[language] = pack;
          busy = false;
        });
        return;
      }
    };

    function load(language, mark) {
      return fetched("/voice/" + language + "/pack.json", "json").then((index) => {
        if (index === null || index.mark !== mark) return null;
        const held = packs[language];
        const pack = { mark: mark, marks: index.clips, clips: {} };
        const names = Object.keys(index.clips).filter((name) => name !== "chime" && name.slice(0, 4) !== "say_"); // sentences are the kiosks'
        const take = (name) => {
          if (held && held.marks[name] === index.clips[name]) {
            pack.clips[name] = held.clips[name];
            return true;
          }
          return clip(language, mark, name).then((found) => {
            pack.clips[name] = found;
            return found !== null;
          });
        };
        const lane = (first) => names.filter((_, place) => place % LANES === first)
          .reduce((before, name) => before.then((good) => good && take(name)), Promise.resolve(true));
        return Promise.all([0, 1, 2, 3].map(lane)).then((lanes) => (lanes.every(Boolean) ? pack : null));
      });
    }

    function clip(language, mark, name) {
      return fetched("/voice/" + language + "/" + name + ".wav?mark=" + mark, "arraybuffer").then((data) => {
        const samples = data === null ? null : samplesOf(data);
        return samples === null ? null : { name: name, language: language, length: samples.length, buffer: speaker.made(samples) };
      });
    }
  }

  moiso.sound = { Loudspeaker: Loudspeaker, Voices: Voices, fetched: fetched, samplesOf: samplesOf };
}(window.moiso = window.moiso || {}));
