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
  showList("waiting", view.waiting, say.desk.nobody_waits, view.can.call_this);
  showList("missed", view.missed, say.desk.nobody_missed, view.can.call_this);
  showPapers(view.papers);
}

function showHand(hand) {
  at("hand-state").textContent = hand ? say.desk[`in_hand_${hand.state}`] : say.desk.in_hand_none;
  at("hand-label").textContent = hand ? hand.label : "–";
  at("hand-service").textContent = hand ? name(hand.service) : "";
  at("hand-calls").textContent = hand ? fill(say.desk.calls, { count: hand.calls }) : "";
}

function why(view) {
  if (!online || !state.open) return "";
  if (view.hand) return say.desk.why_next_busy;
  return view.waiting.length ? "" : say.desk.why_next_nobody;
}

const name = (service) => (state.services[service] ? state.services[service].names.vi : service);
const minutes = (ticket) => Math.max(0, Math.floor((Date.now() + state.ahead - Date.parse(ticket.issued_at)) / 60000));

function showList(id, tickets, nobody, callable) {
  at(`${id}-count`).textContent = tickets.length ? `(${tickets.length})` : "";
  const list = at(id);
  const wanted = tickets.map((one) => `${one.id} ${one.paper} ${minutes(one)} ${callable && online && !asking}`).join();
  if (list.dataset.shown === wanted) return;
  list.dataset.shown = wanted;
  list.replaceChildren(...(tickets.length ? tickets.map((one) => item(one, callable)) : [empty(nobody)]));
}

function item(ticket, callable) {
  const row = document.createElement("li");
  const label = document.createElement("b");
  const facts = document.createElement("span");
  label.textContent = ticket.label;
  const wait = document.createElement("small");
  const unsure = ticket.paper === "unconfirmed" ? ` · ${say.desk.paper_unconfirmed}` : "";
  wait.textContent = fill(say.desk.wait, { minutes: minutes(ticket) }) + unsure;
  facts.append(name(ticket.service), wait);
  row.append(label, facts, small("call_this", ticket, !callable, () => send("call_this", { desk, ticket: ticket.id })),
    small("cancel", ticket, false, () => {
      if (window.confirm(fill(say.desk.cancel_sure, { ticket: ticket.label }))) send("cancel", { ticket: ticket.id });
    }));
  return row;
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

function showPapers(papers) {
  const wanted = papers.map((one) => `${one.id} ${one.paper} ${one.paper_trouble}`).join();
  if (at("papers").dataset.shown === wanted) return;
  at("papers").dataset.shown = wanted;
  at("papers").replaceChildren(...papers.map((one) => {
    const row = document.createElement("li");
    const sentence = one.paper === "doubtful" ? say.desk.paper_doubtful : say.desk.paper_held;
    row.textContent = fill(sentence, { ticket: one.label, trouble: say.trouble[one.paper_trouble] || one.paper_trouble });
    return row;
  }));
}

async function send(kind, facts) {
  if (asking) return;
  asking = true;
  at("message").textContent = "";
  show();
  const answer = await ask(kind, facts);
  asking = false;
  if (answer === null) at("message").textContent = say.desk.unsent;
  else if (!answer.ok) at("message").textContent = answer.message;
  show();
}

for (const button of document.querySelectorAll("button[data-kind]")) {
  button.addEventListener("click", () => send(button.dataset.kind, { desk }));
}
listen();
show();
setInterval(watch, 1000);
