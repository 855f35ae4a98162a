/* For another site of the clinic: makes a link with data-needlepoint="button" a button, and puts the free times into the
   place of one with data-needlepoint="times". It reads nothing of that site, sends nothing and keeps nothing.
   Without it: the link stays a link and leads to the same times. */
(() => {
  const own = new URL(document.currentScript.src);
  const frames = new Map();
  const set = (element, styles) => Object.assign(element.style, styles);

  const asButton = (link) => set(link, {
    display: "inline-block", padding: "0.75em 1.25em", border: "2px solid currentColor",
    borderRadius: "0.6em", font: "inherit", fontWeight: "600", lineHeight: "1.25", textDecoration: "none",
  });

  const asTimes = (link) => {
    const frame = document.createElement("iframe");
    frame.title = link.textContent.trim();
    frame.src = link.href;
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    set(frame, { display: "block", width: "100%", maxWidth: "30rem", height: "26rem", border: "0" });
    link.replaceWith(frame);
    frames.set(frame, true);
  };

  const ways = { button: asButton, times: asTimes };
  const upgrade = () => {
    for (const link of document.querySelectorAll("a[data-needlepoint]")) {
      const way = ways[link.dataset.needlepoint];
      if (way && new URL(link.href).origin === own.origin) {
        delete link.dataset.needlepoint;
        way(link);
      }
    }
  };

  // The times say how high they are, and nothing else.
  addEventListener("message", (event) => {
    if (event.origin !== own.origin) return;
    const height = Number(event.data && event.data.needlepointHeight);
    for (const frame of frames.keys()) {
      if (frame.contentWindow === event.source && height > 0) frame.style.height = `${Math.min(height, 2000)}px`;
    }
  });

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", upgrade);
  else upgrade();
})();
