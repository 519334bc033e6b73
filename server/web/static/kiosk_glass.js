// Makes a scene real: what is there already is changed, not made anew, so that a finger on a field stays on it; letters get as small as they must.

import { icon } from "./kiosk_icons.js";

const SMALLER = 0.93;
const LEAST_PX = 7;
const FITTED_KEPT = 3000;

// `root` holds #door, #head, #body and #foot.
export function Glass(root) {
  const fitted = new Map();
  const places = ["door", "head", "body", "foot"].map((id) => document.getElementById(id));
  let seen = "";
  let spoken = "";

  // `frame`: where things stand; `picture` as kiosk_scenes.js makes it; Khmer lines are higher than others, so the `language` counts.
  this.show = (frame, picture, language) => {
    const text = JSON.stringify([frame, picture, language]);
    if (text === seen) return;
    seen = text;
    spoken = language;
    root.className = picture.cls;
    stand(frame, picture);
    const kids = [picture.door, picture.head ? [picture.head] : [], [picture.main], picture.foot];
    places.forEach((place, at) => patch(place, kids[at]));
    places[1].hidden = !picture.head;
    fitAll();
  };

  // Fonts came: everything is measured anew.
  this.anew = () => {
    fitted.clear();
    seen = "";
  };

  function stand(frame, picture) {
    const set = (name, value) => root.style.setProperty(name, `${value}px`);
    const makesRoom = picture.papers > 0 && !frame.lying; // papers reach up to where nothing can be touched
    const headH = makesRoom ? Math.floor((frame.head.h * picture.papers) / 10) : frame.head.h;
    const bodyY = picture.whole ? frame.head.y : makesRoom ? frame.head.y + headH : frame.body.y;
    const bottom = frame.body.y + frame.body.h;
    set("--touch", frame.touch);
    set("--gap", frame.gap);
    set("--unit", frame.unit);
    set("--answer", frame.answer);
    set("--take", frame.take);
    set("--keys-h", frame.keys);
    set("--key-gap", frame.keyGap);
    set("--door-h", frame.door.h);
    set("--head-y", frame.head.y);
    set("--head-h", headH);
    set("--body-y", bodyY);
    set("--body-h", bottom - bodyY);
    set("--foot-y", frame.foot.y);
    set("--papers-h", frame.body.y + Math.floor((frame.body.h * 36) / 100) - frame.gap - bodyY);
  }

  // All that do not fit get smaller together, round by round: one layout a round.
  function fitAll() {
    const all = Array.from(root.querySelectorAll(".fit"));
    all.forEach((node) => { node.style.fontSize = ""; });
    let large = all.map((node) => ({ node, px: parseFloat(getComputedStyle(node).fontSize), key: keyOf(node) }));
    large.forEach((one) => { if (fitted.has(one.key)) one.node.style.fontSize = `${fitted.get(one.key)}px`; });
    large = large.filter((one) => !fitted.has(one.key));
    while (large.length) {
      const over = large.filter((one) => one.px > LEAST_PX && isCut(one.node));
      large.filter((one) => over.indexOf(one) < 0).forEach((one) => fitted.set(one.key, one.px));
      over.forEach((one) => {
        one.px *= SMALLER;
        one.node.style.fontSize = `${one.px}px`;
      });
      large = over;
    }
    if (fitted.size > FITTED_KEPT) fitted.clear();
    Array.from(root.querySelectorAll(".papers-list, .groups")).forEach(alike);
  }

  // Lines of one list are as large as the longest of them can be.
  function alike(list) {
    for (const which of [".line:not(.tail)", ".name"]) {
      const lines = Array.from(list.querySelectorAll(which));
      const px = lines.reduce((least, one) => Math.min(least, parseFloat(getComputedStyle(one).fontSize)), Infinity);
      lines.forEach((one) => { one.style.fontSize = `${px}px`; });
    }
  }

  const keyOf = (node) => [node.className, node.clientWidth, node.clientHeight, root.className, spoken, node.textContent, getComputedStyle(node).fontSize].join("|");
}

function isCut(node) {
  const inner = node.firstChild;
  return inner.offsetHeight > node.clientHeight || inner.scrollWidth > node.clientWidth;
}

// The children of `parent` are these nodes afterwards.
function patch(parent, nodes) {
  nodes.forEach((node, at) => {
    const there = parent.childNodes[at];
    const kind = `${node.tag} ${node.cls.split(" ").slice(0, 2).join(" ")} ${node.icon || ""} ${node.act || ""} ${node.value || ""} ${node.src || ""}`;
    if (there && there.kind === kind) update(there, node);
    else {
      const made = document.createElement(parent.closest("button") ? "span" : node.tag); // in a button stand words only
      made.kind = kind;
      if (node.tag === "button") made.type = "button";
      if (node.src) made.src = node.src;
      if (node.tag === "img") made.alt = "";
      if (node.icon !== undefined) made.appendChild(icon(node.icon));
      if (node.text !== undefined) made.appendChild(document.createElement("span"));
      update(made, node);
      if (there) parent.replaceChild(made, there);
      else parent.appendChild(made);
    }
  });
  while (parent.childNodes.length > nodes.length) parent.removeChild(parent.lastChild);
}

function update(there, node) {
  if (there.className !== node.cls) there.className = node.cls;
  if (there.lang !== (node.lang || "")) there.lang = node.lang || "";
  if (node.name) there.setAttribute("aria-label", node.name);
  if (node.act) {
    there.dataset.act = node.act;
    there.dataset.value = node.value;
  }
  for (const name of Object.keys(node.vars || {})) there.style.setProperty(`--${name}`, node.vars[name]);
  if (node.text !== undefined) {
    if (there.firstChild.textContent !== node.text) there.firstChild.textContent = node.text;
  } else if (node.kids) patch(there, node.kids);
}
