// What the desk page knows, as a pure reduce over what it has heard. No page, no network, no clock in here: `nowMs` is handed in.
// The same rules as server/wire/follow.py: a snapshot replaces, news come in order of seq, a gap asks for a new snapshot.

export const EMPTY = Object.freeze({
  seq: 0, epoch: "", day: null, open: false, services: {}, desks: {}, facts: {}, rolls: [], tickets: {}, ended: [], undo: {},
  groups: [], printers: [], zone: "", away: [], helps: [], seats: {}, ahead: 0, clockDoubt: "", policy: { cap: 0, guarantee: "" }, calling: null, limitMin: 30,
  seen: {}, screens: [], quiet: [], localMs: 0,
});
const ENDED = ["done", "cancelled", "lapsed", "carried"];
const ENDED_KEPT = 30;
const HELPS_KEPT = 5;

const byId = (list, id) => Object.fromEntries(list.map((one) => [one[id || "id"], one]));
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([one]) => one !== String(key)));
const goingOn = (seen, tickets) => Object.fromEntries(Object.entries(seen).filter(([id]) => tickets[id]));
const active = (ticket) => Boolean(ticket) && (ticket.state === "called" || ticket.state === "serving");

const FOLD = {
  snapshot(state, message, nowMs) {
    const goesOn = byId(message.tickets.filter((one) => !ENDED.includes(one.state)));
    const kept = message.day === state.day ? state.ended.filter((one) => !goesOn[one.id]) : [];
    const last = message.tickets.filter((one) => !goesOn[one.id] && !kept.some((it) => it.id === one.id));
    return {
      ...state, seq: message.seq, epoch: message.epoch, day: message.day, open: message.is_open, services: byId(message.services),
      desks: byId(message.desks), facts: byId(message.facts || [], "service"), rolls: message.rolls, tickets: goesOn, ended: kept.concat(last),
      undo: Object.fromEntries(message.desks.map((one) => [one.id, { ticket: null, at: message.now }])),
      groups: message.priority_groups || [],
      printers: message.printers, ahead: Date.parse(message.now) - nowMs, clockDoubt: message.clock_doubt || "",
      quiet: message.screen ? message.screen.quiet : [], localMs: offsetMs(message.now),
      zone: message.timezone, policy: message.policy, calling: message.calling || null, limitMin: message.calling ? message.calling.long_wait_min : EMPTY.limitMin,
    };
  },
  news(state, message) {
    if (message.seq <= state.seq) return state;
    if (message.seq !== state.seq + 1) return null;
    const next = { ...state, seq: message.seq, facts: { ...state.facts, ...byId(message.facts || [], "service") } };
    if (message.desk) next.desks = { ...state.desks, [message.desk.id]: message.desk };
    return message.ticket ? told(next, message) : next;
  },
  tick: (state, message, nowMs) => (message.seq > state.seq ? null : { ...state, ahead: Date.parse(message.now) - nowMs }),
  printers: (state, message) => ({ ...state, printers: message.printers }),
  devices: (state, message) => ({ ...state, away: message.away }),
  screens: (state, message) => ({ ...state, screens: message.screens }),
  seen: (state, message) => ({ ...state, seen: { ...goingOn(state.seen, state.tickets), [message.ticket]: message } }),
  seat: (state, message) => ({ ...state, seats: { ...state.seats, [message.desk]: message.window } }),
  help(state, message) {
    const others = state.helps.filter((one) => one.kiosk !== message.kiosk);
    return { ...state, helps: message.at ? others.concat({ at: message.at, kiosk: message.kiosk }).slice(-HELPS_KEPT) : others };
  },
};

// How far the office's clock is from UTC: "…T08:00:00+07:00".
function offsetMs(moment) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(moment);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) * 60000 : 0;
}

// Returns the next state, or null when something was missed and the line must be taken up anew.
export function reduce(state, message, nowMs) {
  const fold = Object.prototype.hasOwnProperty.call(FOLD, message.t) ? FOLD[message.t] : null;
  return fold ? fold(state, message, nowMs) : state;
}

function told(state, message) {
  const ticket = message.ticket;
  const before = state.tickets[ticket.id];
  const over = ENDED.includes(ticket.state);
  state.tickets = over ? without(state.tickets, ticket.id) : { ...state.tickets, [ticket.id]: ticket };
  state.ended = over ? end(state.ended, ticket) : state.ended.filter((one) => one.id !== ticket.id);
  state.undo = undoable(state.undo, before, ticket, message);
  return state;
}

// The newest first; the same ticket once.
const end = (ended, ticket) => [ticket].concat(ended.filter((one) => one.id !== ticket.id)).slice(0, ENDED_KEPT);

// A desk can take back that a ticket left its hand, until that ticket has gone on.
function undoable(undo, before, ticket, message) {
  if (message.kind.startsWith("paper_")) return undo;
  const kept = Object.fromEntries(Object.entries(undo).map(([desk, one]) => [desk, one && one.ticket === ticket.id ? null : one]));
  if (active(before) && !active(ticket)) kept[before.desk] = { ticket: ticket.id, at: message.at };
  return kept;
}

// A forecast below this many papers is worth a word.
const FEW_LEFT = 60;
const needsSomebody = (one) => one.trouble !== "" || one.paper_low || (one.papers_left !== null && one.papers_left < FEW_LEFT);
const inArrival = (a, b) => a.since_s - b.since_s || a.tie - b.tie;

