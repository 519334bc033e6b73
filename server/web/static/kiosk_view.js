// What every scene looks at and is made of: nodes, sentences, the head, a service's badge, queues and waits, the papers. Pure.
// A node is { tag, cls, kids | text | icon, act, value, vars }; `fit`: its letters get as small as they must to stand in its place whole.

import { costs, documents } from "./kiosk_choices.js";
import { deep } from "./kiosk_frame.js";
import { leftS, local, nothingPrints, standingOf } from "./kiosk_state.js";

const ROW_MM = 7; // a document's line on the smallest panel; what does not fit is counted

export const box = (cls, kids, more) => Object.assign({ tag: "div", cls, kids }, more);
export const text = (cls, said, more) => Object.assign({ tag: "p", cls: `fit ${cls}`, text: said }, more);
export const sign = (name) => ({ tag: "div", cls: "icon", icon: name });
export const field = (cls, chosen, kids, more) => Object.assign({ tag: "button", cls: `field ${cls}`, act: chosen.act, value: chosen.value, kids }, more);
const fill = (pattern, facts) => pattern.replace(/{(\w+)}/g, (_, name) => facts[name]);

// What every part of a scene looks at. `words`: by language; the kiosk's own stand in for one that is not there yet.
export function viewOf(state, nowS, frame, words) {
  const own = words[state.language] || words[state.ownLanguage];
  return { state, nowS, frame, words, own, language: words[state.language] ? state.language : state.ownLanguage };
}

export const say = (view, key, facts) => fill(view.own[key], facts || {});
export const nameOf = (view, names) => names[view.language] || names.vi || "";

// The Vietnamese name, where the other stands above it: officers and signs say that one.
export function below(view, names) {
  const own = names[view.language] || "";
  return view.language !== "vi" && own && own !== names.vi ? names.vi || "" : "";
}

// What is asked; beside it, or under it on a standing glass, the seconds when they run out, else what must be known before the choice.
export function head(view, asked, above) {
  const left = leftS(view.state, view.nowS);
  const note = left !== null ? say(view, "leaving", { seconds: left }) : noteOf(view);
  return box(`head ${note ? "noted" : ""}`, [
    box("asked", [].concat(above ? text("above", above) : [], text("question", asked, { tag: "h1" }))),
  ].concat(note ? text("note", note) : []));
}

export function noteOf(view) {
  const state = view.state;
  if (state.note) return say(view, state.note.slice("kiosk.".length), { date: state.noteDay === null ? "" : dayAndMonth(Date.parse(state.noteDay)) });
  return nothingPrints(state) ? say(view, "no_printer") : outside(view);
}

const two = (number) => (number < 10 ? `0${number}` : String(number));
const clockOf = (ms) => `${two(new Date(ms).getUTCHours())}:${two(new Date(ms).getUTCMinutes())}`;
const dayAndMonth = (ms) => `${new Date(ms).getUTCDate()}/${new Date(ms).getUTCMonth() + 1}`;

// A moment to come back at, by the office's clock. Local times are milliseconds as if that were UTC.
function when(view, ms, localMs) {
  if (Math.floor(ms / 86400000) === Math.floor(localMs / 86400000)) return say(view, "today", { time: clockOf(ms) });
  const weekday = view.own[`weekday.${(new Date(ms).getUTCDay() + 6) % 7}`];
  return say(view, "day", { time: clockOf(ms), weekday, date: dayAndMonth(ms) });
}

// That the desks are not open now, and when they will be; "" while they are, or when nobody can say.
function outside(view) {
  const localMs = local(view.state, view.nowS);
  if (standingOf(view.state) === null || localMs === null) return "";
  const found = window.moiso.hours.hours(standingOf(view.state), localMs);
  if (found.phase === "open") return "";
  return found.until === null ? say(view, "over_unknown") : say(view, found.phase, { when: when(view, found.until, localMs) });
}

