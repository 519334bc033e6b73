// Which key does what: a pure table by what the desk is doing. Knows no page. Keys are told by their place (`code`), not by the letter:
// with a Vietnamese typing program running the letter is not certain, and the number pad works with NumLock on or off.

const ALWAYS = { F1: "call_next", F2: "recall", F3: "no_show", F4: "finish" };
const IN_HAND = {
  Space: "call_next", KeyS: "start", KeyR: "recall", Enter: "finish", Delete: "no_show", KeyH: "hold", KeyT: "transfer", KeyP: "pause_desk",
  KeyU: "undo", KeyL: "issue", NumpadAdd: "call_next", Numpad0: "start", NumpadEnter: "finish", NumpadDecimal: "no_show",
  NumpadMultiply: "recall", NumpadDivide: "transfer", NumpadSubtract: "more",
};
const TABLE = {
  empty: {
    Space: "call_next", KeyP: "pause_desk", KeyU: "undo", KeyL: "issue", Delete: "no_show", NumpadAdd: "call_next", NumpadSubtract: "undo",
    NumpadMultiply: "recall", NumpadDecimal: "no_show", NumpadDivide: "desk_menu",
  },
  called: { ...IN_HAND, Space: "start" },
  serving: IN_HAND,
};
const LONGEST = 8;

// `mode`: empty, called, serving; `typed`: the number that is being typed. Returns {act}, {typed} (the number as it is now),
// {call} (call this number), or null when the key means nothing here.
export function meaning(press, mode, typed) {
  if (press.key === "?" || (press.code === "Slash" && press.shiftKey)) return { act: "keys" };
  if (ALWAYS[press.code]) return { act: ALWAYS[press.code] };
  if (mode !== "empty") return TABLE[mode][press.code] ? { act: TABLE[mode][press.code] } : null;
  if (typed && (press.code === "Enter" || press.code === "NumpadEnter")) return { call: typed };
  if (typed && press.code === "Backspace") return { typed: typed.slice(0, -1) };
  if (typed && press.code === "Escape") return { typed: "" };
  const act = TABLE.empty[press.code];
  const sign = signOf(press.code);
  if (sign && (typed || !act)) return { typed: (typed + sign).slice(0, LONGEST) };
  return act ? { act } : null;
}

// "5" for Digit5 and Numpad5, "A" for KeyA, "" for everything else.
export function signOf(code) {
  const found = /^(?:Digit|Numpad)(\d)$|^Key([A-Z])$/.exec(code);
  return found ? found[1] || found[2] : "";
}

const SAME_KEY_MS = 400;
const BOUNCE_MS = 50; // a digit may come twice in a number, but no finger is as quick as this

// Whether the key must do nothing: held down, or the same one once more already. `last`: {code, at} of the one before.
export function tooSoon(press, last, at, types) {
  return press.repeat || (last.code === press.code && at - last.at < (types ? BOUNCE_MS : SAME_KEY_MS));
}

// The tickets that a typed number can mean: "A012", "a12", or only its digits.
export function meant(typed, tickets) {
  const [, letters, digits] = /^([A-Z]*)(\d*)$/.exec(typed.toUpperCase()) || ["", "", ""];
  const parts = (label) => /^(\D*)(\d+)$/.exec(label.toUpperCase()) || [label, label, "-1"];
  if (!digits) return [];
  return tickets.filter((one) => Number(parts(one.label)[2]) === Number(digits) && (!letters || parts(one.label)[1] === letters));
}
