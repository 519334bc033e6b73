// What stands on the glass in each scene, as a tree of plain values that kiosk_glass.js makes real: the same scenes and sentences as kiosk/scenes/. Pure.
// A node is { tag, cls, kids | text | icon, act, value, vars }; `fit`: its letters get as small as they must to stand in its place whole.

import { aside, blocked, choices, documents, servicesOf, soldOut } from "./kiosk_choices.js";
import { deep, grid } from "./kiosk_frame.js";
import { WALK, languages, leftS, local, nothingPrints, paper, paperElsewhere, rules, serviceOf, standingOf } from "./kiosk_state.js";

const SLOW_AFTER_S = 1; // from then on a citizen is told that it is the server that is waited for
const ROW_MM = 7; // a document's line on the smallest panel; what does not fit is counted
const SIGNS = { back: "back", home: "home", help: "bell", large: "letters", stay: "clock" };

const box = (cls, kids, more) => Object.assign({ tag: "div", cls, kids }, more);
const text = (cls, said, more) => Object.assign({ tag: "p", cls: `fit ${cls}`, text: said }, more);
const sign = (name) => ({ tag: "div", cls: "icon", icon: name });
const field = (cls, chosen, kids, more) => Object.assign({ tag: "button", cls: `field ${cls}`, act: chosen.act, value: chosen.value, kids }, more);
const fill = (pattern, facts) => pattern.replace(/{(\w+)}/g, (_, name) => facts[name]);

// What every part of a scene looks at. `words`: by language; the kiosk's own stand in for one that is not there yet.
export function viewOf(state, nowS, frame, words) {
  const own = words[state.language] || words[state.ownLanguage];
  return { state, nowS, frame, words, own, language: words[state.language] ? state.language : state.ownLanguage };
}

const say = (view, key, facts) => fill(view.own[key], facts || {});
const nameOf = (view, names) => names[view.language] || names.vi || "";

// The Vietnamese name, where the other stands above it: officers and signs say that one.
function below(view, names) {
  const own = names[view.language] || "";
  return view.language !== "vi" && own && own !== names.vi ? names.vi || "" : "";
}

// { theme, cls, door, head, main, foot, said }: `said` is what belongs to the scene for whoever does not see it.
export function picture(view) {
  const state = view.state;
  const isPlain = !state.large && rules(state).theme === "normal";
  const shown = SCENES[state.scene](view);
  return {
    cls: `${view.frame.lying ? "lying" : "standing"} ${isPlain ? "" : "contrast"} ${state.large ? "large" : ""} ${shown.papers ? "papers" : ""}`,
    papers: Boolean(shown.papers), whole: !shown.head, door: door(view), head: shown.head || null, main: shown.main, foot: foot(view), said: shown.said,
  };
}

function door(view) {
  const standing = standingOf(view.state);
  if (standing === null) return [text("name", say(view, "title"))];
  const above = standing.office.authority;
  return [].concat(above ? text("authority", above, { lang: "vi" }) : [], text("name", standing.office.name, { lang: "vi" }));
}

