// Ask the server: one id a click, asked again under the same id until it answers or we give up. Asking twice does nothing twice.

const TRIES = 4;
const TRY_MS = 3000;
const hex = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// This window, as long as it is open. Not crypto.randomUUID: browsers give that to secure pages only.
export const me = hex(8);

// Returns {ok, ...} as the server says it, or null when no answer came.
export async function ask(kind, facts) {
  const body = JSON.stringify({ ask_id: hex(12), kind, ...facts });
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const reply = await post("/api/ask", body);
      if (reply.status < 500 || attempt === TRIES) return signedIn(reply.status, await reply.json());
    } catch (error) {
      if (attempt === TRIES) return null;
    }
    await new Promise((go) => setTimeout(go, 300 * attempt));
  }
  return null;
}

// Sit down at this desk, in place of another window. Returns whether it is ours; a server without seats lets everybody work.
export async function takeSeat(desk) {
  try {
    const reply = await post("/api/seat", JSON.stringify({ desk, window: me }));
    if (reply.status === 404) return true;
    return signedIn(reply.status, await reply.json()).ok;
  } catch (error) {
    return false;
  }
}

// Somebody is on the way to the kiosk; all desks hear that.
export async function helpKnown(kiosk) {
  try {
    await post("/api/help/known", JSON.stringify({ kiosk }));
  } catch (error) {
    // no server: the banner stays
  }
}

// The line is refused although the server is there: perhaps nobody is signed in any more.
export async function stillSignedIn() {
  try {
    const reply = await fetch(location.pathname, { credentials: "same-origin" });
    if (reply.status === 401 || new URL(reply.url).pathname === "/sign-in") toSignIn();
  } catch (error) {
    // no server: the line says so
  }
}

async function post(path, body) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), TRY_MS);
  try {
    const headers = { "Content-Type": "application/json", "X-Moiso-Window": me };
    return await fetch(path, { method: "POST", headers, body, signal: giveUp.signal, credentials: "same-origin" });
  } finally {
    clearTimeout(timer);
  }
}

function signedIn(status, answer) {
  if (status === 401) toSignIn();
  return answer;
}

const toSignIn = () => location.assign(`/sign-in?next=${location.pathname}`);
