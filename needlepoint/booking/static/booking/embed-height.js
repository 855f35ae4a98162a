/* Tells the site around the free times how high they are, so that nothing has to be scrolled within them.
   Without it: they keep the height that the site gave them, and scroll. */
if (parent !== window) {
  const tell = () => parent.postMessage({ needlepointHeight: document.body.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
}
