// Looking a procedure up, as it stands on the glass: the line that is typed, what was found and a keyboard; then one procedure. The same as
// kiosk/scenes/search.py and procedure.py. Pure.

import { blocked, choices, soldOut } from "./kiosk_choices.js";
import { foundAtOnce, reads } from "./kiosk_search.js";
import { leftS, rules, serviceOf } from "./kiosk_state.js";
import { badge, below, box, bring, field, head, nameOf, noteOf, queue, say, sign, text, waitOf } from "./kiosk_view.js";

const ROWS = ["qwertyuiop".split(""), "asdfghjkl".split("").concat("erase"), "zxcvbnm".split("").concat("space", "clear")];

export function search(view) {
  const state = view.state;
  const there = choices(state);
  const isNone = !there.length && state.foundFor === state.typed;
  const list = isNone ? [text("none", say(view, "found_none"))] : there.map((one, at) => hit(view, one, at + 1));
  const left = leftS(state, view.nowS);
  const note = left !== null ? say(view, "leaving", { seconds: left }) : noteOf(view);
  const count = state.typed && state.found.length ? say(view, "found", { count: state.found.length }) : "";
  const hint = note ? text("note", note) : box("asked", [text("question", count || say(view, "find"), { tag: "h1" })]);
  const line = reads(state);
  const hasMore = there.length > 0 && there[there.length - 1].act === "more";
  return {
    head: box("head seek", [text(`typed ${line ? "" : "soft"}`, line ? `${line}|` : say(view, "search")), hint]),
    main: box("search", [
      box(`found ${isNone ? "" : hasMore ? "pages" : "one"}`, list, { vars: { columns: foundAtOnce(state) } }),
      box("keys", ROWS.reduce((all, row) => all.concat(row), []).map((one) => key(view, one))),
    ]),
    said: isNone ? say(view, "found_none") : line && count ? `${line}: ${count}` : say(view, "search"),
  };
}

function hit(view, chosen, number) {
  if (chosen.act === "more") return field("more", chosen, [sign("more"), text("label", say(view, "more"))]);
  const found = view.state.found[Number(chosen.value)];
  const service = serviceOf(view.state, found.service);
  const under = below(view, found.names);
  return field("card hit", chosen, [
    service === null ? box("badge none", [sign("paper")]) : badge(view, service, service.id, number),
    box("lines", [text("name", nameOf(view, found.names))].concat(under ? text("under", under, { lang: "vi" }) : [])),
  ]);
}

function key(view, value) {
  const chosen = { act: "typed", value };
  if (value === "erase") return field("key", chosen, [sign("erase")], { name: say(view, "key_erase") });
  if (value.length > 1) return field(`key ${value}`, chosen, [text("word", say(view, value === "space" ? "key_space" : "key_clear"))]);
  return field("key", chosen, [text("letter", value.toUpperCase())]);
}

export const nameOfProcedure = (view) => (view.state.procedure === null ? "" : nameOf(view, view.state.procedure.names));

// Its service with the people who wait there; "" for one that the office has not.
function serviceLine(view) {
  const service = serviceOf(view.state, view.state.procedure.service);
  if (service === null) return "";
  const facts = view.state.followed.facts[service.id];
  const says = soldOut(view.state, service.id) ? [say(view, "sold_out")] : [queue(view, facts), waitOf(view, facts ? facts.wait_min : null)];
  return [service.id, nameOf(view, service.names)].concat(says).filter((one) => one).join(" · ");
}

// The papers, the code, and the field for a number or why there is none.
export function procedure(view) {
  const state = view.state;
  const found = state.procedure;
  const asked = nameOfProcedure(view);
  const address = window.moiso.procedures.portal_address(rules(state).portal || "", found);
  const why = choices(state).length ? blocked(state, view.nowS) : "no_service";
  const take = why ? text("note take", say(view, why)) : numberOf(view, choices(state)[0]);
  const place = (state.book === null ? [] : state.book.procedures).findIndex((one) => one.code === found.code && one.names.vi === found.names.vi);
  const isCoded = address !== "" && place >= 0;
  const code = !isCoded ? box("code", [sign("ticket")])
    : box("code qr", [{ tag: "img", cls: "modules", src: `/procedures/${state.book.mark}/${place}.svg` }, text("line", say(view, "portal"))]);
  return {
    head: head(view, asked, serviceLine(view)), papers: 5, said: `${asked}. ${serviceLine(view)}`,
    main: box(`one-procedure ${isCoded ? "coded" : ""}`, [box("side bring", [bring(view, isCoded ? "coded" : "procedure")]), box("side", [code, take])]),
  };
}

function numberOf(view, chosen) {
  const label = say(view, "take_service", { service: nameOf(view, serviceOf(view.state, chosen.value).names) });
  return field("main take", chosen, (view.state.numbered ? [text("key", "1")] : []).concat(sign("ticket"), text("label", label)));
}
