// The page of the ticket's layout: rows are edited here, drawn by the server as they will be printed, and saved by an ask.

import { ask } from "./ask.js";

const DRAW_AFTER_MS = 250;
const SEND_BYTES = 40000; // as base64 in JSON it stays below the 64 kB that the server takes
const SHRINK_TO = 640; // dots: more than an emblem is stored in
const data = JSON.parse(document.getElementById("data").textContent);
const { say } = data;
const at = (id) => document.getElementById(id);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const copyOf = (value) => JSON.parse(JSON.stringify(value));

// What is edited: the rules as the setup has them. No rows of its own: those that Moiso brings are shown, and stay Moiso's until touched.
const paper = copyOf(data.paper);
let rows = copyOf(paper.rows.length ? paper.rows : data.defaults);
let saved = JSON.stringify(rulesNow());
let open = new Set();

function rulesNow() {
  const own = JSON.stringify(rows) !== JSON.stringify(data.defaults);
  return { ...paper, rows: own ? rows : [] };
}

// ── the rows ──

function showRows(focus) {
  at("rows").replaceChildren(...rows.map(rowItem));
  if (focus) {
    const item = at("rows").children[focus.place];
    const button = item && item.querySelector(`[data-do="${focus.name}"]`);
    const wanted = button && !button.disabled ? button : item && item.querySelector("button:not(:disabled)");
    if (wanted) wanted.focus();
    else at("add").focus();
  }
}

function rowItem(row, index) {
  const item = document.createElement("li");
  const facts = { place: index + 1, row: say.paper[`kind_${row.kind}`] };
  const name = document.createElement("b");
  name.textContent = facts.row;
  item.append(name);
  if (row.kind !== "rule") item.append(sizeOf(row, facts));
  if (!data.always_alike.includes(row.kind)) item.append(boldOf(row, facts));
  item.append(
    small("up", facts, index === 0, () => move(index, index - 1, "up")),
    small("down", facts, index === rows.length - 1, () => move(index, index + 1, "down")),
    small("remove", facts, false, () => remove(index)),
  );
  if (data.own_words.includes(row.kind)) item.append(wordsOf(row, facts));
  const fault = document.createElement("p");
  fault.className = "fault";
  fault.id = `fault-row-${index + 1}`;
  fault.setAttribute("role", "alert");
  item.append(fault);
  return item;
}

function sizeOf(row, facts) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", fill(say.paper.size_of, facts));
  select.append(...data.sizes.map((size) => new Option(say.paper[`size_${size}`], size, false, size === row.size)));
  select.addEventListener("change", () => { row.size = select.value; changed(); });
  return select;
}

function boldOf(row, facts) {
  const label = document.createElement("label");
  const tick = document.createElement("input");
  label.className = "tick";
  tick.type = "checkbox";
  tick.checked = row.bold;
  tick.setAttribute("aria-label", fill(say.paper.bold_of, facts));
  tick.addEventListener("change", () => { row.bold = tick.checked; changed(); });
  label.append(tick, ` ${say.paper.bold}`);
  return label;
}

function wordsOf(row, facts) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = say.paper.own;
  summary.setAttribute("aria-label", fill(say.paper.own_of, facts));
  details.open = open.has(row) || Object.keys(row.texts).length > 0;
  details.addEventListener("toggle", () => { if (details.open) open.add(row); else open.delete(row); });
  details.append(summary, ...data.languages.map((language) => textOf(row, language, facts)));
  return details;
}

function textOf(row, language, facts) {
  const label = document.createElement("label");
  const text = document.createElement("input");
  text.type = "text";
  text.maxLength = data.limits.text;
  text.lang = language;
  text.placeholder = data.ours[language][row.kind] || "";
  text.value = row.texts[language] || "";
  text.setAttribute("aria-describedby", `fault-row-${facts.place}`);
  text.addEventListener("input", () => {
    if (text.value.trim() === "") delete row.texts[language];
    else row.texts[language] = text.value;
    changed();
  });
  label.append(`${say.paper[`texts_${language}`]} `, text);
  return label;
}

function small(kind, facts, off, click) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.dataset.do = kind;
  button.textContent = say.paper[kind];
  button.setAttribute("aria-label", fill(say.paper[`${kind}_of`], facts));
  button.title = button.getAttribute("aria-label");
  button.disabled = off;
  button.addEventListener("click", click);
  return button;
}

function move(from, to, name) {
  rows.splice(to, 0, rows.splice(from, 1)[0]);
  showRows({ place: to, name });
  changed();
}

function remove(index) {
  open.delete(rows[index]);
  rows.splice(index, 1);
  showRows({ place: Math.min(index, rows.length - 1), name: "remove" });
  changed();
}

at("add-kind").append(...data.kinds.map((kind) => new Option(say.paper[`kind_${kind}`], kind, kind === "text", kind === "text")));
at("add").addEventListener("click", () => {
  if (rows.length >= data.limits.rows) {
    at("fault-rows").textContent = fill(say.paper.too_many, { count: rows.length });
    return;
  }
  const row = { kind: at("add-kind").value, size: "normal", bold: false, texts: {} };
  rows.push(row);
  if (row.kind === "text") open.add(row);
  showRows();
  const item = at("rows").lastElementChild;
  item.scrollIntoView({ block: "nearest" });
  (item.querySelector("details[open] input") || item.querySelector("select, button:not(:disabled)")).focus();
  changed();
});
at("restore").addEventListener("click", () => {
  if (!window.confirm(say.paper.restore_sure)) return;
  rows = copyOf(data.defaults);
  open = new Set();
  showRows();
  changed();
});

