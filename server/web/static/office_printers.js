// The printers: how each stands is fetched anew every few seconds; a test print and a new roll are one click each.

import { ask } from "./ask.js";
import { confirmBox, say } from "./office_words.js";

const LOOK_EVERY_MS = 2000;
const cards = () => document.querySelectorAll("[data-printer]");

// The same page once more; only what it says of each printer is taken over, so that no button loses the focus.
async function look() {
  const reply = await fetch(location.href).catch(() => null);
  if (!reply || !reply.ok) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const card of cards()) {
    const other = page.querySelector(`[data-printer="${card.dataset.printer}"]`);
    if (!other) continue;
    for (const part of [".state", ".trial"]) {
      const [here, there] = [card.querySelector(part), other.querySelector(part)];
      if (here.innerHTML === there.innerHTML) continue;
      here.className = there.className;
      here.replaceWith(document.importNode(there, true));
    }
  }
}

async function tryOut(card) {
  const body = JSON.stringify({ printer: card.dataset.printer });
  const reply = await fetch("/api/office/test_print", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
  const answer = reply && (await reply.json().catch(() => null));
  card.querySelector(".message").textContent = answer && answer.ok ? "" : answer ? answer.message : say.unsent;
  await look();
}

async function newRoll(card, button) {
  if (!(await confirmBox(button.dataset.sure, button.textContent, say.no))) return;
  const answer = await ask("load_paper", { printer: card.dataset.printer });
  card.querySelector(".message").textContent = answer && answer.ok ? "" : answer ? answer.message : say.unsent;
  await look();
}

for (const card of cards()) {
  card.querySelector(".try").addEventListener("click", () => tryOut(card));
  card.querySelector(".new-roll").addEventListener("click", (event) => newRoll(card, event.target));
}
if (cards().length) setInterval(look, LOOK_EVERY_MS);
