// What hands do at a kiosk in a browser: touches, keys, and a scanner that types like a keyboard, told apart by its speed. `Burst` is pure.

const GAP_MS = 80; // a scanner sends a key every 1 to 30 ms; fingers that hit two keys of a keypad need longer
const LEAST_LETTERS = 6;
const LEAST_KINDS = 3; // a worn key that bounces is one letter, a hand that slips two
const MOST_LETTERS = 2000;
const ENDS = ["Enter", "Tab"];
const KEYS = { Enter: "enter", Backspace: "back", 0: "back", "+": "help", "*": "help", F1: "help" };

// Keys in, texts and keys out: `typed(key, ms)` and `waited(ms)` give [{ text } or { key }], what is not yet sure being kept for GAP_MS.
export function Burst() {
  let keys = [];
  let lastMs = -Infinity;

  this.isEmpty = () => keys.length === 0;

  this.typed = (key, ms) => {
    const out = this.waited(ms);
    if (keys.length === 0 && key.length > 1 && ENDS.indexOf(key) < 0) return out.concat({ key });
    keys.push(key);
    lastMs = ms;
    if (keys.length > MOST_LETTERS) keys = [];
    return key.length > 1 || rattles() ? out.concat(ended()) : out;
  };

  this.waited = (ms) => (keys.length && ms - lastMs > GAP_MS ? ended() : []);

  const rattles = () => keys.length >= 2 * LEAST_LETTERS && keys.length <= 8 * LEAST_LETTERS && new Set(keys).size < LEAST_KINDS;

  function ended() {
    const letters = keys.filter((one) => one.length === 1);
    const out = letters.length >= LEAST_LETTERS && new Set(letters).size >= LEAST_KINDS
      ? [{ text: letters.join("") }] : keys.map((key) => ({ key }));
    keys = [];
    return out;
  }
}

// `on.awake()`: somebody is there, and browsers allow sound from now on; `on.touched(field or null, [x, y] or name)`, `on.key(name)`,
// `on.scanned(text)`. A touch counts when it comes down: worn panels lose the up.
export function listenToHands(root, on) {
  const burst = new Burst();
  let isDown = false; // a click that ends such a touch is the same touch

  const fieldOf = (node) => (node.closest ? node.closest("[data-act]") : null);

  function down(target, x, y) {
    on.touched(fieldOf(target), [x, y]);
  }

  // What browsers allow only after a whole click, such as filling the glass.
  const wantsClick = (node) => node.closest && node.closest("[data-click]") !== null;

  root.addEventListener("touchstart", (event) => {
    if (wantsClick(event.target)) return;
    event.preventDefault(); // no zoom, no magnifier, no menu, and no mouse made of it
    const active = document.activeElement;
    if (active && active !== document.body) active.blur();
    for (const touch of Array.from(event.changedTouches)) down(touch.target, touch.clientX, touch.clientY);
  }, { passive: false });
  root.addEventListener("mousedown", (event) => {
    if (wantsClick(event.target)) return;
    event.preventDefault();
    if (event.button !== 0) return;
    isDown = true;
    down(event.target, event.clientX, event.clientY);
  });
  for (const one of ["touchend", "click", "keydown"]) document.addEventListener(one, on.awake);
  document.addEventListener("mouseup", () => setTimeout(() => { isDown = false; }, 0));
  root.addEventListener("click", (event) => { // by a key on a focused field, or by whatever reads the page aloud
    if (isDown || !fieldOf(event.target)) return;
    const field = fieldOf(event.target);
    on.touched(field, `${field.dataset.act} ${field.dataset.value}`);
  });
  for (const one of ["contextmenu", "selectstart", "dragstart", "gesturestart"]) document.addEventListener(one, (event) => event.preventDefault());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || ["Shift", "CapsLock", "NumLock"].indexOf(event.key) >= 0) return;
    const onField = fieldOf(document.activeElement || root) !== null;
    if (burst.isEmpty() && (event.key === "Tab" || (onField && (event.key === "Enter" || event.key === " ")))) return; // the browser's own
    if (event.isComposing || (event.key.length > 1 && ENDS.indexOf(event.key) < 0 && !(event.key in KEYS))) return;
    event.preventDefault();
    if (event.repeat) return; // a key that is held down is one press
    hand(burst.typed(event.key, event.timeStamp)); // when it was pressed, not when a busy page comes to it
    setTimeout(() => hand(burst.waited(event.timeStamp + GAP_MS + 1)), GAP_MS + 10);
  });

  function hand(all) {
    for (const one of all) {
      if (one.text !== undefined) on.scanned(one.text);
      else on.key(KEYS[one.key] || one.key);
    }
  }
}
