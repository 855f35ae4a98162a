/* Adds: the keys beside a button are named as this browser takes them. Firefox wants Shift too; on a Mac every browser
   wants Control and Option.
   Without it: they are named as most browsers elsewhere take them, Alt and one more.
   Can go: when every browser fills in accessKeyLabel. */
const onMac = /^(Mac|iP)/.test(navigator.platform);
const inFirefox = /\bFirefox\//.test(navigator.userAgent);
const held = onMac ? "Ctrl Option" : inFirefox ? "Alt Shift" : "";

for (const name of held ? document.querySelectorAll("kbd[data-key]") : []) name.textContent = `${held} ${name.dataset.key}`;
