// The questions that come before an act: to whom, why, until when. Fetched with its words when the first one is asked.

import { openDialog, setWords } from "./desk_dialogs.js";
import { ageOf } from "./desk_scan.js";
import { fill, languageOf, make, moreStyle, moreWords, nameOf, say, timeOf } from "./desk_text.js";
import { rowBars } from "./state.js";

export { closeDialog, dialogKey, dialogOpen, refreshDialog } from "./desk_dialogs.js";

const HOLDS_MIN = [5, 10, 15, 30];
const PAUSES_MIN = [5, 15, 30, 60];

let words = null;

// Raises what fetch raises.
export async function ready() {
  words = await moreWords();
  setWords(words);
  await moreStyle("/static/desk_asks.css");
}

const options = (name, values) => values.map((value) => ({ value, text: words[`${name}_${value}`] }));
const note = () => ({ name: "note", kind: "text", text: words.note });
const inMinutes = (view, minutes) => new Date(view.now + minutes * 60000).toISOString();
const nameOfAct = (name) => words[`act_${name}`];

// `desk`: {id, view(), state(), send(kind, facts), here(kind, facts), do(act), say(sentence)}. Returns the questions by the act's name.
export function questions(desk) {
  const { id, send, here } = desk;
  const same = (ticket) => () => {
    const now = desk.state().tickets[ticket.id];
    return Boolean(now) && now.state === ticket.state && now.desk === ticket.desk;
  };
  const about = (ticket, sentence, question) => openDialog({ title: fill(words[sentence], { ticket: ticket.label }), valid: same(ticket), ...question });

  function hold(ticket) {
    const pause = (minutes) => {
      const backAt = inMinutes(desk.view(), minutes);
      const text = fill(words.hold_minutes, { minutes, time: timeOf(backAt) });
      return { text, pick: (values) => here("hold", { why: "pause", back_at: inMinutes(desk.view(), minutes), note: values.note }) };
    };
    const supplement = { text: words.hold_supplement, pick: (values) => here("hold", { why: "supplement", note: values.note }) };
    about(ticket, "hold", { choices: [supplement].concat(HOLDS_MIN.map(pause)), fields: [note()] });
  }

  function transfer(ticket) {
    const state = desk.state();
    const go = (facts) => (values) => send("transfer", { ticket: ticket.id, place: values.place, note: values.note, ...facts });
    const services = Object.keys(state.services).filter((one) => one !== ticket.service || ticket.for_desk);
    const desks = Object.values(state.desks).filter((one) => one.id !== id && one.state !== "closed");
    about(ticket, "transfer", {
      wide: true,
      choices: services.map((one) => ({ text: nameOf(state, one), pick: go({ service: one }) })).concat(desks.map((one) => ({
        text: fill(say.desk.title, { desk: one.id }), hint: one.services.map((it) => nameOf(state, it)).join(" · "), pick: go({ to_desk: one.id }),
      }))),
      fields: [{ name: "place", kind: "radios", text: words.place, options: options("place", ["keep", "first", "last"]) }, note()],
    });
  }

  function addStep(ticket) {
    const state = desk.state();
    const others = Object.keys(state.services).filter((one) => one !== ticket.service && !ticket.steps.includes(one));
    about(ticket, "add_step", {
      wide: true, choices: others.map((one) => ({ text: nameOf(state, one), pick: () => send("add_step", { ticket: ticket.id, service: one }) })),
    });
  }

  function finishOther(ticket) {
    const outcomes = options("outcome", ["declined", "rescheduled"]);
    about(ticket, "finish_other", { choices: outcomes.map((one) => ({ text: one.text, pick: () => here("finish", { outcome: one.value }) })) });
  }

  function priority(ticket) {
    const take = (reason) => send("set_priority", { ticket: ticket.id, priority: false, reason });
    reasons(ticket, "priority", ["mistake", "not", "wish"], take);
  }

  function reasons(ticket, name, keys, then) {
    const choices = options(name, keys).map((one) => ({ text: one.text, pick: () => then(one.text) }));
    about(ticket, name, { choices, own: then });
  }

  function cancel(ticket) {
    const yes = { text: fill(words.cancel_yes, { ticket: ticket.label }), danger: true, pick: () => send("cancel", { ticket: ticket.id }) };
    about(ticket, "cancel", { alert: true, choices: [yes] });
  }

  function whyThis(ticket) {
    reasons(ticket, "reason", ["frail", "supplement", "short", "other"], (reason) => here("call_this", { ticket: ticket.id, reason }));
  }

  function pauseDesk() {
    const back = [{ value: "", text: words.pause_unknown }].concat(PAUSES_MIN.map((minutes) => ({
      value: String(minutes), text: `${fill(words.pause_in, { minutes })} (${fill(words.pause_at, { time: timeOf(inMinutes(desk.view(), minutes)) })})`,
    })));
    const go = (reason, values) => here("pause_desk", { reason, back_at: values.back ? inMinutes(desk.view(), Number(values.back)) : null });
    openDialog({
      title: fill(words.pause, { desk: id }),
      choices: options("pause", ["lunch", "meeting", "system", "other"]).map((one) => ({ text: one.text, pick: (values) => go(one.text, values) })),
      fields: [{ name: "back", kind: "select", text: words.pause_back, options: back }],
    });
  }

  function closeWaiting(message) {
    const yes = { text: words.close_yes, danger: true, pick: () => here("close_desk", { leave_waiting: true }) };
    openDialog({ title: words.close, text: message, alert: true, choices: [yes] });
  }

  function issue() {
    const state = desk.state();
    const give = (service) => async (values) => {
      const facts = { service, priority: values.priority, language: values.language, paper: Boolean(values.paper) };
      const answer = await send("issue", facts);
      if (answer && answer.ok) issued(answer);
    };
    const languages = ["vi", "en", "km"].map((one) => ({ value: one, text: languageOf(one) }));
    const fields = [{ name: "priority", kind: "check", text: words.issue_priority }];
    if (Number.isFinite(fromAge(state))) fields.push({ name: "scan", kind: "scan", text: words.issue_scan, scanned: (text) => oldEnough(text, state) });
    if (state.printers.length) fields.push({ name: "paper", kind: "check", text: words.issue_paper, on: true });
    openDialog({
      title: words.issue, wide: true,
      choices: Object.keys(state.services).map((one) => ({ text: nameOf(state, one), pick: give(one) })),
      fields: fields.concat({ name: "language", kind: "select", text: words.issue_language, options: languages }),
    });
  }

  // From which age priority is given at the earliest; Infinity where age gives none.
  const fromAge = (state) => Math.min(...state.groups.map((one) => one.from_age).filter(Boolean));

  // What a scanned identity card says of priority: [whether, the sentence].
  function oldEnough(text, state) {
    const today = new Date(desk.view().now).toLocaleDateString("sv", { timeZone: state.zone });
    const age = ageOf(text, today);
    if (age === null) return [false, words.issue_scan_bad];
    const enough = age >= fromAge(state);
    return [enough, fill(enough ? words.issue_scan_yes : words.issue_scan_no, { age, limit: fromAge(state) })];
  }

  function issued(answer) {
    const { ticket } = answer;
    const facts = fill(words.issued_ahead, { service: nameOf(desk.state(), ticket.service), count: answer.ahead });
    const inside = [make("p", { className: "label" }, ticket.label), make("p", {}, facts)];
    if (answer.notice) inside.push(make("p", {}, answer.notice));
    openDialog({ title: words.issued, back: words.ok, body: make("div", { className: "issued" }, "", inside) });
  }

  // Everything else that can be done with a ticket, as one list. `no`: what bars each of it.
  function more(ticket, names, no) {
    const choices = names.filter((name) => !no[name]).map((name) => ({
      text: name === "priority" && ticket.priority ? say.desk.act_priority_off : nameOfAct(name),
      danger: name === "cancel", stays: true, pick: () => desk.do(name, ticket),
    }));
    about(ticket, "more", { choices });
  }

  function deskMenu() {
    const { no } = desk.view();
    const names = ["issue", "open_desk", "pause_desk", "close_desk"].filter((name) => !no[name]);
    openDialog({ title: words.desk, choices: names.map((name) => ({ text: nameOfAct(name), stays: true, pick: () => desk.do(name) })) });
  }

  function which(tickets) {
    const texts = tickets.map((one) => ({ text: `${one.label} · ${nameOf(desk.state(), one.service)}`, stays: true, pick: () => desk.do("call_this", one) }));
    openDialog({ title: words.which, choices: texts });
  }

  return {
    hold, transfer, cancel, priority, issue, which, keys,
    add_step: addStep, finish_other: finishOther, pause_desk: pauseDesk, desk_menu: deskMenu, why_this: whyThis, close_waiting: closeWaiting,
    more: (ticket) => more(ticket, ["hold", "put_back", "finish_other", "add_step", "priority", "reprint", "cancel"], desk.view().no),
    row_more: (ticket) => more(ticket, ["transfer", "add_step", "priority", "reprint", "cancel"], rowBars(desk.state(), ticket)),
  };
}

