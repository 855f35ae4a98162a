/* The calendar by mouse and by keys: drag a visit, or move a ghost of it with the arrows, and read what is in the way
   before it is dropped; sweep over empty time to block it. Without this every visit has its "Move" link, every time
   that fits is a link too, and a time may be typed. */
(() => {
  const TICK = 5 * 60 * 1000, QUARTER = 3;
  const calendar = () => document.getElementById("calendar");
  const scroller = document.querySelector(".c-scroll");
  const said = document.querySelector(".c-said");
  if (!calendar() || !scroller || !said) return;

  let ghost = null; // {code, ticks, column: its key, row, fits: what the server answered, or null while it is asked}
  let drag = null; // {from, x, y, grip, ghost before it began}
  let sweep = null; // {column, first, row, y, item}
  let moved = false; // a press that became a drag is no click

  const columns = () => [...calendar().querySelectorAll(".c-column")];
  const byKey = (key) => columns().find((column) => column.dataset.key === key);
  const times = (column) => column.querySelector(".c-times");
  const rows = () => Number(calendar().dataset.length);
  const rowHeight = (column) => times(column).getBoundingClientRect().height / rows();
  const isGrid = () => matchMedia("(min-width: 48em)").matches && columns().length > 0;
  const within = (low, n, high) => Math.min(Math.max(n, low), high);
  const moment = (column, row) => new Date(Number(column.dataset.begins) + row * TICK);
  const iso = (when) => `${when.toISOString().slice(0, 16)}Z`;
  const hours = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: calendar().dataset.zone, hour: "numeric", minute: "2-digit", hour12: calendar().dataset.twelve === "yes",
  });
  const words = (when) => hours.format(when).toLowerCase();

  /* --- The ghost: where the visit would be ------------------------------------------------------------------- */

  function refusal(column, row) {
    const known = ghost.fits && ghost.fits.columns[column.dataset.key];
    if (!known || known.ok.some(([from, until]) => from <= row && row < until)) return "";
    const why = known.why.find(([from, until]) => from <= row && row < until);
    return why ? why[2] : "";
  }

  function show() {
    const column = byKey(ghost.column) || columns()[0];
    if (!column) return;
    ghost.column = column.dataset.key;
    ghost.row = within(0, ghost.row, rows() - 1);
    const { moving, home, row } = calendar().dataset;
    const stays = moving === ghost.code && home === ghost.column && Number(row) === ghost.row;
    const why = stays ? "" : refusal(column, ghost.row);
    const item = document.querySelector(".c-ghost") || document.createElement("li");
    const time = words(moment(column, ghost.row));
    item.className = `c-ghost t${ghost.row + 1} d${Math.min(ghost.ticks, rows() - ghost.row)}${why ? " is-clash" : ""}`;
    item.textContent = why ? `${time} · ${why}` : time;
    item.setAttribute("aria-hidden", "true");
    if (item.parentNode !== times(column)) times(column).append(item);
    const whose = column.querySelector("h2 a").textContent;
    said.textContent = `${time}, ${whose}: ${stays ? said.dataset.here : ghost.fits ? why || said.dataset.free : "…"}`;
    said.classList.toggle("is-clash", Boolean(why));
  }

  async function haunt(code, ticks, column, row) {
    ghost = { code, ticks, column, row, fits: null };
    show();
    const mine = ghost;
    try {
      const answer = await fetch(`${calendar().dataset.fits}&visit=${code}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || ghost !== mine) return;
      ghost.fits = await answer.json();
      ghost.ticks = ghost.fits.ticks;
      show();
    } catch { /* Without an answer the drop still leads to the page that says what is in the way. */ }
  }

  function look() {
    const column = byKey(ghost.column);
    location.assign(`${column.dataset.move}&visit=${ghost.code}&start=${iso(moment(column, ghost.row))}`);
  }

  function unghost() {
    document.querySelector(".c-ghost")?.remove();
    said.classList.remove("is-clash");
    said.textContent = "";
    ghost = null;
  }

  function haunted() {
    const { moving, ticks, home, row } = calendar().dataset;
    if (!moving || !isGrid()) return;
    document.getElementById(`v-${moving}`)?.closest(".c-visit").classList.add("is-source");
    const old = ghost && ghost.code === moving ? ghost : { column: home, row: Number(row) };
    haunt(moving, Number(ticks), old.column, old.row);
  }

  /* --- By mouse ---------------------------------------------------------------------------------------------- */

  function under(x, y, grip) {
    const column = columns().find((one) => x < one.getBoundingClientRect().right) || columns().at(-1);
    const row = (y - grip - times(column).getBoundingClientRect().top) / rowHeight(column);
    return { column, row };
  }

  function snapped(row, event) {
    return event.shiftKey ? Math.round(row) : Math.round(row / QUARTER) * QUARTER;
  }

  scroller.addEventListener("pointerdown", (event) => {
    moved = false;
    if (event.button || event.pointerType === "touch" || !isGrid()) return;
    const visit = event.target.closest(".c-open[data-move]"), column = event.target.closest(".c-column");
    if (visit) {
      drag = { visit, x: event.clientX, y: event.clientY, grip: event.clientY - visit.getBoundingClientRect().top };
    } else if (column && event.target.closest(".c-times") && !event.target.closest(".c-visit, .c-fit, .c-rest")) {
      const first = Math.floor(under(event.clientX, event.clientY, 0).row / QUARTER) * QUARTER;
      sweep = { column, first, row: first, y: event.clientY, item: null };
    }
  });

  addEventListener("pointermove", (event) => {
    if (drag) {
      if (!moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
      const { column, row } = under(event.clientX, event.clientY, drag.grip);
      if (!moved) {
        moved = true;
        document.body.classList.add("is-dragging");
        drag.visit.closest(".c-visit").classList.add("is-source");
        const ticks = Math.round(drag.visit.getBoundingClientRect().height / rowHeight(column));
        haunt(drag.visit.dataset.visit, ticks, column.dataset.key, snapped(row, event));
      }
      ghost.column = column.dataset.key;
      ghost.row = snapped(row, event);
      show();
    } else if (sweep) {
      if (!moved && Math.abs(event.clientY - sweep.y) < 10) return;
      moved = true;
      const row = Math.ceil((event.clientY - times(sweep.column).getBoundingClientRect().top) / rowHeight(sweep.column) / QUARTER) * QUARTER;
      sweep.row = within(sweep.first + QUARTER, row, rows());
      sweep.item ||= times(sweep.column).appendChild(document.createElement("li"));
      sweep.item.className = `c-sweep t${sweep.first + 1} d${sweep.row - sweep.first}`;
      const until = words(moment(sweep.column, sweep.row));
      sweep.item.textContent = `${words(moment(sweep.column, sweep.first))} – ${until}`;
    } else {
      return;
    }
    event.preventDefault();
    const box = scroller.getBoundingClientRect(); // near an edge the grid comes along
    scroller.scrollBy(event.clientX > box.right - 30 ? 12 : 0, event.clientY > box.bottom - 30 ? 12 : event.clientY < box.top + 60 ? -12 : 0);
  });

  function letGo() {
    document.body.classList.remove("is-dragging");
    document.querySelector(".c-sweep")?.remove();
    drag = sweep = null;
  }

  addEventListener("pointerup", () => {
    if (drag && moved && ghost) look();
    if (sweep && moved && sweep.row > sweep.first) {
      const url = new URL(sweep.column.dataset.at, location), block = new URL(calendar().dataset.block, location);
      url.pathname = block.pathname;
      url.searchParams.set("at", iso(moment(sweep.column, sweep.first)));
      url.searchParams.set("minutes", (sweep.row - sweep.first) * 5);
      location.assign(url);
    }
    letGo();
  });
  addEventListener("pointercancel", letGo);
  scroller.addEventListener("dragstart", (event) => event.preventDefault());
  scroller.addEventListener("click", (event) => moved && event.preventDefault(), true);

  /* --- By keys ----------------------------------------------------------------------------------------------- */

  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function step([aside, down], small) {
    const all = columns();
    const place = all.findIndex((column) => column.dataset.key === ghost.column);
    ghost.column = all[within(0, place + aside, all.length - 1)].dataset.key;
    const by = small ? 1 : QUARTER;
    ghost.row = down ? (Math.floor((ghost.row + (down < 0 ? by - 1 : 0)) / by) + down) * by : ghost.row;
    show();
    document.querySelector(".c-ghost").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function walk([aside, down]) {
    const here = document.activeElement, column = here.closest(".c-column");
    const links = (one) => [...one.querySelectorAll(".c-times a:not(.c-move)")];
    if (down) {
      const all = links(column);
      all[within(0, all.indexOf(here) + down, all.length - 1)]?.focus();
    } else {
      const next = columns()[columns().indexOf(column) + aside], top = here.getBoundingClientRect().top;
      const gap = (link) => Math.abs(link.getBoundingClientRect().top - top);
      if (next) links(next).sort((a, b) => gap(a) - gap(b))[0]?.focus();
    }
  }

  addEventListener("keydown", (event) => {
    const on = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || on.closest("input, select, textarea, [popover]")) return;
    const arrow = STEPS[event.key], key = event.key.toLowerCase();
    if (key === "escape" && (drag || sweep)) {
      document.querySelector(".is-source")?.classList.remove("is-source");
      letGo();
      if (ghost && !calendar().dataset.moving) unghost();
    } else if (ghost && calendar().dataset.moving) {
      if (arrow) step(arrow, event.shiftKey);
      else if (key === "enter" && !on.closest("a, button")) look();
      else if (key === "escape") location.assign(document.getElementById("stay").href);
      else return;
    } else if (!scroller.contains(on)) {
      return; // letters act only where the calendar has the focus
    } else if (arrow && on.closest(".c-times")) {
      walk(arrow);
    } else if (key === "m" && on.dataset.move) {
      location.assign(on.dataset.move);
    } else if (key === "w") {
      location.assign(document.getElementById("walk-in").href);
    } else {
      return;
    }
    event.preventDefault();
  });

  /* --- What other screens do is shown here too, but not under a finger ----------------------------------------- */

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "calendar" && (drag || sweep || document.hidden)) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "calendar" || !event.detail.shouldSwap) return;
    const isCalendar = event.detail.xhr.responseText.includes('id="calendar"');
    if (drag || sweep || !isCalendar) event.detail.shouldSwap = false;
    if (!isCalendar) location.reload(); // signed out meanwhile: the page itself says so
  });
  document.body.addEventListener("htmx:afterSwap", haunted);

  const now = document.querySelector(".c-now");
  haunted();
  const first = document.querySelector(".c-ghost") || now;
  if (first && isGrid()) scroller.scrollTop = first.offsetTop - scroller.clientHeight / 3;
})();
