// A second press on a chosen number takes it back, and a sheet has a button that prints it.
// Without this: a number can be changed but not taken back, and the browser's own menu prints.
"use strict";

for (const form of document.querySelectorAll("form.check-in")) {
  let held = null;
  form.addEventListener("pointerdown", (event) => {
    const box = event.target.closest("label")?.querySelector("input[type=radio]");
    held = box?.checked ? box : null;
  });
  form.addEventListener("click", (event) => {
    if (held && event.target === held) {
      held.checked = false;
      held = null;
    }
  });
}

for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => window.print());
}
