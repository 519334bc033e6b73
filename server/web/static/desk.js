// The desk page: hears the server, shows the state, asks on clicks. Knows no rules: what can be done is in state.js, what is done is the server's.

import { ask } from "./ask.js";
import { EMPTY, deskView, reduce } from "./state.js";

const SILENCE_MS = 5000;
const desk = Number(document.getElementById("desk").dataset.desk);
const say = JSON.parse(document.getElementById("sentences").textContent);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const at = (id) => document.getElementById(id);

let state = EMPTY;
let socket = null;
let heardAt = 0;
let online = false;
let asking = false;
let pause = 250;

function listen() {
  socket = new WebSocket(`ws://${location.host}/api/hear`);
  const mine = socket;
  socket.onmessage = (event) => {
    if (mine !== socket) return;
    heardAt = Date.now();
    pause = 250;
    const next = reduce(state, JSON.parse(event.data));
    if (next === null) { mine.close(); return; }
    state = next;
    online = true;
    show();
  };
  socket.onclose = () => {
    if (mine !== socket) return;
    socket = null;
    online = false;
    show();
    setTimeout(listen, pause);
    pause = Math.min(pause * 2, 5000);
  };
}

function watch() {
  if (socket && online && Date.now() - heardAt > SILENCE_MS) {
    const dead = socket;
    socket = null;
    online = false;
    dead.close();
    show();
    listen();
  }
  show();
}

function show() {
  const view = deskView(state, desk);
  document.body.classList.toggle("stale", !online);
  const alarm = !online ? say.desk.lost : state.open ? "" : say.desk.closed;
  at("line").hidden = alarm === "";
  at("line").textContent = alarm;
  showHand(view.hand);
  at("why").textContent = why(view);
  for (const button of document.querySelectorAll("button[data-kind]")) {
    const able = online && !asking && view.can[button.dataset.kind];
    if (button.disabled === able) button.disabled = !able;
  }
  at("guarantee").textContent = state.policy.guarantee;
  showList("waiting", view.waiting, say.desk.nobody_waits, view.can.call_this, ["cancel"]);
  showList("missed", view.missed, say.desk.nobody_missed, view.can.call_this, ["rejoin"]);
  showList("held", view.held, say.desk.nobody_held, view.can.call_this, ["return"]);
  showReasons(view.can.call_this);
  showPrinters(view.printers);
  showPapers(view.papers);
}

function showHand(hand) {
  at("hand-state").textContent = hand ? say.desk[`in_hand_${hand.state}`] : say.desk.in_hand_none;
  at("hand-label").textContent = hand ? hand.label : "–";
  at("hand-service").textContent = hand ? name(hand.service) + marks(hand) : "";
  at("hand-why").textContent = hand && hand.why ? because(hand) : "";
  at("hand-calls").textContent = hand ? fill(say.desk.calls, { count: hand.calls }) : "";
  at("reprint").disabled = !online || asking || hand === null || hand.paper === "queued" || hand.paper === "sending";
}

// "ưu tiên, đã vượt 2/5": why it was this number.
function because(ticket) {
  const cap = state.policy.cap;
  const counted = ticket.overtook && cap && !["turn", "yielded"].includes(ticket.why);
  return say.why[ticket.why] + (counted ? fill(say.why.counted, { count: ticket.overtook, cap }) : "");
}

const marks = (ticket) => (ticket.priority ? ` · ${say.desk.priority}` : ticket.appointment ? ` · ${say.desk.appointment}` : "");

function why(view) {
  if (!online || !state.open) return "";
  if (view.hand) return say.desk.why_next_busy;
  return view.waiting.length || state.rolls.length ? "" : say.desk.why_next_nobody;
}

const name = (service) => (state.services[service] ? state.services[service].names.vi : service);
const minutes = (ticket) => Math.max(0, Math.floor((Date.now() + state.ahead - Date.parse(ticket.issued_at)) / 60000));

function showList(id, tickets, nobody, callable, others) {
  at(`${id}-count`).textContent = tickets.length ? `(${tickets.length})` : "";
  const list = at(id);
  const wanted = tickets.map((one) => `${one.id} ${one.paper} ${one.priority} ${minutes(one)} ${callable && online && !asking}`).join();
  if (list.dataset.shown === wanted) return;
  list.dataset.shown = wanted;
  list.replaceChildren(...(tickets.length ? tickets.map((one) => item(one, callable, others)) : [empty(nobody)]));
}

function item(ticket, callable, others) {
  const row = document.createElement("li");
  const label = document.createElement("b");
  const facts = document.createElement("span");
  label.textContent = ticket.label;
  const wait = document.createElement("small");
  const none = ticket.paper === "doubtful" || ticket.paper === "dropped" || (["queued", "sending"].includes(ticket.paper) && ticket.paper_trouble);
  const unsure = ticket.paper === "unconfirmed" ? ` · ${say.desk.paper_unconfirmed}` : none ? ` · ${say.desk.paper_none}` : "";
  wait.textContent = fill(say.desk.wait, { minutes: minutes(ticket) }) + unsure;
  facts.append(name(ticket.service) + marks(ticket), wait);
  row.append(label, facts, small("call_this", ticket, !callable, () => callThis(ticket)));
  row.append(...others.map((kind) => small(kind, ticket, false, () => {
    if (kind !== "cancel" || window.confirm(fill(say.desk.cancel_sure, { ticket: ticket.label }))) send(kind, { ticket: ticket.id });
  })));
  return row;
}

