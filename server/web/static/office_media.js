// Uploading pictures and films, one after the other: the file first, then its row in the setup, by an ordinary ask.

import { ask } from "./ask.js";
import { fill, flashNext, say } from "./office_words.js";

const box = document.getElementById("upload");
const input = document.getElementById("files");
const sent = document.getElementById("sent");
const message = document.getElementById("files-message");
const known = new Set(JSON.parse(document.getElementById("known-media").textContent));
const MB = 1000000;
const TITLE_MAX = 80;

// XMLHttpRequest, because it tells how much has gone.
function upload(file) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) sent.value = event.loaded / event.total; });
    request.addEventListener("load", () => {
      try { done(JSON.parse(request.responseText)); } catch (error) { done({ ok: false, message: say.unsent }); }
    });
    request.addEventListener("error", () => done({ ok: false, message: say.unsent }));
    request.open("POST", "/api/office/media");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
}

const title = (file) => file.name.replace(/\.[^.]*$/, "").replace(/[\u0000-\u001f\u2028\u2029]/g, " ").trim().slice(0, TITLE_MAX);

// Returns what is wrong, "" if nothing is.
async function take(file) {
  const most = Number(file.type.startsWith("image/") ? box.dataset.image : box.dataset.video);
  if (file.size > most * MB) return fill(say.m_too_heavy, { most });
  const answer = await upload(file);
  if (!answer.ok) return answer.message;
  if (known.has(answer.mark)) return say.m_known;
  const row = { id: answer.mark, kind: answer.kind, title: title(file) };
  const put = await ask("change_setup", { edits: [{ put: "media", row }] });
  if (put && put.ok) {
    known.add(answer.mark);
    return "";
  }
  return put ? put.message : say.unsent;
}

input.addEventListener("change", async () => {
  const files = Array.from(input.files);
  const wrong = [];
  let done = 0;
  input.disabled = true;
  sent.hidden = false;
  for (const file of files) {
    message.textContent = fill(say.m_sending, { file: file.name });
    sent.value = 0;
    const fault = await take(file);
    if (fault) wrong.push(`${file.name}: ${fault}`);
    else done += 1;
  }
  sent.hidden = true;
  input.disabled = false;
  input.value = "";
  if (done) {
    flashNext([fill(say.m_taken, { count: done }), ...wrong].join(" "));
    location.reload();
    return;
  }
  message.textContent = wrong.join(" ");
  input.focus();
});
