// The desk page, put together: hears the server, shows the state, asks on clicks and keys. Knows no rules: what can be done is in state.js,
// what is done is the server's. What most visits never need (desk_asks.js, desk_warn.js) is fetched when it is.

import { ask, helpKnown, me, takeSeat } from "./ask.js";
import { meaning, meant, tooSoon } from "./desk_keys.js";
import { showLists } from "./desk_lists.js";
import { showDesk } from "./desk_show.js";
import { at, because, fill, say, setZone } from "./desk_text.js";
import { listen } from "./line.js";
import { EMPTY, deskView, reduce } from "./state.js";

const DRAW_MS = 250; // the timers and the seconds left
const SLOW_MS = 700; // an answer that takes longer is worth a word
const SAME_ACT_MS = 400; // nobody means the same act twice so quickly
const AHEAD_MS = 1000; // a press that has waited longer is forgotten
const TYPED_MS = 8000; // a number that was begun and left
let wasLost = false; // the line, since the page was opened: a first line needs no seat anew
const SEAT_WAIT_MS = 400; // after coming back: has another window sat down meanwhile?
const id = Number(at("desk").dataset.desk);

let state = EMPTY;
const ui = { online: false, asking: false, slow: false, message: "", typed: "" };
let [typedAt, sentAt, lastSent] = [0, 0, ""];
let lastKey = { code: "", at: 0 };
let ahead = null; // what was pressed while an answer was waited for
let asks = null; // the module of the questions, and
let questions = null; // the questions of this desk
let early = null; // keys that came while it was being fetched
let warn = null; // the module of the warnings

const view = () => deskView(state, id, me, Date.now());
const able = () => ui.online && !ui.asking && !view().taken;
const doing = () => { const now = view(); return `${now.mode} ${now.there.state} ${now.hand && now.hand.id}`; };
const open = () => asks !== null && asks.dialogOpen();

function hear(message) {
  const next = reduce(state, message, Date.now());
  if (next === null) return false;
  if (next.zone !== state.zone) setZone(next.zone);
  const before = doing();
  state = next;
  if (doing() !== before) ui.message = ""; // it was about what is over
  show();
  return true;
}

function show() {
  const now = view();
  const can = able();
  showDesk(state, now, ui, can);
  showLists(state, now, can, act);
  if (warn) warn.showWarnings(state, now, can, { send, seen: (kiosk) => helpKnown(kiosk) });
  else if (now.warned) fetchWarnings();
  if (open() && now.taken) asks.closeDialog();
  if (open()) asks.refreshDialog(can);
}

function tell(message) {
  ui.message = message;
  show();
}

async function send(kind, facts) {
  const same = JSON.stringify([kind, facts]);
  if (!able() || (same === lastSent && Date.now() - sentAt < SAME_ACT_MS)) return null;
  [lastSent, sentAt, ui.asking] = [same, Date.now(), true];
  tell("");
  const answer = await ask(kind, facts);
  ui.asking = ui.slow = false;
  if (answer && answer.reason === "seat_taken") hear({ t: "seat", desk: id, window: "other" });
  const next = ahead;
  ahead = null;
  tell(answer === null ? say.desk.unsent : answer.ok || answer.reason === "seat_taken" ? "" : answer.message);
  if (next && answer && answer.ok && Date.now() - next.at < AHEAD_MS) wish(next.name);
  return answer;
}

const here = (kind, facts) => send(kind, { desk: id, ...facts });
const about = (kind) => (ticket) => send(kind, { ticket: ticket.id });

// What is done at once; everything else asks first.
const AT_ONCE = {
  open_desk: () => here("open_desk", { officer: at("desk").dataset.officer || view().there.officer }),
  reprint: about("reprint"), rejoin: about("rejoin"), return: about("return"), restore: about("restore"),
  priority: (ticket) => (ticket.priority ? question("priority", ticket) : send("set_priority", { ticket: ticket.id, priority: true })),
  async call_this(ticket) {
    const answer = await here("call_this", { ticket: ticket.id });
    if (answer && answer.reason === "reason_needed") { tell(""); question("why_this", ticket); }
  },
  async close_desk() {
    const answer = await here("close_desk");
    if (answer && answer.reason === "desk_leaves_waiting") { tell(""); question("close_waiting", answer.message); }
  },
};
const PLAIN = ["call_next", "recall", "start", "finish", "no_show", "put_back", "undo"];

