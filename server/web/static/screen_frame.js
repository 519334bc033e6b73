// Where things stand on the glass, their colours, and what every part of a scene looks at. Pure; the same as display/scenes/frame.py and view.py,
// display/theme.py: a test holds both to the same draw-lists.

(function (moiso) {
  "use strict";

  const state = moiso.state;
  const ROWS = 5;
  const COLUMNS = 2;
  const NOWHERE = { x: 0, y: 0, w: 0, h: 0 };
  const FLASH_FOR_S = 6; // a new call changes colours once a second for so long
  const SECOND_SHARE = 72; // the second language's letters in per cent of the first one's
  const div = (one, other) => Math.floor(one / other);

  // Numbers that make up a rectangle, in whole pixels.

  function rect(x, y, w, h) {
    return { x: x, y: y, w: w, h: h };
  }

  function inset(one, dx, dy) {
    return rect(one.x + dx, one.y + dy, Math.max(one.w - 2 * dx, 0), Math.max(one.h - 2 * dy, 0));
  }

  function right(one) {
    return one.x + one.w;
  }

  function bottom(one) {
    return one.y + one.h;
  }

  function around(one, other) {
    const x = Math.min(one.x, other.x);
    const y = Math.min(one.y, other.y);
    return rect(x, y, Math.max(right(one), right(other)) - x, Math.max(bottom(one), bottom(other)) - y);
  }

  function edges(begin, length, shares) {
    const sum = shares.reduce((total, share) => total + share, 0);
    let before = 0;
    return [begin].concat(shares.map((share) => {
      before += share;
      return begin + div(length * before, sum);
    }));
  }

  function times(share, count) {
    const out = [];
    while (out.length < count) out.push(share);
    return out;
  }

  // Cut from top to bottom, or from left to right, in these proportions, nothing left over.
  function down(one, shares) {
    const at = edges(one.y, one.h, shares);
    return shares.map((_, place) => rect(one.x, at[place], one.w, at[place + 1] - at[place]));
  }

  function across(one, shares) {
    const at = edges(one.x, one.w, shares);
    return shares.map((_, place) => rect(at[place], one.y, at[place + 1] - at[place], one.h));
  }

  // What is drawn.

  function box(where, colour, radius) {
    return { op: "box", rect: where, colour: colour, radius: radius || 0 };
  }

  function text(said, where, size, colour, more) {
    return Object.assign({ op: "text", text: said, rect: where, size: size, colour: colour, bold: true, align: "centre", lines: 1, floor: 16 }, more);
  }

  // The parts of the glass in each layout; `count`: how many rows are wanted.

  function frameIn(glass, layout, count) {
    const lying = glass.w >= glass.h;
    const unit = lying ? div(glass.h, 100) : div(glass.w, 75);
    const head = lying ? div(11 * glass.h, 100) : 12 * unit;
    const strip = lying ? div(7 * glass.h, 100) : 12 * unit;
    const door = rect(glass.x, glass.y, glass.w, head);
    const foot = rect(glass.x, bottom(glass) - strip, glass.w, strip);
    const middle = rect(glass.x, bottom(door), glass.w, foot.y - bottom(door));
    const whole = {
      glass: glass, door: door, middle: middle, strip: foot, unit: unit, panel: NOWHERE, labels: [], rows: [], band: NOWHERE, page: NOWHERE,
    };
    const made = LAYOUTS[layout] || inCalls;
    return Object.assign(whole, made(whole, lying, count));
  }

  function inCalls(whole, lying) {
    const middle = whole.middle;
    const band = lying ? div(17 * whole.glass.h, 100) : 34 * whole.unit;
    const above = rect(middle.x, middle.y, middle.w, middle.h - band);
    const parts = lying ? across(above, [54, 46]) : down(above, [48, 52]);
    const list = lying ? down(parts[1], [9].concat(times(19, ROWS))) : down(parts[1], [10].concat(times(18, ROWS)));
    return { panel: parts[0], labels: [list[0]], rows: list.slice(1), band: rect(above.x, bottom(above), above.w, band) };
  }

  function beside(whole, lying) {
    const parts = lying ? across(whole.middle, [46, 54]) : down(whole.middle, [62, 38]);
    const list = lying ? down(parts[0], [53, 7].concat(times(8, ROWS))) : down(parts[0], [51, 8].concat(times(9, ROWS)));
    return { panel: list[0], labels: [list[1]], rows: list.slice(2), page: parts[1] };
  }

  function inColumns(whole, lying, count) {
    const parts = lying ? down(whole.middle, [36, 64]) : down(whole.middle, [34, 66]);
    const each = Math.min(Math.max(Math.ceil(count / COLUMNS), lying ? 4 : 5), 8);
    const out = { panel: parts[0], labels: [], rows: [] };
    for (const column of across(parts[1], times(1, COLUMNS))) {
      const fields = lying ? down(column, [12].concat(times(div(88, each), each))) : down(column, [8].concat(times(div(92, each), each)));
      out.labels.push(fields[0]);
      out.rows = out.rows.concat(fields.slice(1));
    }
    return out;
  }

  function board(whole, lying) {
    const list = down(whole.middle, [lying ? 11 : 8].concat(times(18, ROWS)));
    return { labels: [list[0]], rows: list.slice(1) };
  }

  const LAYOUTS = { media: beside, notices: beside, columns: inColumns, led: board };

  // Colours.

  const WHITE = [255, 255, 255];
  const BLACK = [0, 0, 0];
  const NAVY = {
    back: [0, 22, 55], panel: [0, 22, 55], row: [10, 35, 75], rowOther: [16, 46, 94], door: WHITE, doorText: [140, 16, 28],
    doorSmall: [60, 60, 70], number: [255, 214, 10], text: WHITE, label: [191, 219, 255], newest: [255, 214, 10], newestText: [0, 22, 55],
    strip: [235, 239, 246], stripText: [10, 20, 40], alarm: [150, 14, 14], alarmText: WHITE,
  };
  const LIGHT = {
    back: [238, 242, 248], panel: WHITE, row: WHITE, rowOther: [228, 235, 245], door: [10, 35, 75], doorText: WHITE,
    doorSmall: [214, 226, 245], number: [0, 45, 110], text: [16, 26, 46], label: [48, 58, 78], newest: [0, 45, 110], newestText: WHITE,
    strip: [10, 35, 75], stripText: WHITE, alarm: [150, 14, 14], alarmText: WHITE,
  };
  const CONTRAST = {
    back: BLACK, panel: BLACK, row: BLACK, rowOther: [34, 34, 34], door: BLACK, doorText: WHITE, doorSmall: WHITE, number: [255, 230, 0],
    text: WHITE, label: WHITE, newest: [255, 230, 0], newestText: BLACK, strip: WHITE, stripText: BLACK, alarm: [140, 0, 0], alarmText: WHITE,
  };
  const LED = {
    back: BLACK, panel: BLACK, row: BLACK, rowOther: [12, 6, 6], door: BLACK, doorText: [255, 196, 64], doorSmall: [255, 196, 64],
    number: [255, 108, 92], text: [255, 108, 92], label: [255, 196, 64], newest: [255, 200, 60], newestText: BLACK, strip: BLACK,
    stripText: [255, 196, 64], alarm: [120, 0, 0], alarmText: WHITE,
  };
  const THEMES = { navy: NAVY, light: LIGHT, contrast: CONTRAST };
  const GREY_ON_DARK = {
    number: [190, 190, 190], text: [190, 190, 190], label: [176, 184, 196], newest: [70, 76, 88], newestText: [235, 235, 235],
  };
  const GREY_ON_LIGHT = {
    number: [70, 70, 76], text: [70, 70, 76], label: [70, 70, 76], newest: [206, 210, 216], newestText: [30, 30, 34],
  };

  function themeOf(colours, layout, stale) {
    const chosen = layout === "led" ? LED : THEMES[colours] || NAVY;
    if (!stale) return chosen;
    const light = chosen.panel[0] + chosen.panel[1] + chosen.panel[2] > 3 * 128;
    return Object.assign({}, chosen, light ? GREY_ON_LIGHT : GREY_ON_DARK);
  }

  // Sentences. `words`: by language, each { key: sentence } with facts in braces.

  function filled(sentence, facts) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  }

  function saidIn(words, key, facts) {
    if (!words || !words[key]) return "";
    const named = facts && "weekday" in facts ? { weekday: words["weekday." + facts.weekday] } : {};
    return filled(words[key], Object.assign({}, facts, named));
  }

  // What a picture looks at; `around`: { ready, film } as in display/around.py.
  function viewOf(known, nowS, words, about) {
    const standing = known.standing;
    const place = state.placeOf(known);
    const stale = state.stale(known, nowS);
    const localMs = moiso.hours.local(known, nowS);
    const large = state.spotlight(known, nowS);
    const ageS = nowS - large.sinceS;
    const fresh = ageS < FLASH_FOR_S && !stale;
    return {
      state: known, standing: standing, place: place, nowS: nowS, words: words.vi, around: about, stale: stale, localMs: localMs,
      second: place.second !== "" && place.second !== "vi" && words[place.second] ? words[place.second] : null,
      secondLanguage: place.second,
      theme: themeOf(standing.screen.colours, place.layout, stale),
      hours: moiso.hours.hours(standing, localMs),
      large: large.call, fresh: fresh, flashes: fresh && Math.floor(ageS * 2) % 2 === 0,
      board: state.here(known, known.board),
    };
  }

  function say(view, key, facts) {
    return saidIn(view.words, key, facts);
  }

  // The sentence in the second language alone; "" where there is none.
  function second(view, key) {
    return saidIn(view.second, key, {});
  }

  function nameOf(view, names) {
    return names.vi || "";
  }

  function secondName(view, names) {
    return view.second !== null ? names[view.secondLanguage] || "" : "";
  }

  // As the office calls it, "" for one that has only its number.
  function deskName(view, desk) {
    const found = view.state.desks[desk];
    return found && found.names ? nameOf(view, found.names) : "";
  }

  // Which of `count` things stands now, where they take turns.
  function turn(view, count) {
    return Math.floor(view.nowS / Math.max(view.standing.screen.slide_s, 1)) % Math.max(count, 1);
  }

  // A sentence, and under it the same in the second language where that has it.
  function both(view, key, where, size, colour, facts) {
    return pair(say(view, key, facts), saidIn(view.second, key, facts || {}), where, size, colour);
  }

  function pair(first, other, where, size, colour, align) {
    const more = { align: align || "centre", lines: where.h >= 2 * size ? 2 : 1 };
    if (!other) return [text(first, where, size, colour, more)];
    const top = rect(where.x, where.y, where.w, div(where.h * 52, 100));
    const low = rect(where.x, bottom(top), where.w, bottom(where) - bottom(top));
    return [text(first, top, size, colour, more), text(other, low, div(size * SECOND_SHARE, 100), colour, more)];
  }

  moiso.frame = {
    div: div, rect: rect, inset: inset, right: right, bottom: bottom, unite: around, times: times, down: down, across: across, box: box,
    text: text, frameIn: frameIn, NAVY: NAVY, BLACK: BLACK, WHITE: WHITE, viewOf: viewOf, say: say, second: second, nameOf: nameOf,
    secondName: secondName, deskName: deskName, turn: turn, both: both, pair: pair,
  };
}(window.moiso = window.moiso || {}));
