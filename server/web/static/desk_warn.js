// What an officer must know beside the queue: printers, papers, screens and whether they are heard, help that was asked for, somebody who waits too long. Fetched with
// its words when there is something to warn of.

import { at, button, fill, make, moreStyle, moreWords, rows, set, timeOf } from "./desk_text.js";

let words = null;

export async function ready() {
  words = await moreWords();
  await moreStyle("/static/desk_warn.css");
}

// The office's own screen and kiosk have words, machines that were paired have their names.
const nameOf = (name) => words[`warn_name_${name}`] || `“${name}”`;

// `do_`: {send(kind, facts), seen(kiosk)}. Returns the warnings, the most urgent first: {key, kind, text, buttons: [{text, click}]}.
function warnings(state, view, do_) {
  const helps = state.helps.map((one) => ({
    key: `help ${one.kiosk}`, kind: "help", text: fill(words.warn_help, { time: timeOf(one.at), kiosk: nameOf(one.kiosk) }),
    buttons: [{ text: words.warn_help_seen, here: true, click: () => do_.seen(one.kiosk) }],
  }));
  const clock = state.clockDoubt ? [{
    key: "clock", kind: "alarm", text: words.warn_clock, buttons: [{ text: words.warn_clock_open, here: true, click: () => location.assign("/") }],
  }] : [];
  const away = state.away.map((name) => ({ key: `away ${name}`, kind: "alarm", text: fill(words.warn_away, { name: nameOf(name) }), buttons: [] }));
  return helps.concat(clock, view.printers.map((one) => printer(one, do_)), view.papers.map((one) => paper(one, do_)), away, voice(view), late(state, view));
}

function printer(one, do_) {
  const buttons = one.trouble ? [] : [{ text: words.warn_load_paper, click: () => do_.send("load_paper", { printer: one.name }) }];
  return { key: `printer ${one.name}`, kind: one.trouble ? "alarm" : "", text: (one.title ? `${one.title}: ` : "") + printerSays(one), buttons };
}

function printerSays(one) {
  if (one.trouble) {
    const held = one.held ? ` ${fill(words.warn_printer_held, { count: one.held })}` : "";
    return `${fill(words.warn_printer_trouble, { trouble: words.trouble[one.trouble] || one.trouble })}${held}`;
  }
  return one.papers_left === null ? words.warn_printer_low : fill(words.warn_printer_left, { count: one.papers_left });
}

// Is it in the citizen's hand, or must it come again?
function paper(one, do_) {
  return {
    key: `paper ${one.id}`, kind: "",
    text: fill(words.warn_paper_doubtful, { ticket: one.label, trouble: words.trouble[one.paper_trouble] || one.paper_trouble }),
    buttons: [{ text: words.warn_reprint, click: () => do_.send("reprint", { ticket: one.id }) },
      { text: words.warn_settle_paper, click: () => do_.send("settle_paper", { ticket: one.id }) }],
  };
}

// Nobody hears the calls: no screen has a sound, or these are quiet hours.
function voice(view) {
  return view.mute ? [{ key: "voice", kind: "", text: fill(words[`warn_voice_${view.mute.why}`], view.mute), buttons: [] }] : [];
}

function late(state, view) {
  const [first] = view.late;
  if (!first) return [];
  const facts = { count: view.late.length, limit: state.limitMin, ticket: first.label, time: timeOf(first.issued_at) };
  return [{ key: "late", kind: "", text: fill(words.warn_late, facts), buttons: [] }];
}

export function showWarnings(state, view, able, do_) {
  rows(at("warnings"), warnings(state, view, do_), (one) => {
    const row = make("li", {}, "", [make("span")]);
    row.append(...one.buttons.map((it, place) => button(it.text, "", () => row.now.buttons[place].click())));
    return row;
  }, (row, one) => {
    row.now = one;
    row.className = one.kind;
    set(row.querySelector("span"), one.text);
    row.querySelectorAll("button").forEach((it, place) => { it.disabled = !able && !one.buttons[place].here; });
  });
}

const RING_EVERY_MS = 4000;
const RING_TIMES = 8;
const TONES_HZ = [880, 660];
const TONE_S = 0.25;
let sound = null;
let rung = 0;
let rungAt = 0;

// Two soft tones, some times, until nobody is `asking`. A browser that may not sound stays silent; the banner is there.
export function ringFor(asking, now) {
  if (!asking) rung = 0;
  if (!asking || rung >= RING_TIMES || now - rungAt < RING_EVERY_MS) return;
  rung += 1;
  rungAt = now;
  ring();
}

function ring() {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (!Sound) return;
  sound = sound || new Sound();
  TONES_HZ.forEach((pitch, place) => {
    const tone = sound.createOscillator();
    const soft = sound.createGain();
    const from = sound.currentTime + place * TONE_S;
    tone.frequency.value = pitch;
    soft.gain.setValueAtTime(0.15, from);
    soft.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    tone.connect(soft);
    soft.connect(sound.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  });
}
