// The kiosk in a browser: hears the server, shows, asks for numbers. What decides is in kiosk_state.js, kiosk_choices.js and kiosk_scans.js.
// A press has one ask_id, however often it is carried to the server; what a card says goes nowhere.

import { acted, blocked, byEnter, byNumber, choices } from "./kiosk_choices.js";
import { frameOf } from "./kiosk_frame.js";
import { Glass } from "./kiosk_glass.js";
import { listenToHands } from "./kiosk_hands.js";
import { read, scanned, today } from "./kiosk_scans.js";
import { picture, viewOf } from "./kiosk_scenes.js";
import { answered, atRest, begin, but, heard, passed, standingOf, tapped } from "./kiosk_state.js";
import { Voice, guidance, numberClips } from "./kiosk_voice.js";

const STEP_MS = 250;
const SILENCE_MS = 4000; // two ticks of the server did not come
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const SIGN_IN = 4401; // the server's close code for a token that is worth nothing
const ANEW_MS = 3000;
const GIVE_UP_MS = 5000; // so long a citizen waits before a server that does not answer
const TRY_MS = 2000;
const PAUSE_MS = 250;
const HINT_MS = 60000; // so long after the start a technician is offered the whole glass
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
  const asksPriority = choices(state).some((one) => one.act === "favoured");
  const key = guidance(state, asksPriority);
  if (state.scene === "shown") voice.say(state.language, numberClips(state.given.ticket.label, clips.priority[state.given.ticket.priority ? state.language : ""] || []), true);
  else if (atRest(state)) voice.hush(); // nobody is there
  else voice.say(state.language, [`say_${key}`], false);
}

function press(service, priority, language, slip, nonce) {
  return { askId: nonce ? `hen-${nonce}` : hex(12), service, priority, language, slip: slip || "" };
}

// What people do.

listenToHands(document.body, {
  touched(field, where) {
    voice.touched();
    stayAwake();
    if (field === at("whole")) fillTheGlass();
    else if (field === null) become(tapped(state, clockS()));
    else act({ act: field.dataset.act, value: field.dataset.value }, where);
  },
  key(name) {
    const nowS = clockS();
    const isDigit = /^[1-9]$/.test(name);
    const chosen = isDigit ? byNumber(state, Number(name), nowS)
      : name === "enter" ? byEnter(state) : name === "back" || name === "help" ? { act: name, value: "" } : null;
    if (isDigit || name === "back" || name === "help") state = but(state, { numbered: true }); // a keypad is there: fields show their keys
    if (chosen !== null) act(chosen, name);
    else show();
  },
  scanned(text) {
    const nowS = clockS();
    const day = today(state, nowS) || new Date(Date.now() + page.offset_ms).toISOString().slice(0, 10);
    become(scanned(state, read(text, day), nowS, press));
  },
});

// `where`: the place, or the key. A touch that did not count is not the last one: whoever was too quick may touch it again.
function act(chosen, where) {
  if (blocked(state, clockS()) && ["service", "group", "more", "language"].indexOf(chosen.act) >= 0) return;
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

// POST until an answer comes; 5xx and silence are tried again under the same body. `then(status, answer)`: status 0, nobody answered.
function post(path, facts, then) {
  const untilMs = performance.now() + GIVE_UP_MS;
  const body = JSON.stringify(facts);
  const attempt = () => {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) {
      then(0, null);
      return;
    }
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.timeout = Math.max(Math.min(TRY_MS, leftMs), 50);
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = () => {
      if (request.status === 0 || request.status >= 500) setTimeout(attempt, PAUSE_MS);
      else then(request.status, parsed(request.responseText));
    };
    request.send(body);
  };
  attempt();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

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

// The websocket: taken up again by itself.
function listen() {
  let socket = null;
  let heardMs = 0;
  let pauseMs = FIRST_PAUSE_MS;

  function open() {
    const mine = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/api/hear?name=${page.name}`);
    socket = mine;
    heardMs = performance.now();
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      heardMs = performance.now();
      pauseMs = FIRST_PAUSE_MS;
      if (!take(JSON.parse(event.data))) lost();
    };
    mine.onclose = (event) => {
      if (mine !== socket) return;
      if (event.code === SIGN_IN) setTimeout(() => location.reload(), ANEW_MS); // the server leads to where we are let in, and back here
      else lost();
    };
  }

  function lost() {
    const dead = socket;
    socket = null;
    dead.close();
    setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  setInterval(() => { if (socket !== null && performance.now() - heardMs > SILENCE_MS) lost(); }, STEP_MS);
  open();
}

function take(message) {
  const before = standingOf(state);
  const after = heard(state, message, clockS());
  if (after === null) return false;
  become(after);
  if (message.t !== "snapshot") return true;
  if (before === null || before.epoch !== message.epoch) learn();
  if (message.kiosk.speaks !== false) voice.want(message.voices || {});
  return true;
}

// What the first picture does not need: the other languages, the voice's words, and whether this page is of today.
function learn() {
  const request = new XMLHttpRequest();
  request.open("GET", "/kiosk");
  request.setRequestHeader("Accept", "application/json");
  request.onloadend = () => {
    const data = request.status === 200 ? parsed(request.responseText) : null;
    if (data === null) {
      setTimeout(learn, LONGEST_PAUSE_MS);
      return;
    }
    Object.assign(words, data.words);
    clips.priority = data.priority;
    isOld = data.version !== page.version;
    show();
  };
  request.send();
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
listen();
window.moiso.kiosk = { state: () => state, become };
