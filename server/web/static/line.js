// The line from the server: a websocket that is taken up again by itself, and is called lost when it has been silent too long.

import { stillSignedIn } from "./ask.js";

const SILENCE_MS = 4000; // two ticks of the server (server/web/hear.py) did not come
const LOOK_MS = 250;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

// `heard(message)` returns false when something was missed; `changed(online)` is told each time that the line comes or goes.
export function listen(heard, changed) {
  let socket = null;
  let heardAt = 0;
  let online = false;
  let pause = FIRST_PAUSE_MS;

  function open() {
    const mine = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/api/hear`);
    let spoke = false;
    socket = mine;
    heardAt = Date.now();
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      heardAt = Date.now();
      pause = FIRST_PAUSE_MS;
      if (!heard(JSON.parse(event.data))) { mine.close(); return; }
      if (!spoke) { spoke = true; online = true; changed(true); }
    };
    mine.onclose = () => {
      if (mine === socket) lost(spoke);
    };
  }

  function lost(spoke) {
    const dead = socket;
    socket = null;
    if (online) { online = false; changed(false); }
    if (!spoke) stillSignedIn();
    dead.close();
    setTimeout(open, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  setInterval(() => { if (socket && Date.now() - heardAt > SILENCE_MS) lost(true); }, LOOK_MS);
  open();
}