const keys = () => openDialog({ title: words.keys_title, body: make("div", { className: "keys" }, "", [board(), pad()]), back: words.ok, wide: true });

const BOARD = [["F1 · Space", "call_next"], ["F2 · R", "recall"], ["S · Space", "start"], ["F4 · Enter", "finish"], ["F3 · Del", "no_show"],
  ["H", "hold"], ["T", "transfer"], ["U", "undo"], ["P", "pause_desk"], ["L", "issue"]];

function board() {
  const lines = BOARD.map(([keys, act]) => make("p", {}, "", [make("kbd", {}, keys), nameOfAct(act)]));
  const notes = ["keys_type", "keys_menu", "keys_hold"].map((one) => make("p", { className: "note" }, words[one]));
  return make("div", {}, "", [make("h3", {}, words.keys_board)].concat(lines, notes));
}

// The pad as it lies on the table: four columns, "+" and Enter two keys high.
const PAD = [["/", ["transfer", "desk_menu"]], ["*", ["recall"]], ["−", ["more", "undo"]], ["7 8 9 4 5 6 1 2 3", "digits"], ["+", ["call_next"], "tall"],
  ["Enter", "call", "tall"], ["0", ["start"], "broad"], [". Del", ["no_show"]]];

function pad() {
  const keys = PAD.map(([key, means, shape]) => make("li", { className: shape || (means === "digits" ? "digits" : "") }, "", [
    make("kbd", {}, key), typeof means === "string" ? words[`pad_${means}`] : means.map((one) => ({ more: words.more_name, desk_menu: words.desk })[one] || nameOfAct(one)).join(" / ")]));
  return make("div", {}, "", [make("h3", {}, words.keys_pad), make("ul", { className: "pad" }, "", keys)]);
}
