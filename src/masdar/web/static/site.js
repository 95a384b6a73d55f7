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

// The strip moves by itself, but never under the reader's hand: while it is hovered, focused, scrolled away from its
// beginning or paused, what is new waits behind a button. Rows are replaced, not pushed, so nothing on the page shifts.
const strip = document.querySelector(".strip[data-live]");
if (strip) {
  const list = strip.querySelector("ol"), pending = strip.querySelector(".pending"), told = strip.querySelector("[role=status]");
  const button = strip.querySelector(".live"), address = strip.dataset.live, forms = JSON.parse(strip.dataset.forms);
  const plural = new Intl.PluralRules(root.lang);
  let order = null, mark = strip.dataset.mark, hovered = false, focused = false, paused = false, source = null, asking = 0;
  const rows = new Map([...list.querySelectorAll("li")].filter((li) => li.querySelector("a")).map((li) => [li.firstElementChild.getAttribute("href"), li]));
  const shown = () => new Set([...list.querySelectorAll("a")].map((a) => a.getAttribute("href")));
  const held = () => paused || hovered || focused || Math.abs(list.scrollLeft) > 8 || list.scrollTop > 8;
  const count = (n) => (forms[plural.select(n)] ?? forms.other).replace("{n}", String(n).replace(/\d/g, (d) => forms.digits[d]));
  const make = (tag, name, text) => { const made = document.createElement(tag); if (name) made.className = name; made.textContent = text; return made; };
  const row = (line) => {
    const li = make("li", "", ""), a = make("a", "", ""), said = make("span", "said", ""), what = make("span", "what", line.t);
    const time = make("time", "", line.w), paper = make("b", "paper", line.p);
    a.href = line.h; time.dateTime = line.a; paper.dir = "auto"; what.dir = line.d;
    if (line.l) what.lang = line.l;
    said.append(paper, " ", time);
    if (line.c) said.append(" ", make("span", "carried", line.c));
    a.append(said, " ", what); li.append(a);
    return li;
  };
  const place = () => {
    const before = shown(), fresh = order.filter((href) => !before.has(href));
    for (const href of [...rows.keys()]) if (!order.includes(href)) rows.delete(href);
    for (const [href, li] of rows) { const made = li.cloneNode(true); made.className = fresh.includes(href) ? "fresh" : ""; rows.set(href, made); }
    list.replaceChildren(...order.map((href) => rows.get(href)).filter(Boolean));
    list.scrollTo(0, 0);
    pending.hidden = true;
    if (fresh.length) told.textContent = count(fresh.length);
    order = null;
  };
  const offer = (data) => {
    if (!data.order.length || data.v === mark) return;
    mark = data.v;
    for (const line of data.items) rows.set(line.h, row(line));
    order = data.order;
    if (!held()) return place();
    const before = shown(), fresh = order.filter((href) => !before.has(href)).length;
    if (fresh) { told.textContent = pending.textContent = count(fresh); pending.hidden = false; }
  };
  const release = () => { if (order && !held()) place(); };
  const ask = async () => {
    try {
      const reply = await fetch(address);
      if (reply.ok) offer(await reply.json());
    } catch { /* offline: the next asking will tell */ }
  };
  const listen = () => {
    if (document.hidden || source || paused) return;
    source = new EventSource(address + "/live?after=" + mark);
    source.onmessage = (event) => offer(JSON.parse(event.data));
    source.addEventListener("ages", (event) => {
      if (order) return;
      const times = list.querySelectorAll("time");
      JSON.parse(event.data).forEach((text, nth) => { if (times[nth] && times[nth].textContent !== text) times[nth].textContent = text; });
    });
    // Turned away for good: asks now and then instead.
    source.onerror = () => { if (source?.readyState === 2 && !asking) asking = setInterval(() => { if (!document.hidden && !paused) ask(); }, 30000); };
  };
  const leave = () => { source?.close(); source = null; };
  // One connection for the page that is looked at: browsers allow a site but six.
  document.addEventListener("visibilitychange", () => { document.hidden ? leave() : asking ? ask() : listen(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  strip.addEventListener("pointerenter", () => { hovered = true; });
  strip.addEventListener("pointerleave", () => { hovered = false; release(); });
  strip.addEventListener("focusin", () => { focused = true; });
  strip.addEventListener("focusout", (event) => { if (!strip.contains(event.relatedTarget)) { focused = false; release(); } });
  pending.addEventListener("click", () => { if (order) place(); list.focus({ preventScroll: true }); });
  const pause = (state) => { paused = state; button.setAttribute("aria-pressed", String(state)); state ? leave() : listen(); };
  button.addEventListener("click", () => { pause(!paused); keep("paused", paused ? "1" : ""); });
  button.hidden = false;
  let was = ""; try { was = localStorage.paused || ""; } catch { /* nothing kept */ }
  if (document.readyState === "complete") pause(!!was); else addEventListener("load", () => pause(!!was));
}

// Keys: / to search, j and k from headline to headline, o to open, g then h for the front, ? for this list.
const LATIN = { KeyG: "g", KeyH: "h", KeyJ: "j", KeyK: "k", KeyO: "o" };
let before = "";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const headlines = () => [...document.querySelectorAll("main :is(h2, h3, h4) a")].filter((a) => a.offsetParent);
  const step = (by) => {
    const all = headlines(), at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  // On an Arabic keyboard j is ت: where a key writes no Latin letter, its place counts.
  const key = event.key > "~" ? LATIN[event.code] ?? (event.code === "Slash" && (event.shiftKey ? "?" : "/")) : event.key;
  if (key === "/") {
    const field = ["q", "seek"].map((id) => document.getElementById(id)).find((input) => input?.offsetParent);
    if (field) { field.focus(); event.preventDefault(); }
  } else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "o" && document.activeElement.href) document.activeElement.click();
  else if (key === "?") location.assign(document.querySelector(".foot .about").href + "#keys");
  else if (key === "h" && before === "g") document.querySelector(".brand").click();
  before = key;
});

// Kept for reading without a network: see worker.js.
if ("serviceWorker" in navigator && isSecureContext) addEventListener("load", () => {
  const worker = "/worker.js", policy = window.trustedTypes?.createPolicy("masdar", { createScriptURL: () => worker });
  navigator.serviceWorker.register(policy ? policy.createScriptURL("") : worker).catch(() => { /* none is kept */ });
});
