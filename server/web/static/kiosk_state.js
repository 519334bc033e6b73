// What the kiosk in a browser is doing: the same table, clock and knowledge as kiosk/state.py. Pure: no page, no network, times in seconds are handed in.
// A state is never changed, only followed by another. A shared story holds both to the same (tests/stories/web_kiosk).

const QUIET_S = 1.5; // a second tap on the same spot within it is an old hand's
const ELSEWHERE_S = 0.3; // on another field it is the next answer, unless two fingers came down at once
const SHOWN_S = 9;
const SHOWN_PRINTING_S = 30; // while the paper is on its way the number stays
const TAKE_S = 4; // and so long after it came out
const STALE_AFTER_S = 6;
const IDLE_S = 25;
const LISTENING_S = 45; // for whoever works it by keys: nine choices are read aloud in 25 s, and then there is still time to choose
const WARNING_S = 10;
const LIMITS_S = { trouble: 8, help: 15, asking: 20 };
const ENDED = ["done", "cancelled", "lapsed", "carried"];

const table = (text) => text.split(" ").reduce((out, one) => Object.assign(out, { [one.split(">")[0]]: one.split(">")[1] }), {});
// Scene -> what happens -> scene. What is not in it changes nothing.
export const TABLE = {
  language: table("spoke>home turned>language picked>question chose>asking called>help time_up>home"),
  home: table("turned>home sought>search picked>question chose>asking back>home left>home called>help time_up>home"),
  question: table("turned>question found>procedure picked>question chose>asking lacked>missing back>home left>home called>help time_up>home"),
  missing: table("turned>missing picked>question chose>asking back>question left>home called>help time_up>home"),
  search: table("turned>search found>procedure picked>question chose>asking back>home left>home called>help time_up>home"),
  procedure: table("turned>procedure picked>question chose>asking back>search left>home called>help time_up>home"),
  asking: table("given>shown not_given>trouble time_up>trouble"),
  shown: table("chose>asking tapped>home called>help time_up>home"),
  trouble: table("chose>asking given>shown tapped>home called>help time_up>home"),
  help: table("chose>asking tapped>home time_up>home"),
};
export const WALK = ["language", "home", "question", "missing", "search", "procedure"]; // where a citizen is on the way to a number, and may go to sleep
export const OVER = ["shown", "trouble", "help"];
const NOTHING = Object.freeze([]);
const OUT = ["tapped", "left", "time_up"]; // ways home that leave nothing behind

export const but = (state, changes) => Object.assign({}, state, changes);

// `printer`: the one that stands here, "": the office's first. `language`: where the office has not chosen several.
export function begin(printer, language) {
  return {
    scene: "home", sinceS: -Infinity, followed: { standing: null, seq: 0, tickets: {}, facts: {}, printers: [], you: "" },
    heardS: -Infinity, pressed: null, given: null, message: null, lastPressS: null, printer, aheadS: null, language, ownLanguage: language,
    group: "", page: 0, large: false, service: "", favoured: false, note: "", noteDay: null, helped: null, numbered: false, waitMin: null,
    book: null, typed: "", found: NOTHING, foundFor: null, procedure: null, listens: false,
  };
}

// What is known.

export const standingOf = (state) => state.followed.standing;
export const local = (state, nowS) => window.moiso.hours.local({ standing: standingOf(state), aheadS: state.aheadS }, nowS);
export const serviceOf = (state, id) => (standingOf(state) ? standingOf(state).services : []).find((one) => one.id === id) || null;
export const offline = (state, nowS) => nowS - state.heardS > STALE_AFTER_S;

export function rules(state) {
  return (standingOf(state) && standingOf(state).kiosk) || { languages: ["vi"], asks_priority: true, shows_documents: true, theme: "normal", results_service: "R", portal: "" };
}

export function languages(state) {
  const chosen = rules(state).languages.filter((one, place, all) => all.indexOf(one) === place);
  return chosen.length > 1 ? chosen : [state.ownLanguage];
}

// State and trouble of the given ticket's paper, as last heard.
export function paper(state) {
  if (state.given === null) return { paper: null, trouble: "" };
  const ticket = state.followed.tickets[state.given.ticket.id] || state.given.ticket;
  return { paper: ticket.paper, trouble: ticket.paper_trouble };
}

const onItsWay = (one) => one.paper === "queued" || one.paper === "sending";
const paperComes = (state) => state.scene === "shown" && onItsWay(paper(state)) && !paper(state).trouble;

export function ownPrinter(state) {
  const printers = state.followed.printers;
  return printers.find((one) => one.name === state.printer) || printers[0] || null;
}

// Where the paper is, if another printer took over: what people call it, "" if it is this kiosk's own.
export function paperElsewhere(state) {
  const ticket = state.given === null ? undefined : state.followed.tickets[state.given.ticket.id];
  const own = ownPrinter(state);
  if (!ticket || own === null || ticket.paper_at === "" || ticket.paper_at === own.name) return "";
  const there = state.followed.printers.find((one) => one.name === ticket.paper_at);
  return there ? there.title || there.name : "";
}

// Whether a paper would have to wait: the own printer is down, and no other takes over.
export function nothingPrints(state) {
  const own = ownPrinter(state);
  return own !== null && own.trouble !== "" && state.followed.printers.every((one) => one.trouble);
}

export const noNumbers = (state) => standingOf(state) !== null && standingOf(state).when_no_paper === "refuse" && nothingPrints(state);

// Time.

export const counts = (lastS, nowS, quietS) => lastS === null || nowS - lastS >= (quietS === undefined ? QUIET_S : quietS);
const idleS = (state) => (state.listens ? LISTENING_S : IDLE_S);
const idleSinceS = (state) => Math.max(state.sinceS, state.lastPressS === null ? state.sinceS : state.lastPressS);

