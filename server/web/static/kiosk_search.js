// Looking a procedure up: what the keys that were pressed mean, and which procedures are meant: the same as kiosk/search.py. Pure.

import { but, counts, rested } from "./kiosk_state.js";

const LETTERS = "qwertyuiopasdfghjklzxcvbnm";
const TYPED_MOST = 40;
const SAME_KEY_S = 0.15; // a double letter is two taps on one spot: quicker ones are a worn panel that bounces
const OTHER_KEY_S = 0.08; // two fingers that come down at once are nearer to each other

// What was typed, as it is shown: with the accents that the keys make.
export const reads = (state) => window.moiso.procedures.compose(state.typed);

export const freshKey = (state, nowS, elsewhere) => counts(state.lastPressS, nowS, elsewhere ? OTHER_KEY_S : SAME_KEY_S);

// The search begins: nothing typed, nothing found yet.
export const sought = (state) => but(state, { typed: "", found: [], foundFor: null, page: 0, procedure: null });

// The keys that are to be looked up; null while nobody looks for anything, or when it is done.
export const wanted = (state) => (state.scene === "search" && state.foundFor !== state.typed ? state.typed : null);

// What was found for these keys; it comes too late when others were pressed since.
export const lookedUp = (state, keys, found) => (wanted(state) === keys ? but(state, { found, foundFor: keys, page: 0 }) : state);

// After this key: a letter, "space", "erase" or "clear"; anything else changes nothing.
export function typed(state, key) {
  const put = (keys) => but(state, { typed: keys.slice(0, TYPED_MOST), page: 0 });
  if (key === "erase") return put(state.typed.slice(0, -1));
  if (key === "clear") return put("");
  if (key === "space") return state.typed && state.typed.slice(-1) !== " " ? put(`${state.typed} `) : state;
  return key.length === 1 && LETTERS.indexOf(key) >= 0 ? put(state.typed + key) : state;
}

// What a key of a real keyboard types; null for one that types nothing.
export function keyOf(name) {
  if (name === "back") return "erase";
  if (name === " ") return "space";
  return name.length === 1 && LETTERS.indexOf(name.toLowerCase()) >= 0 ? name.toLowerCase() : null;
}

export const foundAtOnce = (state) => (state.large ? 2 : 3);

// Those that stand at once; the last field turns to the next ones, and from the end to the beginning.
export function pageOfFound(state) {
  const most = foundAtOnce(state);
  const all = state.found.map((_, place) => ({ act: "procedure", value: String(place) }));
  if (all.length <= most) return all;
  const start = (state.page % Math.ceil(all.length / most)) * most;
  return all.slice(start, start + most).concat({ act: "more", value: "" });
}

// From now on this is the book. Whoever looks at a procedure goes on; whoever looks for one finds in the new book, or is led home.
export function shelved(state, book) {
  const after = but(state, { book, foundFor: null });
  return state.scene === "search" && book === null ? rested(after) : after;
}
