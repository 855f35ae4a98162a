/* Adds: what is pressed on the board is never lost. Each press gets a key and the clinic's time, is written into the
   tablet's own store first and sent then; what could not be sent is sent on reconnect and on each load. The server keeps
   every key once, so sending twice is the same as once. The store holds visit codes and numbers, no names; what one
   person pressed is sent when that person is signed in, never as somebody else.
   Without it: each button is a form that needs the connection.
   Can go: when Background Sync works in every browser. */
(() => {
  const place = document.getElementById("rooms");
  const words = document.getElementById("rooms-words").dataset;
  const status = document.getElementById("rooms-status");
  const STORE = "taps", LOCAL = "rooms-taps", PATIENCE = 8000, DOUBLE_TAP = 700, AT_ONCE = 200;

  // --- The tablet's own store: IndexedDB, or localStorage where a private window has none ---
  const opened = new Promise((done) => {
    try {
      const asked = indexedDB.open("rooms", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(null);
      asked.onblocked = () => done(null);
    } catch { done(null); }
  });
  const local = () => { try { return JSON.parse(localStorage.getItem(LOCAL)) || []; } catch { return []; } };
  const locally = (taps) => { try { localStorage.setItem(LOCAL, JSON.stringify(taps)); } catch { /* full or shut */ } };
  const inStore = (db, mode, deed) => new Promise((done, failed) => {
    const transaction = db.transaction(STORE, mode);
    const asked = deed(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
  let known = [];  // what waits, in the order in which it was pressed
  async function keep(tap) {
    known.push(tap);
    const db = await opened;
    try { if (!db) throw null; await inStore(db, "readwrite", (store) => store.put(tap)); }
    catch { locally([...local().filter((one) => one.key !== tap.key), tap]); }
  }
  async function drop(keys) {
    known = known.filter((tap) => !keys.has(tap.key));
    locally(local().filter((tap) => !keys.has(tap.key)));
    const db = await opened;
    if (db) await inStore(db, "readwrite", (store) => { for (const key of keys) store.delete(key); return {}; }).catch(() => {});
  }
  async function load() {
    const db = await opened;
    const kept = db ? await inStore(db, "readonly", (store) => store.getAll()).catch(() => []) : [];
    const all = new Map([...kept, ...local(), ...known].map((tap) => [tap.key, tap]));
    known = [...all.values()].sort((a, b) => a.pressed_at.localeCompare(b.pressed_at));
  }

  // crypto.randomUUID wants https; the numbers behind it do not.
  function uuid() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    return [...b].map((n) => n.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  // --- Pressing ---
  const clinicNow = () => Date.now() + Number(place.dataset.ahead);
  const cardOf = (visit) => place.querySelector(`.room[data-key="${CSS.escape(visit)}"]`);
  const mine = () => known.filter((tap) => !place.dataset.who || tap.who === place.dataset.who);

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.id !== "presses" || !button?.value) return;
    event.preventDefault();
    press(button);
  });

  let last = ["", 0];
  async function press(button) {
    const told = JSON.parse(button.value), now = clinicNow(), card = cardOf(told.visit);
    // The second tap of a double tap is not a second deed.
    if (last[0] === `${told.visit} ${told.deed}` && now - last[1] < DOUBLE_TAP) return;
    last = [`${told.visit} ${told.deed}`, now];
    if (told.deed === "LONGER" && card?.dataset.inAt) {
      const passed = Math.ceil((now - Date.parse(card.dataset.inAt)) / 60000);
      told.minutes = Math.max(Number(card.dataset.minutes), passed) + 5;
    }
    const who = place.dataset.who || localStorage.getItem("rooms-who") || "";
    const name = place.dataset.name || localStorage.getItem("rooms-name") || "";
    const tap = { ...told, key: uuid(), pressed_at: new Date(now).toISOString(), who, name, label: button.firstChild.textContent.trim() };
    const kept = keep(tap);
    overlay(tap);
    show();
    document.dispatchEvent(new CustomEvent("rooms:redraw"));
    await kept;
    send();
  }

  // --- How a press that waits looks: the room changes at once, and says that it is not sent yet ---
  function overlay(tap) {
    const card = cardOf(tap.visit);
    if (!card) return;
    const at = Date.parse(tap.pressed_at), badge = card.querySelector("header .badge");
    const become = (state, tone) => { card.dataset.state = state; badge.textContent = words[state]; badge.className = `badge ${tone}`; card.querySelector(".clock").textContent = ""; card.querySelector(".late").hidden = true; };
    const ends = (from, minutes) => { card.dataset.inAt = new Date(from).toISOString(); card.dataset.minutes = minutes; card.dataset.endsAt = new Date(from + minutes * 60000).toISOString(); };
    const gone = (...deeds) => { for (const deed of deeds) card.querySelector(`[data-deed="${deed}"]`)?.closest(deed === "EARLY" ? ".emergency" : "button")?.remove(); };
    if (tap.deed === "LONGER" && card.dataset.inAt) {
      const longer = Math.max(Number(card.dataset.minutes), tap.minutes);
      ends(Date.parse(card.dataset.inAt), longer);
    }
    if (tap.deed === "IN" && card.dataset.state === "waiting") { ends(at, tap.minutes); card.dataset.state = "resting"; badge.textContent = words.resting; badge.className = "badge good"; gone("IN"); follow(card, tap); }
    if (tap.deed === "EARLY") { become("uncounted", "danger"); gone("EARLY", "LONGER"); }
    if (tap.deed === "OUT") { become("out", "quiet"); gone("OUT", "EARLY", "LONGER"); }
    const line = card.querySelector(".pressed");
    const time = new Date(tap.pressed_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    line.hidden = false;
    line.textContent = words.kept.replace("{time}", time).replace("{what}", tap.label);
  }
  // Needles counted in without a connection can also be counted out without one.
  function follow(card, tap) {
    const deeds = card.querySelector(".deeds");
    if (!deeds) return;
    for (const [deed, label, more] of [["LONGER", words.longer, {}], ["OUT", words.counted.replace("{n}", tap.needles), { needles: tap.needles }]]) {
      const button = document.createElement("button");
      Object.assign(button, { className: "button plain", name: "press", value: JSON.stringify({ key: uuid(), visit: tap.visit, deed, ...more }), textContent: label });
      button.setAttribute("form", "presses");
      button.dataset.deed = deed;
      deeds.prepend(button);
    }
  }
  function redraw() { for (const tap of mine()) if (Date.parse(tap.pressed_at)) overlay(tap); document.dispatchEvent(new CustomEvent("rooms:redraw")); }

  function show() {
    const count = mine().length, others = known.filter((tap) => place.dataset.who && tap.who !== place.dataset.who);
    let text = "";
    if (place.dataset.signedOut) text = (count ? words.signedOutWaiting : words.signedOut).replace("{n}", count);
    else if (place.dataset.offline || !navigator.onLine) text = (count ? words.offline : words.offlineNone).replace("{n}", count);
    else if (count && isSlow) text = words.sending.replace("{n}", count);
    else if (others.length) text = words.others.replace("{name}", others[0].name).replace("{n}", others.length);
    if (place.dataset.asOf && !place.dataset.stamp) text = `${place.dataset.asOf} ${count ? words.offline.replace("{n}", count) : ""}`;
    try { localStorage.setItem("rooms-waiting", String(known.length)); } catch { /* nothing depends on it */ }
    // Signing out empties the browser's store, but for what waits here.
    document.cookie = `np_presses_wait=${known.length ? 1 : ""}; path=/; SameSite=Lax; max-age=${known.length ? 604800 : 0}`;
    if (status.firstChild?.textContent === text) return;
    status.textContent = text;
    status.hidden = !text;
    if (place.dataset.signedOut) {
      const link = document.createElement("a");
      [link.href, link.textContent] = [place.dataset.signIn, words.signIn];
      status.append(" ", link);
    }
  }

  // --- Sending ---
  let sending = false, isSlow = false;
  async function send() {
    const waiting = mine().filter((tap) => tap.who).slice(0, AT_ONCE);
    if (sending || !waiting.length || !place.dataset.token || place.dataset.signedOut) return;
    sending = true;
    const slow = setTimeout(() => { isSlow = true; show(); }, 1500);
    const body = JSON.stringify(waiting.map(({ key, visit, deed, pressed_at, needles, minutes, looked, who }) => ({ key, visit, deed, pressed_at, needles, minutes, looked, who })));
    try {
      const answer = await fetch(words.taps, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE), headers: { "Content-Type": "application/json", "X-CSRFToken": place.dataset.token } });
      if (answer.ok) {
        const told = (await answer.json()).taps;
        await drop(new Set(told.map((one) => one.key)));
        for (const one of told) tell(one, waiting.find((tap) => tap.key === one.key));
      } else if (answer.status === 400) await drop(new Set(waiting.map((tap) => tap.key)));
    } catch { place.dataset.offline = "1"; }
    clearTimeout(slow);
    [sending, isSlow] = [false, false];
    show();
    document.dispatchEvent(new CustomEvent("rooms:look"));
  }

  // What was refused is said on its room until somebody presses again there; it is kept on the server too.
  const said = new Map();
  function tell(answer, tap) {
    if (!tap) return;
    if (answer.outcome === "REFUSED") said.set(tap.visit, `${words.refused} ${tap.label}. ${answer.words}`);
    else if (answer.outcome === "ASK") said.set(tap.visit, words.ask);
    else said.delete(tap.visit);
  }
  function sayAgain() {
    for (const [visit, text] of said) {
      const line = cardOf(visit)?.querySelector(".pressed");
      if (line) { line.hidden = false; line.classList.add("refused"); line.textContent = text; }
    }
  }

  document.addEventListener("rooms:drawn", () => { sayAgain(); redraw(); });
  document.addEventListener("rooms:answer", () => {
    if (place.dataset.who) try { localStorage.setItem("rooms-who", place.dataset.who); localStorage.setItem("rooms-name", place.dataset.name); } catch { /* as above */ }
    show();
    if (!place.dataset.offline) send();
  });
  addEventListener("online", send);
  addEventListener("offline", show);
  load().then(() => { redraw(); show(); send(); });
})();