// What is asked; beside it, or under it on a standing glass, the seconds when they run out, else what must be known before the choice.
function head(view, asked, above) {
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

function comeBack(view) {
  const localMs = local(view.state, view.nowS);
  if (standingOf(view.state) === null || localMs === null) return "";
  const until = window.moiso.hours.hours(standingOf(view.state), localMs).until;
  return until === null ? "" : say(view, "come_back", { when: when(view, until, localMs) });
}

function anotherDay(view) {
  const localMs = local(view.state, view.nowS);
  const opens = standingOf(view.state).opens_next;
  if (!opens || localMs === null) return "";
  const at = window.moiso.hours.toLocal(standingOf(view.state), opens);
  return at > localMs ? say(view, "again", { time: clockOf(at), date: dayAndMonth(at) }) : "";
}

function foot(view) {
  return aside(view.state, view.nowS).map((one) => {
    const key = one.act === "large" && view.state.large ? "small" : one.act === "home" && WALK.indexOf(view.state.scene) < 0 ? "done" : one.act;
    const main = one.act === "help" || one.act === "stay" ? "main" : "";
    return field(`${main} ${one.act}`, one, [sign(SIGNS[one.act]), text("label", say(view, key))]);
  });
}

// Home: languages, groups and services, each with what a citizen wants to know before the choice.

function choosing(view) {
  const state = view.state;
  const why = blocked(state, view.nowS);
  if (why) return inTheWay(view, why);
  const there = choices(state);
  const place = grid(view.frame, there.length);
  const group = state.scene === "home" ? standingOf(state).groups.find((one) => one.id === state.group) : undefined;
  const asked = say(view, state.scene === "language" ? "choose_language" : "choose");
  return {
    head: head(view, asked, group ? nameOf(view, group.names) : ""), said: asked,
    main: box("fields", there.map((one, at) => entry(view, one, at + 1)), { vars: { columns: place.columns, badge: `${place.badge}px` } }),
  };
}

function entry(view, chosen, number) {
  const state = view.state;
  const key = state.numbered ? `${number} · ` : "";
  if (chosen.act === "more") return field("more", chosen, [sign("more"), text("label", key + say(view, "more"))]);
  if (chosen.act === "language") {
    const words = view.words[chosen.value] || view.own;
    return field("tongue", chosen, [text("name", key + words.language_name), text("soft", words.choose_language)], { lang: chosen.value });
  }
  if (chosen.act === "group") {
    const group = standingOf(state).groups.find((one) => one.id === chosen.value);
    const count = servicesOf(state, group.id).reduce((sum, one) => sum + waiting(state, one.id), 0);
    return card(view, chosen, number, group, "", count ? say(view, "group_waiting", { count }) : say(view, "nobody"), "");
  }
  const service = serviceOf(state, chosen.value);
  const facts = state.followed.facts[service.id];
  if (soldOut(state, service.id)) return card(view, chosen, number, service, service.id, say(view, "sold_out"), anotherDay(view), "off");
  return card(view, chosen, number, service, service.id, queue(view, facts), waitOf(view, facts ? facts.wait_min : null));
}

const waiting = (state, service) => (state.followed.facts[service] ? state.followed.facts[service].waiting : 0);

function queue(view, facts) {
  const says = facts && facts.waiting ? say(view, "waiting", { count: facts.waiting }) : say(view, "nobody");
  return !facts || facts.left === null || facts.left === undefined ? says : `${says} · ${say(view, "left", { count: facts.left })}`;
}

// How long whoever comes now waits; "" when nobody can say.
function waitOf(view, range) {
  if (!range) return "";
  const low = range[0];
  const high = range[1];
  if (!low) return high ? say(view, "wait_below", { high }) : say(view, "wait_none");
  return low === high ? say(view, "wait_exact", { high }) : say(view, "wait_about", { low, high });
}

function card(view, chosen, number, what, letter, says, wait, off) {
  const under = below(view, what.names);
  const mark = view.state.numbered ? [sign(what.icon || (letter ? "" : "folder")), text("key", String(number))]
    : letter && !what.icon ? [text("letter alone", letter)]
      : [sign(what.icon || "folder")].concat(letter ? text("letter", letter) : []);
  return field(`card ${off || ""} ${wait ? "waits" : ""}`, chosen, [
    box("badge", mark, { vars: { tint: deep(what.colour || "") } }),
    box("lines", [text("name", nameOf(view, what.names))].concat(
      under ? text("under", under, { lang: "vi" }) : [], text("fact", says), wait ? text("fact wait", wait) : [])),
  ]);
}

// The question about priority, and the papers: both on one scene, so that it costs one tap.

function question(view) {
  const there = choices(view.state);
  const asks = there.some((one) => one.act === "favoured");
  const asked = say(view, asks ? "ask_priority" : "take_number");
  const numbers = there.filter((one) => one.act !== "lacks");
  const lacks = there.filter((one) => one.act === "lacks");
  const groups = asks ? standingOf(view.state).priority_groups : [];
  const answers = box("answers", numbers.map((one, at) => answer(view, one, at + 1)));
  const right = box("side", [asks ? box(`groups ${groups.length > 2 ? "many" : ""}`, groups.map((one) => firstOne(view, one))) : box("groups", [sign("ticket")]), answers]);
  if (!lacks.length) return { head: head(view, asked, serviceName(view)), main: box("ask", [right]), said: asked };
  const left = box("side bring", [bring(view, "question"), box("answers", [answer(view, lacks[0], numbers.length + 1)])]);
  return { head: head(view, asked, serviceName(view)), main: box("ask two", [left, right]), papers: true, said: asked };
}

function missing(view) {
  const asked = say(view, "missing");
  const answers = box("answers", choices(view.state).map((one, at) => answer(view, one, at + 1)));
  return { head: head(view, asked, serviceName(view)), main: box("ask", [box("side bring", [bring(view, "missing"), answers])]), papers: true, said: asked };
}

function serviceName(view) {
  const service = serviceOf(view.state, view.state.service);
  return service === null ? "" : nameOf(view, service.names);
}

function answer(view, chosen, number) {
  const asks = choices(view.state).some((one) => one.act === "favoured");
  const words = {
    plain: asks ? ["plain", "ticket"] : [view.state.favoured ? "take_favoured" : "take_number", "ticket"],
    favoured: ["favoured", "star"], lacks: ["lacks", "cross"], anyway: ["anyway", "ticket"], home: ["home", "home"],
  }[chosen.act];
  const enough = (chosen.act === "plain" || chosen.act === "favoured") && documents(view.state).length > 0;
  return field(`${chosen.act === "plain" || chosen.act === "anyway" ? "main" : ""} ${enough ? "enough" : ""}`, chosen, [].concat(
    view.state.numbered ? text("key", String(number)) : [], sign(words[1]),
    box("lines", [text("label", say(view, words[0]))].concat(enough ? text("under", say(view, "enough")) : []))));
}

// Who goes first: to be read, not to be touched.
function firstOne(view, group) {
  const under = below(view, group.names);
  return box("group", [sign(group.icon), box("lines", [text("name", nameOf(view, group.names))].concat(under ? text("under", under, { lang: "vi" }) : []))]);
}

// The papers with an icon each, and the fee; what does not fit is counted.
function bring(view, scene) {
  const service = serviceOf(view.state, view.state.service);
  const fee = service === null ? "" : nameOf(view, service.fee || {});
  let lines = documents(view.state).map((names) => nameOf(view, names));
  let tail = fee ? [say(view, "fee", { fee })] : [];
  const room = roomFor(view.frame, scene);
  if (lines.length + tail.length > room) {
    const kept = Math.max(room - tail.length - 1, 1);
    tail = [say(view, "more_documents", { count: lines.length - kept })].concat(tail);
    lines = lines.slice(0, kept);
  }
  const rows = lines.map((one) => box("paper", [sign("paper"), text("line", one)])).concat(tail.map((one) => box("paper", [text("line", one)])));
  return box("papers-list", [text("title", say(view, "bring"), { tag: "h2" })].concat(rows));
}

// Lines that stand in the papers' place.
export function roomFor(frame, scene) {
  const top = frame.lying ? frame.body.y : frame.head.y + Math.floor((frame.head.h * 4) / 10);
  const bottom = frame.lying || scene === "missing" ? frame.body.y + frame.body.h : frame.body.y + Math.floor((frame.body.h * 36) / 100) - frame.gap;
  const inner = bottom - top - frame.answer - frame.gap - 2 * frame.unit;
  const rest = inner - Math.max(6 * frame.unit, Math.floor(inner / 8));
  return Math.max(Math.floor(rest / Math.floor((frame.touch * ROW_MM) / 20)), 2);
}

// The number, large, with what became of its paper.

function shown(view) {
  const given = view.state.given;
  const service = serviceOf(view.state, given.ticket.service);
  const desks = service === null || !service.desks.length ? "" : ` · ${say(view, "to_desk", { desks: service.desks.join(", ") })}`;
  const ahead = given.ahead ? say(view, "ahead", { count: given.ahead }) : say(view, "ahead_none");
  const wait = given.ahead && !given.ticket.priority ? waitOf(view, view.state.waitMin) : "";
  const take = paperSays(view);
  return {
    said: `${say(view, "yours")} ${given.ticket.label}. ${ahead}. ${given.notice || take[0]}`,
    main: box("number", [
      text("w10 yours", say(view, "yours")), text("w35 label", given.ticket.label, { tag: "h1" }),
      text("w13 service", service === null ? "" : nameOf(view, service.names) + desks),
      box("w12 pair", [text("half", ahead)].concat(wait ? text("half", wait) : [])),
      text(given.notice ? "w11 told" : "w11 sit", given.notice || say(view, "sit")), text(`w19 take ${take[1]}`, take[0]),
    ]),
  };
}

// The sentence about the paper, and its ground.
export function paperSays(view) {
  const found = paper(view.state);
  const elsewhere = paperElsewhere(view.state); // the printer that took over
  const onItsWay = found.paper === "queued" || found.paper === "sending";
  if (!found.paper) return [say(view, "remember"), "note"];
  if (found.paper === "doubtful" || found.paper === "dropped" || (onItsWay && found.trouble)) return [say(view, "no_paper"), "alarm"];
  if (onItsWay) return [say(view, "printing"), "main"];
  if (found.paper === "unconfirmed") return [say(view, "take_unsure"), "main"];
  return elsewhere ? [say(view, "take_elsewhere", { printer: elsewhere }), "note"] : [say(view, "take"), "main"];
}

// The scenes of one sentence.

function asking(view) {
  const slow = view.nowS - view.state.sinceS >= SLOW_AFTER_S;
  const said = say(view, slow ? "asking_slow" : "asking");
  return { main: box("wait-a-moment", [sign(slow ? "clock" : "ticket"), text("label", said, { tag: "h1" })]), said };
}

function trouble(view) {
  return sentences([view.state.message || say(view, "lost")], "alarm");
}

function helped(view) {
  if (view.state.helped === false) return sentences([say(view, "help_failed")], "alarm");
  return sentences([say(view, view.state.helped ? "help_coming" : "help_calling")], "main", "bell");
}

// Why no number can be had, and when to come back, in every language that is on while none is chosen.
function inTheWay(view, why) {
  if (view.state.scene === "language") return sentences(languages(view.state).map((one) => (view.words[one] || view.own)[why]), "alarm");
  const again = why === "closed" ? comeBack(view) : "";
  return sentences([say(view, why)].concat(again || []), "alarm");
}

function sentences(said, ground, icon) {
  const kids = said.map((one, at) => text(said.length === 1 ? "alone" : "", one, at ? {} : { tag: "h1" }));
  return { main: box("sentences", [box(`ground ${ground}`, (icon ? [sign(icon)] : []).concat(kids))]), said: said.join(" ") };
}

const SCENES = { language: choosing, home: choosing, question, missing, asking, shown, trouble, help: helped };
