// One question at a time, in the page itself: numbered choices, fields if there are any, back with Esc or 0, the focus returns.
// Knows no desk: what is asked, and what follows, is in desk_asks.js.

import { signOf } from "./desk_keys.js";
import { at, make } from "./desk_text.js";

let asked = null; // what is being asked: {title, choices, fields, valid, …}
let words = null;
let typed = "";
let cameFrom = null;

export const setWords = (given) => { words = given; };
export const dialogOpen = () => asked !== null;

// `question`: {title, text, choices: [{text, hint, danger, pick(values)}], fields: [{name, kind, text, options}], own: {text, pick(words)},
// body: a node, wide, alert, valid(): whether it still makes sense}.
export function openDialog(question) {
  if (asked === null) cameFrom = document.activeElement;
  asked = { choices: [], fields: [], ...question };
  typed = "";
  const dialog = at("dialog");
  dialog.className = question.wide ? "wide" : "";
  dialog.setAttribute("role", question.alert ? "alertdialog" : "dialog");
  dialog.textContent = "";
  dialog.append(make("h2", { id: "dialog-title" }, question.title), ...parts());
  at("veil").hidden = false;
  const safe = question.alert ? null : dialog.querySelector("input.scan") || dialog.querySelector(".choices button"); // Enter alone does nothing that hurts
  (safe || at("dialog-back")).focus();
}

export function closeDialog() {
  if (asked === null) return;
  asked = null;
  at("veil").hidden = true;
  at("dialog").textContent = "";
  if (cameFrom && document.contains(cameFrom)) cameFrom.focus();
}

// The page has changed under the question: it goes away when it has lost its sense, and waits while nothing can be sent.
export function refreshDialog(able) {
  if (asked === null) return;
  if (asked.valid && !asked.valid()) { closeDialog(); return; }
  for (const button of at("dialog").querySelectorAll("button[data-sends]")) button.disabled = !able;
}

function parts() {
  const out = asked.text ? [make("p", { className: "sum" }, asked.text)] : [];
  if (asked.body) out.push(asked.body);
  if (asked.fields.length) out.push(make("div", { className: "fields" }, "", asked.fields.map(field)));
  if (asked.choices.length) out.push(make("div", { className: "choices" }, "", asked.choices.map(choice)));
  if (asked.own) out.push(ownWords());
  const hint = make("p", { className: "hint" }, asked.choices.length ? words.hint : "");
  const back = make("button", { id: "dialog-back" }, asked.back || words.back);
  back.addEventListener("click", closeDialog);
  return out.concat(make("div", { className: "foot" }, "", [hint, back]));
}

function choice(one, place) {
  const button = make("button", { className: one.danger ? "danger" : "" });
  button.append(make("kbd", {}, String(place + 1)), make("span", {}, one.text, one.hint ? [make("small", {}, one.hint)] : []));
  button.querySelector("kbd").setAttribute("aria-hidden", "true");
  if (!one.stays) button.dataset.sends = "1";
  button.addEventListener("click", () => chosen(one));
  return button;
}

function chosen(one) {
  const values = valuesOf();
  closeDialog();
  one.pick(values);
}

function ownWords() {
  const input = make("input", { type: "text", maxLength: 120, id: "dialog-own" });
  const button = make("button", {}, words.reason_use);
  button.dataset.sends = "1";
  const use = () => { if (input.value.trim()) { const { own } = asked; closeDialog(); own(input.value.trim()); } };
  button.addEventListener("click", use);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); use(); } });
  return make("p", { className: "own" }, "", [make("label", { htmlFor: "dialog-own" }, words.reason_own), input, button]);
}

