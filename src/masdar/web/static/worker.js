// The service worker: the last front and the articles read stay for when there is no network. Pages and pictures are
// asked for first and only then taken from what is kept, so nothing is shown that was corrected or taken down.
"use strict";
const HOUSE = "house-VERSION", PAGES = "pages", PICTURES = "pictures", MOST = { [PAGES]: 60, [PICTURES]: 120 };
const FILES = [/* FILES */], EDITIONS = [/* EDITIONS */];
self.addEventListener("install", (event) => event.waitUntil(caches.open(HOUSE).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (![HOUSE, PAGES, PICTURES].includes(name)) await caches.delete(name);
  await self.clients.claim();
})()));
const prefix = (path) => EDITIONS.find((one) => one && (path === one || path.startsWith(one + "/"))) ?? "";
const keep = async (name, request, answer) => {
  const kept = await caches.open(name);
  if (!answer.ok) { if (answer.status === 404 || answer.status === 410) await kept.delete(request); return; }
  if (answer.redirected) return;
  await kept.delete(request);
  await kept.put(request, answer);
  const keys = await kept.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST[name]))) await kept.delete(old);
};
const first = async (event, name, otherwise) => {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(name, event.request, answer.clone()));
    return answer;
  } catch (error) {
    const found = await (await caches.open(name)).match(event.request);
    if (found) return found;
    if (otherwise) return (await caches.match(otherwise)) ?? Response.error();
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const home = prefix(url.pathname), path = url.pathname.slice(home.length);
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  } else if (url.pathname.startsWith("/picture/")) {
    event.respondWith(first(event, PICTURES));
  } else if (request.mode === "navigate") {
    const read = !url.search && (path === "" || path === "/" || /^\/[a-z0-9-]+\/[1-9][0-9]*$/.test(path));
    event.respondWith(read ? first(event, PAGES, home + "/offline") : fetch(request).catch(async () => (await caches.match(home + "/offline")) ?? Response.error()));
  }
});
