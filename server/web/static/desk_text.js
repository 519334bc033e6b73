// Sentences, names, times, and nodes with text in them. The page's own words come with it, in one language.

export const at = (id) => document.getElementById(id);
export const say = JSON.parse(at("sentences").textContent);
export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

// The words of what most visits never need stand on the page's own address, for who asks it as a program. Raises what fetch raises.
let more = null;
export async function moreWords() {
  if (more === null) {
    const reply = await fetch(location.pathname, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    more = await reply.json();
  }
  return more;
}

// A sheet of styles that most visits never need. Rejects when it does not come.
export const moreStyle = (href) => new Promise((go, fail) => {
  document.head.append(make("link", { rel: "stylesheet", href, onload: go, onerror: fail }));
});

// A node with these properties, this text, and these nodes or texts in it.
export function make(tag, properties, text, inside) {
  const node = Object.assign(document.createElement(tag), properties);
  if (text) node.append(text);
  if (inside) node.append(...inside);
  return node;
}

// A button that says what it does to a screen reader too.
export function button(text, long, click) {
  const one = make("button", { title: long || "" }, text);
  if (long) one.setAttribute("aria-label", long);
  one.addEventListener("click", click);
  return one;
}

export function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const nameOf = (state, service) => (state.services[service] ? state.services[service].names.vi : service);
export const languageOf = (code) => say.desk[`language_${code}`] || code;
export const minutesSince = (moment, now) => Math.max(0, Math.floor((now - Date.parse(moment)) / 60000));
export const because = (reason) => fill(say.desk[`not_${reason[0]}`], reason[1] || {});

// The office's own time of day, "08:05", whatever this machine is set to.
let clock = null;
export function setZone(timeZone) {
  clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
}
export const timeOf = (moment) => (clock ? clock.format(new Date(moment)) : "");

// "4:05", "1:04:05".
export function running(fromMs, now) {
  const total = Math.max(0, Math.floor((now - fromMs) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, rest] = [Math.floor(total / 3600), total % 3600];
  return (hours ? `${hours}:${two(Math.floor(rest / 60))}` : `${Math.floor(rest / 60)}`) + `:${two(rest % 60)}`;
}

export const marksOf = (ticket) => [
  ticket.priority ? { kind: "priority", text: say.desk.priority } : null,
  ticket.appointment ? { kind: "appointment", text: say.desk.appointment } : null,
  ticket.language !== "vi" ? { kind: "language", text: fill(say.desk.language, { name: languageOf(ticket.language) }) } : null,
].filter(Boolean);

// Rows of a list, kept by key: a row that goes on keeps its node, and so its focus.
export function rows(list, items, build, update) {
  const old = new Map(Array.from(list.children).map((row) => [row.dataset.key, row]));
  const wanted = new Set(items.map((one) => one.key));
  old.forEach((row, key) => { if (!wanted.has(key)) row.remove(); });
  items.forEach((one, place) => {
    const row = old.get(one.key) || build(one);
    row.dataset.key = one.key;
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] || null);
    update(row, one);
  });
}
