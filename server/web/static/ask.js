// Ask the server: one id a click, asked again under the same id until it answers or we give up. Asking twice does nothing twice.

const TRIES = 4;
const TRY_MS = 3000;

// Not crypto.randomUUID: browsers give that to secure pages only.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Returns {ok, ...} as the server says it, or null when no answer came.
export async function ask(kind, facts) {
  const body = JSON.stringify({ ask_id: newId(), kind, ...facts });
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), TRY_MS);
    try {
      const reply = await fetch("/api/ask", { method: "POST", headers: { "Content-Type": "application/json" }, body, signal: giveUp.signal });
      if (reply.status < 500) return await reply.json();
      if (attempt === TRIES - 1) return await reply.json();
    } catch (error) {
      if (attempt === TRIES - 1) return null;
    } finally {
      clearTimeout(timer);
    }
    await new Promise((go) => setTimeout(go, 300 * (attempt + 1)));
  }
  return null;
}
