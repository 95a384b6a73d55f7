// Everything here is a comfort: each page is whole without it.
"use strict";
const root = document.documentElement;
const keep = (name, value) => { try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* nothing kept */ } };

// Appearance: as the device, light, dark.
const theme = document.querySelector("button.theme");
if (theme) {
  const names = ["", "light", "dark"], labels = theme.dataset.labels.split("|"), which = theme.querySelector(".which");
  const show = () => { which.textContent = labels[names.indexOf(root.dataset.theme || "")]; };
  theme.addEventListener("click", () => {
    const next = names[(names.indexOf(root.dataset.theme || "") + 1) % 3];
    next ? root.dataset.theme = next : delete root.dataset.theme;
    keep("theme", next);
    show();
  });
  show();
}

// Size of an article's text, in four steps.
const sizes = document.querySelector(".sizes");
if (sizes) {
  sizes.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const size = Math.max(-1, Math.min(2, Number(root.dataset.size || 0) + Number(button.dataset.size)));
    size ? root.dataset.size = size : delete root.dataset.size;
    keep("size", size ? String(size) : "");
  });
}

// The strip moves by itself, but never under the reader's hand: while it is hovered, focused or scrolled away from its
// beginning, what is new waits behind a button.
const strip = document.querySelector(".strip[data-live]");
if (strip) {
  const list = strip.querySelector("ol"), pending = strip.querySelector(".pending");
  let waiting = null, version = "", held = false;
  const scrolled = () => Math.abs(list.scrollLeft) > 8 || list.scrollTop > 8;
  const item = (line, fresh) => {
    const make = (tag, name, text) => { const made = document.createElement(tag); if (name) made.className = name; made.textContent = text; return made; };
    const li = make("li", fresh ? "fresh" : "", ""), a = make("a", "", ""), said = make("span", "said", ""), what = make("span", "what", line.t);
    const time = make("time", "", line.w), paper = make("b", "paper", line.p);
    a.href = line.h; time.dateTime = line.a; paper.dir = "auto"; what.dir = line.d;
    if (line.l) what.lang = line.l;
    said.append(paper, " ", time); a.append(said, " ", what); li.append(a);
    return li;
  };
  const links = () => new Set([...list.querySelectorAll("a")].map((a) => a.getAttribute("href")));
  const place = () => {
    const known = links();
    list.replaceChildren(...waiting.items.map((line) => item(line, !known.has(line.h))));
    list.scrollTo(0, 0);
    pending.hidden = true;
    waiting = null;
  };
  const offer = (data) => {
    if (!data.items.length || data.v === version) return;
    version = data.v;
    waiting = data;
    const known = links(), fresh = data.items.filter((line) => !known.has(line.h)).length;
    if (!held && !scrolled()) return place();
    if (fresh) { pending.textContent = data.n[fresh - 1] || ""; pending.hidden = false; }
  };
  const hold = (state) => () => { held = state; if (!state && waiting && !scrolled()) place(); };
  strip.addEventListener("pointerenter", hold(true));
  strip.addEventListener("pointerleave", hold(false));
  strip.addEventListener("focusin", hold(true));
  strip.addEventListener("focusout", (event) => { if (!strip.contains(event.relatedTarget)) hold(false)(); });
  pending.addEventListener("click", () => { if (waiting) place(); list.focus({ preventScroll: true }); });
  const ask = async () => {
    if (document.hidden) return;
    try {
      const reply = await fetch(strip.dataset.live);
      if (reply.ok) offer(await reply.json());
    } catch { /* offline: the next asking will tell */ }
  };
  setInterval(ask, 20000);
  document.addEventListener("visibilitychange", ask);
}

// Keys: / to search, j and k from headline to headline, o to open, g then h for the front.
let before = "";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const headlines = () => [...document.querySelectorAll("main h2 a, main h3 a")].filter((a) => a.offsetParent);
  const step = (by) => {
    const all = headlines(), at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const key = event.key;
  if (key === "/") {
    const field = [...document.querySelectorAll("#q, #seek")].find((input) => input.offsetParent);
    if (field) { field.focus(); event.preventDefault(); }
  } else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "o" && document.activeElement.href) document.activeElement.click();
  else if (key === "h" && before === "g") document.querySelector(".brand").click();
  before = key;
});
