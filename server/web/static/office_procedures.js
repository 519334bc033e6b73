// Bringing another list of procedures: checked by the server, shown, and used only then, by an ordinary ask.

import { ask } from "./ask.js";
import { confirmBox, fill, flashNext, say as common } from "./office_words.js";

const { say, seen } = JSON.parse(document.getElementById("procedures-data").textContent);
const at = (id) => document.getElementById(id);
const SHOWN_MOST = 200;
let mark = null; // of what was brought and not used yet

function tell(text, focus) {
  at("file-message").textContent = text;
  if (focus && text) at("file-message").focus();
}

function line(text, strong) {
  const row = document.createElement("li");
  if (strong) row.append(Object.assign(document.createElement("strong"), { textContent: `${strong}: ` }));
  row.append(text);
  return row;
}

async function upload(file) {
  try {
    const reply = await fetch("/api/office/procedures", { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
    return await reply.json();
  } catch (error) {
    return { ok: false, message: common.unsent };
  }
}

function clear() {
  mark = null;
  tell("");
  at("faults").replaceChildren();
  at("preview").hidden = true;
}

function showChanges(answer) {
  const boxes = ["new", "changed", "gone"].filter((kind) => answer[kind].length).map((kind) => {
    const box = document.createElement("details");
    const names = document.createElement("ul");
    names.append(...answer[kind].slice(0, SHOWN_MOST).map((name) => line(name)));
    if (answer[kind].length > SHOWN_MOST) names.append(line(fill(say.more, { count: answer[kind].length - SHOWN_MOST })));
    box.open = answer[kind].length <= 10;
    box.append(Object.assign(document.createElement("summary"), { textContent: fill(say[kind], { count: answer[kind].length }) }), names);
    return box;
  });
  at("changes").replaceChildren(...boxes);
}

function show(answer) {
  mark = answer.mark;
  at("preview-title").textContent = fill(say.preview, { count: answer.count });
  const notes = [];
  if (answer.unknown.length) notes.push(line(fill(say.unknown, { services: answer.unknown.join(", ") })));
  if (answer.ignored.length) notes.push(line(fill(say.ignored, { columns: answer.ignored.join(", ") })));
  const same = !["new", "changed", "gone"].some((kind) => answer[kind].length);
  if (same) notes.push(line(say.same));
  at("notes").replaceChildren(...notes);
  showChanges(answer);
  at("preview").hidden = false;
  at("preview-title").focus();
}

at("file").addEventListener("change", async () => {
  const file = at("file").files[0];
  if (!file) return;
  clear();
  at("file").disabled = true;
  tell(say.reading);
  const answer = await upload(file);
  at("file").disabled = false;
  at("file").value = "";
  tell("");
  if (answer.ok) {
    show(answer);
    return;
  }
  at("faults").replaceChildren(...(answer.spots || []).map((spot) => line(spot.message, spot.place)));
  tell(answer.message, true);
});

async function use(chosen, tomorrow, done) {
  const edits = [{ amend: "kiosk", values: { procedures: chosen } }];
  const answer = await ask("change_setup", { edits, tomorrow, seen: { kiosk: seen } });
  if (!answer || !answer.ok) {
    tell(answer ? answer.message : common.unsent, true);
    return;
  }
  flashNext(done);
  location.reload();
}

at("use").addEventListener("click", () => use(mark, false, say.used));
at("use-tomorrow").addEventListener("click", () => use(mark, true, say.used_tomorrow));
at("leave").addEventListener("click", () => { clear(); at("file").focus(); });
if (at("back")) {
  at("back").disabled = false;
  at("back").addEventListener("click", async () => {
    if (await confirmBox(say.back, say.back_yes, say.back_no)) use("", false, say.used);
  });
}
at("file").disabled = false;
