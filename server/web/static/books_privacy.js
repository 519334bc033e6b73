// How long the log is kept: one rule of the setup. Shorter than now is asked about, because what is deleted does not come back.

import { ask } from "./ask.js";

const form = document.getElementById("keep");
const message = document.getElementById("message");

form.querySelector("button[type=submit]").disabled = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const days = Number(document.getElementById("days").value);
  if (days < Number(form.dataset.now) && !window.confirm(form.dataset.sure.replace("{days}", days))) return;
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await ask("change_setup", { edits: [{ rules: { keep_days: days } }] });
  button.disabled = false;
  if (answer && answer.ok) form.dataset.now = days;
  message.textContent = answer ? (answer.ok ? form.dataset.saved : answer.message) : message.dataset.unsent;
});
