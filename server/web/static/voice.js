// The office's own voice: a clip is chosen in the list, recorded or uploaded, listened to, taken back; a whole call is listened to.

import { Take, whyNot } from "./voice_take.js";

const voice = JSON.parse(document.getElementById("voice-words").textContent);
const at = (id) => document.getElementById(id);
const clips = [...document.querySelectorAll("[data-clip]")];
const player = new Audio();
let chosen = null;
let take = null;
let starting = false;

function say(text, bad) {
  at("said").textContent = text;
  at("said").classList.toggle("bad", Boolean(bad));
}

function fill(text, facts) {
  return text.replace(/{(\w+)}/g, (_, name) => facts[name]);
}

// ── which clip ──

function choose(button) {
  if (take || starting) return;
  if (chosen) chosen.removeAttribute("aria-current");
  chosen = button;
  chosen.setAttribute("aria-current", "true");
  at("text").textContent = chosen.querySelector("strong").textContent;
  say("");
  show();
}

function show() {
  const { source } = chosen.dataset;
  at("source").textContent = voice[`source_${source}`];
  at("listen").disabled = source === "none";
  at("undo").disabled = source !== "recorded";
}

function became(source) {
  chosen.dataset.source = source;
  chosen.querySelector("span").textContent = voice[`source_${source}`];
  const recorded = clips.filter((one) => one.dataset.source === "recorded").length;
  at("progress").textContent = fill(voice.progress, { recorded, total: clips.length });
  show();
}

// ── to the server and back ──

async function send(path, kind, body) {
  try {
    const reply = await fetch(path, { method: "POST", headers: { "Content-Type": kind }, body });
    return await reply.json();
  } catch (error) {
    return { ok: false, message: voice.unsent };
  }
}

async function put(wav) {
  say(voice.sending);
  const where = new URLSearchParams({ language: voice.language, clip: chosen.dataset.clip });
  const answer = await send(`/api/voice/put?${where}`, "application/octet-stream", wav);
  if (!answer.ok) { say(answer.message, true); return; }
  became(answer.source);
  say(fill(voice.saved, { seconds: answer.seconds.toLocaleString("vi-VN") }));
  listen();
}

function play(address, failed) {
  player.onerror = failed;
  player.src = address;
  player.play().catch((error) => { if (error.name === "NotAllowedError") failed(); });
}

function listen() {
  const where = `/voice/${voice.language}/${chosen.dataset.clip}.wav`;
  play(where, () => say(voice.unheard, true));
}

// ── recording ──

async function begin() {
  player.pause();
  const mine = new Take((level) => { at("level").value = level; }, end);
  starting = true; // not disabled: it would lose the focus
  try {
    await mine.begin();
  } catch (error) {
    say(error.name === "NotFoundError" ? voice.no_microphone : voice.not_allowed, true);
    return;
  } finally {
    starting = false;
  }
  take = mine;
  at("record").textContent = voice.stop;
  at("record").setAttribute("aria-pressed", "true");
  say(voice.speak_now);
}

async function end() {
  const done = take;
  if (!done) return;
  take = null;
  at("record").textContent = voice.record;
  at("record").removeAttribute("aria-pressed");
  await put(await done.end());
}

at("record").addEventListener("click", () => {
  if (take) end();
  else if (!starting) begin();
});
at("listen").addEventListener("click", listen);
at("next").addEventListener("click", () => {
  const after = [...clips.slice(clips.indexOf(chosen) + 1), ...clips];
  choose(after.find((one) => one.dataset.source !== "recorded") || after[0]);
});
at("undo").addEventListener("click", async () => {
  const answer = await send("/api/voice/drop", "application/json", JSON.stringify({ language: voice.language, clip: chosen.dataset.clip }));
  if (!answer.ok) { say(answer.message, true); return; }
  became(answer.source);
  say(voice.undone);
});
at("file").addEventListener("change", async () => {
  const [file] = at("file").files;
  if (file && file.size > voice.most_bytes) say(voice.too_large, true);
  else if (file) await put(file);
  at("file").value = "";
});
for (const button of clips) button.addEventListener("click", () => choose(button));

// ── a whole call ──

at("sentence").querySelector("button[type=submit]").disabled = false;
at("sentence").addEventListener("submit", (event) => {
  event.preventDefault();
  const facts = { label: at("label").value.trim().toUpperCase(), calls: at("calls").value };
  if (at("desk")) facts.desk = at("desk").value;
  for (const name of ["priority", "short"]) if (at(name).checked) facts[name] = "1";
  const told = at("sentence-said");
  const tell = (text, bad) => { told.textContent = text; told.classList.toggle("bad", bad); };
  tell(voice.playing, false);
  player.onended = () => tell("", false);
  play(`/voice/${voice.language}/sentence.wav?${new URLSearchParams(facts)}`, () => tell(voice.sentence_missing, true));
});

const why = whyNot();
if (why) {
  at("why").textContent = voice[`why_${why}`];
  at("why").hidden = false;
  at("record").hidden = true;
  at("meter").hidden = true;
}
choose(clips.find((one) => one.dataset.source !== "recorded") || clips[0]);
