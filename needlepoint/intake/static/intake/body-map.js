/* Adds: a tap on the picture of the back ticks the box that belongs there.
   Without it: the boxes beside the picture are ticked, and the picture follows them by CSS alone.
   Can go when SVG shapes may be labels of form controls. */
document.addEventListener("click", (event) => {
  const region = event.target.closest("[data-r]");
  const box = region && document.querySelector(`input[value="${region.dataset.r}"]`);
  if (box) box.click();
});
