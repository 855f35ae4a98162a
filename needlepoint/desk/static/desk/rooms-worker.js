/* Keeps the board of rooms within reach when the network is gone. Works for /rooms/ alone and answers only when the
   server does not; what it keeps was put there by rooms-keep.js, without names. It throws everything away after twelve
   hours, and as soon as the server says that nobody is signed in. */
const KEPT = "rooms", BOARD = "/rooms/kept", SHELL = "/rooms/shell/";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function isOver() {
  const told = await caches.match(BOARD, { cacheName: KEPT });
  return !told || Date.now() >= (await told.json()).until;
}

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) await caches.delete(KEPT);
    if (answer.status < 500) return answer;
  } catch { /* no network */ }
  if (await isOver()) await caches.delete(KEPT);
  return await caches.match(SHELL, { cacheName: KEPT }) ?? Response.error();
}

async function file(request) {
  return await caches.match(request, { cacheName: KEPT }) ?? fetch(request);
}

addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === "/rooms/") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});
