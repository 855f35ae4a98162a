/* Adds: when a point's side changes, its number of needles follows (both sides two, one side one), unless somebody
   typed another number. It listens before the page keeps the change.
   Without it: the number stays as it was on the page, and the server lets it follow when the chart is saved.
   Can go: when HTML can tie one field's value to another's. */
const usual = (side) => String(side === "BOTH" ? 2 : 1);

document.addEventListener("change", (event) => {
  const side = event.target;
  if (!side.name?.startsWith("side_") || !side.form) return;
  const needles = side.form.elements[side.name.replace("side_", "needles_")];
  const group = side.closest(".sides");
  const before = group?.dataset.before ?? group?.querySelector("[checked]")?.value;
  if (needles && needles.value === usual(before)) needles.value = usual(side.value);
  if (group) group.dataset.before = side.value;
}, true);