export function comeBack(view) {
  const localMs = local(view.state, view.nowS);
  if (standingOf(view.state) === null || localMs === null) return "";
  const until = window.moiso.hours.hours(standingOf(view.state), localMs).until;
  return until === null ? "" : say(view, "come_back", { when: when(view, until, localMs) });
}

export function anotherDay(view) {
  const localMs = local(view.state, view.nowS);
  const opens = standingOf(view.state).opens_next;
  if (!opens || localMs === null) return "";
  const at = window.moiso.hours.toLocal(standingOf(view.state), opens);
  return at > localMs ? say(view, "again", { time: clockOf(at), date: dayAndMonth(at) }) : "";
}

export const waiting = (state, service) => (state.followed.facts[service] ? state.followed.facts[service].waiting : 0);

export function queue(view, facts) {
  const says = facts && facts.waiting ? say(view, "waiting", { count: facts.waiting }) : say(view, "nobody");
  return !facts || facts.left === null || facts.left === undefined ? says : `${says} · ${say(view, "left", { count: facts.left })}`;
}

// How long whoever comes now waits; "" when nobody can say.
export function waitOf(view, range) {
  if (!range) return "";
  const low = range[0];
  const high = range[1];
  if (!low) return high ? say(view, "wait_below", { high }) : say(view, "wait_none");
  return low === high ? say(view, "wait_exact", { high }) : say(view, "wait_about", { low, high });
}

// Icon and letter in the entry's colour, or the key that stands for it.
export function badge(view, what, letter, number) {
  const mark = view.state.numbered ? [sign(what.icon || (letter ? "" : "folder")), text("key", String(number))]
    : letter && !what.icon ? [text("letter alone", letter)]
      : [sign(what.icon || "folder")].concat(letter ? text("letter", letter) : []);
  return box("badge", mark, { vars: { tint: deep(what.colour || "") } });
}

// The papers with an icon each, the fee, and how long a procedure takes; papers that do not fit are counted. `scene`: "question", "missing",
// "procedure", or "coded" for one that shares its room with a code.
export function bring(view, scene) {
  const procedure = view.state.procedure;
  const fee = nameOf(view, costs(view.state));
  const limit = procedure === null ? "" : nameOf(view, procedure.limit || {});
  let lines = documents(view.state).map((names) => nameOf(view, names));
  let tail = (lines.length ? [] : [say(view, "ask_papers")]).concat(fee ? say(view, "fee", { fee }) : [], limit ? say(view, "limit", { limit }) : []);
  const room = roomFor(view.frame, scene);
  if (lines.length && lines.length + tail.length > room) {
    const kept = Math.max(room - tail.length - 1, 1);
    tail = [say(view, "more_documents", { count: lines.length - kept })].concat(tail);
    lines = lines.slice(0, kept);
  }
  const rows = lines.map((one) => box("paper", [sign("paper"), text("line", one)])).concat(tail.map((one) => box("paper", [text("line tail", one)])));
  return box("papers-list", [text("title", say(view, "bring"), { tag: "h2" })].concat(rows));
}

// Lines that stand in the papers' place.
function roomFor(frame, scene) {
  const isProcedure = scene === "procedure" || scene === "coded";
  const bottom = frame.body.y + frame.body.h;
  const top = frame.lying ? frame.body.y : frame.head.y + Math.floor((frame.head.h * (isProcedure ? 5 : 4)) / 10);
  const high = isProcedure ? procedureHeight(frame, scene === "coded", top)
    : (frame.lying || scene === "missing" ? bottom : frame.body.y + Math.floor((frame.body.h * 36) / 100) - frame.gap) - top - frame.answer - frame.gap;
  const inner = high - 2 * frame.unit;
  const rest = inner - Math.max(6 * frame.unit, Math.floor(inner / 8));
  return Math.max(Math.floor(rest / Math.floor((frame.touch * ROW_MM) / 20)), 2);
}

function procedureHeight(frame, isCoded, top) {
  if (frame.lying) return frame.body.h;
  const whole = frame.body.y + frame.body.h - frame.take - frame.gap - top;
  return isCoded ? Math.floor((whole * 59) / 100) - frame.gap : whole;
}