// Seconds until it goes home by itself, in the last of them; null before, and where nobody is on the way.
export function leftS(state, nowS) {
  if (WALK.indexOf(state.scene) < 0 || atRest(state)) return null;
  const left = idleSinceS(state) + idleS(state) - nowS;
  return left <= WARNING_S ? Math.max(Math.trunc(left + 0.999), 0) : null;
}

// `elsewhere`: it is not on the spot of the last touch; that matters only on the way to a number.
export function freshHere(state, nowS, elsewhere) {
  return counts(state.lastPressS, nowS, elsewhere && WALK.indexOf(state.scene) >= 0 ? ELSEWHERE_S : QUIET_S);
}

// What happens.

function restOf(state) {
  return {
    scene: languages(state).length > 1 ? "language" : "home", language: languages(state)[0], group: "", page: 0,
    large: rules(state).theme === "large", service: "", favoured: false, note: "", noteDay: null, helped: null,
    typed: "", found: NOTHING, foundFor: null, procedure: null, listens: false,
  };
}

// The same kiosk as nobody had touched it.
export const rested = (state) => but(state, restOf(state));

export function atRest(state) {
  const rest = restOf(state);
  return Object.keys(rest).every((key) => rest[key] === state[key] || (key === "found" && !state.found.length));
}

// The state after it, by the table; null when it changes nothing there.
export function happens(state, happening, nowS) {
  const after = TABLE[state.scene][happening];
  if (after === undefined) return null;
  if (after === "home" && OUT.indexOf(happening) >= 0) return but(rested(state), { sinceS: nowS });
  return but(state, { scene: after, sinceS: nowS });
}

// The press goes out, if it may from here: `after.pressed === pressed` then.
export function goes(state, pressed, nowS) {
  const after = happens(state, "chose", nowS);
  if (after === null) return state;
  const facts = state.followed.facts[pressed.service];
  return but(after, { pressed, given: null, message: null, waitMin: (facts && facts.wait_min) || null });
}

// The glass was touched where there is nothing to choose.
export function tapped(state, nowS) {
  const isFresh = counts(state.lastPressS, nowS);
  const after = but(state, { lastPressS: nowS });
  return (isFresh && happens(after, "tapped", nowS)) || after;
}

// `answer`: { pressed, ticket, ahead, notice }, { pressed, message } without a ticket, or { told } of a call for help.
export function answered(state, answer, nowS) {
  if (answer.told !== undefined) return state.scene === "help" ? but(state, { helped: answer.told }) : state;
  const after = happens(state, answer.ticket ? "given" : "not_given", nowS);
  if (after === null || state.pressed === null || state.pressed.askId !== answer.pressed.askId) return state;
  return but(after, answer.ticket ? { given: answer } : { message: answer.message });
}

// Time went by.
export function passed(state, nowS) {
  const walks = WALK.indexOf(state.scene) >= 0;
  if (walks && atRest(state)) return state;
  const shownS = paperComes(state) ? SHOWN_PRINTING_S : SHOWN_S;
  const limitS = walks ? idleS(state) : LIMITS_S[state.scene] || shownS;
  if (nowS - (walks ? idleSinceS(state) : state.sinceS) < limitS) return state;
  return happens(state, "time_up", nowS) || state;
}

// The server said something; null when something was missed and a new line is needed.
export function heard(state, message, nowS) {
  const followed = follow(state.followed, message);
  if (followed === null) return null;
  const wasAtRest = WALK.indexOf(state.scene) >= 0 && atRest(state);
  let after = but(state, { followed, heardS: nowS });
  const at = message.t === "news" ? message.at : message.t === "snapshot" || message.t === "tick" ? message.now : null;
  if (at !== null) after = but(after, { aheadS: Date.parse(at) / 1000 - nowS });
  if (message.t === "snapshot" && (wasAtRest || lostItsWay(after))) return but(rested(after), { sinceS: nowS });
  if (paperComes(state) && !paperComes(after)) after = but(after, { sinceS: Math.max(state.sinceS, nowS - SHOWN_S + TAKE_S) });
  return after;
}

const lostItsWay = (state) => (state.scene === "question" || state.scene === "missing") && serviceOf(state, state.service) === null;

const by = (rows, key) => rows.reduce((out, row) => Object.assign(out, { [row[key]]: row }), {});

// The same rules as server/wire/follow.py.
function follow(followed, message) {
  if (message.t === "snapshot") {
    return but(followed, {
      standing: message, seq: message.seq, tickets: by(message.tickets.filter((one) => ENDED.indexOf(one.state) < 0), "id"),
      facts: by(message.facts || [], "service"), printers: message.printers,
    });
  }
  if (message.t === "you") return but(followed, { you: message.name });
  if (message.t === "speakers") return followed;
  if (followed.standing === null) return null;
  if (message.t === "printers") return but(followed, { printers: message.printers });
  if (message.t === "tick") return message.seq <= followed.seq ? followed : null;
  if (message.t !== "news" || message.seq <= followed.seq) return followed;
  return message.seq === followed.seq + 1 ? told(followed, message) : null;
}

function told(followed, news) {
  let tickets = followed.tickets;
  if (news.ticket) {
    tickets = but(tickets, { [news.ticket.id]: news.ticket });
    if (ENDED.indexOf(news.ticket.state) >= 0) delete tickets[news.ticket.id];
  }
  return but(followed, { seq: news.seq, tickets, facts: but(followed.facts, by(news.facts || [], "service")) });
}
