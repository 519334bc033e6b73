// A television that is not paired shows a code; when somebody has let it in, it goes on to its page by itself. A code that ran out is replaced.
// Old browsers run this, see screen_state.js.

(function () {
  "use strict";

  const EVERY_MS = 2000;
  const WAIT_MS = 10000;
  const page = document.getElementById("pair");
  let secret = "";
  let asking = false;

  function show(id, text) {
    document.getElementById(id).textContent = text;
  }

  // `then(answer)`: what the server says, or null when no answer came.
  function post(path, facts, then) {
    const request = new XMLHttpRequest();
    asking = true;
    request.open("POST", path);
    request.timeout = WAIT_MS;
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = () => {
      asking = false;
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch (error) {
        answer = null;
      }
      then(answer);
    };
    request.send(JSON.stringify(facts));
  }

  function begin() {
    post("/api/pair", { scope: page.dataset.scope }, (answer) => {
      if (answer === null || !answer.ok) {
        show("message", answer === null ? page.dataset.unsent : answer.message);
        return;
      }
      secret = answer.secret;
      show("message", "");
      show("code", answer.code.slice(0, 3) + " " + answer.code.slice(3));
    });
  }

  function look() {
    if (asking) return;
    if (secret === "") {
      begin();
      return;
    }
    post("/api/pair/claim", { secret: secret }, (answer) => {
      if (answer === null) show("message", page.dataset.unsent);
      else if (answer.ok && answer.paired) location.assign(page.dataset.next);
      else if (answer.reason === "wrong_code") {
        secret = "";
        show("message", page.dataset.again);
      } else show("message", "");
    });
  }

  begin();
  setInterval(look, EVERY_MS);
}());
