// The kiosk in a browser: hears the server, shows, asks for numbers. What decides is in kiosk_state.js, kiosk_choices.js and kiosk_scans.js.
// A press has one ask_id, however often it is carried to the server; what a card says goes nowhere.

import { acted, blocked, byEnter, byNumber, listening, mayGoBack } from "./kiosk_choices.js";
import { frameOf } from "./kiosk_frame.js";
import { Glass } from "./kiosk_glass.js";
import { guidance } from "./kiosk_guide.js";
import { listenToHands } from "./kiosk_hands.js";
import { get, post } from "./kiosk_line.js";
import { read, scanned, today } from "./kiosk_scans.js";
import { picture } from "./kiosk_scenes.js";
import { keyOf, lookedUp, shelved, typed, wanted } from "./kiosk_search.js";
import { answered, atRest, begin, but, heard, passed, standingOf, tapped } from "./kiosk_state.js";
import { viewOf } from "./kiosk_view.js";
import { Voice } from "./kiosk_voice.js";

const STEP_MS = 250;
const HINT_MS = 60000; // so long after the start a technician is offered the whole glass
const LEARN_AGAIN_MS = 5000;
const BOOK_AGAIN_MS = 30000;
const KEYPAD = ["enter", "back", "help"];
const NAME = "kiosk";

const at = (id) => document.getElementById(id);
const page = JSON.parse(at("data").textContent);
const words = page.words;
const clips = { priority: {} };
const glass = new Glass(at("glass"));
const voice = new Voice();
const clockS = () => performance.now() / 1000;
const hex = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => `0${byte.toString(16)}`.slice(-2)).join("");

let state = begin(page.printer, page.language);
let spot = "";
let said = "";
let isOld = false; // the server has a newer page than this one

window.moiso.hours.setOffset(page.zone, page.offset_ms);

// From now on it is so: what follows outside of the state.
function become(after) {
  const before = state;
  state = after;
  if (after.scene === "asking" && after.pressed !== before.pressed) issue(after.pressed);
  if (after.scene === "help" && before.scene !== "help") callHelp();
  if (after.scene !== before.scene || after.helped !== before.helped) speak();
  show();
  if (wanted(after) !== null && (wanted(before) !== wanted(after) || before.book !== after.book)) setTimeout(lookUp, 0); // the letter stands on the glass before
}

function lookUp() {
  const keys = wanted(state);
  if (keys !== null && state.book !== null) become(lookedUp(state, keys, window.moiso.procedures.look_up(state.book, keys)));
}

function show() {
  const nowS = clockS();
  const view = viewOf(state, nowS, frameOf(window.innerWidth, window.innerHeight), words);
  const shown = picture(view);
  if (document.documentElement.lang !== view.language) document.documentElement.lang = view.language;
  glass.show(view.frame, shown, view.language);
  if (said !== shown.said) at("said").textContent = said = shown.said;
}

function speak() {
  const standing = standingOf(state);
  if (standing === null || standing.kiosk.speaks === false) return;
  voice.say(guidance(state, blocked(state, clockS()), clips.priority), state.scene === "shown");
}

function press(service, priority, language, slip, nonce) {
  return { askId: nonce ? `hen-${nonce}` : hex(12), service, priority, language, slip: slip || "" };
}

// What people do.

listenToHands(document.body, {
  awake() {
    voice.touched();
    stayAwake();
  },
  touched(field, where) {
    if (field === at("whole")) fillTheGlass();
    else if (field === null) become(tapped(state, clockS()));
    else act({ act: field.dataset.act, value: field.dataset.value }, field.dataset.act === "typed" ? field.dataset.value : where);
  },
  key: pressKey,
  scanned(text) {
    if (state.scene === "search" && /^[a-z ]+$/i.test(text)) { // somebody types as fast as a scanner
      text.split("").forEach(pressKey);
      return;
    }
    const nowS = clockS();
    const day = today(state, nowS) || new Date(Date.now() + page.offset_ms).toISOString().slice(0, 10);
    become(scanned(state, read(text, day), nowS, press));
  },
});

function pressKey(name) {
  const nowS = clockS();
  const letter = state.scene === "search" ? keyOf(name) : null;
  if (letter !== null && (letter !== "erase" || state.typed)) { // a real keyboard neither bounces nor is hammered: every key counts
    become(but(typed(state, letter), { lastPressS: nowS }));
    return;
  }
  const isDigit = /^[1-9]$/.test(name);
  if (!isDigit && KEYPAD.indexOf(name) < 0) return;
  if (name !== "enter") state = but(state, { numbered: true }); // a keypad is there: fields show their keys
  const chosen = isDigit ? byNumber(state, Number(name), nowS) : name === "enter" ? byEnter(state) : { act: name, value: "" };
  const isStart = state.scene === "home" || state.scene === "language";
  if (chosen !== null && (chosen.act !== "back" || !isStart || mayGoBack(state))) {
    const before = state;
    act(chosen, name);
    become(listening(state));
    if (state.scene !== before.scene) speak(); // once more, with the choices
  } else if (isStart) { // what means nothing there reads the choices aloud
    become(but(state, { listens: true, sinceS: nowS }));
    speak();
  }
  show();
}

