// What can be chosen now, in its order, and what follows: the same as kiosk/choices.py. Pure. A choice is { act, value }; its number is its key.

import { freshKey, pageOfFound, sought, typed } from "./kiosk_search.js";
import { OVER, WALK, atRest, but, freshHere, goes, happens, languages, leftS, noNumbers, offline, rested, rules, serviceOf, standingOf } from "./kiosk_state.js";

const A_PAGE = 9; // so many digits a keypad has, and so many fields fit a 10 inch panel
const A_PAGE_LARGE = 4;
const ASIDE_MOST = 4;
const GIVING = ["language", "home", "procedure"]; // where nothing is offered while no number can be had
const ANSWERED = ["question", "missing", "search", "procedure"]; // where there is an answer that most people give
const FLAT_MOST = 8; // with more services groups come first, where there are any

const choice = (act, value) => ({ act, value: value || "" });

// Why no number can be taken now; "" when one can.
export function blocked(state, nowS) {
  if (standingOf(state) === null || offline(state, nowS)) return "offline";
  if (!standingOf(state).is_open) return "closed";
  return noNumbers(state) ? "no_numbers" : "";
}

// The numbered ones of the scene, as if nothing were in the way.
export function choices(state) {
  if (state.scene === "language") return languages(state).map((one) => choice("language", one));
  if (state.scene === "home") return page(state, level(state));
  if (state.scene === "missing") return [choice("anyway"), choice("home")];
  if (state.scene === "search") return pageOfFound(state);
  if (state.scene === "procedure") return state.procedure && serviceOf(state, state.procedure.service) ? [choice("service", state.procedure.service)] : [];
  if (state.scene !== "question") return [];
  const numbers = priorityAsked(state) ? [choice("plain"), choice("favoured")] : [choice("plain")];
  return documents(state).length ? numbers.concat(choice("lacks")) : numbers;
}

// Those at the foot, from left to right: never more than four. In the last seconds looking something up gives way to staying.
export function aside(state, nowS) {
  if (state.scene === "asking") return [];
  if (OVER.indexOf(state.scene) >= 0) return state.scene === "help" ? [choice("home")] : [choice("home"), choice("help")];
  const there = [].concat(mayGoBack(state) ? choice("back") : [], leftS(state, nowS) !== null ? choice("stay") : [],
    state.scene === "home" && state.book !== null ? choice("find") : [], choice("large"), choice("help"));
  return there.length <= ASIDE_MOST ? there : there.filter((one) => one.act !== "find");
}

// Whether there is a step before this one.
export function mayGoBack(state) {
  if (WALK.indexOf(state.scene) >= 0 && state.scene !== "home" && state.scene !== "language") return true;
  return Boolean(state.group || state.page) || (state.scene === "home" && languages(state).length > 1);
}

export function openChoices(state, nowS) {
  return GIVING.indexOf(state.scene) >= 0 && blocked(state, nowS) ? [] : choices(state);
}

// What the key of that number stands for. After a number or a sentence it is the next citizen who presses it.
export function byNumber(state, number, nowS) {
  return openChoices(OVER.indexOf(state.scene) >= 0 ? rested(state) : state, nowS)[number - 1] || null;
}

// What Enter stands for: the answer of most people; done, where there is nothing to answer.
export function byEnter(state) {
  if (OVER.indexOf(state.scene) >= 0) return choice("home");
  return (ANSWERED.indexOf(state.scene) >= 0 && choices(state)[0]) || null;
}

// What is to be brought for the procedure that was looked up, else for the service that is asked about, where the office shows it.
export function documents(state) {
  if (state.procedure !== null && state.procedure.papers.length) return state.procedure.papers;
  const service = askedAbout(state);
  return service !== null && rules(state).shows_documents ? service.documents : [];
}

// A key was pressed: from now on the choices are read aloud, until this citizen is done.
export const listening = (state) => (state.listens || (WALK.indexOf(state.scene) >= 0 && atRest(state)) ? state : but(state, { listens: true }));

// The fee of the same, by language.
export function costs(state) {
  if (state.procedure !== null && Object.keys(state.procedure.fee).length) return state.procedure.fee;
  const service = askedAbout(state);
  return (service !== null && service.fee) || {};
}

const askedAbout = (state) => serviceOf(state, state.procedure !== null ? state.procedure.service : state.service);

export const soldOut = (state, service) => Boolean(state.followed.facts[service]) && state.followed.facts[service].left === 0;

const parentsOf = (standing) => standing.groups.reduce((out, one) => Object.assign(out, { [one.id]: one.parent }), Object.create(null));
const known = (id, parents) => (id !== null && id in parents ? id : null);

// All services in the group and in those that lie in it; of "" all that are in none.
export function servicesOf(state, group) {
  const standing = standingOf(state);
  if (standing === null) return [];
  const parents = parentsOf(standing);
  return standing.services.filter((one) => groupsOver(one.group, parents).indexOf(group) >= 0);
}

