/* Adds: a tap on the picture of a body ticks the box that belongs there, opens its part of the list and says so; the colour follows
   the strength chosen.
   Without it: the boxes under the picture are ticked, and the picture follows them by CSS alone.
   Can go when SVG shapes may be labels of form controls. */
for (const map of document.querySelectorAll("fieldset.bm")) {
  const said = map.querySelector(".bm-said");
  const boxOf = (code) => map.querySelector(`.bm-tick[value="${code}"]`);
  map.classList.add("can-tap");

  const deepen = (select) => {
    for (const area of map.querySelectorAll(`[data-r="${select.dataset.pain}"]`)) {
      if (select.value === "") area.removeAttribute("data-depth");
      else area.dataset.depth = Number(select.value) + 1;
    }
  };

  map.addEventListener("click", (event) => {
    const area = event.target.closest("[data-r]");
    const box = area && boxOf(area.dataset.r);
    if (!box) return;
    const folded = box.closest("details");
    if (folded) folded.open = true;
    box.click();
  });

  map.addEventListener("change", (event) => {
    const from = event.target;
    if (from.matches("[data-pain]")) deepen(from);
    if (from.matches(".bm-tick")) {
      const sentence = from.checked ? said.dataset.ticked : said.dataset.unticked;
      said.textContent = sentence.replace("PLACE", from.getAttribute("aria-label"));
    }
  });
}
