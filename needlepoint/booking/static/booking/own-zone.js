/* Adds: tells the server in which time zone this browser is, when its clock shows another time than the clinic's; the
   list of starts is then shown once more with both times.
   Without it: the clinic's times alone, and a small list to choose another zone from.
   Keeps a zone that was chosen from that list. Can go: when browsers send their zone by themselves. */
{
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = document.currentScript.dataset.zone;
  const shows = (zone) => new Date().toLocaleString("en", { timeZone: zone, timeZoneName: "longOffset" });
  const knows = /(^|; )np_zone=/.test(document.cookie);
  if (here && there && !knows && shows(here) !== shows(there)) {
    document.cookie = `np_zone=${here}; path=/; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    const main = document.querySelector("main:has(.zone)");
    if (main && document.cookie.includes("np_zone=")) {
      fetch(location.href).then((answer) => answer.text()).then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
        if (fresh && !main.contains(document.activeElement)) main.replaceWith(fresh);
      }).catch(() => {});
    }
  }
}
