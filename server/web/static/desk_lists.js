// The four lists: waiting, missed, on hold, just ended. A row that goes on keeps its node.

import { at, button, fill, make, marksOf, minutesSince, nameOf, rows, say, set, timeOf } from "./desk_text.js";

const BUTTONS = { waiting: ["call_this"], missed: ["call_this", "rejoin"], held: ["call_this", "return"], ended: ["restore"] };

// `act(name, ticket)` does it; `able`: whether anything can be sent now.
export function showLists(state, view, able, act) {
  for (const name of Object.keys(BUTTONS)) {
    const tickets = view[name];
    set(at(`${name}-count`), tickets.length ? `(${tickets.length})` : "");
    at(`${name}-none`).hidden = tickets.length > 0;
    at(name).hidden = tickets.length === 0;
    const items = tickets.map((ticket) => ({ key: ticket.id, ticket }));
    rows(at(name), items, (item) => build(name, item.ticket), (row, item) => update(row, item, state, view, able, act));
  }
}

function build(name, ticket) {
  const row = make("li", {}, "", [make("b", {}, ticket.label), make("span", { className: "what" }, "", [make("span"), make("small")])]);
  const press = (kind) => {
    const one = button(kind === "more" && name !== "waiting" ? "…" : say.desk[`row_${kind}`], fill(say.desk[`row_${kind}_long`], { ticket: ticket.label }), () => row.act(kind));
    one.dataset.row = kind;
    return one;
  };
  row.append(...BUTTONS[name].concat(name === "ended" ? [] : ["more"]).map(press));
  return row;
}

function update(row, { ticket }, state, view, able, act) {
  row.act = (kind) => act(kind === "more" ? "row_more" : kind, ticket);
  row.className = ticket.priority ? "first" : view.late.includes(ticket) ? "late" : "";
  const said = [nameOf(state, ticket.service), marksOf(ticket).map((one) => one.text).concat(facts(ticket, view.now)).filter(Boolean).join(" · ")];
  row.querySelectorAll(".what > *").forEach((node, place) => set(node, said[place]));
  row.children[1].title = said.join(" · ");
  for (const one of row.querySelectorAll("button")) {
    const off = !able || (one.dataset.row === "call_this" && view.no.call_this !== null) || (one.dataset.row === "restore" && !state.open);
    if (one.disabled !== off) one.disabled = off;
  }
}

function facts(ticket, now) {
  if (ticket.state === "missed") return [ticket.called_at ? fill(say.desk.since, { time: timeOf(ticket.last_call_at) }) : "", ticket.note];
  if (ticket.state === "held") {
    const why = ticket.hold === "supplement" ? say.desk.supplement : "";
    return [why, ticket.back_at ? fill(say.desk.back_at, { time: timeOf(ticket.back_at) }) : "", ticket.note];
  }
  if (ticket.state !== "waiting") return [say.state[ticket.state]];
  return [fill(say.desk.wait, { minutes: minutesSince(ticket.issued_at, now) }), paper(ticket), ticket.note];
}

function paper(ticket) {
  const stuck = ["queued", "sending"].includes(ticket.paper) && ticket.paper_trouble;
  if (ticket.paper === "doubtful" || ticket.paper === "dropped" || stuck) return say.desk.paper_none;
  return ticket.paper === "unconfirmed" ? say.desk.paper_unconfirmed : "";
}
