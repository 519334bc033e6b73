// Copies of the database: made, brought back, and the restart that a restored one needs. What goes wrong is said at the top of the page.

const message = document.getElementById("message");
const restart = document.getElementById("restart");
const cancel = document.getElementById("cancel");
const make = document.getElementById("make");
const upload = document.getElementById("upload");
const sent = document.getElementById("sent");

function say(text) {
  message.textContent = text;
  if (text) message.scrollIntoView({ block: "nearest" });
}

async function post(path, facts) {
  try {
    const reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts || {}) });
    return await reply.json();
  } catch (error) {
    return { ok: false, message: message.dataset.unsent };
  }
}

// A button that is off, and says so, while something is done.
async function busy(button, work) {
  const text = button.textContent;
  button.disabled = true;
  if (button.dataset.waits) button.textContent = button.dataset.waits;
  say("");
  try {
    await work();
  } finally {
    button.disabled = false;
    button.textContent = text;
  }
}

function reload(answer) {
  if (answer.ok) location.reload();
  else say(answer.message);
}

make.addEventListener("click", () => busy(make, async () => {
  const answer = await post("/api/office/backup");
  if (!answer.ok) { say(answer.message); return; }
  location.assign(`/office/backup/file/${answer.name}`);
  setTimeout(() => location.reload(), 1500);
}));

for (const button of document.querySelectorAll("[data-name]")) {
  button.addEventListener("click", () => busy(button, async () => reload(await post("/api/office/restore/from", { name: button.dataset.name }))));
}

// XMLHttpRequest, because it tells how much has gone.
function send(file) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) sent.value = event.loaded / event.total; });
    request.addEventListener("load", () => {
      try { done(JSON.parse(request.responseText)); } catch (error) { done({ ok: false, message: message.dataset.unsent }); }
    });
    request.addEventListener("error", () => done({ ok: false, message: message.dataset.unsent }));
    request.open("POST", "/api/office/restore");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
}

upload.querySelector("button[type=submit]").disabled = false;
upload.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = upload.querySelector("button");
  busy(button, async () => {
    sent.value = 0;
    sent.hidden = false;
    const answer = await send(document.getElementById("file").files[0]);
    sent.hidden = true;
    reload(answer);
  });
});

async function untilBack() {
  await new Promise((go) => setTimeout(go, 2000));
  for (;;) {
    try {
      if ((await fetch("/health")).ok) break;
    } catch (error) { /* not yet */ }
    await new Promise((go) => setTimeout(go, 500));
  }
  location.reload();
}

if (restart) restart.addEventListener("click", () => {
  if (!window.confirm(restart.dataset.sure)) return;
  busy(restart, async () => {
    const answer = await post("/api/office/restart", { sure: true });
    if (answer.ok) await untilBack();
    else say(answer.message);
  });
});

if (cancel) cancel.addEventListener("click", () => busy(cancel, async () => reload(await post("/api/office/restore/cancel"))));
