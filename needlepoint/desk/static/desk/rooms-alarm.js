/* Adds: a room whose needles are to come out is heard, felt and read aloud, once when it is due and again each minute until
   somebody acts. Browsers allow sound and vibration after the first tap or key; the mute switch is remembered on the tablet.
   The one live region speaks only then, never the ticking. The title of the page says how many rooms wait.
   Without it: the board is seen and not heard. */
(() => {
  const place = document.getElementById("rooms"), mute = document.getElementById("rooms-mute");
  const speaker = document.getElementById("rooms-said"), title = document.title, AGAIN = 60000;
  const heard = new Map();  // room and its end → when it was last said
  let sound = null, isFirst = true;

  const isMuted = () => { try { return localStorage.getItem("rooms-mute") === "1"; } catch { return mute.getAttribute("aria-pressed") === "true"; } };
  function showMute() {
    mute.textContent = isMuted() ? mute.dataset.off : mute.dataset.on;
    mute.setAttribute("aria-pressed", String(isMuted()));
    mute.hidden = false;
  }
  document.addEventListener("rooms:mute", () => {
    const next = isMuted() ? "0" : "1";
    try { localStorage.setItem("rooms-mute", next); } catch { /* then until the page is left */ }
    showMute();
    mute.setAttribute("aria-pressed", String(next === "1"));
    if (next === "0") chime();
  });
  mute.addEventListener("click", () => document.dispatchEvent(new CustomEvent("rooms:mute")));

  const wake = () => {
    sound ??= window.AudioContext ? new AudioContext() : null;
    sound?.resume().catch(() => {});
    stayAwake();
  };
  for (const kind of ["pointerup", "keydown"]) addEventListener(kind, wake, { passive: true });

  // A screen that shows running needles does not go dark by itself, where the browser lets a page ask for it.
  let lock = null;
  async function stayAwake() {
    if (lock || !navigator.wakeLock || document.hidden) return;
    try { lock = await navigator.wakeLock.request("screen"); lock.addEventListener("release", () => { lock = null; }); } catch { lock = null; }
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && sound) wake(); });

  function chime() {
    if (isMuted() || !sound || sound.state !== "running") return;
    [0, 0.28, 0.56].forEach((after, n) => {
      const tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + after;
      tone.frequency.value = [660, 660, 880][n];
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.35, at + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.26);
      tone.connect(loud).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.28);
    });
  }

  document.addEventListener("rooms:tick", () => {
    const over = [...place.querySelectorAll('.room[data-state="over"]')], now = Date.now();
    document.title = over.length ? `(${over.length}) ${over[0].dataset.said}` : title;
    const due = [];
    for (const card of over) {
      const key = `${card.dataset.key} ${card.dataset.endsAt}`;
      const before = heard.get(key);
      if (before === undefined || now - before >= AGAIN) { heard.set(key, now); if (!isFirst) due.push([card, before === undefined]); }
    }
    isFirst = false;
    if (!due.length) return;
    const fresh = due.filter(([, isNew]) => isNew).map(([card]) => card.dataset.said);
    if (fresh.length) speaker.textContent = `${fresh.join(". ")}.`;
    chime();
    if (!isMuted() && sound) navigator.vibrate?.([300, 120, 300, 120, 500]);
    document.dispatchEvent(new CustomEvent("rooms:due", { detail: due.length }));
  });
  showMute();
})();
