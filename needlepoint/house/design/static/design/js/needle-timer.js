/* Adds: every element with data-ends-at (an ISO moment) counts the time left, and turns its row or room from
   resting to soon to over as it passes. The time is subtracted from the clock each second, so nothing drifts
   after sleep or a reload. The ticking is silent for screen readers; only the moment itself is said, once.
   Words come from the page: <body> or any parent may carry data-word-soon, data-word-over, data-said-over.
   Without it: the words that the server wrote stay, and a reload brings them up to date.
   Can go: when HTML has a countdown element. */
const SOON_SECONDS = 180;
/* The clinic's clock, not the tablet's: a tablet that is minutes wrong must not be wrong about needles. */
const clinicClock = Date.parse(document.body.dataset.clinicClock);
const ahead = Number.isNaN(clinicClock) ? 0 : clinicClock - Date.now();
const speaker = document.createElement("p");
speaker.className = "hidden";
speaker.setAttribute("role", "alert");
document.body.append(speaker);

const word = (element, name) => element.closest(`[data-${name}]`)?.getAttribute(`data-${name}`);

function written(seconds) {
  const whole = Math.abs(seconds);
  const parts = [Math.floor(whole / 60), String(whole % 60).padStart(2, "0")];
  return (seconds < 0 ? "+" : "") + parts.join(":");
}

function tick() {
  for (const element of document.querySelectorAll("[data-ends-at]")) {
    const left = Math.round((Date.parse(element.dataset.endsAt) - Date.now() - ahead) / 1000);
    if (Number.isNaN(left)) continue;
    element.textContent = written(left);
    element.setAttribute("aria-live", "off");
    const place = element.closest("[data-state]");
    if (!place || !["resting", "soon", "over"].includes(place.dataset.state)) continue;
    const state = left <= 0 ? "over" : left <= SOON_SECONDS ? "soon" : "resting";
    if (state === place.dataset.state) continue;
    place.dataset.state = state;
    const badge = place.querySelector(".badge");
    const text = word(element, `word-${state}`);
    if (badge && text) {
      badge.textContent = text;
      badge.className = `badge ${{ resting: "good", soon: "soon", over: "danger" }[state]}`;
    }
    if (state === "over") speaker.textContent = word(element, "said-over") || text || "";
  }
}
tick();
setInterval(tick, 1000);
