// How a procedure is found by what is typed: by Telex, without accents, without spaces, by first letters, with a slip. Pure.
// The same as server/wire/telex.py, matching.py and procedures.py; tests/golden/search holds both to one table. Names as there.

(function (moiso) {
  "use strict";

  const FOUND_MOST = 30;
  const KEYWORD_MAX = 80;
  const SLIP_FROM = 5;
  const MIXED_FROM = 3;
  const NO_WORD = -1;
  const ACCENT = 1000;
  const TONES = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323", z: "" };
  const HAT = "\u0302";
  const BREVE = "\u0306";
  const HORN = "\u031b";
  const STROKE = "\u0335";
  const VOWELS = "aeiouy";
  const ENDS = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];
  const HORNED = { u: [0], ua: [0], ui: [0], uu: [0], o: [0], oi: [0], uo: [0, 1], uoi: [0, 1], uou: [0, 1] };
  const BREVED = { a: 0, oa: 1 };
  const WORD = /[A-Za-z\u00c0-\u1ef9]+/g;
  const LETTERS = /(?:[a-z0-9\u1780-\u17d3][\u0300-\u036f]*)+/g;
  const ACCENTS = /[\u0300-\u036f]/g;
  const KI = /([bcdghklmnpqrstvxz])y(?![aeiou])/g;
  const KEPT_MOST = 20000;
  const known = new Map();
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  // ── Telex ──

  function compose(typed) {
    return typed.replace(WORD, (word) => (/^[A-Za-z]+$/.test(word) ? composed(word) : word));
  }

  function composed(keys) {
    const word = { letters: [], shapes: [], tone: "", byW: false, plain: false };
    for (const key of keys.split("")) press(word, key);
    return written(word);
  }

  function press(word, key) {
    const low = key.toLowerCase();
    if (word.plain || !(tones(word, low) || shapes(word, low) || alone(word, key))) {
      word.letters.push(key);
      word.shapes.push("");
    }
  }

  function tones(word, low) {
    if (!has(TONES, low) || !vowelsOf(word).vowels || (low === "z" && !word.tone)) return false;
    if (low !== "z" && word.tone === TONES[low]) {
      word.tone = "";
      word.plain = true;
      return false;
    }
    word.tone = TONES[low];
    return true;
  }

  function shapes(word, low) {
    if (low === "d") return last(word) === "d" ? put(word, [word.letters.length - 1], STROKE) : false;
    const at = vowelsOf(word);
    const ends = ENDS.indexOf(at.end) >= 0;
    if (low === "a" || low === "e" || low === "o") {
      return at.vowels.slice(-1) === low && ends ? put(word, [at.begin + at.vowels.length - 1], HAT) : false;
    }
    if (low !== "w" || !ends) return false;
    if (word.byW && at.vowels === "u" && !at.end) {
      word.letters.pop();
      word.shapes.pop();
      word.plain = true;
      return false;
    }
    if (has(BREVED, at.vowels)) return put(word, [at.begin + BREVED[at.vowels]], BREVE);
    return has(HORNED, at.vowels) ? put(word, HORNED[at.vowels].map((one) => at.begin + one), HORN) : false;
  }

  // A w that no vowel is there for is an ư.
  function alone(word, key) {
    if ((key !== "w" && key !== "W") || word.plain || (vowelsOf(word).vowels && word.letters.join("").toLowerCase() !== "gi")) return false;
    word.letters.push(key === "W" ? "U" : "u");
    word.shapes.push(HORN);
    word.byW = true;
    return true;
  }

  // False, and the key is a letter, when it takes the shape back.
  function put(word, places, shape) {
    const back = places.every((place) => word.shapes[place] === shape);
    for (const place of places) word.shapes[place] = back ? "" : shape;
    if (back) word.plain = true;
    return !back;
  }

  function last(word) {
    return word.letters.length ? word.letters[word.letters.length - 1].toLowerCase() : "";
  }

  // Where the last vowels begin, themselves, and what follows them. The u of "qu" and the i of "gia" are none.
  function vowelsOf(word) {
    const text = word.letters.join("").toLowerCase();
    let stop = text.length;
    while (stop > 0 && VOWELS.indexOf(text[stop - 1]) < 0) stop -= 1;
    let begin = stop;
    while (begin > 0 && VOWELS.indexOf(text[begin - 1]) >= 0) begin -= 1;
    const first = begin > 0 ? text.slice(begin - 1, begin + 1) : "";
    if (stop - begin > 1 && (first === "qu" || first === "gi")) begin += 1;
    return { begin: begin, vowels: text.slice(begin, stop), end: text.slice(stop) };
  }

  function written(word) {
    horns(word);
    const at = word.tone ? toned(word) : -1;
    return word.letters.map((letter, place) => {
      if (word.shapes[place] === STROKE) return letter === "D" ? "Đ" : "đ";
      return (letter + word.shapes[place] + (place === at ? word.tone : "")).normalize("NFC");
    }).join("");
  }

  // No syllable ends in ươ ("thuở"), and before anything else an ư and an o are never without one another ("rượu").
  function horns(word) {
    const at = vowelsOf(word);
    if (at.vowels.slice(0, 2) !== "uo" || word.shapes[at.begin] !== HORN) return;
    if (at.end || at.vowels.length > 2) word.shapes[at.begin + 1] = HORN;
    else if (word.shapes[at.begin + 1] === HORN) word.shapes[at.begin] = "";
  }

  // The place of the vowel that bears the tone: one with a shape, else the last before an end, else the last but one.
  function toned(word) {
    const at = vowelsOf(word);
    const count = at.vowels.length;
    for (let place = at.begin + count - 1; place >= at.begin; place -= 1) if (word.shapes[place]) return place;
    return at.begin + (at.end && count === 2 ? 1 : Math.max(0, Math.min(1, count - 2)));
  }

  // ── how near a name is ──

  // "Đăng ký  khai-sinh" -> words dang, ki, khai, sinh, and of each its accents.
  function textOf(said) {
    if (known.has(said)) return known.get(said);
    const found = said.toLowerCase().replace(/đ/g, "d\u0335").normalize("NFD").match(LETTERS) || [];
    const plain = found.map((one) => one.replace(ACCENTS, "")).join(" ");
    const words = plain ? plain.replace(KI, "$1i").split(" ") : [];
    const text = {
      words: words, accents: found.map((one) => (one.match(ACCENTS) || []).sort().join("")), tails: words.map((_, at) => words.slice(at).join("")),
      initials: words.map((word) => word[0]).join(""), spaced: words.join(" "), plain: plain,
    };
    if (known.size >= KEPT_MOST) known.clear();
    known.set(said, text);
    return text;
  }

  function folded(text) {
    return textOf(text).plain;
  }

  const begins = (text, part) => text.slice(0, part.length) === part;
  const beginsOne = (words, part) => words.some((word) => begins(word, part));

  function nearness(name, typed) {
    if (name.initials.indexOf(typed.initials[0]) < 0) return NO_WORD;
    if (begins(name.spaced, typed.spaced)) return 0;
    if (name.spaced.indexOf(" " + typed.spaced) >= 0) return 1;
    const glued = typed.tails[0];
    if (name.tails.some((tail) => begins(tail, glued))) return 2;
    if (name.initials.indexOf(glued) >= 0) return begins(name.initials, glued) ? 3 : 4;
    if (glued.length >= MIXED_FROM && name.words.some((_, at) => runs(name.words.slice(at), glued))) return 5;
    return typed.words.every((part) => beginsOne(name.words, part)) ? 6 : NO_WORD;
  }

  function hasSlips(name, typed) {
    return typed.words.every((part) => beginsOne(name.words, part) || name.words.some((word) => slipped(word, part)));
  }

  function shared(name, typed) {
    return typed.words.filter((part) => beginsOne(name.words, part)).length;
  }

  function count(text, letter) {
    return text.split(letter).length - 1;
  }

  function heedsAccents(name, typed) {
    return typed.words.every((part, place) => {
      const wanted = typed.accents[place];
      return !wanted || name.words.some((word, at) => begins(word, part)
        && wanted.split("").every((one) => count(name.accents[at], one) >= count(wanted, one)));
    });
  }

  // Whether it is a beginning of the first word, one of the second, and so on.
  function runs(words, glued) {
    if (!glued) return true;
    if (!words.length) return false;
    let most = 0;
    while (most < Math.min(words[0].length, glued.length) && words[0][most] === glued[most]) most += 1;
    for (let taken = most; taken > 0; taken -= 1) if (runs(words.slice(1), glued.slice(taken))) return true;
    return false;
  }

  function slipped(word, part) {
    if (part.length < SLIP_FROM) return false;
    return [part.length - 1, part.length, part.length + 1].some((length) => length <= word.length && oneSlip(word.slice(0, length), part));
  }

  function oneSlip(one, other) {
    let same = 0;
    while (same < Math.min(one.length, other.length) && one[same] === other[same]) same += 1;
    const rest = one.slice(same);
    const typed = other.slice(same);
    return rest.slice(1) === typed.slice(1) || rest.slice(1) === typed || rest === typed.slice(1)
      || (rest.slice(2) === typed.slice(2) && rest.slice(0, 2) === typed.slice(0, 2).split("").reverse().join(""));
  }

  // ── procedures ──

  function find(book, typed) {
    return found(book, [textOf(typed)]);
  }

  function lookUp(book, typed) {
    return found(book, [textOf(typed), textOf(compose(typed))]);
  }

  function found(book, ways) {
    const meant = ways.filter((one) => one.words.length);
    if (!meant.length) return book.procedures.slice(0, FOUND_MOST);
    for (const rank of [near, withSlips, partly]) {
      const ranked = [];
      book.procedures.forEach((one, place) => {
        let best = null;
        for (const text of textsOf(one)) {
          for (const typed of meant) {
            const far = rank(text, typed);
            if (far !== null && (best === null || far < best)) best = far;
          }
        }
        if (best !== null) ranked.push({ far: best, place: place });
      });
      if (ranked.length) {
        ranked.sort((one, other) => one.far - other.far || one.place - other.place);
        const heeded = ranked[0].far < ACCENT; // those leave no room for the others
        return ranked.slice(0, FOUND_MOST).filter((one) => one.far < ACCENT === heeded).map((one) => book.procedures[one.place]);
      }
    }
    return [];
  }

  function textsOf(procedure) {
    const names = Object.keys(procedure.names).map((language) => procedure.names[language]);
    return names.concat(procedure.also || [], procedure.code || "").map(textOf).filter((text) => text.words.length);
  }

  // A number, the smaller the nearer; null: it is not meant. ACCENT and more: accents were typed that are not the name's.

  function near(name, typed) {
    const rank = nearness(name, typed);
    return rank === NO_WORD ? null : rank + (heedsAccents(name, typed) ? 0 : ACCENT);
  }

  function withSlips(name, typed) {
    return hasSlips(name, typed) ? (heedsAccents(name, typed) ? 0 : ACCENT) : null;
  }

  function partly(name, typed) {
    const missing = typed.words.length - shared(name, typed);
    return missing * 2 <= typed.words.length && typed.words.length > 1 ? missing : null;
  }

  function portalAddress(template, procedure) {
    if (!template || (template.indexOf("{code}") >= 0 && !procedure.code)) return "";
    return template.split("{name}").join(encodeURIComponent(keyword(procedure.names.vi))).split("{code}").join(encodeURIComponent(procedure.code || ""));
  }

  function keyword(name) {
    const letters = Array.from(name);
    if (letters.length <= KEYWORD_MAX) return name;
    const cut = letters.slice(0, KEYWORD_MAX + 1).join("");
    return cut.slice(0, Math.max(0, cut.lastIndexOf(" "))) || letters.slice(0, KEYWORD_MAX).join("");
  }

  moiso.procedures = { compose: compose, folded: folded, find: find, look_up: lookUp, portal_address: portalAddress };
}(window.moiso = window.moiso || {}));