// `where`: the place, or the key. A touch that did not count is not the last one: whoever was too quick may touch it again.
function act(chosen, where) {
  const after = acted(state, chosen, clockS(), press, isElsewhere(where));
  if (Object.keys(after).some((key) => key !== "lastPressS" && after[key] !== state[key])) spot = where;
  if (after.scene !== state.scene && document.activeElement) document.activeElement.blur();
  become(after);
}

function isElsewhere(where) {
  if (typeof spot === "string" || typeof where === "string") return spot !== where;
  return Math.hypot(where[0] - spot[0], where[1] - spot[1]) >= frameOf(window.innerWidth, window.innerHeight).touch;
}

// The server.

function issue(pressed) {
  const facts = { ask_id: pressed.askId, kind: "issue", service: pressed.service, priority: pressed.priority, printer: state.printer, language: pressed.language };
  post("/api/ask", pressed.slip ? Object.assign(facts, { slip: pressed.slip }) : facts, (status, answer) => {
    const given = status === 200 && answer !== null && answer.ticket;
    become(answered(state, given ? { pressed, ticket: answer.ticket, ahead: answer.ahead, notice: answer.notice || "" }
      : { pressed, message: (answer && answer.message) || null }, clockS()));
  });
}

function callHelp() {
  post("/api/help", { kiosk: state.followed.you || NAME }, (status) => become(answered(state, { told: status === 200 }, clockS())));
}

function take(message) {
  const before = standingOf(state);
  const after = heard(state, message, clockS());
  if (after === null) return false;
  become(after);
  if (message.t !== "snapshot") return true;
  if (before === null || before.epoch !== message.epoch) learn();
  wantBook(message.kiosk.procedures || "");
  if (message.kiosk.speaks !== false) voice.want(message.voices || {});
  return true;
}

let book = ""; // the mark of the one that is wanted
function wantBook(mark) {
  if (mark === book) return;
  book = mark;
  if (mark === "") become(shelved(state, null));
  else fetchBook(mark);
}

function fetchBook(mark) {
  get(`/procedures/${mark}.json`, (found) => {
    if (mark !== book) return;
    if (found !== null && found.mark === mark) become(shelved(state, found));
    else setTimeout(() => fetchBook(mark), BOOK_AGAIN_MS);
  });
}

// What the first picture does not need: the other languages, the voice's words, and whether this page is of today.
function learn() {
  get("/kiosk", (data) => {
    if (data === null) {
      setTimeout(learn, LEARN_AGAIN_MS);
      return;
    }
    Object.assign(words, data.words);
    clips.priority = data.priority;
    isOld = data.version !== page.version;
    show();
  });
}

// Once for each version, and when nobody is there: what keeps an old page in between must not make it load for ever.
function renew() {
  if (!isOld || !atRest(state) || blocked(state, clockS()) === "offline") return;
  isOld = false;
  try {
    if (sessionStorage.getItem("renewed") === page.version) return;
    sessionStorage.setItem("renewed", page.version);
    location.reload();
  } catch (error) {
    // a browser that keeps nothing: the next start brings the new page
  }
}

// The panel stays on where the browser can keep it so (https or this machine only); it lets go of it whenever the page is hidden.
let awake = null;
function stayAwake() {
  if (!navigator.wakeLock || document.visibilityState !== "visible" || (awake !== null && !awake.released)) return;
  navigator.wakeLock.request("screen").then((held) => { awake = held; }).catch(() => {});
}

function fillTheGlass() {
  const root = document.documentElement;
  const ask = root.requestFullscreen || root.webkitRequestFullscreen;
  at("whole").hidden = true;
  if (ask) Promise.resolve(ask.call(root)).catch(() => {});
}

at("whole").hidden = !(document.fullscreenEnabled || document.webkitFullscreenEnabled) || !matchMedia("(display-mode: browser)").matches;
setTimeout(() => { at("whole").hidden = true; }, HINT_MS);
window.addEventListener("resize", show);
document.addEventListener("visibilitychange", stayAwake);
if (document.fonts && document.fonts.addEventListener) document.fonts.addEventListener("loadingdone", () => { glass.anew(); show(); });
setInterval(() => {
  become(passed(state, clockS()));
  renew();
}, STEP_MS);
stayAwake();
show();
window.moiso.listen(page.name, take, () => {});
window.moiso.kiosk = { state: () => state, become };
