// Numbers for citizens, taken by somebody who helps: service, then plain or priority. What is known comes by the same line as to the desks.

import { ask, helpKnown } from "./ask.js";
import { listen } from "./line.js";
import { EMPTY, reduce } from "./state.js";

const say = JSON.parse(document.getElementById("say").textContent);
const at = (id) => document.getElementById(id);
const fill = (text, facts) => text.replace(/{(\w+)}/g, (_, name) => facts[name]);

let state = EMPTY;
let online = false;
let chosen = "";
let asking = false;

const nameOf = (id) => (state.services[id] ? state.services[id].names.vi : "");

function howFull(id) {
  const facts = state.facts[id];
  if (!facts) return "";
  if (facts.left === 0) return say.sold_out;
  const waiting = fill(say.waiting, { count: facts.waiting });
  return facts.wait_min ? `${waiting} · ${fill(say.wait, { low: facts.wait_min[0], high: facts.wait_min[1] })}` : waiting;
}

function make(tag, text, properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...[].concat(text));
  return node;
}

function show() {
  at("line").textContent = online ? (state.open || !state.day ? "" : say.closed) : say.lost;
  at("helps").replaceChildren(...state.helps.map((one) => {
    const coming = make("button", say.coming, { type: "button", className: "quiet" });
    coming.addEventListener("click", () => helpKnown(one.kiosk));
    return make("p", [make("span", say.help), coming]);
  }));
  const have = at("services").children;
  const ids = Object.keys(state.services);
  if (have.length !== ids.length || ids.some((id, place) => have[place].dataset.id !== id)) at("services").replaceChildren(...ids.map(field));
  ids.forEach((id, place) => {
    const button = have[place].firstChild;
    button.disabled = !online || asking || !state.open || Boolean(state.facts[id] && state.facts[id].left === 0);
    button.querySelector("small").textContent = howFull(id);
  });
  at("sure-wait").textContent = chosen ? howFull(chosen) : "";
  at("plain").disabled = !online || asking;
  at("priority").disabled = !online || asking;
  at("paper-row").hidden = !state.printers.length;
}

function field(id) {
  const button = make("button", [make("b", id), make("span", [nameOf(id), make("small", "")])], { type: "button" });
  button.addEventListener("click", () => { chosen = id; at("sure-name").textContent = nameOf(id); go("sure", "sure-name"); });
  const item = make("li", button);
  item.dataset.id = id;
  return item;
}

function go(section, focus) {
  for (const one of ["choose", "sure", "given"]) at(one).hidden = one !== section;
  at("message").textContent = "";
  show();
  window.scrollTo(0, 0);
  if (focus) at(focus).focus();
}

async function take(priority) {
  asking = true;
  show();
  const facts = { service: chosen, priority, language: at("language").value, paper: at("paper").checked && state.printers.length > 0 };
  const answer = await ask("issue", facts);
  asking = false;
  show();
  if (!answer || !answer.ok) { at("message").textContent = answer ? answer.message : say.unsent; return; }
  at("given-label").textContent = answer.ticket.label;
  at("given-facts").textContent = fill(answer.ahead ? say.given : say.given_first, { service: nameOf(chosen), count: answer.ahead });
  at("given-notice").textContent = answer.notice;
  go("given", "given-label");
}

at("plain").addEventListener("click", () => take(false));
at("priority").addEventListener("click", () => take(true));
at("back").addEventListener("click", () => go("choose", ""));
at("next").addEventListener("click", () => { at("language").value = "vi"; go("choose", ""); });

listen((message) => {
  const after = reduce(state, message, Date.now());
  if (after === null) return false;
  state = after;
  show();
  return true;
}, (now) => { online = now; show(); });
show();
