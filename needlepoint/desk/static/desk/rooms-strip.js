/* Adds: on every page of the staff, a strip when needles should have come out five minutes ago and nobody pressed Out. It
   names rooms, never patients. One short question every fifteen seconds, which counts as no deed of anybody.
   On sign-out it throws away what the board and an open note kept on this tablet; presses that wait stay.
   Without it: the board and the day list say so. */
(() => {
  const strip = document.getElementById("rooms-strip");
  if (!strip) return;
  const { now, late, waiting } = strip.dataset, text = strip.querySelector("p"), EVERY = 15000, LATE = 5 * 60000;
  document.addEventListener("submit", (event) => {
    // A button without an address of its own gives that of the page.
    const to = event.submitter?.getAttribute("formaction") || event.target.action;
    if (/logout|signout|kiosk|tablet/.test(to)) window.caches?.delete("rooms");
    if (/logout|signout/.test(to)) try { sessionStorage.clear(); } catch { /* none is kept */ }
  });
  if (document.getElementById("rooms")) return;
  let stamp = "", due = [], ahead = Date.parse(document.body.dataset.clinicClock) - Date.now();
  const queued = () => { try { return Number(localStorage.getItem("rooms-waiting")) || 0; } catch { return 0; } };
  function show() {
    const over = due.filter(([, at]) => Date.now() + ahead - Date.parse(at) >= LATE);
    const said = over.map(([room]) => late.replace("{room}", room));
    if (queued()) said.push(waiting.replace("{n}", queued()));
    const words = said.join(" ");
    if (text.firstChild.textContent !== words) text.firstChild.textContent = words;
    strip.hidden = !words;
  }
  async function look() {
    try {
      const answer = await fetch(`${now}?only=due&since=${stamp}`, { headers: { "HX-Request": "true" }, redirect: "manual", cache: "no-store" });
      if (answer.status === 200) {
        const told = await answer.json();
        [stamp, due, ahead] = [told.stamp, told.due, Date.parse(told.clock) - Date.now()];
      } else if (answer.type === "opaqueredirect") due = [];
    } catch { /* the strip says what it knows; the next look may find more */ }
    show();
  }
  look();
  setInterval(() => { if (!document.hidden) look(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
})();