const FIELDS = {
  text: (one) => make("label", {}, one.text, [make("input", { type: "text", maxLength: 120, name: one.name })]),
  check: (one) => make("label", { className: "tick" }, "", [make("input", { type: "checkbox", name: one.name, checked: Boolean(one.on) }), one.text]),
  select: (one) => make("label", {}, one.text, [make("select", { name: one.name }, "", one.options.map((it) => make("option", { value: it.value }, it.text)))]),
  radios: (one) => make("fieldset", {}, "", [make("legend", {}, one.text)].concat(one.options.map((it, place) => (
    make("label", { className: "tick" }, "", [make("input", { type: "radio", name: one.name, value: it.value, checked: place === 0 }), it.text]))))),
};
// A scanner types into it and ends with Enter. It has the focus first, so that no scan lands on a button; a choice may be typed there, too.
FIELDS.scan = (one) => {
  const input = make("input", { type: "text", className: "scan", autocomplete: "off", name: one.name, maxLength: 400 });
  const told = make("span", { className: "told" });
  told.setAttribute("role", "status");
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !input.value) return;
    event.preventDefault();
    event.stopPropagation();
    const text = input.value;
    input.value = "";
    if (/^\d{1,2}$/.test(text)) { take(Number(text) - 1); return; }
    const [yes, sentence] = one.scanned(text);
    told.textContent = sentence;
    if (yes) at("dialog").querySelector("input[name=priority]").checked = true;
  });
  return make("label", {}, one.text, [input, told]);
};
const field = (one) => FIELDS[one.kind](one);

function valuesOf() {
  const values = {};
  for (const one of asked.fields) {
    const inputs = at("dialog").querySelectorAll(`[name="${one.name}"]`);
    const on = one.kind === "radios" ? Array.from(inputs).find((input) => input.checked) : inputs[0];
    values[one.name] = one.kind === "check" ? on.checked : on.value.trim();
  }
  return values;
}

// A key while a question stands. Tab goes round in it; nothing of it reaches the page below.
export function dialogKey(event) {
  if (/^F[1-4]$/.test(event.key)) event.preventDefault();
  if (event.key === "Escape") { event.preventDefault(); closeDialog(); return; }
  if (event.key === "Tab") { goRound(event); return; }
  if (event.repeat && event.key === "Enter") { event.preventDefault(); return; }
  const unscanned = event.target.matches("input.scan") && !event.target.value && !/^(Digit|Key|Space)/.test(event.code);
  const inWords = event.target.matches("input[type=text], select") && !unscanned;
  if (inWords || event.isComposing) return;
  if (event.code === "NumpadMultiply") { event.preventDefault(); tickFirst(); return; }
  const sign = signOf(event.code);
  if (/\d/.test(sign) && !event.repeat) { event.preventDefault(); digit(sign); return; }
  if (/^Arrow(Up|Down)$/.test(event.code) && (unscanned || !event.target.matches("input"))) { event.preventDefault(); step(event.code === "ArrowDown" ? 1 : -1); return; }
  if (typed && (event.code === "Enter" || event.code === "NumpadEnter")) { event.preventDefault(); take(Number(typed) - 1); }
}

function digit(sign) {
  const found = pick(typed + sign, asked.choices.length);
  if (found === "close") closeDialog();
  else if (found === "wait") typed += sign;
  else if (found === "none") typed = "";
  else take(found);
}

function take(place) {
  const button = at("dialog").querySelectorAll(".choices button")[place];
  if (button && !button.disabled) button.click();
}

function tickFirst() {
  const box = at("dialog").querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
}

function step(by) {
  const buttons = Array.from(at("dialog").querySelectorAll(".choices button"));
  const place = buttons.indexOf(document.activeElement);
  const next = buttons[Math.min(Math.max(place + by, 0), buttons.length - 1)];
  if (next) next.focus();
}

function goRound(event) {
  const stops = Array.from(at("dialog").querySelectorAll("button, input, select")).filter((one) => !one.disabled);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const outside = !at("dialog").contains(document.activeElement);
  if (event.shiftKey ? document.activeElement === first || outside : document.activeElement === last || outside) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}


// In a list of numbered choices: "close", "none", "wait" (another digit may follow), or the place of the choice from 0.
export function pick(typed, count) {
  const number = Number(typed);
  if (number === 0) return "close";
  if (number > count) return "none";
  return number * 10 <= count ? "wait" : number - 1;
}
