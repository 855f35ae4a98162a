/* Adds: asks the clinic to keep the chosen start while its form is filled in, and says until when, or that it is gone.
   Without it: nothing is kept; whoever books first has the time, and the other is shown the nearest ones. */
{
  const box = document.querySelector("[data-keep]");
  const sent = new FormData();
  for (const field of box?.closest("form").querySelectorAll("input[type=hidden]") ?? []) sent.append(field.name, field.value);
  if (box) {
    fetch(box.dataset.keep, { method: "POST", body: sent })
      .then(async (answer) => { if (answer.status === 200 || answer.status === 409) box.innerHTML = await answer.text(); })
      .catch(() => {});
  }
}
