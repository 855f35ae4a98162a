/* Adds: the board opens without a network. The page's shell and its files are kept by a service worker; of today's rooms
   the times, numbers and cautions are kept, without names and without addresses of patients, for at most twelve hours and
   until sign-out. docs/decisions says why.
   Without it, or where the address is not secure: an open board goes on and loses nothing, it only cannot be opened anew. */
(() => {
  const place = document.getElementById("rooms"), words = document.getElementById("rooms-words").dataset;
  const KEPT = "rooms", BOARD = "/rooms/kept", HOURS = 12 * 3600 * 1000;
  const able = window.isSecureContext && "serviceWorker" in navigator && "caches" in window;
  if (!able) { document.getElementById("rooms-unkept").hidden = false; return; }

  if (place.dataset.shell) fromStore();
  else navigator.serviceWorker.register(words.worker, { scope: "/rooms/" }).then(keepShell).catch(() => {});

  async function keepShell() {
    const kept = await caches.open(KEPT);
    const files = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src]')].map((one) => one.href || one.src);
    const shell = await fetch(words.shell, { redirect: "manual" });
    if (!shell.ok) return;
    await kept.put(words.shell, shell);
    // One by one: a file that is missing must not keep the others out.
    await Promise.all(files.map(async (file) => { if (!await kept.match(file)) await kept.add(file).catch(() => {}); }));
  }

  function withoutNames() {
    const copy = place.cloneNode(true);
    for (const one of copy.querySelectorAll(".rooms-asked, .late, .pressed.refused")) one.classList.contains("rooms-asked") ? one.remove() : (one.textContent = "");
    for (const one of copy.querySelectorAll(".name")) {
      const plain = document.createElement("span");
      [plain.textContent, plain.className] = [words.someone, "name"];
      one.replaceWith(plain);
    }
    return copy.innerHTML;
  }
  async function keep() {
    if (place.dataset.shell || place.dataset.offline || place.dataset.signedOut) return;
    const now = Date.now();
    const told = { at: now, until: now + HOURS, who: place.dataset.who, name: place.dataset.name, board: withoutNames() };
    await (await caches.open(KEPT)).put(BOARD, new Response(JSON.stringify(told), { headers: { "Content-Type": "application/json" } }));
  }
  // As the server drew it: before what waits to be sent is laid over it.
  document.addEventListener("rooms:drawn", () => keep().catch(() => {}), { capture: true });

  async function fromStore() {
    const kept = await (await caches.open(KEPT)).match(BOARD);
    const told = kept && await kept.json();
    if (!told || !place.dataset.shell) return;
    if (Date.now() >= told.until) { await caches.delete(KEPT); return; }
    place.innerHTML = told.board;
    const time = new Date(told.at + Number(place.dataset.ahead)).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    Object.assign(place.dataset, { who: told.who, name: told.name, offline: "1", asOf: words.asOf.replace("{time}", time) });
    document.dispatchEvent(new CustomEvent("rooms:drawn"));
    document.dispatchEvent(new CustomEvent("rooms:answer"));
  }
})();
