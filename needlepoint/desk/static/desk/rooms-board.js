/* Adds: the board of rooms stays true. The page asks each second whether anything is new and draws it; the times are
   subtracted from the clinic's clock, so nothing drifts after sleep, a reload or a restart of the server.
   Other scripts of the board listen for `rooms:drawn`, `rooms:tick` and `rooms:answer`, and say `rooms:look`.
   Without it: the page loads itself anew every twenty seconds, and its buttons are forms.
   Can go: when HTML has live fragments and a countdown element. */
(() => {
  const SOON = 180, LATE = 300, EVERY = 1000, HIDDEN_EVERY = 5000, AFRESH = 60000, PATIENCE = 4000;
  const place = document.getElementById("rooms");
  const words = document.getElementById("rooms-words").dataset;
  const say = (name) => document.dispatchEvent(new CustomEvent(name));
  // The clinic's clock, not the tablet's. A page from the tablet's own store brings no clock along.
  const told = place.dataset.shell ? NaN : Date.parse(document.body.dataset.clinicClock);
  place.dataset.ahead = Number.isNaN(told) ? Number(localStorage.getItem("rooms-ahead")) || 0 : told - Date.now();
  const remember = () => { try { localStorage.setItem("rooms-ahead", place.dataset.ahead); } catch { /* a private window keeps nothing */ } };
  remember();
  const clinicNow = () => Date.now() + Number(place.dataset.ahead);
  const minutes = (milliseconds) => {
    const whole = Math.abs(Math.round(milliseconds / 1000));
    return `${milliseconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  function badge(card, state, tone) {
    card.dataset.state = state;
    const shown = card.querySelector("header .badge");
    if (shown && words[state]) [shown.textContent, shown.className] = [words[state], `badge ${tone}`];
  }

  function tick() {
    const now = clinicNow();
    for (const card of place.querySelectorAll("[data-ends-at]")) {
      if (!["resting", "soon", "over"].includes(card.dataset.state)) continue;
      const left = Date.parse(card.dataset.endsAt) - now;
      card.querySelector(".clock").textContent = minutes(left);
      const state = left <= 0 ? "over" : left <= SOON * 1000 ? "soon" : "resting";
      if (state !== card.dataset.state) {
        badge(card, state, { resting: "good", soon: "soon", over: "danger" }[state]);
        if (state === "over") setTimeout(() => look(true));  // its buttons and the summary say so too
      }
      const late = card.querySelector(".late");
      late.hidden = left > -LATE * 1000;
      if (!late.hidden) late.textContent = words.late.replace("{n}", Math.floor(-left / 60000));
    }
    say("rooms:tick");
  }

  // What has the focus keeps it, and a details that was opened stays open, when the board is drawn anew.
  function draw(html) {
    const held = document.activeElement?.closest?.("#rooms .room");
    const deed = document.activeElement?.dataset?.deed;
    const open = [...place.querySelectorAll(".emergency[open]")].map((one) => one.closest(".room").dataset.key);
    const chosen = place.querySelector(".room.chosen")?.dataset.key;
    place.innerHTML = html;
    const card = (key) => key && place.querySelector(`.room[data-key="${CSS.escape(key)}"]`);
    for (const key of open) card(key)?.querySelector(".emergency")?.setAttribute("open", "");
    card(chosen)?.classList.add("chosen");
    const now = card(held?.dataset.key);
    if (now) (deed && now.querySelector(`[data-deed="${deed}"]`) || now).focus({ preventScroll: true });
    say("rooms:drawn");
    tick();
  }

  // A finger on its way to a button must not land on another room's.
  let isPressing = false, waiting = "";
  addEventListener("pointerdown", () => { isPressing = true; }, { passive: true });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => {
    isPressing = false;
    if (waiting) [waiting] = ["", draw(waiting)];
  }, 50), { passive: true });

  let timer = 0, asking = false, again = false, fresh = Date.now();
  async function look(all = false) {
    if (asking) { again ||= all; return; }
    asking = true;
    clearTimeout(timer);
    const whole = all || !place.dataset.stamp || Date.now() - fresh > AFRESH;
    const asked = new URL(place.dataset.now, location);
    if (!whole) asked.searchParams.set("since", place.dataset.stamp);
    // While somebody lies with needles in, nobody is signed out for being quiet; asking by itself is else no deed.
    const headers = place.querySelector("[data-ends-at]") ? {} : { "HX-Request": "true" };
    const sent = Date.now();
    try {
      const answer = await fetch(asked, { headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
        signedOut();
      } else if (answer.ok) {
        delete place.dataset.offline;
        if (answer.status === 200) take(await answer.json(), sent);
        say("rooms:answer");
      } else throw new Error(answer.status);
    } catch {
      if (!place.dataset.offline) { place.dataset.offline = "1"; say("rooms:answer"); }
    }
    asking = false;
    if (again) { again = false; look(true); return; }
    timer = setTimeout(look, document.hidden ? HIDDEN_EVERY : EVERY);
  }

  function take(told, sent) {
    const back = Date.now();
    place.dataset.ahead = Math.round(Date.parse(told.clock) - (sent + back) / 2);
    remember();
    Object.assign(place.dataset, { stamp: told.stamp, who: told.who, name: told.name, token: told.token });
    // A page from the tablet's own store came without the secret of its forms.
    for (const form of document.querySelectorAll("#presses, #deeds")) {
      const secret = form.elements.csrfmiddlewaretoken || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken" }));
      secret.value = told.token;
    }
    delete place.dataset.signedOut;
    delete place.dataset.shell;
    fresh = back;
    document.getElementById("rooms-time").textContent = told.time;
    document.getElementById("rooms-summary").textContent = told.summary;
    if (isPressing) waiting = told.board; else draw(told.board);
  }

  // The times go on, for somebody may lie there; who it is goes.
  function signedOut() {
    delete place.dataset.offline;
    if (place.dataset.signedOut) return;
    place.dataset.signedOut = "1";
    place.dataset.stamp = "";
    for (const one of place.querySelectorAll(".name")) {
      const plain = document.createElement("span");
      [plain.textContent, plain.className] = [words.someone, "name"];
      one.replaceWith(plain);
    }
    say("rooms:answer");
  }

  document.addEventListener("rooms:look", () => look(true));
  document.addEventListener("rooms:redraw", () => tick());
  // After sleep nothing is believed before it was asked again.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tick(); look(true); } });
  addEventListener("pageshow", (event) => { if (event.persisted) look(true); });
  addEventListener("online", () => look(true));
  tick();
  setInterval(tick, 500);
  addEventListener("load", () => { say("rooms:drawn"); look(Boolean(place.dataset.shell)); });
})();
