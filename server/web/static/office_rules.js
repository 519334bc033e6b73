// The sentence that citizens may count on, while the policy is being edited: the same that server/translate/guarantee.py says.

import { fill } from "./office_words.js";
import { read } from "./office_fields.js";

const words = JSON.parse(document.getElementById("policy-words").textContent);
const place = document.getElementById("guarantee");
const form = document.querySelector("form.office");
const value = (name) => read(form.querySelector(`[data-path="policy.${name}"]`));

export function guarantee() {
  const rule = value("rule");
  if (rule === "fifo") return words.fifo;
  const slope = String(value("slope")).replace(".", ",");
  const said = fill(words[rule], { slope, in_a_row: value("in_a_row"), minutes: value("minutes") });
  const cap = value("cap");
  return `${said} ${cap ? fill(words.cap, { cap }) : words.no_cap}`;
}

function show() {
  try {
    place.textContent = fill(words.title, { sentence: guarantee() });
  } catch (error) {
    place.textContent = ""; // a field says no number yet
  }
}

form.addEventListener("input", show);
form.addEventListener("change", show);
show();