// Everything that the page shows for one desk, from the state alone. `me`: this window's id; `nowMs`: this machine's clock.
export function deskView(state, desk, me, nowMs) {
  const now = nowMs + state.ahead;
  const there = state.desks[desk] || { id: desk, services: [], state: "closed", officer: "", reason: "", back_at: null };
  const tickets = Object.values(state.tickets).sort(inArrival);
  const gives = (one) => there.services.includes(one.service);
  const mine = (one) => (one.for_desk ? one.for_desk === desk : gives(one));
  const near = (one) => one.for_desk === desk || gives(one); // who comes back may do so at any desk of the service
  const hand = tickets.find((one) => one.desk === desk && active(one)) || null;
  const waiting = tickets.filter((one) => one.state === "waiting" && mine(one));
  const over = now - state.limitMin * 60000;
  const view = {
    desk, there, hand, waiting, now, mute: mute(state, now),
    seen: hand && state.seen[hand.id] && state.seen[hand.id].calls === hand.calls ? state.seen[hand.id] : null,
    mode: hand ? hand.state : "empty",
    missed: tickets.filter((one) => one.state === "missed" && near(one)),
    held: tickets.filter((one) => one.state === "held" && near(one)),
    ended: state.ended.filter((one) => one.state !== "carried" && (one.desk ? one.desk === desk : near(one))),
    papers: tickets.filter((one) => one.paper === "doubtful"),
    printers: state.printers.filter(needsSomebody),
    late: waiting.filter((one) => Date.parse(one.issued_at) <= over).sort((a, b) => Date.parse(a.issued_at) - Date.parse(b.issued_at)),
    taken: Boolean(state.seats[desk]) && state.seats[desk] !== me,
    undoS: undoSeconds(state, desk, now),
  };
  view.warned = Boolean(state.clockDoubt || view.mute) || [state.helps, state.away, view.printers, view.papers, view.late].some((one) => one.length > 0);
  view.no = barred(state, view);
  return view;
}

// Why no screen can be heard now: {why: "none"}, {why: "quiet", hours}; null when one can, or none is there.
function mute(state, now) {
  const time = new Date(now + state.localMs).toISOString().slice(11, 16);
  const hours = state.quiet.find((one) => one.slice(0, 5) <= time && time < one.slice(6));
  if (!state.screens.length) return null;
  if (hours) return { why: "quiet", hours };
  return state.screens.some((one) => one.sound === "none") && state.screens.every((one) => one.sound !== "ready") ? { why: "none" } : null;
}

// Seconds left for taking back: 0 none, null when it cannot be known.
function undoSeconds(state, desk, now) {
  const last = state.undo[desk];
  if (!state.calling) return null;
  if (!last) return 0;
  return Math.max(0, Math.ceil(state.calling.undo_s - (now - Date.parse(last.at)) / 1000));
}

export const undoIsSure = (state, desk) => Boolean(state.undo[desk] && state.undo[desk].ticket);

// What bars each act: null when it can be done now, else [the sentence, its facts].
function barred(state, view) {
  const { hand, waiting, there, now } = view;
  const closed = state.open ? null : ["day"];
  const free = closed || (hand ? ["busy"] : null);
  const held = closed || (hand ? null : ["empty"]);
  const called = held || (hand.state === "called" ? null : ["serving"]);
  // One that an officer has given another place may be called before its session: where that is possible the server decides.
  const later = (one) => one.admission === "next_session" && !one.for_desk && !one.called_at && Date.parse(one.opens_at) > now;
  const callable = state.rolls.length > 0 || !waiting.every(later);
  const soon = (name) => (called || !state.calling ? null : wait(hand, state.calling[name], now));
  const most = state.calling ? state.calling.calls_max : Infinity;
  const more = hand ? rowBars(state, hand) : {};
  return {
    call_next: free || (callable ? null : [waiting.length ? "later" : "nobody"]),
    call_this: free,
    recall: called || (hand.calls >= most ? ["enough", { count: hand.calls }] : soon("recall_after_s")),
    start: called,
    finish: held,
    finish_other: held || (hand.steps.length ? ["steps"] : null),
    no_show: called || soon("no_show_after_s"),
    hold: held,
    transfer: held,
    add_step: held || more.add_step,
    priority: held,
    reprint: held || more.reprint,
    put_back: called,
    cancel: called,
    undo: free || (view.undoS === 0 ? ["undo"] : null),
    issue: closed,
    open_desk: there.state === "open" ? ["there"] : null,
    pause_desk: free || (there.state === "open" ? null : ["closed"]),
    close_desk: free || (there.state === "closed" ? ["closed"] : null),
  };
}

function wait(hand, afterS, now) {
  const passed = (now - Date.parse(hand.last_call_at)) / 1000;
  return passed >= 0 && passed < afterS ? ["soon", { seconds: Math.ceil(afterS - passed) }] : null;
}

// The same for a ticket in a list.
export function rowBars(state, ticket) {
  const others = Object.keys(state.services).some((one) => one !== ticket.service && !ticket.steps.includes(one));
  return { add_step: others ? null : ["all_steps"], reprint: paperBar(state, ticket) };
}

function paperBar(state, ticket) {
  if (!state.printers.length) return ["printer"];
  return ticket.paper === "queued" || ticket.paper === "sending" ? ["paper"] : null;
}