let outOfTurn = null;

async function callThis(ticket) {
  const answer = await send("call_this", { desk, ticket: ticket.id });
  if (answer && answer.reason === "reason_needed") {
    outOfTurn = ticket;
    at("message").textContent = "";
    show();
    at("reasons").querySelector("button").focus();
  }
}

// The reasons for a call out of turn, as buttons: nothing to type.
function showReasons(callable) {
  const ticket = callable ? outOfTurn : null;
  const wanted = ticket ? ticket.id : "";
  if (at("reasons").dataset.shown === wanted) return;
  at("reasons").dataset.shown = wanted;
  at("reasons").hidden = ticket === null;
  at("hand").hidden = ticket !== null; // the desk is empty: the question stands in its place, nothing moves
  if (ticket === null) return;
  const question = document.createElement("p");
  question.textContent = fill(say.desk.reason_ask, { ticket: ticket.label });
  const choices = ["frail", "supplement", "short", "other"].map((one) => say.desk[`reason_${one}`]);
  at("reasons").replaceChildren(question, ...choices.map((reason) => choice(reason, () => send("call_this", { desk, ticket: ticket.id, reason }))),
    choice(say.desk.reason_none, () => {}));
}

function choice(text, click) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => { outOfTurn = null; click(); show(); });
  return button;
}

function small(kind, ticket, off, click) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say.desk[kind];
  button.setAttribute("aria-label", fill(say.desk[`${kind}_long`], { ticket: ticket.label }));
  button.title = button.getAttribute("aria-label");
  button.disabled = off || !online || asking;
  button.addEventListener("click", click);
  return button;
}

function empty(text) {
  const row = document.createElement("li");
  row.className = "empty";
  row.textContent = text;
  return row;
}

// Printers that need somebody: what is wrong and what to do, or how far the roll goes.
function showPrinters(printers) {
  const wanted = JSON.stringify([printers, online && !asking]);
  if (at("printers").dataset.shown === wanted) return;
  at("printers").dataset.shown = wanted;
  at("printers").replaceChildren(...printers.map((one) => {
    const row = document.createElement("li");
    const text = document.createElement("span");
    row.className = one.trouble ? "alarm" : "";
    text.textContent = (one.title ? `${one.title}: ` : "") + printerSays(one);
    row.append(text);
    if (!one.trouble) row.append(paperButton("load_paper", say.desk.load_paper, { printer: one.name }));
    return row;
  }));
}

function printerSays(one) {
  if (one.trouble) {
    const held = one.held ? ` ${fill(say.desk.printer_held, { count: one.held })}` : "";
    return `${fill(say.desk.printer_trouble, { trouble: say.trouble[one.trouble] || one.trouble })}${held}`;
  }
  return one.papers_left === null ? say.desk.printer_low : fill(say.desk.printer_left, { count: one.papers_left });
}

// Papers that somebody must look at: is it in the citizen's hand, or must it come again?
function showPapers(papers) {
  const wanted = papers.map((one) => `${one.id} ${one.paper_trouble} ${one.copies} ${online && !asking}`).join();
  if (at("papers").dataset.shown === wanted) return;
  at("papers").dataset.shown = wanted;
  at("papers").replaceChildren(...papers.map((one) => {
    const row = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = fill(say.desk.paper_doubtful, { ticket: one.label, trouble: say.trouble[one.paper_trouble] || one.paper_trouble });
    row.append(text, paperButton("reprint", say.desk.reprint, { ticket: one.id }), paperButton("settle_paper", say.desk.settle_paper, { ticket: one.id }));
    return row;
  }));
}

function paperButton(kind, text, facts) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.disabled = !online || asking;
  button.addEventListener("click", () => send(kind, facts));
  return button;
}

async function send(kind, facts) {
  if (asking) return null;
  asking = true;
  outOfTurn = null;
  at("message").textContent = "";
  show();
  const answer = await ask(kind, facts);
  asking = false;
  if (answer === null) at("message").textContent = say.desk.unsent;
  else if (!answer.ok) at("message").textContent = answer.message;
  show();
  return answer;
}

for (const button of document.querySelectorAll("button[data-kind]")) {
  button.addEventListener("click", () => send(button.dataset.kind, { desk, ...JSON.parse(button.dataset.facts || "{}") }));
}
at("reprint").addEventListener("click", () => {
  const { hand } = deskView(state, desk);
  if (hand) send("reprint", { ticket: hand.id });
});
listen();
show();
setInterval(watch, 1000);