function act(name, ticket) {
  if (PLAIN.includes(name)) here(name);
  else if (AT_ONCE[name]) AT_ONCE[name](ticket || view().hand);
  else question(name, ticket || view().hand);
}

let fetching = false;

async function fetchWarnings() {
  if (fetching) return;
  fetching = true;
  try {
    const module = await import("./desk_warn.js");
    await module.ready();
    warn = module;
    show();
  } catch (error) {
    // the line is lost, and says so; the next picture tries again
  }
  fetching = false;
}

async function question(name, about_) {
  if (early) return;
  early = [];
  try {
    if (questions === null) {
      const module = asks || await import("./desk_asks.js");
      await module.ready();
      asks = module;
      questions = module.questions({ id, view, state: () => state, send, here, do: act });
    }
    questions[name](about_);
    early.forEach((event) => { if (open()) asks.dialogKey(event); });
  } catch (error) {
    tell(say.desk.unsent);
  }
  early = null;
}

// Does it if it can be done now; says why if not. One quick press ahead is kept until the answer to the one before is there.
function wish(name) {
  if (ui.asking) { ahead = { name, at: Date.now() }; return; }
  const bar = view().no[name];
  if (bar) { tell(because(bar)); return; }
  if (name !== "keys" && !able()) return;
  tell("");
  act(name);
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (open()) { asks.dialogKey(event); return; }
  if (early) { early.push(event); event.preventDefault(); return; }
  if (event.target.matches("input, select, textarea")) return;
  const native = (event.key === "Enter" || event.key === " ") && event.target.closest("button, a, summary");
  if (native) { if (event.repeat) event.preventDefault(); return; }
  const means = meaning(event, view().mode, ui.typed);
  if (means === null) return;
  event.preventDefault();
  const last = lastKey;
  lastKey = { code: event.code, at: Date.now() };
  if (view().taken || tooSoon(event, last, lastKey.at, means.typed !== undefined)) return;
  if (means.act) { wish(means.act); return; }
  typedAt = Date.now();
  ui.typed = means.typed || "";
  tell(means.call ? callTyped(means.call) : "");
}

// Returns what is to be said.
function callTyped(number) {
  const now = view();
  const found = meant(number, now.waiting.concat(now.missed, now.held));
  if (!found.length) return fill(say.desk.no_such, { ticket: number });
  if (now.no.call_this) return because(now.no.call_this);
  if (found.length === 1) act("call_this", found[0]);
  else question("which", found);
  return "";
}

async function sit() {
  if (await takeSeat(id)) hear({ t: "seat", desk: id, window: me });
}

// Coming back: ours before, and nobody else has sat down: ours again. A server that has restarted knows nothing of it any more.
function changed(online) {
  ui.online = online;
  ui.typed = "";
  wasLost = wasLost || !online;
  if (online && wasLost) setTimeout(() => { if (state.seats[id] === me) sit(); }, SEAT_WAIT_MS);
  show();
}

function everyMoment() {
  const now = Date.now();
  ui.slow = ui.asking && now - sentAt > SLOW_MS;
  if (ui.typed && now - typedAt > TYPED_MS) ui.typed = "";
  if (warn) warn.ringFor(state.helps.length > 0, now);
  show();
}

// The switch is kept on this machine; where that is not allowed it works until the page is left.
function bigType(on) {
  document.body.classList.toggle("big", on);
  at("big").setAttribute("aria-pressed", String(on));
  try { localStorage.setItem("moiso-big", on ? "1" : ""); } catch (error) { /* a browser that keeps nothing */ }
}

function wasBig() {
  try { return localStorage.getItem("moiso-big") === "1"; } catch (error) { return false; }
}

// A mouse leaves no focus on a button, so Space and Enter mean what the page says; who goes by Tab presses what is focused.
document.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
// The second click of a double click is no second press, also when another button has come under the mouse meanwhile.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("button")) { event.preventDefault(); event.stopPropagation(); }
}, true);
document.addEventListener("keydown", press);
for (const one of document.querySelectorAll("button[data-act]")) one.addEventListener("click", () => wish(one.dataset.act));
at("take").addEventListener("click", sit);
at("big").addEventListener("click", () => bigType(!document.body.classList.contains("big")));
bigType(wasBig());
listen(hear, changed);
sit();
show();
setInterval(everyMoment, DRAW_MS);
