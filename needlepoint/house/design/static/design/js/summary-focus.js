/* Adds: after a form came back with faults, the list of them gets the focus, so that a screen reader starts there.
   Without it: the list still stands first on the page and its links work.
   Can go: when browsers honour `autofocus` on any element after a form came back. */
document.getElementById("error-summary")?.focus();
