// The words of the office's pages, and what says something to the person: a sentence after a page has changed, a question before something is lost.

export const say = JSON.parse(document.getElementById("office-words").textContent);
export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
export const dataIn = (box) => JSON.parse(box.querySelector("script.form-data").textContent);
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const KEPT = "moiso-flash";

// Shows the sentence on the next page that this window opens; it has the focus there, and is in sight.
export function flashNext(text) {
  history.scrollRestoration = "manual";
  try {
    sessionStorage.setItem(KEPT, text);
  } catch (error) {
    // a window without storage: nothing is said, everything works
  }
}

export function showFlash() {
  const place = document.getElementById("flash");
  let text = null;
  try {
    text = sessionStorage.getItem(KEPT);
    if (place) sessionStorage.removeItem(KEPT);
  } catch (error) {
    return;
  }
  if (place && text) {
    place.textContent = text;
    place.focus();
  }
}

// Asks in a box of our own; resolves true when the person says yes. Escape is no. The focus goes back to where it was.
export function confirmBox(text, yes, no) {
  const before = document.activeElement;
  const box = document.createElement("div");
  box.className = "ask-box";
  const inner = document.createElement("div");
  inner.setAttribute("role", "alertdialog");
  inner.setAttribute("aria-modal", "true");
  inner.setAttribute("aria-describedby", "ask-text");
  inner.setAttribute("aria-label", say.sure);
  const words = document.createElement("p");
  words.id = "ask-text";
  words.textContent = text;
  const buttons = [no, yes].map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    return button;
  });
  buttons[1].className = "strong";
  inner.append(words, ...buttons);
  box.append(inner);
  document.body.append(box);
  buttons[0].focus();
  return new Promise((done) => {
    const end = (answer) => {
      box.remove();
      if (before) before.focus();
      done(answer);
    };
    buttons[0].addEventListener("click", () => end(false));
    buttons[1].addEventListener("click", () => end(true));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") end(false);
      if (event.key === "Tab") {
        event.preventDefault();
        buttons[document.activeElement === buttons[0] ? 1 : 0].focus();
      }
    });
  });
}
