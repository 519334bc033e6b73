// What is asked of the server: POST until there is an answer, and JSON. What is heard of it comes by screen_line.js. Knows no scenes and no numbers.

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
