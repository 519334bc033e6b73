// What stands on the glass in each scene, as a tree of plain values that kiosk_glass.js makes real: the same scenes and sentences as kiosk/scenes/. Pure.

import { aside, blocked, choices, documents, servicesOf, soldOut } from "./kiosk_choices.js";
import { grid } from "./kiosk_frame.js";
import { nameOfProcedure, procedure, search } from "./kiosk_lookup.js";
import { WALK, languages, paper, paperElsewhere, rules, serviceOf, standingOf } from "./kiosk_state.js";
import { anotherDay, badge, below, box, bring, comeBack, field, head, nameOf, queue, say, sign, text, waitOf, waiting } from "./kiosk_view.js";

const SLOW_AFTER_S = 1; // from then on a citizen is told that it is the server that is waited for
const SIGNS = { back: "back", home: "home", help: "bell", find: "find", large: "letters", stay: "clock" };

// { cls, papers, whole, door, head, main, foot, said }: `said` is what belongs to the scene for whoever does not see it; `papers`: the tenths of the
// head that are the head's on a standing glass, the others are the papers'; `whole`: the main part has the head's place, too.
export function picture(view) {
  const state = view.state;
  const isPlain = !state.large && rules(state).theme === "normal";
  const shown = SCENES[state.scene](view);
  return {
    cls: `${view.frame.lying ? "lying" : "standing"} ${isPlain ? "" : "contrast"} ${state.large ? "large" : ""} ${shown.papers ? "papers" : ""}`,
    papers: shown.papers || 0, whole: !shown.head, door: door(view), head: shown.head || null, main: shown.main, foot: foot(view), said: shown.said,
  };
}

function door(view) {
  const standing = standingOf(view.state);
  if (standing === null) return [text("name", say(view, "title"))];
  const above = standing.office.authority;
  return [].concat(above ? text("authority", above, { lang: "vi" }) : [], text("name", standing.office.name, { lang: "vi" }));
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

function card(view, chosen, number, what, letter, says, wait, off) {
  const under = below(view, what.names);
  return field(`card ${off || ""} ${wait ? "waits" : ""} ${says.indexOf(" · ") >= 0 ? "counts" : ""}`, chosen, [
    badge(view, what, letter, number),
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
  return { head: head(view, asked, serviceName(view)), main: box("ask two", [left, right]), papers: 4, said: asked };
}

function missing(view) {
  const asked = say(view, "missing");
  const answers = box("answers", choices(view.state).map((one, at) => answer(view, one, at + 1)));
  return { head: head(view, asked, serviceName(view)), main: box("ask", [box("side bring", [bring(view, "missing"), answers])]), papers: 4, said: asked };
}

// What is asked about: the procedure that was looked up, else the service.
function serviceName(view) {
  if (view.state.procedure !== null) return nameOfProcedure(view);
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

const SCENES = { language: choosing, home: choosing, question, missing, search, procedure, asking, shown, trouble, help: helped };
