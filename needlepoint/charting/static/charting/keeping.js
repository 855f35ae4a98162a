/* Adds: every change of a note is kept as it is made, and a quiet word says so. Without a network the words stay in the
   page and in this tab (nowhere else), and are sent when it is back.
   Without it: “Save for now” and every other button keep what is on the page.
   One message at a time. A message sent twice is kept once: it says what the page was shown, so that only what this
   hand changed is changed. */
const HELD_HOURS = 12;
const AGAIN_MS = 5000;

for (const form of document.querySelectorAll("form[data-keep]")) {
  const status = form.querySelector("[data-kept]");
  const key = form.dataset.draft;
  let timer;
  let isSending = false;
  let isStale = false;

  const say = (words, state) => {
    status.textContent = words;
    status.dataset.state = state;
  };

  /* The typed line is kept when it is added, not while it is half typed. */
  const message = () => {
    const body = new FormData(form);
    body.delete("add");
    body.delete("more");
    body.delete("keep_words");
    if (document.activeElement?.name === "reason") body.delete("reason"); // a reason is kept whole
    return body;
  };

  const remember = () => {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
  };

  const restore = () => {
    const held = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!held || Date.now() - held.at > HELD_HOURS * 3600e3) return false;
    for (const box of form.elements) {
      if (!box.name || box.name === "csrfmiddlewaretoken" || box.type === "submit") continue;
      const said = held.fields.filter(([name]) => name === box.name).map(([, value]) => value);
      if (box.type === "checkbox" || box.type === "radio") box.checked = said.includes(box.value);
      else if (said.length === 1) box.value = said[0];
    }
    return true;
  };

  const took = (told, sent) => {
    if (told.base) form.elements.base.value = told.base;
    for (const [name, value] of sent) {
      const shown = form.elements[`initial-${name}`];
      if (shown) shown.value = value;
    }
    if (told.count) document.getElementById("count-live").textContent = told.count;
    for (const [id, html] of Object.entries(told.html ?? {})) {
      const old = document.getElementById(id);
      if (old && !old.contains(document.activeElement)) old.outerHTML = html;
    }
    const list = document.getElementById("kept-said");
    list.replaceChildren(...(told.said ?? []).map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    list.hidden = !told.said?.length;
  };

  const send = async () => {
    clearTimeout(timer);
    if (isSending) {
      isStale = true;
      return;
    }
    isSending = true;
    isStale = false;
    const sent = message();
    say(status.dataset.keeping, "keeping");
    try {
      const reply = await fetch(form.dataset.keep, {
        method: "POST", body: sent, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000),
      });
      const told = await reply.json();
      took(told, sent);
      sessionStorage.removeItem(key);
      say(reply.ok ? told.kept : status.dataset.faults, reply.ok ? "kept" : "faults");
    } catch {
      remember();
      say(navigator.onLine ? status.dataset.again : status.dataset.waiting, "waiting");
      timer = setTimeout(send, AGAIN_MS);
      isStale = false;
    }
    isSending = false;
    if (isStale) send();
  };

  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const isOurs = (box) => box.form === form && box.name && !["add", "more", "keep_words"].includes(box.name);

  document.addEventListener("input", (event) => {
    if (isOurs(event.target) && event.target.name !== "reason" && event.target.matches("textarea, input:not([type=checkbox], [type=radio])")) soon(900);
  });
  document.addEventListener("change", (event) => {
    if (isOurs(event.target)) soon(0);
  });
  addEventListener("online", () => sessionStorage.getItem(key) && send());
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (!navigator.onLine) remember();
  });

  if (restore()) send();
}
