// What the screen in a browser knows: the same pure fold as server/wire/follow.py and display/state.py. No page, no sound, no clock of its own.
// Televisions of 2017 run this: ES2015 without modules and without what Chromium 47 lacks (destructuring, default values, `includes`).

(function (moiso) {
  "use strict";

  const ROWS_KEPT = 64; // one a desk, more than any centre has
  const RECENT_KEPT = 40;
  const DWELL_S = 8; // a call stands large for at least this long
  const STALE_AFTER_S = 5; // without a word from the server for so long the picture is grey and says so
  const CLOCK_STEP_S = 2; // a call may be so much younger than the snapshot that brings it: clocks are set
  const YOUNG_S = 15; // a call that was made while the line was down is announced if it is not older
  const NEVER_S = -Infinity;
  const ENDED = ["done", "cancelled", "lapsed", "carried"];
  const CALLS = ["ticket_called", "ticket_recalled"];
  const PLAIN = { layout: "calls", services: [], desks: [], room: "", speaks: true, volume: 100, second: "" };

  const EMPTY = Object.freeze({
    standing: null, seq: 0, tickets: {}, desks: {}, facts: {}, you: "", speakers: null,
    board: [], recent: [], heardS: NEVER_S, aheadS: null, served: 0, waitedMin: null, helps: [],
  });

  function seconds(text) {
    return Date.parse(text) / 1000;
  }

  function but(state, changes) {
    return Object.assign({}, state, changes);
  }

  function by(rows, key) {
    const out = Object.create(null);
    for (const row of rows) out[row[key]] = row;
    return out;
  }

  function withOne(rows, key, row) {
    const out = Object.assign(Object.create(null), rows);
    if (row === null) delete out[key];
    else out[key] = row;
    return out;
  }

  // The state after one message heard at `nowS` (seconds of a clock that only goes on); null when something was missed: then a new line must be opened.
  function reduce(state, message, nowS) {
    if (message.t === "snapshot") return allNew(state, message, nowS);
    if (message.t === "you") return but(state, { you: message.name, heardS: nowS });
    if (message.t === "speakers") return but(state, { speakers: message.names, heardS: nowS });
    if (state.standing === null) return null;
    if (message.t === "news") return told(state, message, nowS);
    if (message.t === "help") return but(state, { helps: helpsAfter(state.helps, message), heardS: nowS });
    if (message.t !== "tick") return but(state, { heardS: nowS });
    if (message.seq > state.seq) return null;
    return but(state, { heardS: nowS, aheadS: seconds(message.now) - nowS, served: message.served || 0, waitedMin: orNull(message.waited_min) });
  }

  // Who waits for help at a kiosk, one a kiosk; without a time somebody is on the way.
  function helpsAfter(helps, message) {
    const others = helps.filter((one) => one.kiosk !== message.kiosk);
    return message.at ? others.concat([message]) : others;
  }

  function orNull(value) {
    return value === undefined ? null : value;
  }

  function told(state, news, nowS) {
    if (news.seq <= state.seq) return but(state, { heardS: nowS });
    if (news.seq !== state.seq + 1) return null;
    const ticket = news.ticket || null;
    let tickets = state.tickets;
    if (ticket !== null) tickets = withOne(tickets, ticket.id, ENDED.indexOf(ticket.state) >= 0 ? null : ticket);
    const desks = news.desk ? withOne(state.desks, news.desk.id, news.desk) : state.desks;
    let facts = state.facts;
    for (const one of news.facts || []) facts = withOne(facts, one.service, one);
    const after = but(state, { seq: news.seq, tickets: tickets, desks: desks, facts: facts, heardS: nowS });
    if (ticket === null) return after;
    if (ticket.desk === null) return left(after, ticket.id);
    return CALLS.indexOf(news.kind) >= 0 ? called(after, callOf(ticket, nowS)) : after;
  }

  function allNew(state, snapshot, nowS) {
    const before = state.standing === null ? null : state.standing.day;
    const tickets = by(snapshot.tickets, "id");
    const known = Object.create(null);
    for (const call of state.board.concat(state.recent)) known[call.ticket + " " + call.at] = call.heardS;
    const board = []; // whoever went from desk to desk is the last call of both, and stands once
    for (const id of snapshot.calls) {
      const ticket = tickets[id];
      if (ticket === undefined || ticket.desk === null || board.some((one) => one.ticket === id || one.desk === ticket.desk)) continue;
      const heardS = known[id + " " + ticket.last_call_at];
      board.push(callOf(ticket, heardS !== undefined ? heardS : isYoung(ticket, snapshot) ? nowS : NEVER_S));
    }
    const sameDay = before === snapshot.day;
    return but(state, {
      standing: snapshot,
      seq: snapshot.seq,
      tickets: by(snapshot.tickets.filter((one) => ENDED.indexOf(one.state) < 0), "id"),
      desks: by(snapshot.desks, "id"),
      facts: by(snapshot.facts || [], "service"),
      board: board.slice(0, ROWS_KEPT),
      recent: board.filter((one) => one.heardS > NEVER_S).reverse().slice(-RECENT_KEPT),
      heardS: nowS,
      aheadS: seconds(snapshot.now) - nowS,
      served: sameDay ? state.served : 0,
      waitedMin: sameDay ? state.waitedMin : null,
      helps: [],
    });
  }

  function isYoung(ticket, snapshot) {
    if (ticket.state !== "called" || ticket.last_call_at === null) return false;
    const ageS = seconds(snapshot.now) - seconds(ticket.last_call_at);
    return -CLOCK_STEP_S <= ageS && ageS <= YOUNG_S;
  }

  function callOf(ticket, heardS) {
    return {
      ticket: ticket.id, label: ticket.label, desk: ticket.desk, calls: ticket.calls, heardS: heardS,
      at: orNull(ticket.last_call_at), service: ticket.service, priority: Boolean(ticket.priority),
    };
  }

  // A server that is ahead of its own news tells a call and its recall with the same facts: that is one call.
  function called(state, call) {
    if (state.recent.some((one) => one.ticket === call.ticket && one.at === call.at && one.calls === call.calls)) return state;
    const others = state.board.filter((one) => one.desk !== call.desk && one.ticket !== call.ticket);
    return but(state, { board: [call].concat(others).slice(0, ROWS_KEPT), recent: state.recent.concat([call]).slice(-RECENT_KEPT) });
  }

  // It is at no desk any more: nobody is to go where it was.
  function left(state, id) {
    const others = (call) => call.ticket !== id;
    return but(state, { board: state.board.filter(others), recent: state.recent.filter(others) });
  }

  function same(one, other) {
    if (one === null || other === null) return one === other;
    return Object.keys(one).every((key) => one[key] === other[key]);
  }

  // This screen as the office wants it.
  function placeOf(state) {
    const found = (state.standing === null ? [] : state.standing.screens || []).filter((one) => one.name === state.you);
    return found.length > 0 ? Object.assign({}, PLAIN, found[0]) : Object.assign({ name: state.you }, PLAIN);
  }

  function inZone(place, service, desk) {
    return (place.services.length === 0 || place.services.indexOf(service) >= 0) && (place.desks.length === 0 || place.desks.indexOf(desk) >= 0);
  }

  function here(state, calls) {
    const place = placeOf(state);
    return calls.filter((call) => inZone(place, call.service, call.desk));
  }

  // Whose waiting is shown: the zone's services, else those that its desks give.
  function servicesHere(state) {
    const place = placeOf(state);
    const given = (service) => (service.desks || []).some((desk) => place.desks.indexOf(desk) >= 0);
    return (state.standing === null ? [] : state.standing.services).filter((service) => {
      if (place.services.length > 0) return place.services.indexOf(service.id) >= 0;
      return place.desks.length === 0 || given(service);
    });
  }

  // The call that stands large now, and since when: each of the recent ones in turn for DWELL_S at least, then the newest until the next.
  function spotlight(state, nowS) {
    const board = here(state, state.board);
    const newest = board.length > 0 ? board[0] : null;
    let shown = newest;
    let sinceS = NEVER_S;
    let freeS = NEVER_S;
    for (const call of here(state, state.recent)) {
      const startS = Math.max(call.heardS, freeS);
      if (startS > nowS) break;
      shown = call;
      sinceS = startS;
      freeS = startS + DWELL_S;
    }
    if (nowS >= freeS && !same(shown, newest)) return { call: newest, sinceS: NEVER_S };
    return { call: shown, sinceS: sinceS };
  }

  function stale(state, nowS) {
    return nowS - state.heardS > STALE_AFTER_S;
  }

  moiso.state = {
    EMPTY: EMPTY, YOUNG_S: YOUNG_S, reduce: reduce, placeOf: placeOf, inZone: inZone, here: here, servicesHere: servicesHere,
    spotlight: spotlight, stale: stale, same: same,
  };
}(window.moiso = window.moiso || {}));
