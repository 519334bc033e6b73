// What is said, when, and in which words: the same rules as display/announce.py, quiet.py and speech.py, drivers/speaker/pack.py and
// server/words/spoken.py. Knows no loudspeaker: it is handed one. The phrases are the server's data.

(function (moiso) {
  "use strict";

  const state = moiso.state;
  const EXPIRES_S = 45;
  const BUSY_FROM = 2;
  const SHORT_FROM = 4;
  const BACKLOG = 20;
  const HANDOVER_S = 11; // the screen that had the voice before may be in the middle of a call
  const CALLS_COUNTED = 9;
  const RATE_HZ = 22050;
  const GAP_MS = 70;
  const AFTER_CHIME_MS = 200;
  const BEFORE_REPEAT_MS = 600;
  const ALARM_EVERY_S = 60;
  const ALARM_CHIMES = 3;
  const ALARM_VOLUME = 100;
  const TRIAL_BEFORE_MIN = 15;

  // Which words. `say`: one language's phrases as the server has them.

  function slot(say, phrase, slots) {
    let out = [];
    for (const name of say.phrases[phrase]) out = out.concat(name[0] === "{" ? slots[name.slice(1, -1)] : [name]);
    return out;
  }

  function cardinal(number, say) {
    if (say.cardinals[number]) return say.cardinals[number];
    const tens = Math.floor(number / 10);
    const ones = number % 10;
    if (number > 99 || tens === 0) return String(number).split("").map((digit) => "so_" + digit);
    return say.tens[tens].concat(ones === 0 ? [] : say.after_tens[ones] || ["so_" + ones]);
  }

  // The clips of a call by name; null when a letter has no spoken name. `desk` null: no desk is named.
  function callClips(label, desk, calls, say, priority, short) {
    const number = Array.from(label).map((sign) => (/[0-9]/.test(sign) ? "so_" : "chu_") + sign);
    if (number.some((name) => say.clips.indexOf(name) < 0)) return null;
    const again = calls >= 2 && calls <= CALLS_COUNTED ? slot(say, "again", { ordinal: say.ordinals[calls] || ["so_" + calls] }) : [];
    return slot(say, short ? "short" : "call", {
      priority: priority ? say.phrases.priority : [],
      number: number,
      again: again,
      where: desk === null ? say.phrases.come_in : slot(say, "desk", { desk: cardinal(desk, say) }),
    });
  }

  // The clips of a sentence; null if the pack lacks one of them: better no number than half a number.
  function reading(pack, names) {
    if (!pack || names === null || !names.every((name) => pack.clips[name] !== undefined)) return null;
    return names.map((name) => pack.clips[name]);
  }

  // The chime, then each reading, gapless, in samples: what is heard when, where it may be broken off, where the first reading is over.
  function together(chime, readings) {
    const sound = { parts: [{ clip: chime, at: 0 }], ends: [chime.length], told: 0, length: chime.length };
    const silence = (ms) => Math.floor(RATE_HZ * ms / 1000);
    readings.forEach((clips, place) => {
      sound.length += silence(place ? BEFORE_REPEAT_MS : AFTER_CHIME_MS);
      clips.forEach((clip, word) => {
        if (word) sound.length += silence(GAP_MS);
        sound.parts.push({ clip: clip, at: sound.length });
        sound.length += clip.length;
        sound.ends.push(sound.length);
      });
      sound.told = sound.told || sound.length;
    });
    return sound;
  }

  // Whose word it is.

  function rulesOf(known) {
    return known.standing === null ? { speaks: true, says_twice: true, quiet: [], emergency: {} } : known.standing.screen;
  }

  function emergencyOf(known) {
    const found = rulesOf(known).emergency || {};
    return Object.keys(found).length > 0 ? found : null;
  }

  function wantsVoice(known) {
    return rulesOf(known).speaks && state.placeOf(known).speaks;
  }

  function isVoice(known) {
    if (known.standing === null) return false;
    return known.speakers === null ? known.you === "" : known.speakers.indexOf(known.you) >= 0;
  }

  function anotherSpeaks(known) {
    const room = state.placeOf(known).room;
    const rooms = {};
    for (const one of known.standing === null ? [] : known.standing.screens || []) rooms[one.name] = one.room || "";
    return (known.speakers || []).some((name) => name !== known.you && (rooms[name] || "") === room);
  }

  function minutes(span) {
    const found = /^\s*(\d+):(\d+)(?::[^-]*)?\s*-\s*(\d+):(\d+)(?::[^-]*)?\s*$/.exec(span);
    if (found === null) return null;
    return { start: Number(found[1]) * 60 + Number(found[2]), end: Number(found[3]) * 60 + Number(found[4]) };
  }

  function isQuiet(localMs, spans) {
    if (localMs === null) return false;
    const minute = Math.floor(localMs / moiso.hours.MINUTE) % 1440;
    return spans.map(minutes).some((one) => {
      if (one === null) return false;
      return one.start <= one.end ? one.start <= minute && minute < one.end : minute >= one.start || minute < one.end;
    });
  }

  // In the quarter of an hour before the day's first session, once a day.
  function trialDue(localMs, sessions, tried) {
    if (localMs === null || !sessions || tried === moiso.hours.dayOf(localMs)) return false;
    const starts = sessions.map(minutes).filter((one) => one !== null).map((one) => one.start);
    if (starts.length === 0) return false;
    const opens = moiso.hours.dayOf(localMs) + (Math.min.apply(null, starts) % 1440) * moiso.hours.MINUTE;
    return opens - TRIAL_BEFORE_MIN * moiso.hours.MINUTE <= localMs && localMs < opens;
  }

  function keyOf(call) {
    return call.ticket + " " + call.at;
  }

  // One loudspeaker's queue.
  function Announcer() {
    let queue = [];
    let known = new Set();
    let freeS = -Infinity;
    let heedsOthers = true;

    function take(call) {
      const place = queue.findIndex((one) => one.ticket === call.ticket && one.desk === call.desk);
      if (place >= 0) queue[place] = call;
      else queue = queue.concat([call]).slice(-BACKLOG);
    }

    function stillCalled(now, call) {
      const ticket = now.tickets[call.ticket];
      if (ticket === undefined || ticket.state !== "called" || ticket.desk !== call.desk) return false;
      return state.inZone(state.placeOf(now), ticket.service, call.desk);
    }

    // Take in the calls that are new since the last time. An old call from a snapshot is none of them.
    this.hear = (now, nowS) => {
      for (const call of now.recent) {
        if (known.has(keyOf(call))) continue;
        known.add(keyOf(call));
        take(call);
      }
      if (known.size > 4 * now.recent.length + 100) known = new Set(now.recent.map(keyOf));
      const ours = isVoice(now);
      if (!ours && anotherSpeaks(now)) freeS = nowS + HANDOVER_S;
      heedsOthers = !ours || nowS < freeS;
    };

    // A screen has said this call to its end: we shall not, and need not wait for it any longer. While we are the voice of our room it was
    // one of another room, whose people are not ours.
    this.spoken = (ticket, calls) => {
      if (!heedsOthers) return;
      freeS = -Infinity;
      queue = queue.filter((one) => one.ticket !== ticket || one.calls > calls);
    };

    // The next one to speak, taken off the queue; null if there is none, or it is not ours to speak now.
    this.next = (now, nowS) => {
      const rules = rulesOf(now);
      if (!wantsVoice(now) || isQuiet(moiso.hours.local(now, nowS), rules.quiet || [])) {
        queue = [];
        return null;
      }
      const ours = isVoice(now);
      const patienceS = ours ? EXPIRES_S : state.YOUNG_S;
      queue = queue.filter((one) => nowS - one.heardS <= patienceS && stillCalled(now, one));
      if (queue.length === 0 || !ours || nowS < freeS || emergencyOf(now) !== null) return null;
      const waiting = queue.length;
      const call = queue.shift();
      const ticket = now.tickets[call.ticket];
      return {
        call: call, readings: waiting < BUSY_FROM && rules.says_twice ? 2 : 1, short: waiting >= SHORT_FROM,
        language: ticket.language || "vi", priority: Boolean(ticket.priority),
      };
    };

    // It was broken off before it was understood: it is the next one again.
    this.putBack = (announcement) => {
      queue = [announcement.call].concat(queue).slice(0, BACKLOG);
    };

    this.empty = () => queue.length === 0;
  }

  // Vietnamese first, the second time in the citizen's language; only in the citizen's where it is said once.
  function readingsOf(announcement, desk, phrases, pack) {
    const read = (language) => {
      const call = announcement.call;
      const say = phrases[language];
      if (!say || !pack(language)) return null;
      return reading(pack(language), callClips(call.label, desk, call.calls, say, announcement.priority, announcement.short));
    };
    const vietnamese = read("vi");
    const own = announcement.language === "vi" ? vietnamese : read(announcement.language);
    const first = vietnamese || own;
    const second = own || vietnamese;
    if (first === null) return [];
    return announcement.readings > 1 ? [first, second] : [second];
  }

  // `step` often. `speaker`: { ready, busy, play(sound, volume), place(), endAt(place) }; `voices`: { chime, pack(language) };
  // `phrases`: by language; `say(message)` tells the server.
  function Speech(speaker, voices, phrases, say) {
    const announcer = new Announcer();
    let playing = null; // { sound, announcement, isAlarm, isTrial, endsAt }
    let rung = [];
    let stood = "";
    let testedAt = null;
    let tried = null;
    let alarm = null;
    let alarmSaidS = -Infinity;

    // The line is up: the server must hear how we stand.
    this.connected = () => { stood = ""; };

    // Every message of the server, beside what the state makes of it.
    this.heard = (message) => {
      if (message.t === "seen" && message.spoken) announcer.spoken(message.ticket, message.calls);
    };

    this.sound = (now) => (wantsVoice(now) ? (speaker.ready() ? "ready" : "none") : "off");

    // Whether nothing is being said or waits to be.
    this.quiet = () => playing === null && announcer.empty();

    this.step = (now, nowS) => {
      announcer.hear(now, nowS);
      prepareAlarm(now);
      stand(this.sound(now), now);
      if (speaker.busy()) {
        breakOffIfNeeded();
        return;
      }
      noteEnd(now, nowS);
      if (speaker.ready() && now.standing !== null) begin(now, nowS);
    };

    const stand = (sound, now) => {
      if (now.standing === null) return;
      const stands = { t: "stands", sound: sound, tested_at: testedAt };
      if (JSON.stringify(stands) === stood) return;
      stood = JSON.stringify(stands);
      say(stands);
    };

    function begin(now, nowS) {
      const volume = state.placeOf(now).volume;
      if (alarm !== null && nowS - alarmSaidS >= ALARM_EVERY_S) {
        alarmSaidS = nowS;
        const chimes = [];
        while (chimes.length < ALARM_CHIMES - 1) chimes.push([voices.chime]);
        play({ sound: together(voices.chime, chimes), announcement: null, isAlarm: true, isTrial: false, endsAt: null }, ALARM_VOLUME);
        return;
      }
      const ring = alarm === null ? helpSound(now, nowS) : null;
      if (ring !== null) {
        play({ sound: ring, announcement: null, isAlarm: false, isTrial: false, endsAt: null }, volume);
        return;
      }
      const trial = alarm === null ? trialSound(now, nowS) : null;
      if (trial !== null) {
        play({ sound: trial, announcement: null, isAlarm: false, isTrial: true, endsAt: null }, volume);
        return;
      }
      const announcement = announcer.next(now, nowS);
      if (announcement === null) return;
      const desk = now.standing.one_officer ? null : announcement.call.desk;
      const sound = together(voices.chime, readingsOf(announcement, desk, phrases, voices.pack));
      play({ sound: sound, announcement: announcement, isAlarm: false, isTrial: false, endsAt: null }, volume);
    }

    function play(what, volume) {
      if (speaker.play(what.sound, volume)) playing = what;
    }

    // What was being played is over: tell the server, or say it again if it was broken off too early.
    const noteEnd = (now, nowS) => {
      const done = playing;
      playing = null;
      if (done === null || (done.announcement === null && !done.isTrial)) return;
      if (!speaker.ready()) { // the browser took the sound away in the middle of it
        if (done.announcement !== null) announcer.putBack(done.announcement);
      } else if (done.isTrial) {
        const known = moiso.hours.local(now, nowS) !== null;
        testedAt = known ? new Date((nowS + now.aheadS) * 1000).toISOString() : null;
        stand(this.sound(now), now);
      } else if (done.endsAt !== null && done.endsAt < done.sound.told) {
        announcer.putBack(done.announcement);
      } else if (done.sound.told) {
        say({ t: "spoken", ticket: done.announcement.call.ticket, calls: Math.max(1, done.announcement.call.calls) });
      }
    };

    // An emergency does not wait for a call, and its end ends it; both at the end of a word.
    function breakOffIfNeeded() {
      if (playing === null || playing.endsAt !== null || playing.isAlarm === (alarm !== null)) return;
      const place = speaker.place();
      const end = playing.sound.ends.filter((one) => one >= place)[0];
      if (end === undefined) return;
      speaker.endAt(end);
      playing.endsAt = end;
    }

    function prepareAlarm(now) {
      const found = wantsVoice(now) && isVoice(now) ? emergencyOf(now) : null;
      if (JSON.stringify(found) === JSON.stringify(alarm)) return;
      alarm = found;
      alarmSaidS = -Infinity;
    }

    // The chime twice for somebody who has just asked for help at a kiosk; once for each time that they ask.
    function helpSound(now, nowS) {
      const asked = now.helps.filter((one) => rung.indexOf(one.kiosk + " " + one.at) < 0);
      rung = now.helps.map((one) => one.kiosk + " " + one.at);
      const localMs = moiso.hours.local(now, nowS);
      const young = asked.some((one) => localMs === null || nowS + now.aheadS - Date.parse(one.at) / 1000 <= state.YOUNG_S);
      if (!young || !wantsVoice(now) || !isVoice(now) || isQuiet(localMs, rulesOf(now).quiet || [])) return null;
      return together(voices.chime, [[voices.chime]]);
    }

    function trialSound(now, nowS) {
      const localMs = moiso.hours.local(now, nowS);
      if (localMs === null || !trialDue(localMs, now.standing.sessions, tried)) return null;
      if (!wantsVoice(now) || !isVoice(now) || isQuiet(localMs, rulesOf(now).quiet || [])) return null;
      tried = moiso.hours.dayOf(localMs);
      const found = phrases.vi ? reading(voices.pack("vi"), phrases.vi.phrases.test) : null;
      return together(voices.chime, found !== null ? [found] : []);
    }
  }

  moiso.voice = { RATE_HZ: RATE_HZ, callClips: callClips, together: together, wantsVoice: wantsVoice, Speech: Speech };
}(window.moiso = window.moiso || {}));
