/* Adds: a bar that says when the connection is gone, and takes itself away when it is back.
   Without it: the browser shows its own page when something is sent.
   Can go: when the service worker of the desk says the same. */
const bar = document.querySelector(".offline");
const show = (isOffline) => { if (bar) bar.hidden = !isOffline; };
addEventListener("offline", () => show(true));
addEventListener("online", () => show(false));
document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));
show(!navigator.onLine);