function groupsOver(group, parents) {
  const over = [];
  for (let one = known(group, parents); one !== null && over.indexOf(one) < 0; one = known(parents[one], parents)) over.push(one);
  return over.length ? over : [""];
}

// Groups and services side by side, in the open group or at the top.
function level(state) {
  const standing = standingOf(state);
  if (standing === null) return [];
  const parents = parentsOf(standing);
  if (standing.services.length <= FLAT_MOST || !standing.groups.length) return standing.services.map((one) => choice("service", one.id));
  const here = known(state.group, parents);
  const groups = standing.groups.filter((one) => known(one.parent, parents) === here && servicesOf(state, one.id).length);
  const services = standing.services.filter((one) => known(one.group, parents) === here);
  return groups.map((one) => choice("group", one.id)).concat(services.map((one) => choice("service", one.id)));
}

const most = (state) => (state.large ? A_PAGE_LARGE : A_PAGE);
const pagesOf = (state, fields) => Math.ceil(fields.length / (most(state) - 1));

// So many as fit; the last field turns to the next ones, and from the end to the beginning.
function page(state, fields) {
  if (fields.length <= most(state)) return fields;
  const start = (state.page % pagesOf(state, fields)) * (most(state) - 1);
  return fields.slice(start, start + most(state) - 1).concat(choice("more"));
}

export function asksPriority(state) {
  const standing = standingOf(state);
  return standing !== null && rules(state).asks_priority && standing.priority_groups.length > 0 && standing.policy.rule !== "fifo";
}

const priorityAsked = (state) => asksPriority(state) && !state.favoured;

// A citizen wants this service: to the questions that there are, or at once to the number. `press(service, priority, language)` makes a press.
export function picked(state, service, nowS, press) {
  const asked = but(state, { service, procedure: state.procedure !== null && state.procedure.service === service ? state.procedure : null });
  if (!soldOut(state, service) && (priorityAsked(asked) || documents(asked).length)) return happens(asked, "picked", nowS) || state;
  return goes(state, press(service, state.favoured, state.language), nowS);
}

// A field was touched, or its key pressed. When the scene is "asking" or "help" afterwards and was not before, an ask must go out.
export function acted(state, chosen, nowS, press, elsewhere) {
  const isFresh = chosen.act === "typed" ? freshKey(state, nowS, elsewhere) : freshHere(state, nowS, elsewhere);
  let now = but(state, { lastPressS: nowS });
  if (!isFresh || now.scene === "asking") return now;
  if (OVER.indexOf(now.scene) >= 0 && chosen.act !== "help" && chosen.act !== "home") now = but(rested(now), { sinceS: nowS });
  if (WALK.indexOf(now.scene) >= 0) now = but(now, { note: "", noteDay: null });
  return done(now, chosen, nowS, press) || now;
}

function done(state, chosen, nowS, press) {
  const isOver = OVER.indexOf(state.scene) >= 0;
  const number = (favoured) => goes(state, press(state.service, favoured || state.favoured, state.language), nowS);
  switch (chosen.act) {
    case "language": return happens(but(state, { language: chosen.value }), "spoke", nowS);
    case "service": return picked(state, chosen.value, nowS, press);
    case "plain": return number(false);
    case "favoured": return number(true);
    case "anyway": return priorityAsked(state) ? back(state, nowS) : number(false);
    case "back": return back(state, nowS);
    case "help": return happens(but(state, { helped: null }), "called", nowS);
    case "home": return happens(state, isOver ? "tapped" : "left", nowS);
    case "lacks": return happens(state, "lacked", nowS);
    case "group": return happens(but(state, { group: chosen.value, page: 0 }), "turned", nowS);
    case "more": return happens(but(state, { page: state.scene === "search" ? state.page + 1 : (state.page + 1) % pagesOf(state, level(state)) }), "turned", nowS);
    case "find": return happens(sought(state), "sought", nowS);
    case "procedure": return state.found[chosen.value] ? happens(but(state, { procedure: state.found[chosen.value] }), "found", nowS) : null;
    case "typed": return happens(state.scene === "search" ? typed(state, chosen.value) : state, "turned", nowS);
    case "large": return happens(but(state, { large: !state.large, page: 0 }), "turned", nowS);
    default: return happens(state, "turned", nowS); // more time
  }
}

// One step: out of the question, to the first page, out of the group, to the languages. From the search the home that was left for it.
function back(state, nowS) {
  if (state.scene === "question" && state.procedure !== null) return happens(state, "found", nowS);
  if (state.scene === "search") return happens(sought(state), "back", nowS);
  if (state.scene !== "home") return happens(state, "back", nowS);
  if (!state.page && !state.group) return happens(state, "left", nowS);
  const open = standingOf(state) === null ? undefined : standingOf(state).groups.find((one) => one.id === state.group);
  return happens(but(state, { page: 0, group: state.page ? state.group : (open && open.parent) || "" }), "back", nowS);
}
