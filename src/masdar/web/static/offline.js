// The offline page names what is kept on this device.
"use strict";
(async () => {
  const list = document.querySelector("[data-kept]");
  if (!list || !("caches" in window)) return;
  const kept = await caches.open("pages"), known = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'", quot: '"' };
  for (const request of (await kept.keys()).reverse()) {
    const path = new URL(request.url).pathname, answer = await kept.match(request);
    const title = /<title>([^<]*)<\/title>/.exec(await answer.text());
    if (!title) continue;
    const line = document.createElement("li"), link = document.createElement("a");
    link.href = path; link.dir = "auto";
    link.textContent = title[1].replace(/&(#?\w+);/g, (whole, name) => known[name] ?? whole).split(" · ")[0];
    line.append(link);
    list.append(line);
  }
})();
