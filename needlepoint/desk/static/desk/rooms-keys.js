/* Adds: the board by keyboard. 1 to 9 choose a room, + extends, I counts in, O counts out, E asks about an emergency, S mutes,
   ? shows the keys. With no room chosen, the most urgent one with that button is meant by nobody: choose first.
   Without it: everything is a button that Tab reaches. */
(() => {
  const place = document.getElementById("rooms"), help = document.getElementById("rooms-help");
  const chosen = () => place.querySelector(".room.chosen") || document.activeElement?.closest?.("#rooms .room");
  function choose(card) {
    for (const one of place.querySelectorAll(".room.chosen")) one.classList.remove("chosen");
    card.classList.add("chosen");
    card.focus();
    card.scrollIntoView({ block: "nearest" });
  }
  const press = (deed) => chosen()?.querySelector(`[data-deed="${deed}"]`)?.click();
  const DEEDS = {
    "+": () => press("LONGER"), "=": () => press("LONGER"), i: () => press("IN"), o: () => press("OUT"),
    e: () => {
      // Confirmed by a second key: the button is shown and has the focus, Enter presses it, Escape takes it back.
      const asked = chosen()?.querySelector(".emergency");
      if (!asked) return;
      asked.open = true;
      asked.querySelector("button").focus();
    },
    s: () => document.dispatchEvent(new CustomEvent("rooms:mute")),
    "?": () => { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
    escape: () => {
      const open = place.querySelector(".emergency[open]");
      if (open) { open.open = false; open.closest(".room").focus(); }
      else for (const one of place.querySelectorAll(".room.chosen")) one.classList.remove("chosen");
    },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const card = /^[1-9]$/.test(event.key) && place.querySelector(`.room[data-number="${event.key}"]`);
    const deed = DEEDS[event.key.toLowerCase()];
    if (!card && !deed || event.repeat) return;
    event.preventDefault();
    card ? choose(card) : deed();
  });
})();
