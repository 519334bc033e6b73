// The call that stands large, who is where in rows, a strip of calls for scenes that need the rest. Pure; the same as display/scenes/calls.py.

(function (moiso) {
  "use strict";

  const f = moiso.frame;
  const WIDE_ROW = 5;
  const STRIP_CALLS = 4;

  // The newest call, huge; a greeting while there is none.
  function panel(view, frame) {
    if (view.large === null) return greeting(view, frame);
    const theme = view.theme;
    const unit = frame.unit;
    const back = view.flashes ? theme.number : theme.panel;
    const number = view.flashes ? theme.newestText : theme.number;
    const ink = view.flashes ? theme.newestText : theme.text;
    const wide = frame.panel.w > 3 * frame.panel.h;
    const inner = f.inset(frame.panel, 2 * unit, unit);
    let parts;
    if (wide) {
      parts = f.across(inner, [25, 40, 35]);
      parts[0] = f.inset(parts[0], 0, f.div(parts[0].h, 10));
    } else {
      parts = f.down(inner, view.second !== null ? [24, 45, 31] : [15, 52, 33]);
    }
    return [f.box(frame.panel, back)]
      .concat(invite(view, parts[0], unit, ink, number, back, wide))
      .concat([f.text(view.large.label, parts[1], 40 * unit, number)])
      .concat(whither(view, view.large, parts[2], unit, number, ink));
  }

  function greeting(view, frame) {
    const halves = f.down(f.inset(frame.panel, 4 * frame.unit, 2 * frame.unit), [1, 1]);
    return [f.box(frame.panel, view.theme.panel)]
      .concat(f.both(view, "welcome", halves[0], 9 * frame.unit, view.theme.text))
      .concat(f.both(view, "nobody", halves[1], 5 * frame.unit, view.theme.label));
  }

  function invite(view, where, unit, ink, number, back, wide) {
    if (!view.large.priority) return f.both(view, "invite", where, 8 * unit, ink);
    const parts = wide ? f.down(where, [56, 44]) : f.across(where, [70, 30]);
    return f.both(view, "invite", parts[0], 8 * unit, ink)
      .concat(pill(view, f.inset(parts[1], unit, f.div(parts[1].h, 6)), number, back, unit));
  }

  // The mark of a priority ticket: words on a ground of their own, so that others understand.
  function pill(view, where, ground, ink, unit) {
    const one = Math.min(f.div(where.h * 3, 4), f.div(where.w * 2, 9));
    const lines = one >= Math.min(f.div(where.h * 3, 8), f.div(where.w * 3, 8)) ? 1 : 2;
    const size = Math.min(6 * unit, f.div(f.div(where.h * 3, 4), lines));
    return [f.box(where, ground, unit), f.text(f.say(view, "priority"), f.inset(where, f.div(unit, 2), 0), size, ink, { lines: lines })];
  }

  function whither(view, call, low, unit, number, ink) {
    if (view.standing.one_officer) return f.both(view, "come_in", low, 14 * unit, ink);
    const parts = f.across(low, [20, 42, 38]);
    const ops = [sign(parts[0], number)].concat(f.both(view, "to_desk", f.inset(parts[1], unit, f.div(parts[1].h, 10)), 8 * unit, ink));
    const name = f.deskName(view, call.desk);
    if (!name) return ops.concat([f.text(String(call.desk), parts[2], 30 * unit, number)]);
    const halves = f.down(parts[2], [64, 36]);
    return ops.concat([f.text(String(call.desk), halves[0], 30 * unit, number), f.text(name, halves[1], 5 * unit, ink, { lines: 2 })]);
  }

  // Who is where, the newest first; a mark of shape and colour at the one that stands large.
  function rows(view, frame) {
    const shown = view.board.slice(0, frame.rows.length);
    const wide = frame.rows.length > 0 && frame.rows[0].w >= WIDE_ROW * frame.rows[0].h;
    const named = wide && shown.some((call) => f.deskName(view, call.desk) !== "");
    const marked = shown.some((call) => call.priority);
    let ops = [];
    for (const one of frame.labels) ops = ops.concat(labels(view, one, frame.unit, named));
    frame.rows.forEach((where, place) => {
      const field = fields(where, frame.unit, named, view.standing.one_officer);
      ops = ops.concat(row(view, place < view.board.length ? view.board[place] : null, field, place, marked));
    });
    return ops;
  }

  function labels(view, where, unit, named) {
    const field = fields(where, unit, named, view.standing.one_officer);
    const size = Math.min(5 * unit, f.div(where.h * 3, 4));
    const ops = [f.box(where, view.theme.back)].concat(label(view, "ticket", field.number, size));
    if (view.standing.one_officer) return ops;
    return ops.concat(label(view, "desk", named ? f.unite(field.desk, field.name) : field.desk, size));
  }

  function label(view, key, where, size) {
    if (view.second === null) return [f.text(f.say(view, key), where, size, view.theme.label)];
    const halves = where.w > 5 * size ? f.across(where, [1, 1]) : f.down(where, [1, 1]);
    const gap = f.div(size, 4);
    return [
      f.text(f.say(view, key), f.inset(halves[0], gap, 0), size, view.theme.label),
      f.text(f.second(view, key), f.inset(halves[1], gap, 0), size, view.theme.label),
    ];
  }

  function row(view, call, field, place, marked) {
    const theme = view.theme;
    const height = field.row.h;
    const newest = call !== null && moiso.state.same(call, view.large);
    const bright = view.place.layout !== "led" ? newest : call !== null && lit(view, call);
    const back = bright ? theme.newest : place % 2 === 0 ? theme.row : theme.rowOther;
    const ink = bright ? theme.newestText : theme.text;
    const ops = [f.box(field.row, back)];
    if (call === null) return ops;
    if (newest) ops.push(sign(field.sign, ink));
    let parts = [field.number, field.number];
    if (field.row.w >= WIDE_ROW * height) {
      if (marked) parts = f.across(field.number, [70, 30]);
    } else if (call.priority) { // a high row has room under the number
      parts = f.down(field.number, [66, 34]);
    }
    if (call.priority) {
      for (const op of pill(view, f.inset(parts[1], f.div(height, 16), f.div(parts[1].h, 10)), ink, back, f.div(height, 5))) ops.push(op);
    }
    ops.push(f.text(call.label, parts[0], height, ink));
    if (view.standing.one_officer) return ops;
    ops.push(f.text(String(call.desk), field.desk, height, ink));
    const name = field.name.w ? f.deskName(view, call.desk) : "";
    if (name) ops.push(f.text(name, field.name, f.div(height * 10, 27), ink, { align: "left", lines: 2 }));
    return ops;
  }

  // An arrow in the middle of a field, not higher than it is wide.
  function sign(where, ink) {
    const height = Math.min(f.div(where.h, 2), f.div(where.w * 3, 4));
    const at = f.rect(where.x + f.div(where.w, 8), where.y + f.div(where.h - height, 2), f.div(where.w * 3, 4), height);
    return { op: "arrow", rect: at, colour: ink };
  }

  function fields(where, unit, named, oneOfficer) {
    const shares = oneOfficer ? [12, 88, 0, 0] : named ? [9, 41, 17, 33] : [11, 55, 34, 0];
    const parts = f.across(f.inset(where, unit, 0), shares);
    return { row: where, sign: parts[0], number: parts[1], desk: parts[2], name: parts[3] };
  }

  // The newest calls beside each other: number, arrow, desk.
  function strip(view, where, unit) {
    const theme = view.theme;
    const ops = [f.box(where, theme.back)];
    const cells = f.across(where, f.times(1, where.w >= 5 * where.h ? STRIP_CALLS : 2));
    largeFirst(view).slice(0, cells.length).forEach((call, place) => {
      const bright = lit(view, call);
      const ink = bright ? theme.newestText : theme.text;
      const field = f.inset(cells[place], unit, unit);
      const inner = f.inset(field, unit, 0);
      ops.push(f.box(field, bright ? theme.newest : theme.rowOther, unit));
      if (view.standing.one_officer) {
        ops.push(f.text(call.label, inner, field.h, ink));
        return;
      }
      const parts = f.across(inner, [58, 16, 26]);
      ops.push(f.text(call.label, parts[0], field.h, ink), sign(parts[1], ink), f.text(String(call.desk), parts[2], field.h, ink));
    });
    return ops;
  }

  // Whether the call that stands large is bright now where there is no panel: it blinks first and then stays bright.
  function lit(view, call) {
    return moiso.state.same(call, view.large) && (view.flashes || !view.fresh);
  }

  function largeFirst(view) {
    const others = view.board.filter((call) => !moiso.state.same(call, view.large));
    return (view.large !== null ? [view.large] : []).concat(others);
  }

  moiso.calls = { panel: panel, rows: rows, strip: strip };
}(window.moiso = window.moiso || {}));
