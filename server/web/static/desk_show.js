// The ticket in hand, the buttons, and the one line that says why. Draws what the view says and knows no rules.

import { at, because, fill, make, marksOf, minutesSince, nameOf, rows, running, say, set, timeOf } from "./desk_text.js";
import { undoIsSure } from "./state.js";

// `ui`: {online, asking, slow, message, typed}: what only this page knows. `able`: whether anything can be sent now.
export function showDesk(state, view, ui, able) {
  document.body.classList.toggle("stale", !ui.online);
  showHand(state, view, ui.typed);
  showLine(state, view, ui);
  showButtons(state, view, able);
  showThere(view);
  at("taken").hidden = !view.taken;
  at("desk").className = `desk ${view.mode}${view.taken ? " away" : ""}`;
  set(at("guarantee"), state.policy.guarantee || "");
  set(at("spoken"), view.hand ? fill(say.desk.spoken_called, { ticket: view.hand.label, service: nameOf(state, view.hand.service) }) : say.desk.in_hand_empty);
}

function showHand(state, view, typed) {
  const { hand, now } = view;
  at("hand").className = `hand ${typed ? "typed" : view.mode}`;
  set(at("hand-state"), say.desk[`in_hand_${typed ? "typed" : view.mode}`]);
  set(at("hand-label"), typed || (hand ? hand.label : "–"));
  set(at("hand-timer"), hand ? timer(hand, now) : "");
  set(at("hand-service"), hand ? nameOf(state, hand.service) : "");
  const marks = hand ? marksOf(hand).map((one) => ({ key: one.kind, ...one })) : [];
  rows(at("hand-marks"), marks, (one) => make("span", { className: one.kind }), (node, one) => set(node, one.text));
  const facts = (hand ? factsOf(state, hand, view.seen || {}) : queueFacts(view)).filter((one) => one.text);
  rows(at("hand-facts"), facts, (one) => make("li", { id: `hand-${one.key}` }), (node, one) => set(node, one.text));
}

function timer(hand, now) {
  const serving = hand.state === "serving";
  const from = serving ? hand.started_at : hand.called_at;
  return `${running(Date.parse(from), now)} ${fill(say.desk[serving ? "timer_serving" : "timer_called"], { time: timeOf(from) })}`;
}

function factsOf(state, hand, seen) {
  return [
    { key: "waited", text: fill(say.desk.waited, { minutes: minutesSince(hand.issued_at, Date.parse(hand.called_at)) }) },
    { key: "calls", text: [fill(say.desk.calls, { count: hand.calls }), seen.shown ? say.desk.seen_shown : "", seen.spoken ? say.desk.seen_spoken : ""].filter(Boolean).join(" · ") },
    { key: "why", text: hand.why ? fill(say.desk.chosen_why, { why: chosen(hand, state.policy.cap) }) : "" },
    { key: "steps", text: hand.steps.length ? fill(say.desk.steps, { services: hand.steps.map((one) => nameOf(state, one)).join(", ") }) : "" },
    { key: "note", text: hand.note ? fill(say.desk.noted, { note: hand.note }) : "" },
  ];
}

// "ưu tiên, đã vượt 2/5": why it was this number.
function chosen(hand, cap) {
  const counted = hand.overtook && cap && !["turn", "yielded"].includes(hand.why);
  return say.why[hand.why] + (counted ? fill(say.why.counted, { count: hand.overtook, cap }) : "");
}

function queueFacts(view) {
  if (!view.waiting.length) return [];
  const oldest = Math.max(...view.waiting.map((one) => minutesSince(one.issued_at, view.now)));
  return [{ key: "queue", text: fill(say.desk.queue, { count: view.waiting.length, minutes: oldest }) }];
}

// One place under the big button, always of the same height: what is wrong, what was refused, or why nothing can be called.
function showLine(state, view, ui) {
  const alarm = !ui.online ? say.desk.lost : state.open ? "" : say.desk.not_day;
  at("line").hidden = alarm === "";
  set(at("line"), alarm);
  set(at("message"), alarm ? "" : ui.message || (ui.slow ? say.desk.sending : ""));
  set(at("why"), alarm || ui.message || ui.slow || !view.no.call_next ? "" : because(view.no.call_next));
}

function showButtons(state, view, able) {
  for (const one of document.querySelectorAll("button[data-act]")) {
    const bar = view.no[one.dataset.act] || null;
    const off = one.dataset.act !== "keys" && (!able || bar !== null);
    if (one.disabled !== off) one.disabled = off;
    const title = bar ? because(bar) : "";
    if (one.title !== title) one.title = title;
  }
  const sure = view.undoS && undoIsSure(state, view.desk) && !view.no.undo;
  label("undo", sure ? fill(say.desk.act_undo_left, { seconds: view.undoS }) : say.desk.act_undo);
  label("priority", view.hand && view.hand.priority ? say.desk.act_priority_off : say.desk.act_priority);
  label("open_desk", view.there.state === "paused" ? say.desk.act_resume : say.desk.act_open_desk);
}

const label = (act, text) => set(document.querySelector(`[data-act=${act}] span`), text);

function showThere(view) {
  const { there } = view;
  const until = there.state === "paused" && there.back_at ? "_until" : "";
  const text = fill(say.desk[`there_${there.state}${until}`], { time: there.back_at ? timeOf(there.back_at) : "" });
  set(at("there"), [text, there.reason, there.officer].filter(Boolean).join(" · "));
  at("there").className = there.state;
  document.querySelector("[data-act=open_desk]").hidden = there.state === "open";
  document.querySelector("[data-act=pause_desk]").hidden = there.state !== "open";
  document.querySelector("[data-act=close_desk]").hidden = there.state === "closed";
}
