// What a scanner's text is, and what it does to the kiosk: the same as kiosk/scanned.py and scans.py. Pure. Of a card only "goes first" is kept,
// of a slip nothing; the text goes nowhere but an appointment's own, to the server that wrote it.

import { ageOf } from "./desk_scan.js";
import { asksPriority, picked } from "./kiosk_choices.js";
import { OVER, WALK, but, goes, happens, local, rested, rules, serviceOf, standingOf } from "./kiosk_state.js";

const LETTERS_MOST = 1000;
const DOSSIER = /^[0-9A-Z.]+-([0-9]{2})([0-9]{2})([0-9]{2})-[0-9]{4,}$/;
const DUE = /^([0-9]{2})[/.-]?([0-9]{2})[/.-]?([0-9]{4})$/;
const SLIP_MOST = 120;
const APPOINTMENT = /^MOISO-HEN\|([A-Z]{1,2})\|([0-9]{4})([0-9]{2})([0-9]{2})\|([0-9]{2})([0-9]{2})\|([0-9]{2})([0-9]{2})\|([A-Z2-7]{8,24})\|[A-Z2-7]{16}$/;

// { kind: "citizen", age }, { kind: "dossier", due }, { kind: "appointment", service, day, nonce, text } or { kind: "unknown" }. Days are "2026-11-30".
export function read(raw, today) {
  const text = raw.trim();
  if (text.length > LETTERS_MOST) return { kind: "unknown" };
  const booked = raw.length > SLIP_MOST ? null : appointment(text.toUpperCase());
  if (booked !== null) return booked;
  const age = ageOf(text, today);
  if (age !== null) return { kind: "citizen", age };
  return dossier(text) || { kind: "unknown" };
}

// As server/wire/slip.py reads it.
function appointment(code) {
  const found = APPOINTMENT.exec(code);
  const day = found && dateOf(found[2], found[3], found[4]);
  const times = found ? [[found[5], found[6]], [found[7], found[8]]] : [];
  if (!day || times.some((one) => one[0] > "23" || one[1] > "59") || found[5] + found[6] >= found[7] + found[8]) return null;
  return { kind: "appointment", service: found[1], day, nonce: found[9], text: code };
}

// The code alone, behind it the day of the appointment, or the code in a web address.
function dossier(text) {
  const bar = text.indexOf("|");
  const code = bar < 0 ? text : text.slice(0, bar);
  for (const candidate of [code].concat(inAddress(text))) {
    const found = DOSSIER.exec(candidate.trim().toUpperCase());
    if (!found || !dateOf(`20${found[1]}`, found[2], found[3])) continue;
    const due = bar < 0 ? null : DUE.exec(text.slice(bar + 1).trim().replace(/\|+$/, ""));
    return { kind: "dossier", due: due && dateOf(due[3], due[2], due[1]) };
  }
  return null;
}

function inAddress(text) {
  const found = /^https?:\/\/([^?#]*)([^#]*)/i.exec(text);
  if (!found) return [];
  const values = found[2].slice(1).split("&").filter((one) => one.indexOf("=") > 0).map((one) => one.slice(one.indexOf("=") + 1).replace(/\+/g, " "));
  return values.map(decoded).concat(found[1].split("/").slice(1));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return text;
  }
}

function dateOf(year, month, day) {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDate = date.getUTCFullYear() === Number(year) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  return isDate ? `${year}-${month}-${day}` : null;
}

// The office's day, "" while nobody knows it.
export function today(state, nowS) {
  const ms = local(state, nowS);
  return ms === null ? "" : new Date(ms).toISOString().slice(0, 10);
}

// After a number or a sentence it is the next citizen's. While a number is being asked for nothing is looked at.
// `press(service, priority, language, slip, nonce)` makes a press.
export function scanned(state, found, nowS, press) {
  const there = OVER.indexOf(state.scene) >= 0 ? but(rested(state), { sinceS: nowS }) : state;
  if (WALK.indexOf(there.scene) < 0) return there;
  const now = but(there, { lastPressS: nowS, note: "", noteDay: null });
  if (found.kind === "citizen") return citizen(now, found.age);
  if (found.kind === "dossier") return slip(now, found.due, nowS, press);
  if (found.kind === "appointment") return appointed(now, found, nowS, press);
  return but(now, { note: "kiosk.scan_unknown" });
}

// By the office's own age for going first, where it has one and asks at all.
function citizen(state, age) {
  const groups = standingOf(state) === null ? [] : standingOf(state).priority_groups;
  const first = asksPriority(state) && groups.some((one) => one.from_age && age >= one.from_age);
  return but(state, { favoured: first, note: first ? "kiosk.scan_priority" : "kiosk.scan_known" });
}

// A slip whose day has come, or that does not say its day, is a press; before its day that is said, and the citizen chooses.
function slip(state, due, nowS, press) {
  const service = rules(state).results_service;
  if (serviceOf(state, service) === null) return but(state, { note: "kiosk.scan_no_results" });
  const day = today(state, nowS);
  if (due === null || day === "" || due <= day) return picked(state, service, nowS, press);
  const asked = happens(but(state, { service }), "picked", nowS);
  return asked === null ? state : but(asked, { note: "kiosk.scan_early", noteDay: due });
}

// A booked hour: on its day a number at once, asked under the appointment's own id, so that scanned again it is the same number.
function appointed(state, found, nowS, press) {
  const day = today(state, nowS);
  if (serviceOf(state, found.service) === null) return but(state, { note: "kiosk.scan_no_service" });
  if (day !== "" && found.day !== day) return but(state, { note: "kiosk.scan_other_day", noteDay: found.day });
  return goes(state, press(found.service, state.favoured, state.language, found.text, found.nonce), nowS);
}
