// What the desk page knows, as a pure reduce over what the server says. No page, no network in here.
// The same rules as display/state.py: snapshot replaces, news in order of seq, a gap asks for a new snapshot.

export const EMPTY = Object.freeze({ seq: 0, epoch: "", open: false, services: {}, desks: {}, rolls: [], tickets: {}, printers: [], ahead: 0, policy: { cap: 0, guarantee: "" } });

const byId = (list) => Object.fromEntries(list.map((one) => [one.id, one]));

// Returns the next state, or null when something was missed and the line must be taken up anew.
export function reduce(state, message) {
  if (message.t === "snapshot") {
    return {
      seq: message.seq, epoch: message.epoch, open: message.is_open, services: byId(message.services),
      desks: byId(message.desks), rolls: message.rolls, printers: message.printers,
      tickets: byId(message.tickets), ahead: Date.parse(message.now) - Date.now(), policy: message.policy,
    };
  }
  if (message.t === "news") {
    if (message.seq <= state.seq) return state;
    if (message.seq !== state.seq + 1) return null;
    if (!message.ticket) return { ...state, seq: message.seq };
    return { ...state, seq: message.seq, tickets: { ...state.tickets, [message.ticket.id]: message.ticket } };
  }
  if (message.t === "printers") return { ...state, printers: message.printers };
  if (message.t === "tick") {
    if (message.seq > state.seq) return null;
    return { ...state, ahead: Date.parse(message.now) - Date.now() };
  }
  return state;
}

// A forecast below this many tickets is worth a word.
const FEW_LEFT = 60;
const needsSomebody = (one) => one.trouble !== "" || one.paper_low || (one.papers_left !== null && one.papers_left < FEW_LEFT);

const inArrival = (a, b) => a.since_s - b.since_s || a.tie - b.tie;

// Everything that the page shows for one desk, from the state alone.
export function deskView(state, desk) {
  const tickets = Object.values(state.tickets);
  const gives = (ticket) => (state.desks[desk] || { services: [] }).services.includes(ticket.service);
  const mine = (ticket) => (ticket.for_desk ? ticket.for_desk === desk : gives(ticket));
  const away = (ticket) => ticket.for_desk === desk || gives(ticket); // who comes back may do so at any desk of the service
  const hand = tickets.find((one) => one.desk === desk && (one.state === "called" || one.state === "serving")) || null;
  const waiting = tickets.filter((one) => one.state === "waiting" && mine(one)).sort(inArrival);
  const missed = tickets.filter((one) => one.state === "missed" && away(one)).sort(inArrival);
  const held = tickets.filter((one) => one.state === "held" && away(one)).sort(inArrival);
  const papers = tickets.filter((one) => one.state !== "done" && one.paper === "doubtful");
  return { hand, waiting, missed, held, papers: papers.sort(inArrival), printers: state.printers.filter(needsSomebody), can: allowed(state, hand, waiting) };
}

function allowed(state, hand, waiting) {
  const called = hand !== null && hand.state === "called";
  return {
    call_next: state.open && hand === null && (waiting.length > 0 || state.rolls.length > 0),
    call_this: state.open && hand === null,
    recall: state.open && called,
    start: state.open && called,
    finish: state.open && hand !== null,
    no_show: state.open && called,
    hold: state.open && hand !== null,
    put_back: state.open && called,
    undo: state.open && hand === null,
  };
}
