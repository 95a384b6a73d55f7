// Runs before the first paint, so that a chosen appearance does not flash and nothing moves when scripts come.
document.documentElement.dataset.js = "";
try {
  const root = document.documentElement, kept = localStorage;
  if (kept.theme === "light" || kept.theme === "dark") root.dataset.theme = kept.theme;
  if (/^(-1|1|2)$/.test(kept.size || "")) root.dataset.size = kept.size;
} catch { /* no storage: the system's choice holds */ }