// ── how it is printed ──

for (const name of ["short", "second_language"]) {
  at(name).checked = paper[name];
  at(name).addEventListener("change", () => { paper[name] = at(name).checked; changed(); });
}
for (const name of ["number_first", "when_no_paper"]) {
  at(name).value = paper[name];
  at(name).addEventListener("change", () => { paper[name] = at(name).value; changed(); });
}

function showLogo() {
  at("logo-state").textContent = paper.logo ? say.paper.logo_there : say.paper.logo_not_there;
  at("logo-none").disabled = paper.logo === "";
}

at("logo-none").addEventListener("click", () => {
  paper.logo = "";
  at("logo").value = "";
  at("logo").focus();
  showLogo();
  changed();
});
at("logo").addEventListener("change", async () => {
  const file = at("logo").files[0];
  if (!file) return;
  at("fault-logo").textContent = "";
  const answer = file.size > data.limits.file ? null : await small64(file).then((picture) => post("/api/ticket/logo", { picture })).catch(() => null);
  const body = answer && (await answer.json().catch(() => null));
  if (body && body.ok) {
    paper.logo = body.logo;
    showLogo();
    changed();
  } else {
    at("fault-logo").textContent = body && body.message ? body.message : say.paper.logo_bad;
  }
});

// Base64 of the file, or of a smaller picture of it when the file is larger than the server takes.
async function small64(file) {
  let blob = file;
  if (file.size > SEND_BYTES) {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, SHRINK_TO / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    for (const quality of [0.9, 0.7, 0.5, 0.3]) {
      if (blob.size <= SEND_BYTES) break;
      blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    }
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const post = (path, body) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// ── the picture ──

let timer = 0;
let asked = 0;

function changed() {
  at("message").textContent = JSON.stringify(rulesNow()) === saved ? "" : say.paper.unsaved;
  clearTimeout(timer);
  timer = setTimeout(draw, DRAW_AFTER_MS);
}

// Only the newest picture is shown, whatever order they come in.
async function draw() {
  asked += 1;
  const mine = asked;
  const reply = await post("/api/ticket/preview", {
    paper: rulesNow(),
    width: Number(at("width").value),
    language: at("language").value,
    service: at("service").value,
    priority: at("priority").checked,
    reprint: at("reprint").checked,
  }).catch(() => null);
  if (mine !== asked) return;
  const drawn = reply && reply.ok;
  const body = drawn ? await createImageBitmap(await reply.blob()) : reply && (await reply.json().catch(() => null));
  if (mine !== asked) return;
  document.querySelector(".preview").classList.toggle("old", !drawn);
  showFaults(drawn || !body ? [] : body.spots || []);
  if (drawn) {
    at("picture").width = body.width;
    at("picture").height = body.height;
    at("picture").getContext("2d").drawImage(body, 0, 0);
    at("measure").textContent = fill(say.paper.measure, {
      mm: reply.headers.get("x-moiso-mm"),
      bytes: Number(reply.headers.get("x-moiso-bytes")).toLocaleString("vi-VN"),
    });
    at("picture").dataset.drawn = String(mine);
  } else {
    at("measure").textContent = body ? body.message : say.paper.lost;
  }
}

function showFaults(spots) {
  for (const place of document.querySelectorAll(".fault")) place.textContent = "";
  for (const input of document.querySelectorAll("#rows [aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const spot of spots) {
    const place = at(spot.row ? `fault-row-${spot.row}` : spot.field === "logo" ? "fault-logo" : "fault-rows");
    place.textContent = [place.textContent, spot.message].filter(Boolean).join(" ");
    if (spot.row && spot.field === "texts") {
      const text = at("rows").children[spot.row - 1].querySelector("details input");
      if (text) text.setAttribute("aria-invalid", "true");
    }
  }
}

for (const name of ["width", "language", "service", "priority", "reprint"]) at(name).addEventListener("change", draw);

// ── saving ──

// The mark of what has just been saved, from a fresh page: the next save is compared with that.
async function seenNow() {
  const reply = await fetch(location.pathname, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return JSON.parse(page.getElementById("data").textContent).seen;
}

at("layout").querySelector("button[type=submit]").disabled = false;
at("layout").addEventListener("submit", async (event) => {
  event.preventDefault();
  const rules = rulesNow();
  at("save").disabled = true;
  const answer = await ask("change_setup", { edits: [{ rules: { paper: rules } }], seen: data.seen });
  at("save").disabled = false;
  if (answer && answer.ok) {
    saved = JSON.stringify(rules);
    data.seen = await seenNow();
    at("message").textContent = say.paper.saved;
  } else {
    at("message").textContent = answer ? answer.message : at("message").dataset.unsent;
  }
  at("message").scrollIntoView({ block: "nearest" });
});
window.addEventListener("beforeunload", (event) => {
  if (JSON.stringify(rulesNow()) !== saved) event.preventDefault();
});

showRows();
showLogo();
draw();
