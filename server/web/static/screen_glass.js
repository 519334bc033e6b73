// Puts a draw-list on the page: boxes, texts that are made to fit and never cut, arrows, pictures, films, codes, one running line.
// Only what differs from the last list is touched. Fitting is the same as drivers/linebreak.py and drivers/screen/layout.py.

(function (moiso) {
  "use strict";

  const LINE_HEIGHT = 1.3;
  const KHMER_LINE = 1.5;
  const CAPS_LINE = 1;
  const CAPS = /^[A-IK-PR-Z0-9 :.–-]+$/;
  const KHMER = /[\u1780-\u17ff\u19e0-\u19ff]/;
  const UNITS = /[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*[\u17d4-\u17da]*|[^\u00a0](?:\u00a0[–—-])*|\u00a0/g;
  const ZWSP = "\u200b";
  const EVENER = 40;
  const MEASURED_AT = 100; // letters are measured once at this size: their widths grow with it
  const ROOM = 1.01; // and painted by another part of the browser, which may round
  const KEPT = 600; // fitted texts, and widths of words
  const SPEED_SHARE = 2.4; // of its size a second runs a line
  const SPEED_MAX_PX_S = 150;
  const STANDS_S = 3;
  const GAP = 4;
  const SVG = "http://www.w3.org/2000/svg";

  // Where lines break. `measure(text)`: width at the size that is being tried.

  function tidy(text) {
    return text.normalize("NFC").replace(/[ \t\r\n]+/g, " ").replace(/ (?=[–—-](?: |$))/g, "\u00a0");
  }

  function fill(words, width, measure) {
    const lines = [];
    for (const word of words) {
      const last = lines.length - 1;
      if (last >= 0 && measure(lines[last] + " " + word) <= width) lines[last] += " " + word;
      else if (KHMER.test(word) && measure(word) > width) Array.prototype.push.apply(lines, split(word, width, measure));
      else lines.push(word);
    }
    return lines;
  }

  // Khmer has no spaces: between the words where it says so, else between its syllables.
  function split(word, width, measure) {
    const parts = [""];
    const last = () => parts.length - 1;
    for (const piece of word.split(ZWSP)) {
      if (measure(parts[last()] + piece) <= width) parts[last()] += piece;
      else if (measure(piece) <= width) parts.push(piece);
      else {
        for (const unit of piece.match(UNITS) || []) {
          if (measure(parts[last()] + unit) > width && parts[last()] !== "") parts.push("");
          parts[last()] += unit;
        }
      }
    }
    return parts;
  }

  // As few lines as fit, then broken behind a dash where that costs no line, then as even as they can be.
  function wrap(text, width, measure) {
    let words = text.split(" ");
    let lines = fill(words, width, measure);
    if (lines.length === 1) return lines;
    const parts = text.replace(/(\u00a0[–—-]) /g, "$1\n").split("\n");
    const byParts = fill(parts, width, measure);
    if (byParts.length <= lines.length && byParts.every((one) => measure(one) <= width)) {
      words = parts;
      lines = byParts;
    }
    const longest = words.map(measure).filter((one) => one <= width).reduce((most, one) => Math.max(most, one), 0);
    const step = Math.max(width / EVENER, 1);
    for (let narrower = width - step; narrower >= Math.max(width / 2, Math.ceil(longest)); narrower -= step) {
      const even = fill(words, narrower, measure);
      if (even.length > lines.length) break;
      lines = even;
    }
    return lines;
  }

  function share(text) {
    if (KHMER.test(text)) return KHMER_LINE;
    return CAPS.test(text) ? CAPS_LINE : LINE_HEIGHT;
  }

  // The largest size from op.size down at which the text fits; below the floor with as many lines as there is room for. Never cut.
  function fit(op, widthOf) {
    const text = tidy(op.text);
    const high = share(text);
    const words = text.split(" ");
    let size = op.size;
    let allowed = op.lines;
    const measure = (one) => widthOf(one, op.bold) * size;
    while (size > 6) {
      const broken = fill(words, op.rect.w, measure);
      const height = Math.round(broken.length * size * high);
      if (broken.length <= allowed && height <= op.rect.h && broken.every((one) => measure(one) <= op.rect.w)) break;
      size -= Math.max(1, Math.floor(size / 40));
      if (size < op.floor) allowed = Math.max(op.lines + 1, Math.floor(op.rect.h / (size * high)));
    }
    return { lines: wrap(text, op.rect.w, measure), size: size, step: Math.round(size * high) };
  }

  // A few hundred things that were reckoned; when they are too many all are forgotten.
  function Kept() {
    let held = new Map();
    this.get = (key, make) => {
      if (!held.has(key)) {
        if (held.size >= KEPT) held = new Map();
        held.set(key, make());
      }
      return held.get(key);
    };
  }

  function colour(rgb) {
    return "rgb(" + rgb.join(",") + ")";
  }

  function place(node, where) {
    node.style.left = where.x + "px";
    node.style.top = where.y + "px";
    node.style.width = where.w + "px";
    node.style.height = where.h + "px";
    return node;
  }

  // The glass. `root`: an element that fills the window; `isFilm(mark)`; `failed(mark)` is told of a medium that cannot be shown.
  function Glass(root, isFilm, failed) {
    const pen = document.createElement("canvas").getContext("2d");
    const family = window.getComputedStyle(root).fontFamily;
    let widths = new Kept();
    let fitted = new Kept();
    const shown = []; // { key, node } by place in the draw-list

    const widthOf = (text, bold) => widths.get((bold ? "b" : "n") + text, () => {
      pen.font = (bold ? "bold " : "normal ") + MEASURED_AT + "px " + family;
      return pen.measureText(text.split(ZWSP).join("")).width * ROOM / MEASURED_AT;
    });

    // A button in a field of the glass, its words as large as they fit.
    this.fill = (node, where) => {
      const field = moiso.frame.inset(where, where.h, 0);
      const found = fit(moiso.frame.text(node.textContent, field, Math.floor(where.h * 0.7), [], { lines: 2 }), widthOf);
      place(node, where).style.fontSize = found.size + "px";
    };
    const paint = {
      box: (op) => {
        const node = place(document.createElement("div"), op.rect);
        node.style.backgroundColor = colour(op.colour);
        if (op.radius > 0) node.style.borderRadius = op.radius + "px";
        return node;
      },
      text: (op) => {
        const key = [op.text, op.rect.w, op.rect.h, op.size, op.floor, op.lines, op.bold].join("|");
        const found = fitted.get(key, () => fit(op, widthOf));
        const node = place(document.createElement("div"), op.rect);
        const top = Math.floor((op.rect.h - found.lines.length * found.step) / 2);
        node.className = op.bold ? "text" : "text thin";
        node.style.color = colour(op.colour);
        node.style.fontSize = found.size + "px";
        node.style.lineHeight = found.step + "px";
        node.style.textAlign = op.align === "centre" ? "center" : op.align;
        if (KHMER.test(op.text)) node.lang = "km";
        found.lines.forEach((one, number) => {
          const line = node.appendChild(document.createElement("span"));
          line.style.top = top + number * found.step + "px";
          line.textContent = one + (number + 1 < found.lines.length ? " " : "");
        });
        return node;
      },
      arrow: (op) => {
        const node = place(document.createElementNS(SVG, "svg"), op.rect);
        node.setAttribute("viewBox", "0 0 100 100");
        node.setAttribute("preserveAspectRatio", "none");
        node.setAttribute("aria-hidden", "true");
        const shape = node.appendChild(document.createElementNS(SVG, "polygon"));
        shape.setAttribute("points", "0,25 50,25 50,0 100,50 50,100 50,75 0,75");
        shape.setAttribute("fill", colour(op.colour));
        return node;
      },
      qr: (op) => {
        const node = place(document.createElement("img"), op.rect);
        node.alt = op.text;
        node.onerror = () => { node.style.visibility = "hidden"; };
        node.src = "/screen/" + op.of + ".svg?of=" + encodeURIComponent(op.text);
        return node;
      },
      picture: (op) => {
        const node = place(document.createElement(isFilm(op.name) ? "video" : "img"), op.rect);
        if (isFilm(op.name)) {
          node.muted = true;
          node.setAttribute("muted", "");
          node.setAttribute("playsinline", "");
          node.autoplay = true;
          node.loop = true;
        } else node.alt = "";
        node.onerror = () => {
          node.style.visibility = "hidden";
          failed(op.name);
        };
        node.src = "/media/" + op.name;
        return node;
      },
      ticker: (op) => {
        const node = place(document.createElement("div"), op.rect);
        const size = op.size;
        const wide = widthOf(tidy(op.text), op.bold) * size;
        node.className = "text ticker";
        node.style.backgroundColor = colour(op.back);
        node.style.color = colour(op.colour);
        node.style.fontSize = size + "px";
        node.style.lineHeight = op.rect.h + "px";
        const run = node.appendChild(document.createElement("div"));
        run.appendChild(document.createElement("span")).textContent = op.text;
        if (wide <= op.rect.w) return node;
        const way = wide + GAP * size;
        const again = run.appendChild(document.createElement("span"));
        again.textContent = op.text;
        again.setAttribute("aria-hidden", "true");
        again.style.left = way + "px";
        const runS = way / Math.min(SPEED_SHARE * size, SPEED_MAX_PX_S);
        const still = { transform: "translateX(0)" };
        run.animate(
          [still, Object.assign({ offset: STANDS_S / (STANDS_S + runS) }, still), { transform: "translateX(" + -way + "px)" }],
          { duration: (STANDS_S + runS) * 1000, iterations: Infinity }
        );
        return node;
      },
    };

    function goes(node) {
      if (node.tagName !== "VIDEO") return;
      node.onerror = null;
      node.removeAttribute("src"); // else it goes on loading where nobody sees it
      node.load();
    }

    root.textContent = "";
    if (document.fonts) {
      document.fonts.onloadingdone = () => { // what was measured was measured with other letters
        widths = new Kept();
        fitted = new Kept();
        for (const one of shown) one.key = "";
      };
    }

    // `ops`: from back to front; what stood there before and is not in it goes.
    this.show = (ops) => {
      ops.forEach((op, number) => {
        const key = JSON.stringify(op);
        const before = shown[number];
        if (before && before.key === key) return;
        const node = paint[op.op](op);
        if (before) {
          root.replaceChild(node, before.node);
          goes(before.node);
        } else root.appendChild(node);
        shown[number] = { key: key, node: node };
      });
      while (shown.length > ops.length) goes(root.removeChild(shown.pop().node));
    };
  }

  moiso.Glass = Glass;
}(window.moiso = window.moiso || {}));
