/* Adds: the board by keyboard. 1 to 9 choose a room, + extends, I counts in, O counts out, E asks about an emergency, S mutes,
   ? shows the keys. With no room chosen they do nothing: choose first.
   Without it: everything is a button that Tab reaches. */
(() => {
  const place = document.getElementById("rooms"), help = document.getElementById("rooms-help");
  // Single keys get in the way of whoever dictates: they can be turned off, and stay so on this tablet.
  const toggle = document.getElementById("rooms-keys");
  const isOff = () => { try { return localStorage.getItem("rooms-keys") === "0"; } catch { return false; } };
  const shown = () => { toggle.textContent = isOff() ? toggle.dataset.off : toggle.dataset.on; toggle.hidden = false; };
  toggle.addEventListener("click", () => { try { localStorage.setItem("rooms-keys", isOff() ? "1" : "0"); } catch { /* then they stay on */ } shown(); });
  shown();
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
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const card = /^[1-9]$/.test(event.key) && place.querySelector(`.room[data-number="${event.key}"]`);
    const deed = DEEDS[event.key.toLowerCase()];
    if (!card && !deed || event.repeat) return;
    event.preventDefault();
    card ? choose(card) : deed();
  });
})();
