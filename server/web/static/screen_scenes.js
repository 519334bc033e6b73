// State -> draw-list: the whole picture as values. Pure; the same as display/scenes: edges.py, waiting.py, pages.py, full.py and picture itself.

(function (moiso) {
  "use strict";

  const f = moiso.frame;
  const calls = moiso.calls;
  const LINE_SIZE = { 1: 4, 2: 3 };
  const LETTER_EM = 0.56; // how wide a letter of a bold sans is on average, in Vietnamese
  const BAND_SERVICES = 2;
  const MARGIN = 6; // pixels at each edge in which nothing but a ground stands, so that the picture can be shifted
  const NO_ROOM = /[\u0300-\u036f\u00ad\u17b4\u17b5\u17b7-\u17bd\u17c6\u17c9-\u17d3\u17dd\u200b-\u200f\u2060-\u2064\ufeff]/g;

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function clockOf(localMs) {
    const date = new Date(localMs);
    return two(date.getUTCHours()) + ":" + two(date.getUTCMinutes());
  }

  function dateOf(localMs) {
    const date = new Date(localMs);
    return date.getUTCDate() + "/" + (date.getUTCMonth() + 1);
  }

  function weekdayOf(localMs) {
    return (new Date(localMs).getUTCDay() + 6) % 7; // 0 is Monday
  }

  // Whose centre it is, and the server's clock while it can be believed.
  function head(view, frame) {
    const unit = frame.unit;
    const door = frame.door;
    const theme = view.theme;
    const office = view.standing.office;
    const emblem = view.standing.screen.emblem;
    const ops = [f.box(door, theme.door)];
    let left = f.rect(door.x + 2 * unit, door.y + f.div(unit, 2), door.w - 28 * unit, door.h - unit);
    const clock = f.rect(f.right(door) - 25 * unit, left.y, 23 * unit, left.h);
    if (emblem) {
      const square = f.rect(left.x, left.y, left.h, left.h);
      ops.push(f.box(square, f.WHITE, unit), { op: "picture", rect: f.inset(square, f.div(unit, 2), f.div(unit, 2)), name: emblem });
      left = f.rect(left.x + left.h + unit, left.y, left.w - left.h - unit, left.h);
    }
    const parts = f.down(left, [38, 62]);
    ops.push(f.text(office.authority, parts[0], 3 * unit, theme.doorSmall, { bold: false, align: "left" }));
    ops.push(f.text(office.name, office.authority ? parts[1] : left, 5 * unit, theme.doorText, { align: "left", lines: 2, floor: 3 * unit }));
    if (view.localMs !== null && !view.stale) {
      const halves = f.down(clock, [62, 38]);
      const day = f.say(view, "weekday." + weekdayOf(view.localMs)) + " " + dateOf(view.localMs);
      ops.push(f.text(clockOf(view.localMs), halves[0], 7 * unit, theme.doorText, { align: "right" }));
      ops.push(f.text(day, halves[1], 3 * unit, theme.doorSmall, { bold: false, align: "right" }));
    }
    return ops;
  }

  // What citizens should know, and how many wait; that somebody at the kiosk waits for help; that the line is down, when it is.
  function foot(view, frame) {
    const unit = frame.unit;
    const strip = frame.strip;
    const theme = view.theme;
    const inner = f.inset(strip, 2 * unit, f.div(unit, 2));
    if (view.stale) {
      const lost = f.say(view, "lost", { age: age(view, view.nowS - view.state.heardS) });
      return [f.box(strip, theme.alarm), f.text(lost, inner, 5 * unit, theme.alarmText, { lines: 2, floor: 4 * unit })];
    }
    const parts = f.across(inner, [76, 24]);
    const waiting = f.say(view, "waiting", { count: total(view) });
    if (view.state.helps.length > 0) {
      const said = [f.say(view, "help"), f.second(view, "help")].filter((one) => one);
      const more = { align: "left", lines: 2, floor: 3 * unit };
      return [
        f.box(strip, theme.newest),
        f.text(said[f.turn(view, said.length)], parts[0], 5 * unit, theme.newestText, more),
        f.text(waiting, f.inset(parts[1], f.div(unit, 2), 0), 5 * unit, theme.newestText, { align: "right", lines: 2 }),
      ];
    }
    return [
      f.box(strip, theme.strip),
      line(view, parts[0], unit),
      f.text(waiting, f.inset(parts[1], f.div(unit, 2), 0), 5 * unit, theme.stripText, { align: "right", lines: 2 }),
    ];
  }

  // What takes turns in it; all of it in one line that runs when one of them would have to be small to fit.
  function line(view, where, unit) {
    const said = sentences(view);
    const lines = where.h >= 8 * unit ? 2 : 1;
    const size = LINE_SIZE[lines] * unit;
    const room = lines * where.w * (lines > 1 ? 0.85 : 1);
    if (said.some((one) => letters(one) * LETTER_EM * size > room)) {
      const large = Math.min(5 * unit, f.div(where.h * 2, 3));
      return { op: "ticker", text: said.join("   •   "), rect: where, size: large, colour: view.theme.stripText, back: view.theme.strip, bold: true };
    }
    const more = { align: "left", lines: lines, floor: size - f.div(unit, 2) };
    return f.text(said[f.turn(view, said.length)], where, size + f.div(unit, 2), view.theme.stripText, more);
  }

  function letters(text) {
    return Array.from(text.normalize("NFC").replace(NO_ROOM, "")).length;
  }

  function sentences(view) {
    const screen = view.standing.screen;
    const own = screen.notice || {};
    let out = [f.nameOf(view, own) || f.say(view, "notice")];
    if (view.second !== null) {
      const other = f.secondName(view, own) || (Object.keys(own).length > 0 ? "" : f.second(view, "notice"));
      if (other) out.push(other);
    }
    if (!view.standing.is_open) out = [f.say(view, "closed")];
    const figures = screen.figures ? figuresOf(view) : "";
    return figures ? out.concat([figures]) : out;
  }

  // How many were served today and how long they waited; "" while there is nothing to tell.
  function figuresOf(view) {
    const served = view.state.served;
    const waited = view.state.waitedMin;
    if (!served) return "";
    if (waited === null) return f.say(view, "served", { served: served });
    return f.say(view, "figures", { served: served, minutes: waited });
  }

  function total(view) {
    const ids = moiso.state.servicesHere(view.state).map((service) => service.id);
    const tickets = view.state.tickets;
    return Object.keys(tickets).filter((id) => tickets[id].state === "waiting" && ids.indexOf(tickets[id].service) >= 0).length;
  }

  // How old the picture is, in steps that do not make it restless.
  function age(view, secondsOld) {
    if (secondsOld < 90) return f.say(view, "seconds", { count: f.div(Math.floor(secondsOld), 5) * 5 });
    if (secondsOld < 5400) return f.say(view, "minutes", { count: f.div(secondsOld, 60) });
    return f.say(view, "hours_old", { count: f.div(secondsOld, 3600) });
  }

  // How many wait for what, and about how long.

  function band(view, frame) {
    const services = moiso.state.servicesHere(view.state);
    let ops = [f.box(frame.band, view.theme.back)];
    if (services.length === 0) return ops;
    const page = f.turn(view, Math.ceil(services.length / BAND_SERVICES));
    const shares = f.times(1, BAND_SERVICES);
    const fields = frame.band.w >= 5 * frame.band.h ? f.across(frame.band, shares) : f.down(frame.band, shares);
    services.slice(page * BAND_SERVICES, (page + 1) * BAND_SERVICES).forEach((one, place) => {
      ops = ops.concat(service(view, one, f.inset(fields[place], f.div(frame.unit, 2), f.div(frame.unit, 2)), frame.unit));
    });
    return ops;
  }

  function waitingPage(view, where, unit, number) {
    const size = moiso.hours.SERVICES_A_PAGE;
    const services = moiso.state.servicesHere(view.state).slice(number * size, (number + 1) * size);
    const figures = view.standing.screen.figures ? figuresOf(view) : "";
    const parts = f.down(where, [12, figures ? 76 : 88, figures ? 12 : 0]);
    let ops = [f.box(where, view.theme.back)].concat(title(view, f.inset(parts[0], unit, 0), unit));
    const fields = f.down(parts[1], f.times(1, Math.max(services.length, 3)));
    services.forEach((one, place) => { ops = ops.concat(service(view, one, f.inset(fields[place], unit, f.div(unit, 2)), unit)); });
    if (figures) ops.push(f.text(figures, f.inset(parts[2], unit, 0), 4 * unit, view.theme.label, { lines: 2 }));
    return ops;
  }

  function title(view, where, unit) {
    const other = f.second(view, "waiting_title");
    if (!other) return [f.text(f.say(view, "waiting_title"), where, 6 * unit, view.theme.label)];
    const halves = f.across(where, [1, 1]);
    return [f.text(f.say(view, "waiting_title"), halves[0], 6 * unit, view.theme.label), f.text(other, halves[1], 5 * unit, view.theme.label)];
  }

  function service(view, one, field, unit) {
    const theme = view.theme;
    const side = Math.min(field.h, f.div(field.w, 6));
    const badge = f.rect(field.x, field.y, side, field.h);
    const rest = f.rect(f.right(badge) + unit, field.y, f.right(field) - f.right(badge) - 2 * unit, field.h);
    const parts = f.across(rest, [52, 2, 46]);
    const size = Math.min(4 * unit + f.div(unit, 2), f.div(field.h * 10, 27));
    return [f.box(field, theme.row, unit), f.box(badge, theme.rowOther, unit), f.text(one.id, badge, Math.min(9 * unit, f.div(side * 3, 4)), theme.number)]
      .concat(f.pair(f.nameOf(view, one.names), f.secondName(view, one.names), parts[0], size, theme.text, "left"))
      .concat(facts(view, view.state.facts[one.id], parts[2], size));
  }

  function facts(view, known, where, size) {
    const waiting = known ? known.waiting : 0;
    const count = waiting ? f.say(view, "waiting_here", { count: waiting }) : f.say(view, "nobody_waits");
    const wait = waitOf(view, known);
    if (!wait) return [f.text(count, where, size, view.theme.text, { align: "right" })];
    const halves = f.down(where, [1, 1]);
    return [
      f.text(count, halves[0], size, view.theme.text, { align: "right" }),
      f.text(wait, halves[1], size, view.theme.number, { align: "right" }),
    ];
  }

  function waitOf(view, known) {
    if (!known || !known.wait_min) return "";
    const low = known.wait_min[0];
    const high = known.wait_min[1];
    if (!low) return high ? f.say(view, "wait_below", { high: high }) : f.say(view, "wait_none");
    return low === high ? f.say(view, "wait_exact", { high: high }) : f.say(view, "wait_about", { low: low, high: high });
  }

  // What takes turns beside the calls; the waiting while a film has not begun.
  function page(view, frame) {
    const slide = moiso.hours.slideAt(view.state, view.nowS, view.around);
    const where = frame.page;
    const unit = frame.unit;
    const ground = f.box(where, view.theme.back);
    const kind = slide === null ? "" : slide.kind;
    if (kind === "notice") return notice(view, where, unit, slide.text);
    if (kind === "codes") return [ground].concat(codes(view, f.inset(where, 2 * unit, 2 * unit), unit));
    if (kind === "image" || (kind === "video" && view.around.film === slide.mark)) {
      return [ground, { op: "picture", rect: f.inset(where, unit, unit), name: slide.mark }];
    }
    return waitingPage(view, where, unit, slide === null ? 0 : slide.page || 0);
  }

  function notice(view, where, unit, said) {
    const paper = f.inset(where, unit, unit);
    return [
      f.box(where, view.theme.back),
      f.box(paper, view.theme.strip, unit),
      f.text(said, f.inset(paper, 3 * unit, 3 * unit), 8 * unit, view.theme.stripText, { lines: 12, floor: 4 * unit }),
    ];
  }

  // The QR codes that the office has, each with what it is good for. `of`: which of them the server draws.
  function codes(view, where, unit) {
    const screen = view.standing.screen;
    const there = [["procedures", "procedures", screen.procedures], ["hours_code", "hours", screen.hours]].filter((one) => one[2]);
    const shares = f.times(1, there.length);
    const fields = where.w >= where.h ? f.across(where, shares) : f.down(where, shares);
    return there.reduce((ops, one, place) => {
      const parts = f.down(f.inset(fields[place], f.div(unit, 2), f.div(unit, 2)), [80, 20]);
      return ops.concat({ op: "qr", rect: parts[0], text: one[2], of: one[1] }, f.both(view, one[0], parts[1], 5 * unit, view.theme.text));
    }, []);
  }

  // Why nobody is called now, when it goes on, and when the office works.
  function hoursScene(view, frame) {
    const unit = frame.unit;
    const theme = view.theme;
    let ops = [f.box(frame.middle, theme.panel)];
    let inner = f.inset(frame.middle, 3 * unit, 2 * unit);
    if (view.standing.screen.procedures || view.standing.screen.hours) {
      const lying = inner.w >= inner.h;
      const parts = lying ? f.across(inner, [64, 36]) : f.down(inner, [62, 38]);
      inner = parts[0];
      ops = ops.concat(codes(view, f.inset(parts[1], 2 * unit, unit), unit));
    }
    const fields = f.down(inner, [38, 36, 26]);
    const keys = hoursSaid(view);
    const until = view.hours.until;
    ops = ops.concat(f.both(view, keys[0], fields[0], 10 * unit, theme.number));
    if (keys[1]) {
      const when = until === null ? {} : { time: clockOf(until), date: dateOf(until), weekday: weekdayOf(until) };
      ops = ops.concat(f.both(view, keys[1], fields[1], 8 * unit, theme.text, when));
    }
    const sessions = view.standing.sessions || [];
    if (sessions.length === 0) return ops;
    const times = sessions.map((one) => one.split("-").join("–")).join(", ");
    return ops.concat(f.both(view, "hours", fields[2], 5 * unit, theme.label, { sessions: times }));
  }

  function hoursSaid(view) {
    if (view.hours.phase === "before") return ["before", "opens"];
    if (view.hours.phase === "pause") return ["pause", "again"];
    const sessions = view.standing.sessions;
    const within = view.localMs === null || (sessions || []).some((one) => {
      const now = clockOf(view.localMs);
      const ends = one.split("-");
      return ends[0] <= now && now < ends[1];
    });
    return [!sessions || within ? "closed" : "over", view.hours.until !== null ? "see_you" : ""];
  }

  // The office's words fill the glass; who is called stays in a strip.
  function emergency(view, frame) {
    const unit = frame.unit;
    const theme = view.theme;
    const texts = view.standing.screen.emergency;
    const halves = f.down(frame.glass, frame.glass.w >= frame.glass.h ? [82, 18] : [86, 14]);
    const body = halves[0];
    let strip = halves[1];
    let lost = [];
    if (view.stale) { // the strip of calls makes room for it
      strip = f.rect(strip.x, strip.y, strip.w, frame.strip.y - strip.y);
      lost = foot(view, frame);
    }
    const parts = f.down(f.inset(body, 4 * unit, 3 * unit), [16, 84]);
    const said = [f.nameOf(view, texts), f.secondName(view, texts)].filter((one) => one !== "");
    const fields = said.length > 1 ? f.down(parts[1], [58, 42]) : [parts[1]];
    return [f.box(body, theme.alarm)]
      .concat(f.both(view, "emergency", parts[0], 7 * unit, theme.alarmText))
      .concat(said.map((one, place) => f.text(one, f.inset(fields[place], 0, unit), 16 * unit, theme.alarmText, { lines: 6, floor: 5 * unit })))
      .concat(calls.strip(view, strip, unit), lost);
  }

  function connecting(frame, words, address) {
    const parts = f.down(f.inset(frame.glass, 4 * frame.unit, 4 * frame.unit), [70, 30]);
    return [
      f.text(words.vi.connecting, parts[0], 9 * frame.unit, f.NAVY.text, { lines: 3 }),
      f.text(address, parts[1], 5 * frame.unit, f.NAVY.label, { bold: false }),
    ];
  }

  function middle(view, frame) {
    if (view.hours.phase !== "open" && !view.stale && !moiso.hours.anybodyAtADesk(view.state)) return hoursScene(view, frame);
    let ops = calls.rows(view, frame);
    if (frame.panel.w) ops = calls.panel(view, frame).concat(ops);
    if (frame.band.w) ops = ops.concat(band(view, frame));
    if (frame.page.w) ops = ops.concat(page(view, frame));
    return ops;
  }

  // What is to be seen at `nowS`. `around`: { ready, film, shift: [dx, dy], address }.
  function picture(known, nowS, width, height, words, around) {
    const whole = f.rect(0, 0, width, height);
    const held = (way) => MARGIN + Math.max(-MARGIN, Math.min(MARGIN, way));
    const glass = f.rect(held(around.shift[0]), held(around.shift[1]), width - 2 * MARGIN, height - 2 * MARGIN);
    if (known.standing === null) return edged(connecting(f.frameIn(glass, "calls", 5), words, around.address), glass, whole, f.NAVY.back);
    if (moiso.hours.dark(known, nowS)) return [f.box(whole, f.BLACK)];
    const view = f.viewOf(known, nowS, words, around);
    const frame = f.frameIn(glass, view.place.layout, view.board.length);
    if (Object.keys(view.standing.screen.emergency || {}).length > 0) return edged(emergency(view, frame), glass, whole, view.theme.back);
    return edged(head(view, frame).concat(middle(view, frame), foot(view, frame)), glass, whole, view.theme.back);
  }

  // What touches an edge of the picture reaches to the edge of the glass, wherever the picture is shifted to.
  function edged(ops, glass, whole, back) {
    return [f.box(whole, back)].concat(ops.map((op) => (op.op === "box" ? reaching(op, glass, whole) : op)));
  }

  function reaching(op, glass, whole) {
    const left = op.rect.x <= glass.x ? whole.x : op.rect.x;
    const top = op.rect.y <= glass.y ? whole.y : op.rect.y;
    const right = f.right(op.rect) >= f.right(glass) ? f.right(whole) : f.right(op.rect);
    const bottom = f.bottom(op.rect) >= f.bottom(glass) ? f.bottom(whole) : f.bottom(op.rect);
    const reach = f.rect(left, top, right - left, bottom - top);
    return reach.x === op.rect.x && reach.y === op.rect.y && reach.w === op.rect.w && reach.h === op.rect.h ? op : f.box(reach, op.colour);
  }

  moiso.scenes = { picture: picture, MARGIN: MARGIN };
}(window.moiso = window.moiso || {}));
