/* Adds: a button below each box of words that copies them.
   Without it: the words are marked and copied as on any page. */
const { label, done } = document.currentScript.dataset;
for (const box of document.querySelectorAll(".snippet textarea")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = label;
  button.setAttribute("aria-describedby", box.getAttribute("aria-labelledby"));
  button.addEventListener("click", async () => {
    box.select();
    try { await navigator.clipboard.writeText(box.value); } catch { document.execCommand("copy"); }
    button.textContent = done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  box.after(button);
}
