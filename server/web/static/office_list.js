// Lists of rows: put in another order, taken out after a question, kept after all. Each act is one ask.

import { ask } from "./ask.js";
import { confirmBox, dataIn, fill, flashNext, say } from "./office_words.js";

let waiting = null; // what “from tomorrow” would send

function tell(section, text, reason) {
  section.querySelector(".message").textContent = text;
  if (text) section.querySelector(".message").scrollIntoView({ block: "nearest" });
  const button = section.querySelector(".tomorrow");
  if (!button) return;
  button.hidden = reason !== "still_in_use";
  if (!button.hidden) button.focus();
}

async function send(section, facts, done) {
  tell(section, "", "");
  const answer = await ask("change_setup", facts);
  if (answer && answer.ok) {
    done();
    return;
  }
  waiting = Object.assign({}, facts, { tomorrow: true });
  const spots = answer && answer.spots ? answer.spots.map((spot) => `${spot.place}: ${spot.message}`) : [];
  tell(section, answer ? [answer.message, ...spots.slice(1)].join(" ") : say.unsent, answer ? answer.reason : "");
}

const again = (text) => () => {
  flashNext(text);
  location.reload();
};

// ── order ──

function showEnds(body) {
  const rows = Array.from(body.rows);
  rows.forEach((row, place) => {
    for (const button of row.querySelectorAll("[data-move]")) button.disabled = place + Number(button.dataset.move) < 0 || place + Number(button.dataset.move) >= rows.length;
  });
}

async function move(section, button) {
  const row = button.closest("tr");
  const by = Number(button.dataset.move);
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  row.parentElement.insertBefore(row, by < 0 ? other : other.nextElementSibling);
  showEnds(row.parentElement);
  if (button.disabled) row.querySelector("[data-move]:not(:disabled)").focus();
  else button.focus();
  const ids = Array.from(row.parentElement.rows).filter((one) => !one.querySelector(".keep")).map((one) => idOf(section, one));
  await send(section, { edits: [{ order: section.dataset.kind, ids }] }, () => tell(section, say.ordered, ""));
}

// Desks are numbered, everything else is named.
const idOf = (section, row) => (section.dataset.kind === "desks" ? Number(row.dataset.id) : row.dataset.id);

// ── out ──

async function drop(section, button) {
  const row = button.closest("tr");
  const { kind } = section.dataset;
  if (!(await confirmBox(fill(say.drop_sure, { row: row.dataset.name }), say.drop_yes, say.no))) return;
  const data = dataIn(section);
  const id = idOf(section, row);
  const edits = kind === "calendar" ? [{ drop_date: id }] : [...released(data, id), { drop: kind, id }];
  const places = edits.map((edit) => (edit.put ? `${edit.put} ${edit.row.id}` : `${kind} ${id}`));
  const seen = {};
  for (const place of places) seen[place] = data.seen[place];
  const facts = { edits, seen, tomorrow: "tomorrow" in row.dataset };
  await send(section, facts, again(fill(say.dropped, { row: row.dataset.name })));
}

// Rows that name the one that goes, without it: {"desks": {"services": {"A": [row, …]}}} as the page says.
function released(data, id) {
  const edits = [];
  for (const [kind, fields] of Object.entries(data.users)) {
    for (const row of data.rows[kind] || []) {
      const after = Object.assign({}, row);
      for (const name of fields) {
        if (Array.isArray(row[name])) after[name] = row[name].filter((one) => one !== id);
        else if (row[name] === id) delete after[name];
      }
      if (JSON.stringify(after) !== JSON.stringify(row)) edits.push({ put: kind, row: after });
    }
  }
  return edits;
}

// Rows that named it today name it again.
function takenBack(data, id) {
  const edits = [];
  for (const [kind, fields] of Object.entries(data.users)) {
    for (const before of data.rows.before[kind] || []) {
      const row = (data.rows[kind] || []).find((one) => one.id === before.id);
      const named = fields.filter((name) => (Array.isArray(before[name]) ? before[name].includes(id) : before[name] === id));
      if (!row || !named.length) continue;
      const after = Object.assign({}, row);
      for (const name of named) after[name] = Array.isArray(row[name]) ? [...row[name].filter((one) => one !== id), id] : id;
      edits.push({ put: kind, row: after });
    }
  }
  return edits;
}

async function keep(section, button) {
  const row = button.closest("tr");
  const data = dataIn(section);
  const kept = data.rows.gone.find((one) => String(one.id || one.date) === row.dataset.id);
  const edit = section.dataset.kind === "calendar" ? { date: kept } : { put: section.dataset.kind, row: kept };
  const edits = [...takenBack(data, kept.id), edit];
  await send(section, { edits, tomorrow: true }, again(fill(say.kept, { row: row.dataset.name })));
}

for (const section of document.querySelectorAll(".listed[data-kind]")) {
  section.addEventListener("click", (event) => {
    for (const [selector, act] of [["[data-move]", move], [".drop", drop], [".keep", keep]]) {
      const button = event.target.closest(selector);
      if (button) act(section, button);
    }
  });
  section.querySelector(".tomorrow").addEventListener("click", () => send(section, waiting, again(say.saved_tomorrow)));
}

// ── holidays ──

const holidays = document.getElementById("holidays");
if (holidays) {
  const ticked = () => Array.from(holidays.querySelectorAll("input:checked"), (one) => one.closest("li"));
  const take = holidays.querySelector(".take");
  holidays.addEventListener("change", () => { take.disabled = !ticked().length; });
  take.addEventListener("click", () => {
    const edits = ticked().map((one) => ({ date: { date: one.dataset.date, note: one.dataset.note } }));
    const seen = {};
    for (const one of ticked()) seen[`calendar ${one.dataset.date}`] = "";
    send(holidays, { edits, seen }, again(fill(say.holidays_taken, { count: edits.length })));
  });
}
