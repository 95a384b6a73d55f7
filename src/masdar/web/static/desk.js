// The operator's keys: 1 uphold, 2 keep, 3 keep behind a warning, 4 wrong picture, b to see the picture; j and k move on.
"use strict";
// The policy this browser was given must be the one that was sent: a proxy that rewrites it takes a wall away.
const walls = document.querySelector("[data-policy]");
if (walls) fetch(location.pathname, { method: "HEAD" }).then((reply) => {
  walls.hidden = reply.headers.get("content-security-policy") === walls.dataset.policy;
}).catch(() => { walls.hidden = false; });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const item = document.activeElement.closest(".case");
  if (!item) return;
  // By their places, so that they serve on Arabic and French keyboards too.
  const place = Math.max("1234".indexOf(event.key), ["Digit1", "Digit2", "Digit3", "Digit4"].indexOf(event.code));
  if (place >= 0) item.querySelectorAll("button[name=decision]")[place]?.click();
  if (event.key === "b" || event.code === "KeyB") { const veil = item.querySelector("details"); if (veil) veil.open = !veil.open; }
});
