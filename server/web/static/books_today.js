// Today's figures, read again by themselves. What cannot be read again is said; the last figures stay.

const EVERY_MS = 10000;
const figures = document.getElementById("figures");
const lost = document.getElementById("lost");

async function refresh() {
  try {
    const reply = await fetch(figures.dataset.from, { headers: { Accept: "text/html" } });
    if (!reply.ok) throw new Error(reply.status);
    figures.innerHTML = await reply.text();
    lost.hidden = true;
  } catch (error) {
    lost.textContent = lost.dataset.lost.replace("{time}", document.getElementById("as-of").dataset.time);
    lost.hidden = false;
  }
}

setInterval(() => { if (!document.hidden) refresh(); }, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
