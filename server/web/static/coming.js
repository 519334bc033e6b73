// What the pages of coming in and of people share: one question as JSON, and a name to sign in with made from the name that colleagues see.

// Returns what the server says, or null when no answer came.
export async function post(path, facts) {
  try {
    const reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts) });
    return await reply.json();
  } catch (error) {
    return null;
  }
}

export function plain(name) {
  return name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, 20).replace(/^-+|-+$/g, "");
}
