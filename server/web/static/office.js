// A form of the office: read, saved by an ask, its faults at their fields, nothing lost that was typed. Every form.office on the page lives.

import { ask } from "./ask.js";
import { Unreadable, enliven, imprint, inputAt, read } from "./office_fields.js";
import { confirmBox, dataIn, flashNext, say, sentence, showFlash } from "./office_words.js";

const forms = new Map();
let leaving = false;

// ── from fields to edits ──

function values(form) {
  const out = {};
  const faults = [];
  for (const field of form.querySelectorAll(".field")) {
    try {
      out[field.dataset.path] = read(field);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.push([field, error.input, error.message]);
    }
  }
  return [out, faults];
}

const alike = (one, other) => JSON.stringify(one === undefined ? null : one) === JSON.stringify(other === undefined ? null : other);

function rowEdits(form, data, now) {
  const { kind } = form.dataset;
  const row = Object.assign({}, data.base, now);
  const given = row.desks;
  if (kind === "services") delete row.desks;
  for (const name of Object.keys(row)) if (row[name] === null) delete row[name];
  const edits = [{ put: kind, row }];
  const seen = {};
  seen[`${kind} ${row.id}`] = data.seen[form.dataset.where] || "";
  if (kind === "services") addDesks(row.id, given, data, edits, seen);
  return { edits, seen, where: `${kind} ${row.id}` };
}

// A service stands in the lists of its desks: those that change are edited with it.
function addDesks(id, given, data, edits, seen) {
  for (const [desk, row] of Object.entries(data.extra.desks)) {
    const has = row.services.includes(id);
    if (has === given.includes(desk)) continue;
    const services = has ? row.services.filter((one) => one !== id) : [...row.services, id];
    edits.push({ put: "desks", row: Object.assign({}, row, { services }) });
    seen[`desks ${desk}`] = data.seen[`desks ${desk}`];
  }
}

function dateEdits(form, data, now) {
  const edits = [{ date: now }];
  const was = data.base.date;
  const seen = { [`calendar ${now.date}`]: data.seen[`calendar ${now.date}`] || "" };
  if (!("new" in form.dataset) && was !== now.date) edits.unshift({ drop_date: was });
  return { edits, seen, where: `calendar ${now.date}` };
}

function tableEdits(form, data, now) {
  const edits = [];
  const seen = {};
  for (const [table, base] of Object.entries(data.base)) {
    const changed = {};
    for (const name of Object.keys(base)) {
      const value = now[`${table}.${name}`];
      if (!alike(value, base[name])) changed[name] = value;
    }
    if (!Object.keys(changed).length) continue;
    edits.push(table === "rules" ? { rules: changed } : { amend: table, values: changed });
    seen[table] = data.seen[table];
  }
  return { edits, seen, where: "" };
}

const EDITS = { row: rowEdits, date: dateEdits, tables: tableEdits };

// A page's own kind of form: `build(form, data, now)` gives {edits, seen, where}.
export function addMode(name, build) {
  EDITS[name] = build;
}

// ── faults ──

