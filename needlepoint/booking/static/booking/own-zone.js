/* Adds: tells the server in which time zone this browser is, when its clock shows another time than the clinic's, now or
   within three months; the list of starts is then shown once more with both times.
   Without it: the clinic's times alone, and a small list to choose another zone from.
   Keeps a zone that was chosen from that list. Can go: when browsers send their zone by themselves. */
{
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = document.currentScript.dataset.zone;
  const shows = (zone, days) => new Date(Date.now() + days * 864e5).toLocaleString("en", { timeZone: zone });
  const differs = () => [0, 45, 90].some((days) => shows(here, days) !== shows(there, days));
  if (here && there && !/(^|; )np_zone=/.test(document.cookie) && differs()) {
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
