/* Adds: each answer is kept as soon as it is given, and a quiet word says so. The focus stays where it is.
   Without it: “Next” and “Back” keep what is on the screen.
   One message at a time: the next one knows what the last one kept, so a window never argues with itself. */
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-kept]");
  const timers = new Map();
  let line = Promise.resolve();
  let waiting = 0;

  const namesOf = (name, key) => name === key || name.startsWith(`${key}-`);

  const messageOf = (key) => {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (namesOf(name, key) || name === "csrfmiddlewaretoken") body.append(name, value);
    }
    body.append("autosave", "1");
    body.append("item", key);
    return body;
  };

  const send = async (key) => {
    try {
      const reply = await fetch(form.action, {
        method: "POST", body: messageOf(key), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000),
      });
      const told = await reply.json();
      for (const [item, revision] of Object.entries(told.revisions ?? {})) {
        const seen = form.elements.namedItem(`${item}-seen`);
        if (seen) seen.value = revision;
      }
      if (told.said) status.textContent = told.said;
      if (told.help) document.querySelector("[data-help]").innerHTML = told.help;
    } catch {
      status.textContent = form.dataset.failed;
    }
  };

  const queue = (key) => {
    clearTimeout(timers.get(key));
    timers.delete(key);
    waiting += 1;
    line = line.then(() => send(key)).finally(() => { waiting -= 1; });
  };

  const keyOf = (event) => event.target.closest("[data-item]")?.dataset.item;

  form.addEventListener("change", (event) => {
    const key = keyOf(event);
    if (key) queue(key);
  });
  form.addEventListener("input", (event) => {
    const key = keyOf(event);
    if (!key || !event.target.matches("textarea, input[type=text], input:not([type])")) return;
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => queue(key), 1500));
  });
  // Whoever leaves in the middle of a word leaves nothing behind.
  addEventListener("pagehide", () => {
    for (const [key, timer] of timers) {
      clearTimeout(timer);
      fetch(form.action, { method: "POST", body: messageOf(key), keepalive: true });
    }
    timers.clear();
  });
  form.addEventListener("submit", (event) => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    if (!waiting) return;
    // What is under way arrives first: then this window knows its own answers.
    event.preventDefault();
    const pressed = event.submitter;
    line.finally(() => form.requestSubmit(pressed));
  });
}
