// The main page: end the business day or go on with it, and the few forms of an emergency. Each form is one ask: its fields by name.

import { ask } from "./ask.js";

async function send(kind, facts) {
  const answer = await ask(kind, facts);
  if (answer && answer.ok) location.reload();
  else {
    const message = document.getElementById("message");
    message.textContent = answer ? answer.message : message.dataset.unsent;
    message.scrollIntoView({ block: "nearest" });
  }
}

const button = document.getElementById("day");
if (button) {
  button.addEventListener("click", async () => {
    if (button.dataset.sure && !window.confirm(button.dataset.sure)) return;
    button.disabled = true;
    await send(button.dataset.kind, button.dataset.kind === "open_day" ? { day: button.dataset.day } : {});
    button.disabled = false;
  });
}

// Empty fields are left out; numbers are numbers; a time is the office's, not the browser's.
function factsOf(form) {
  const facts = {};
  for (const field of form.querySelectorAll("[name]")) {
    if (field.value === "") continue;
    if (field.type === "number") facts[field.name] = Number(field.value);
    else if (field.type === "datetime-local") facts[field.name] = `${field.value}:00${form.dataset.zone}`;
    else facts[field.name] = field.value;
  }
  return facts;
}

for (const form of document.querySelectorAll("form[data-kind]")) {
  form.querySelector("button[type=submit]").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form.dataset.kind, factsOf(form));
  });
}
