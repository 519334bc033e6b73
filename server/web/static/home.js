// The main page's one button: end the business day, or go on with it.

import { ask } from "./ask.js";

const button = document.getElementById("day");
if (button) {
  button.addEventListener("click", async () => {
    if (button.dataset.sure && !window.confirm(button.dataset.sure)) return;
    button.disabled = true;
    const facts = button.dataset.kind === "open_day" ? { day: button.dataset.day } : {};
    const answer = await ask(button.dataset.kind, facts);
    if (answer && answer.ok) location.reload();
    else document.getElementById("message").textContent = answer ? answer.message : "";
    button.disabled = false;
  });
}
