// The emergency notice: shown on every screen after a question, taken off with one press. Each is one ask, whatever else is being edited.

import { ask } from "./ask.js";
import { read } from "./office_fields.js";
import { confirmBox, fill, flashNext, say } from "./office_words.js";

const form = document.querySelector(".emergency-form");
const field = form.querySelector(".field");
const message = form.querySelector(".message");
const stop = document.getElementById("stop");

async function send(emergency, done) {
  message.textContent = say.saving;
  const answer = await ask("change_setup", { edits: [{ amend: "screen", values: { emergency } }] });
  if (answer && (answer.ok || answer.reason === "no_change")) {
    flashNext(done);
    location.reload();
    return;
  }
  const spots = answer && answer.spots ? answer.spots.map((spot) => spot.message) : [];
  message.textContent = answer ? [answer.message, ...spots].join(" ") : say.unsent;
}

form.querySelector("button[type=submit]").disabled = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const texts = read(field);
  if (!texts.vi) {
    message.textContent = say.u_need_text;
    field.querySelector("textarea").focus();
    return;
  }
  if (await confirmBox(fill(say.u_sure, { text: texts.vi }), say.u_yes, say.no)) send(texts, say.u_shown);
});

if (stop) stop.addEventListener("click", () => send({}, say.u_stopped));
