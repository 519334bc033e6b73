// The fields of the office's forms: how each kind is read into the setup's terms, and what its small buttons do. Knows no server.

import { fill, say } from "./office_words.js";

// Thrown by a reader for what cannot be sent at all: a letter where a number belongs. `input` gets the focus.
export class Unreadable extends Error {
  constructor(input, message) {
    super(message);
    this.input = input;
  }
}

const inputOf = (field) => field.querySelector("input, select, textarea");
const picked = (field) => Array.from(field.querySelectorAll("input[type=checkbox]:checked"), (one) => one.value);

function number(field, pattern) {
  const input = inputOf(field);
  const text = input.value.trim().replace(",", ".");
  if (text === "" && "optional" in field.dataset) return null;
  if (!pattern.test(text)) throw new Unreadable(input, say.need_number);
  return Number(text);
}

function namesIn(box) {
  const out = {};
  for (const input of box.querySelectorAll("[data-lang]")) if (input.value.trim()) out[input.dataset.lang] = input.value.trim().replace(/\s+/g, " ");
  return out;
}

// "7h30", "730", "7:30" are 07:30; null for what is no time.
export function timeOf(text) {
  const found = /^(\d{1,2})(?:[:hgHG.]?(\d{2})?)$/.exec(text.trim().replace(/\s/g, ""));
  if (!found || Number(found[1]) > 23 || Number(found[2] || 0) > 59) return null;
  return `${found[1].padStart(2, "0")}:${found[2] || "00"}`;
}

function sessionsIn(box) {
  const out = [];
  for (const stretch of box.querySelectorAll(".stretch")) {
    const [from, to] = Array.from(stretch.querySelectorAll("input"));
    if (!from.value.trim() && !to.value.trim()) continue;
    for (const input of [from, to]) if (timeOf(input.value) === null) throw new Unreadable(input, say.need_time);
    out.push(`${timeOf(from.value)}-${timeOf(to.value)}`);
  }
  return out;
}

function week(field) {
  const out = {};
  if (!field.querySelector(".own-week").checked) return out;
  for (const day of field.querySelectorAll("[data-day]")) out[day.dataset.day] = sessionsIn(day);
  return out;
}

// One line of letters; what the voice says is in capitals, and must have a name there.
function line(field) {
  const input = inputOf(field);
  const text = input.value.trim();
  if (!("spoken" in field.dataset)) return text;
  const dumb = Array.from(text.toUpperCase()).find((letter) => /[A-Z]/.test(letter) && !field.dataset.spoken.includes(letter));
  if (dumb) throw new Unreadable(input, fill(say.unspoken, { letter: dumb }));
  return text.toUpperCase();
}

const READ = {
  text: line,
  code: line,
  date: (field) => {
    if (!inputOf(field).value && "optional" in field.dataset) return null;
    if (!inputOf(field).value) throw new Unreadable(inputOf(field), say.need_date);
    return inputOf(field).value;
  },
  whole: (field) => number(field, /^\d{1,6}$/),
  number: (field) => number(field, /^\d{1,6}(\.\d{1,4})?$/),
  tick: (field) => inputOf(field).checked,
  select: (field) => inputOf(field).value || ("optional" in field.dataset ? null : ""),
  radio: (field) => field.querySelector("input:checked").value,
  colour: (field) => (field.querySelector("input:checked") || { value: "" }).value,
  names: namesIn,
  long_names: namesIn,
  page_names: namesIn,
  kept: (field) => inputOf(field).value,
  ticks: (field) => picked(field).map((one) => (field.dataset.path === "desks" ? Number(one) : one)),
  documents: (field) => Array.from(field.querySelectorAll("ol > li"), namesIn).filter((one) => Object.keys(one).length),
  lines: (field) => inputOf(field).value.split("\n").map((one) => one.trim()).filter(Boolean),
  picks: picked,
  given_by: picked,
  here: (field) => ({ here: field.querySelector("[type=checkbox]").checked, name: field.querySelector("[type=text]").value.trim() }),
  week,
  sessions: sessionsIn,
};

