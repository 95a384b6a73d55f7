// What only an article has; site.js comes before it.
"use strict";
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

// The plain link of a page: shared where the device can, else copied.
document.querySelector("[data-share]")?.addEventListener("click", async (event) => {
  const link = event.currentTarget, told = link.nextElementSibling;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: link.href });
    else { await navigator.clipboard.writeText(link.href); told.textContent = link.dataset.done; }
  } catch { /* the reader thought better of it, or the device does not allow it */ }
});
