// Looking procedures up, on a phone or at a desk. Everything is done here: what is typed is told to nobody.

(function (moiso) {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const NAMES = { vi: "VI", en: "EN", km: "ខ្មែរ" };
  const asked = new URLSearchParams(location.search);
  const services = new Map(data.services.map((one) => [one.id, one]));
  let language = data.language;
  let book = { procedures: [] };
  let state = data.mark ? "coming" : "none";

  const at = (id) => document.getElementById(id);
  const say = (key, facts) => data.say[language][key].replace(/{(\w+)}/g, (_, name) => facts[name]);
  const among = (texts) => texts[language] || texts.vi || "";

  function made(tag, text, name) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  function list(texts) {
    const rows = made("ul");
    texts.forEach((one) => rows.appendChild(made("li", among(one))));
    return rows;
  }

  // What stands in the service's place when the procedure says nothing of its own.
  function papersOf(one) {
    const service = services.get(one.service);
    return one.papers.length ? one.papers : service ? service.papers : [];
  }

  function body(one) {
    const box = made("div", "", "body");
    const service = services.get(one.service);
    if (service) box.appendChild(made("p", say("service", { service: service.id + " · " + among(service.names) }), "where"));
    const papers = papersOf(one);
    if (papers.length) box.append(made("p", say("papers"), "head"), list(papers));
    if (among(one.fee)) box.append(made("p", say("fee"), "head"), made("p", among(one.fee)));
    if (among(one.limit)) box.append(made("p", say("limit"), "head"), made("p", among(one.limit)));
    const address = moiso.procedures.portal_address(data.portal, one);
    if (address) {
      const link = made("a", say("portal"));
      link.href = address;
      link.rel = "noreferrer";
      const code = made("img", "", "code");
      code.alt = say("code", { name: among(one.names) });
      code.src = "/procedures/" + data.mark + "/" + book.procedures.indexOf(one) + ".svg";
      box.append(link, code);
    }
    return box;
  }

  function row(one, open) {
    const item = made("li", "", "one");
    const details = made("details");
    const summary = made("summary");
    const service = services.get(one.service);
    if (service) {
      const letter = made("span", service.id, "letter");
      letter.style.backgroundColor = service.colour;
      summary.appendChild(letter);
    }
    summary.appendChild(made("span", among(one.names)));
    details.appendChild(summary);
    const fillIn = () => { if (details.open && !details.querySelector(".body")) details.appendChild(body(one)); };
    details.addEventListener("toggle", fillIn);
    details.open = open;
    fillIn();
    item.appendChild(details);
    return item;
  }

  function rows(procedures, open) {
    const box = made("ul", "", "results");
    procedures.forEach((one) => box.appendChild(row(one, open)));
    return box;
  }

  // Nothing typed: everything, by service.
  function everything() {
    const parts = [];
    services.forEach((service) => {
      const own = book.procedures.filter((one) => one.service === service.id);
      if (own.length) parts.push(made("h2", service.id + " · " + among(service.names)), rows(own, false));
    });
    const others = book.procedures.filter((one) => !services.has(one.service));
    if (others.length) parts.push(made("h2", say("others")), rows(others, false));
    return parts;
  }

  function show() {
    document.documentElement.lang = language;
    document.title = say("title");
    ["title", "hint", "note"].forEach((id) => { at(id).textContent = say(id); });
    at("label").textContent = say("field");
    at("languages").setAttribute("aria-label", say("languages"));
    for (const button of Array.from(at("languages").children)) button.setAttribute("aria-pressed", String(button.dataset.language === language));
    const typed = at("q").value;
    if (state !== "here") {
      at("found").textContent = say(state);
      at("results").textContent = "";
      return;
    }
    const found = moiso.procedures.look_up(book, typed);
    const all = !moiso.procedures.folded(typed);
    at("found").textContent = all ? "" : found.length ? say("found", { count: found.length }) : say("found_none");
    at("results").textContent = "";
    at("results").append.apply(at("results"), all ? everything() : [rows(found, found.length === 1)]);
  }

  Object.keys(data.say).forEach((one) => {
    const button = made("button", NAMES[one] || one);
    button.type = "button";
    button.lang = one;
    button.dataset.language = one;
    button.addEventListener("click", () => { language = one; show(); });
    at("languages").appendChild(button);
  });
  at("q").value = asked.get("q") || "";
  at("q").addEventListener("input", show);
  at("search").addEventListener("submit", (event) => { event.preventDefault(); at("q").blur(); });
  show();
  if (data.mark) {
    fetch("/procedures/" + data.mark + ".json").then((reply) => reply.json()).then((heard) => {
      book = heard;
      state = "here";
    }, () => { state = "lost"; }).then(show);
  }
}(window.moiso));