// What the field says now; null for an optional one that is empty. Throws Unreadable.
export const read = (field) => READ[field.dataset.kind](field);

const mute = (field) => {
  try {
    return JSON.stringify(read(field));
  } catch (error) {
    return `unreadable ${Array.from(field.querySelectorAll("input"), (one) => one.value).join("|")}`;
  }
};

// A text that is another one when the form says something else.
export const imprint = (form) => Array.from(form.querySelectorAll(".field"), mute).join("\n");

// Where the fault of a spot stands: "names en" is the English name, "week mon" Monday.
export function inputAt(field, rest) {
  const part = rest[0] || "";
  return field.querySelector(`[data-lang="${part}"], [data-day="${part}"] input`) || field.querySelector("input[type=text]") || inputOf(field);
}

// ── what the small buttons do ──

export function moveIn(row, by) {
  const list = row.parentElement;
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return false;
  list.insertBefore(row, by < 0 ? other : other.nextElementSibling);
  return true;
}

function moved(button) {
  const row = button.closest("li");
  if (!moveIn(row, Number(button.dataset.move))) return;
  button.focus();
  row.dispatchEvent(new Event("change", { bubbles: true }));
}

function oneMore(field) {
  const item = document.importNode(field.querySelector("template").content, true).firstElementChild;
  const count = field.querySelectorAll("ol > li").length;
  for (const input of item.querySelectorAll("[id]")) {
    const id = `${input.id}-${count}-${Date.now()}`;
    const label = item.querySelector(`label[for="${input.id}"]`);
    input.id = id;
    if (label) label.htmlFor = id;
  }
  field.querySelector("ol").append(item);
  item.querySelector("input").focus();
}

function oneLess(button) {
  const field = button.closest(".field");
  button.closest("li").remove();
  field.querySelector(".more").focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Monday's hours for Tuesday to Friday.
function alike(field) {
  const days = Array.from(field.querySelectorAll("[data-day]"));
  const monday = Array.from(days[0].querySelectorAll("input"), (one) => one.value);
  for (const day of days.slice(1, 5)) day.querySelectorAll("input").forEach((input, place) => { input.value = monday[place] || ""; });
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function oneStretchMore(field) {
  for (const day of field.querySelectorAll("[data-day]")) {
    const last = day.querySelector(".stretch:last-of-type");
    const next = last.cloneNode(true);
    const place = day.querySelectorAll(".stretch").length + 1;
    next.querySelectorAll("input").forEach((input, at) => {
      input.value = "";
      input.setAttribute("aria-label", fill(at ? say.to_of : say.from_of, { day: day.querySelector(".day").textContent, place }));
    });
    last.after(" ", next);
  }
}

const CLICKS = [
  ["[data-move]", moved],
  [".more", (button) => oneMore(button.closest(".field"))],
  [".out", oneLess],
  [".alike", (button) => alike(button.closest(".field"))],
  [".stretch-more", (button) => oneStretchMore(button.closest(".field"))],
];

function showWeek(tick) {
  tick.closest(".field").querySelector(".week").hidden = !tick.checked;
}

// Fields that count only while another one says so.
export function showFitting(form) {
  for (const field of form.querySelectorAll("[data-when]")) {
    const [path, ...values] = field.dataset.when.split(" ");
    const other = form.querySelector(`[data-path="${path}"]`);
    field.hidden = !values.includes(read(other));
  }
}

// Lets the fields of a form live.
export function enliven(form) {
  form.addEventListener("click", (event) => {
    for (const [selector, act] of CLICKS) {
      const button = event.target.closest(selector);
      if (button) act(button);
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches(".time")) event.target.value = timeOf(event.target.value) || event.target.value;
    if (event.target.matches(".own-week")) showWeek(event.target);
    showFitting(form);
  });
  showFitting(form);
}
