// Forms of coming in: each is one question as JSON, its fields by name. A wrong field says so beside it, and what was typed stays.

import { plain, post } from "./coming.js";

const say = JSON.parse(document.getElementById("sentences").textContent);
const message = document.getElementById("message");

function factsOf(form) {
  const facts = {};
  for (const field of form.querySelectorAll("input[name]")) {
    if (field.type === "radio" && !field.checked) continue;
    if (field.value !== "" || field.required) facts[field.name] = field.value;
  }
  return facts;
}

function mark(form, spots) {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const wrong = spots.map((spot) => form.querySelector(`[name="${spot.where}"]:not([type="radio"])`)).filter((field) => field);
  for (const field of wrong) field.setAttribute("aria-invalid", "true");
  if (wrong.length) { wrong[0].focus(); if (wrong[0].select) wrong[0].select(); }
}

async function submit(form) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  message.textContent = "";
  const answer = await post(form.dataset.ask, factsOf(form));
  button.disabled = false;
  if (answer && answer.ok) {
    if (form.dataset.next) location.assign(form.dataset.next);
    else { form.reset(); document.getElementById(form.dataset.done).hidden = false; }
    return;
  }
  message.textContent = answer ? answer.message : say.unsent;
  mark(form, (answer && answer.spots) || []);
}

for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(form); });
  form.querySelector("button[type=submit]").disabled = false; // a browser that sends it by itself would write the secret into the address
}

// The number pad on the screen, for a desk with a mouse only. Six digits send themselves.
const pin = document.getElementById("pin");
for (const key of document.querySelectorAll("[data-digit]")) {
  key.addEventListener("click", () => {
    pin.value = key.dataset.digit === "" ? "" : (pin.value + key.dataset.digit).slice(0, 6);
    if (pin.value.length === 6 && pin.form.reportValidity()) submit(pin.form);
  });
}

// The name to sign in with is made from the name that colleagues see, as long as nobody has typed one.
const title = document.querySelector("form [name=name][autocomplete=name]");
const id = document.querySelector("form [name=id]");
if (title && id) {
  let typed = false;
  id.addEventListener("input", () => { typed = true; });
  title.addEventListener("input", () => { if (!typed) id.value = plain(title.value); });
}
