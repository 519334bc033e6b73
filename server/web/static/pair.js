// A browser that is not paired shows a code; when somebody has let it in, it has its token and goes on. A code that ran out is replaced.

import { post } from "./coming.js";

const at = (id) => document.getElementById(id);
const say = JSON.parse(at("sentences").textContent);
const EVERY_MS = 2000;

let secret = "";

async function begin() {
  const answer = await post("/api/pair", { scope: "desk" });
  if (!answer || !answer.ok) {
    at("message").textContent = answer ? answer.message : say.unsent;
    return;
  }
  secret = answer.secret;
  at("message").textContent = "";
  at("code").textContent = `${answer.code.slice(0, 3)} ${answer.code.slice(3)}`;
}

async function look() {
  if (secret === "") { await begin(); return; }
  const answer = await post("/api/pair/claim", { secret });
  if (answer && answer.ok && answer.paired) { location.assign(`/sign-in?next=${encodeURIComponent(at("pair").dataset.next)}`); return; }
  if (answer && answer.reason === "wrong_code") { secret = ""; at("message").textContent = say.expired; }
  else if (!answer) at("message").textContent = say.unsent;
}

begin();
setInterval(look, EVERY_MS);
