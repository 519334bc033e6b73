// The guided first run: usual hours at a click, which services are here, how many desks there are and what each gives.

import { addMode } from "./office.js";

const filtered = (list, ids) => list.filter((one) => ids.includes(one));
const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function seenOf(edits, data) {
  const seen = {};
  for (const edit of edits) {
    const place = edit.put ? `${edit.put} ${edit.row.id}` : `${edit.drop} ${edit.id}`;
    seen[place] = data.seen[place] || "";
  }
  return seen;
}

// ── hours ──

const presets = document.getElementById("presets");
if (presets) {
  const weeks = JSON.parse(presets.textContent);
  const field = document.querySelector('[data-path="hours.week"]');
  for (const button of document.querySelectorAll("[data-preset]")) {
    button.addEventListener("click", () => {
      const week = weeks[button.dataset.preset];
      const own = field.querySelector(".own-week");
      own.checked = true;
      for (const day of field.querySelectorAll("[data-day]")) {
        const times = (week[day.dataset.day] || []).join("-").split("-");
        day.querySelectorAll("input").forEach((input, place) => { input.value = times[place] || ""; });
      }
      own.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

// ── services ──

// Desks keep what is left of their services; one with nothing left goes. What no desk gives goes to the first one.
function desksAfter(base, kept) {
  const desks = base.desks.map((desk) => Object.assign({}, desk, { services: filtered(desk.services, kept) })).filter((desk) => desk.services.length || desk.pool);
  if (!desks.length) desks.push(Object.assign({}, base.desks[0], { services: [] }));
  const pools = base.pools.map((pool) => Object.assign({}, pool, { services: filtered(pool.services, kept) }));
  const given = [].concat(...desks.map((desk) => desk.services), ...pools.map((pool) => pool.services));
  desks[0].services = [...desks[0].services, ...kept.filter((one) => !given.includes(one))];
  return { desks, pools };
}

addMode("first_services", (form, data, now) => {
  const { base } = data;
  const kept = Object.keys(base.services).filter((id) => now[`services.${id}`].here);
  const edits = [];
  for (const id of kept) {
    const row = base.services[id];
    const named = Object.assign({}, row, { names: Object.assign({}, row.names, { vi: now[`services.${id}`].name }) });
    if (!base.here.includes(id) || !alike(named, row)) edits.push({ put: "services", row: named });
  }
  const { desks, pools } = desksAfter(base, kept);
  for (const [kind, rows] of [["desks", desks], ["pools", pools]]) {
    for (const row of rows) if (!alike(row, base[kind].find((one) => one.id === row.id))) edits.push({ put: kind, row });
  }
  const left = desks.map((desk) => desk.id);
  for (const desk of base.desks) if (!left.includes(desk.id)) edits.push({ drop: "desks", id: desk.id });
  for (const id of base.here) if (!kept.includes(id)) edits.push({ drop: "services", id });
  return { edits, seen: seenOf(edits, data), where: "" };
});

// ── desks ──

const count = document.getElementById("count");
if (count) {
  const form = count.form;
  const list = document.getElementById("desks");
  const { base } = JSON.parse(form.querySelector("script.form-data").textContent);

  const oneDesk = (number) => {
    const item = document.importNode(document.getElementById("one-desk").content, true).firstElementChild;
    item.dataset.path = `desks.${number}`;
    item.querySelector("legend").textContent = item.querySelector("legend").textContent.replace("0", number);
    item.querySelector(".fault").id = `desk-${number}-fault`;
    item.querySelector("fieldset").setAttribute("aria-describedby", `desk-${number}-fault`);
    return item;
  };

  // Quick matters at every desk, the others one after the other.
  const spread = () => {
    const desks = Array.from(list.children);
    const others = base.services.filter((one) => !base.everywhere.includes(one));
    desks.forEach((desk, place) => {
      const own = others.filter((_, at) => at % desks.length === place);
      const mine = own.length || !others.length ? own : [others[place % others.length]];
      for (const tick of desk.querySelectorAll("input")) tick.checked = base.everywhere.includes(tick.value) || mine.includes(tick.value);
    });
  };

  count.addEventListener("change", () => {
    const wanted = Number(count.value);
    while (list.children.length > wanted) list.lastElementChild.remove();
    const numbers = Array.from(list.children, (desk) => Number(desk.dataset.path.slice(6)));
    for (let number = 1; list.children.length < wanted; number += 1) if (!numbers.includes(number)) list.append(oneDesk(number));
    spread();
  });
  document.getElementById("spread").addEventListener("click", () => {
    spread();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

addMode("first_desks", (form, data, now) => {
  const before = data.base.desks;
  const edits = [];
  const wanted = Object.keys(now).filter((path) => path.startsWith("desks.")).map((path) => path.slice(6));
  for (const id of wanted) {
    const row = before[id] || { id: Number(id), services: [] };
    const chosen = now[`desks.${id}`];
    // the order that the desk has stays
    const services = [...filtered(row.services, chosen), ...chosen.filter((one) => !row.services.includes(one))];
    if (!before[id] || !alike(services, row.services)) edits.push({ put: "desks", row: Object.assign({}, row, { services }) });
  }
  for (const id of Object.keys(before)) if (!wanted.includes(id)) edits.push({ drop: "desks", id: Number(id) });
  return { edits, seen: seenOf(edits, data), where: "" };
});

// ── done ──

for (const place of document.querySelectorAll("[data-address]")) place.textContent = location.origin + place.dataset.address;
