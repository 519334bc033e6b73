// The line to the server: a websocket to hear by, POST to ask by. Knows no scenes and no numbers.

const LOOK_MS = 250;
const SILENCE_MS = 4000; // two ticks of the server did not come
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const SIGN_IN = 4401; // the server's close code for a token that is worth nothing
const ANEW_MS = 3000;
const GIVE_UP_MS = 5000; // so long a citizen waits before a server that does not answer
const TRY_MS = 2000;
const PAUSE_MS = 250;

// POST until an answer comes; 5xx and silence are tried again under the same body. `then(status, answer)`: status 0, nobody answered.
export function post(path, facts, then) {
  const untilMs = performance.now() + GIVE_UP_MS;
  const body = JSON.stringify(facts);
  const attempt = () => {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) {
      then(0, null);
      return;
    }
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.timeout = Math.max(Math.min(TRY_MS, leftMs), 50);
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = () => {
      if (request.status === 0 || request.status >= 500) setTimeout(attempt, PAUSE_MS);
      else then(request.status, parsed(request.responseText));
    };
    request.send(body);
  };
  attempt();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

// JSON of this server, null when it cannot be had.
export function get(path, then) {
  const request = new XMLHttpRequest();
  request.open("GET", path);
  request.setRequestHeader("Accept", "application/json");
  request.onloadend = () => then(request.status === 200 ? parsed(request.responseText) : null);
  request.send();
}

// The websocket: taken up again by itself. `heard(message)` returns false when something was missed.
export function listen(name, heard) {
  let socket = null;
  let heardMs = 0;
  let pauseMs = FIRST_PAUSE_MS;

  function open() {
    const mine = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/api/hear?name=${name}`);
    socket = mine;
    heardMs = performance.now();
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      heardMs = performance.now();
      pauseMs = FIRST_PAUSE_MS;
      if (!heard(JSON.parse(event.data))) lost();
    };
    mine.onclose = (event) => {
      if (mine !== socket) return;
      if (event.code === SIGN_IN) setTimeout(() => location.reload(), ANEW_MS); // the server leads to where we are let in, and back here
      else lost();
    };
  }

  function lost() {
    const dead = socket;
    socket = null;
    dead.close();
    setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  setInterval(() => { if (socket !== null && performance.now() - heardMs > SILENCE_MS) lost(); }, LOOK_MS);
  open();
}
