// People, devices and sessions: each act is one question as JSON. What is wrong stands at its field; what was typed stays.

import { plain, post as ask } from "./coming.js";
import { confirmBox, dataIn, fill, flashNext, say as office, showFlash } from "./office_words.js";

const say = JSON.parse(document.getElementById("people-words").textContent);

async function post(path, facts) {
  const answer = await ask(path, facts);
  if (answer && answer.reason === "sign_in") location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  return answer;
}

const tell = (box, answer) => { box.querySelector(".message").textContent = answer ? answer.message : office.unsent; };

function again(text) {
  flashNext(text);
  location.reload();
}

// ── forms ──

function factsOf(form) {
  const facts = {};
  for (const field of form.querySelectorAll("[name]")) {
    if (field.name === "roles") facts.roles = (facts.roles || []).concat(field.checked ? [field.value] : []);
    else if (field.type === "checkbox") facts[field.name] = field.checked;
    else if (field.name === "desk") facts.desk = Number(field.value);
    else facts[field.name] = field.value;
  }
  return facts;
}

function clear(form) {
  for (const place of form.querySelectorAll("[data-fault]")) place.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  form.querySelector(".message").textContent = "";
}

function mark(form, answer) {
  const spots = (answer && answer.spots) || [];
  const wrong = [];
  for (const spot of spots) {
    const place = form.querySelector(`[data-fault="${spot.where}"]`);
    const field = form.querySelector(`[name="${spot.where}"]`);
    if (!place || !field) continue;
    place.textContent = spot.message;
    field.setAttribute("aria-invalid", "true");
    wrong.push(field);
  }
  if (wrong.length) wrong[0].focus();
  else tell(form, answer);
}

async function submit(form, facts, done) {
  clear(form);
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  const answer = await post(form.dataset.ask, facts);
  button.disabled = false;
  if (answer && answer.ok) again(done(answer));
  else mark(form, answer);
}

// ── people ──

const card = document.getElementById("person");
const personForm = document.querySelector(".person-form");
let editing = null; // the person on the form, null for a new one
let opener = null;

function open(person, button) {
  editing = person;
  opener = button;
  clear(personForm);
  personForm.reset();
  card.hidden = false;
  document.getElementById("person-title").textContent = person ? fill(say.edit, { name: person.name }) : say.add;
  const id = personForm.elements.id;
  id.readOnly = person !== null;
  for (const one of card.querySelectorAll("[data-kept]")) one.hidden = !(person && person[one.dataset.kept]);
  if (person) {
    personForm.elements.name.value = person.name;
    id.value = person.id;
    personForm.elements.active.checked = person.active;
  }
  for (const box of personForm.querySelectorAll("[name=roles]")) box.checked = person ? person.roles.includes(box.value) : box.value === "officer";
  personForm.elements.name.focus();
}

if (personForm) {
  let typed = false;
  personForm.elements.id.addEventListener("input", () => { typed = true; });
  personForm.elements.name.addEventListener("input", (event) => { if (!editing && !typed) personForm.elements.id.value = plain(event.target.value); });
  document.querySelector(".new").addEventListener("click", (event) => { typed = false; open(null, event.target); });
  for (const button of document.querySelectorAll(".edit")) button.addEventListener("click", () => open(dataIn(button.closest("tr")), button));
  card.querySelector(".cancel").addEventListener("click", () => { card.hidden = true; opener.focus(); });
  personForm.querySelector("button[type=submit]").disabled = false;
  personForm.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(personForm, Object.assign(factsOf(personForm), { new: editing === null }), () => fill(say.saved, { name: personForm.elements.name.value }));
  });
}

// ── devices ──

const deviceForm = document.querySelector(".device-form");
if (deviceForm) {
  deviceForm.querySelector("button[type=submit]").disabled = false;
  deviceForm.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(deviceForm, factsOf(deviceForm), (answer) => fill(say.approved, { name: answer.name }));
  });
}

// ── rows that go ──

async function go(button, question, path, facts, done) {
  const section = button.closest("section");
  section.querySelector(".message").textContent = "";
  if (!(await confirmBox(question, say.yes, office.no))) return;
  const answer = await post(path, facts);
  if (answer && answer.ok) again(done);
  else tell(section, answer);
}

for (const button of document.querySelectorAll(".drop")) {
  const { id, name } = button.dataset;
  button.addEventListener("click", () => go(button, fill(say.drop_sure, { name }), "/api/people/drop", { id }, fill(say.dropped, { name })));
}
for (const button of document.querySelectorAll(".unpair")) {
  const { id } = button.dataset;
  button.addEventListener("click", () => go(button, fill(say.unpair_sure, { name: id }), "/api/devices/remove", { id }, fill(say.dropped, { name: id })));
}
for (const button of document.querySelectorAll(".end")) {
  const { key, name } = button.dataset;
  button.addEventListener("click", () => go(button, fill(say.end_sure, { name }), "/api/sessions/end", { key }, fill(say.ended, { name })));
}

showFlash();