function clear(form) {
  for (const place of form.querySelectorAll(".fault")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function blame(field, input, message) {
  const place = field.querySelector(":scope > .fault, :scope > fieldset > .fault");
  const day = input.closest("[data-day]");
  const said = day ? `${day.querySelector(".day").textContent}: ${message}` : sentence(message);
  place.textContent = [place.textContent, said].filter(Boolean).join(" ");
  const details = field.closest("details");
  if (details) details.open = true;
  input.setAttribute("aria-invalid", "true");
  const known = input.getAttribute("aria-describedby") || "";
  if (!known.split(" ").includes(place.id)) input.setAttribute("aria-describedby", `${known} ${place.id}`.trim());
  return input;
}

// "services A names en" -> the field, and what is left of the path; null for a spot of another row.
function fieldOf(form, where, spot) {
  let rest = spot.where;
  if (where) {
    const alone = spot.where.replace(/#1\b/, where.split(" ")[1] || "");
    if (alone !== where && !alone.startsWith(`${where} `)) return null;
    rest = alone.slice(where.length).trim();
    const [name, ...more] = rest.split(" ");
    const field = form.querySelector(`[data-path="${name || "id"}"]`);
    return field && [field, more];
  }
  const [table, name, ...more] = rest.split(" ");
  const field = form.querySelector(`[data-path="${table}.${name}"], [data-path="rules.${table}"]`);
  return field && [field, more];
}

// The first that is wrong has the focus, and what is said of it is in sight.
function goTo(input) {
  input.focus();
  input.closest(".field").querySelector(".fault").scrollIntoView({ block: "nearest" });
}

function showSpots(form, where, spots) {
  const others = [];
  const wrong = [];
  for (const spot of spots) {
    const found = fieldOf(form, where, spot);
    if (found) wrong.push(blame(found[0], inputAt(found[0], found[1]), spot.message));
    else others.push(`${spot.place}: ${spot.message}`);
  }
  if (wrong.length) goTo(wrong[0]);
  return others;
}

// ── saving ──

function tell(form, text) {
  form.querySelector(".message").textContent = text;
}

function offer(form, reason, where) {
  form.querySelector(".tomorrow").hidden = reason !== "still_in_use";
  const meanwhile = reason === "changed_meanwhile";
  form.querySelector(".anyway").hidden = !meanwhile;
  const fresh = form.querySelector(".fresh");
  fresh.hidden = !meanwhile;
  fresh.href = location.pathname;
}

async function save(form, how) {
  clear(form);
  offer(form, "", "");
  const data = forms.get(form).data;
  const [now, faults] = values(form);
  if (faults.length) {
    const inputs = faults.map(([field, input, message]) => blame(field, input, message));
    tell(form, say.look);
    goTo(inputs[0]);
    return;
  }
  const { edits, seen, where } = EDITS[form.dataset.mode](form, data, now);
  if (!edits.length) {
    if ("onward" in form.dataset) goOn(form);
    else tell(form, say.no_change);
    return;
  }
  const facts = { edits, tomorrow: how.tomorrow || "tomorrow" in form.dataset };
  if (!how.anyway) facts.seen = seen;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  tell(form, say.saving);
  const answer = await ask("change_setup", facts);
  button.disabled = false;
  if (answer && answer.ok) saved(form, facts.tomorrow);
  else refused(form, where, answer);
}

function saved(form, tomorrow) {
  flashNext(tomorrow ? say.saved_tomorrow : say.saved);
  goOn(form);
}

function goOn(form) {
  leaving = true;
  if (form.dataset.back) location.href = form.dataset.back;
  else location.reload();
}

function refused(form, where, answer) {
  if (!answer) {
    tell(form, say.unsent);
    return;
  }
  if (answer.reason === "no_change") {
    tell(form, say.no_change);
    return;
  }
  const others = showSpots(form, where, answer.spots || []);
  const said = (answer.spots || []).length ? [say.look, ...others].join(" ") : answer.message;
  tell(form, said);
  offer(form, answer.reason, where);
  const next = form.querySelector(".savebar button:not([hidden]):not([type=submit])");
  if (next) next.focus();
}

// ── not losing anything ──

const dirty = (form) => imprint(form) !== forms.get(form).filled;
const anyDirty = () => !leaving && Array.from(forms.keys()).some(dirty);

window.addEventListener("beforeunload", (event) => {
  if (!anyDirty()) return;
  event.preventDefault();
  event.returnValue = ""; // what browsers of 2021 look at
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target === "_blank" || event.ctrlKey || event.metaKey || event.shiftKey || !anyDirty()) return;
  event.preventDefault();
  if (!(await confirmBox(say.leave, say.leave_yes, say.leave_no))) return;
  leaving = true;
  location.href = link.href;
});

function live(form) {
  enliven(form);
  forms.set(form, { data: dataIn(form), filled: imprint(form) });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, {});
  });
  form.querySelector("button[type=submit]").disabled = false; // before this a press would only load the page anew, and lose what was typed
  form.querySelector(".tomorrow").addEventListener("click", () => save(form, { tomorrow: true }));
  form.querySelector(".anyway").addEventListener("click", () => save(form, { anyway: true }));
  const note = () => tell(form, dirty(form) ? say.unsaved : "");
  form.addEventListener("input", note);
  form.addEventListener("change", note);
}

for (const form of document.querySelectorAll("form.office")) live(form);
showFlash();

