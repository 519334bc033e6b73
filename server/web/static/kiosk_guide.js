// What a voice says as a citizen goes on, as clips of the server's packs: what kiosk/guide.py says, without the office's own words, which no pack has. Pure.
// Whoever touches the glass hears one sentence a scene and the number; whoever works it by keys (`listens`) hears the choices, too, with their keys.

import { choices, documents } from "./kiosk_choices.js";
import { WALK, atRest, languages } from "./kiosk_state.js";

const say = (name) => `say_${name}`;
const sentence = (state, name) => ({ language: state.language, clips: [say(name)] });

// Sentences that belong to the scene: [{ language, clips, least, only }], [] for silence. `why`: what is in the way of a number; `priority`: the clips
// by language that say that somebody goes first.
export function guidance(state, why, priority) {
  if (WALK.indexOf(state.scene) >= 0 && atRest(state)) return [];
  switch (state.scene) {
    case "language": return state.listens ? tongues(state) : [];
    case "home": return why ? [sentence(state, "closed")] : [sentence(state, "choose")].concat(menu(state));
    case "question": return [sentence(state, asks(state) ? "question" : documents(state).length ? "papers" : "take")].concat(menu(state));
    case "missing": return [sentence(state, "missing")].concat(menu(state));
    case "search": return [sentence(state, "search")];
    case "procedure": return [sentence(state, "procedure")].concat(why ? [] : menu(state));
    case "shown": return number(state, priority);
    case "trouble": return [sentence(state, state.message ? "trouble" : "lost")];
    case "help": return state.helped === null ? [] : [sentence(state, state.helped ? "help_coming" : "help_failed")];
    default: return [];
  }
}

const asks = (state) => choices(state).some((one) => one.act === "favoured");

// Twice for whoever cannot read it.
function number(state, priority) {
  const ticket = state.given.ticket;
  const language = state.given.pressed.language;
  const signs = Array.from(ticket.label).map((sign) => (/[0-9]/.test(sign) ? "so_" : "chu_") + sign);
  const least = (ticket.priority && priority[language] ? priority[language] : []).concat(signs);
  const once = { language, clips: [say("yours")].concat(least, say("wait")), least };
  return state.listens ? [once, once] : [once];
}

// Each in its own words; one that nobody has recorded cannot be offered by ear.
function tongues(state) {
  return languages(state).map((one, at) => ({ language: one, clips: [say("language"), `so_${at + 1}`], only: true }));
}

// Every choice with its key, and the keys that are always there.
function menu(state) {
  if (!state.listens) return [];
  const said = choices(state).map((one, at) => ({ language: state.language, clips: [say("key"), `so_${at + 1}`, meaning(state, one)] }));
  return said.concat(sentence(state, "keys"));
}

function meaning(state, one) {
  if (one.act === "service") return state.scene === "home" ? `chu_${one.value.slice(0, 1)}` : say("number");
  return say(one.act === "plain" && !asks(state) ? "number" : one.act);
}
