// A tablet that nobody touches gives itself back, as if "I am done" had been pressed.
// Without JavaScript a <noscript> refresh does the same, counted from when the page was opened.
(() => {
  const form = document.getElementById("tablet-back");
  if (!form) return;
  const idle = Number(form.dataset.idleSeconds) * 1000;
  let touched = Date.now();
  const touch = () => { touched = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touch, { passive: true });
  // A timer alone sleeps with the tablet; the clock on the wall does not.
  const look = () => { if (Date.now() - touched >= idle) form.submit(); };
  setInterval(look, 5000);
  addEventListener("visibilitychange", look);
  // What the staff's board of rooms kept on this tablet is not for whoever holds it now.
  window.caches?.delete("rooms");
  // What one person typed is not proposed to the next.
  for (const one of document.forms) one.autocomplete = "off";
  // A page that the browser kept in memory is asked for anew.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
