// A citizen's ticket: asks every few seconds how it stands, and rings when it is time to come. Nothing is kept on the phone.

const data = JSON.parse(document.getElementById("data").textContent);
const NAMES = { vi: "VI", en: "EN", km: "ខ្មែរ" };
const LOST_MS = 20000; // so long without an answer, and it is said
const BUZZ = [300, 150, 300, 150, 600];
const LAST = ["over", "unknown"]; // nothing comes after it

let language = data.language;
let now = data.now;
let heardAt = Date.now();
let sound = null; // an AudioContext, once the citizen has allowed it
let rang = ""; // what it rang for last

const at = (id) => document.getElementById(id);
const fill = (text, facts) => text.replace(/{(\w+)}/g, (_, name) => facts[name]);
const say = (key, facts = {}) => fill(data.say[language][key], facts);

// What it is worth to be told by: each call anew, and once that it is near.
const cause = () => (now.state === "called" ? `called ${now.calls}` : isNear() ? "near" : "");
const isNear = () => now.state === "waiting" && now.ahead <= data.near;

function show() {
  document.documentElement.lang = language;
  document.body.className = now.state === "called" ? "called" : isNear() ? "near" : "";
  at("yours").textContent = say("yours");
  at("label").textContent = now.label || "–";
  at("service").textContent = now.service ? now.service[language] || now.service.vi || "" : "";
  at("state").textContent = isNear() ? say("near") : say(now.state);
  at("desk").textContent = now.state === "called" || now.state === "serving" ? where() : "";
  at("ahead").textContent = now.state !== "waiting" ? "" : now.ahead ? say("ahead", { count: now.ahead }) : say("ahead_none");
  at("wait").textContent = now.wait ? say("wait", { low: now.wait[0], high: now.wait[1] }) : "";
  at("advice").textContent = now.state === "missed" ? say("missed_what") : now.state === "waiting" ? say("advice") : "";
  at("sound").hidden = LAST.includes(now.state) || sound !== null;
  at("sound").textContent = say("sound");
  at("line").textContent = Date.now() - heardAt > LOST_MS ? say("lost") : "";
  for (const button of at("languages").children) button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

const where = () => (now.desk === null ? say("come_in") : say("desk", { desk: now.desk }));

function ring() {
  const why = cause();
  if (!why || why === rang) return;
  rang = why;
  if (navigator.vibrate) navigator.vibrate(BUZZ);
  if (sound === null) return;
  [659.26, 523.25].forEach((frequency, place) => note(frequency, place * 0.35));
}

function note(frequency, after) {
  const [tone, volume] = [sound.createOscillator(), sound.createGain()];
  const starts = sound.currentTime + after;
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.5, starts);
  volume.gain.exponentialRampToValueAtTime(0.001, starts + 0.8);
  tone.connect(volume).connect(sound.destination);
  tone.start(starts);
  tone.stop(starts + 0.8);
}

async function ask() {
  try {
    const reply = await fetch(`/t/${encodeURIComponent(data.key)}/now`, { credentials: "omit", cache: "no-store" });
    if (reply.ok || reply.status === 404) {
      now = await reply.json();
      heardAt = Date.now();
    }
  } catch (error) { /* the line is said after a while */ }
  show();
  ring();
}

at("languages").append(...Object.keys(data.say).map((one) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: NAMES[one] || one, lang: one });
  button.dataset.language = one;
  button.addEventListener("click", () => { language = one; show(); });
  return button;
}));
at("sound").addEventListener("click", () => {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (Context) sound = new Context();
  rang = "";
  show();
  ring();
  if (sound !== null && !cause()) note(659.26, 0); // so that one hears that it can be heard
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
setInterval(() => { if (!LAST.includes(now.state)) ask(); }, data.every_s * 1000);
show();
