// What only the search page has; it is whole without.
"use strict";
{
// The histogram: dragging over bars narrows the search to their time.
const graph = document.querySelector(".graph svg");
if (graph) {
  const { start, step, n } = graph.dataset, told = document.querySelector(".graph output"), rtl = getComputedStyle(graph).direction === "rtl";
  const [year, month] = start.split("-").map(Number), last = n - 1;
  const day = (bar, before) => { const at = new Date(0); at.setUTCFullYear(year, month - 1 + bar * step, 1 - before); return at.toISOString().slice(0, 10); };
  const under = (event) => {
    const box = graph.getBoundingClientRect(), part = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(last, Math.floor((rtl ? 1 - part : part) * n)));
  };
  let from = -1, to = -1;
  const bounds = () => [Math.min(from, to), Math.max(from, to)];
  const draw = () => {
    const [a, b] = bounds();
    for (const bar of graph.querySelectorAll("rect:not(.hold)")) {
      const at = Math.floor(bar.getAttribute("x") / 10), place = rtl ? last - at : at;
      bar.classList.toggle("drawn", from >= 0 && place >= a && place <= b);
    }
    told.textContent = from >= 0 && a !== b ? day(a, 0) + " – " + day(b + 1, 1) : "";
  };
  graph.addEventListener("pointerdown", (event) => { if (!event.button) { from = to = under(event); } });
  graph.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => { if (from >= 0) { to = under(event); draw(); } });
  document.addEventListener("pointerup", () => {
    if (from < 0) return;
    const [a, b] = bounds(), dragged = a !== b;
    if (dragged) {
      graph.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
      const next = new URL(location.href);
      next.searchParams.set("from", day(a, 0));
      next.searchParams.set("to", day(b + 1, 1));
      for (const name of ["page", "until"]) next.searchParams.delete(name);
      location.assign(next);
    }
    from = -1;
    if (!dragged) draw();
  });
  document.addEventListener("pointercancel", () => { from = -1; draw(); });
}

// Names the archive knows, while typing.
const field = document.querySelector("[data-suggest]");
if (field) {
  const list = document.createElement("ul"), kept = new Map();
  let items = [], at = -1, wait = 0;
  list.className = "names"; list.id = "names"; list.role = "listbox"; list.hidden = true;
  field.form.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", "names");
  field.setAttribute("aria-autocomplete", "list");
  const choose = (place) => {
    at = place;
    [...list.children].forEach((line, nth) => line.setAttribute("aria-selected", String(nth === at)));
    at < 0 ? field.removeAttribute("aria-activedescendant") : field.setAttribute("aria-activedescendant", "name" + at);
  };
  const show = (found) => {
    items = found;
    list.replaceChildren(...items.map((one, nth) => {
      const line = document.createElement("li"), name = document.createElement("span"), kind = document.createElement("small");
      line.id = "name" + nth; line.role = "option"; name.dir = "auto"; name.textContent = one.name; kind.textContent = one.kind;
      line.append(name, kind);
      return line;
    }));
    list.hidden = !items.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };
  const take = (one) => { field.value = one.q; show([]); field.form.requestSubmit(); };
  const ask = async () => {
    const q = field.value;
    if (q.trim().length < 2) return show([]);
    if (!kept.has(q)) {
      try {
        const reply = await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(q));
        if (!reply.ok) return show([]);
        if (kept.size > 200) kept.clear();
        kept.set(q, (await reply.json()).items);
      } catch { return show([]); }
    }
    if (field.value === q && document.activeElement === field) show(kept.get(q));
  };
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
  field.addEventListener("blur", () => show([]));
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const n = items.length;
    if (event.key === "ArrowDown") choose((at + 1) % n);
    else if (event.key === "ArrowUp") choose(at < 1 ? n - 1 : at - 1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && at >= 0) take(items[at]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const line = event.target.closest("li");
    if (line) take(items[[...list.children].indexOf(line)]);
  });
}
}
