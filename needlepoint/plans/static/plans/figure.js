/* Adds: a tap near a point on the figure means that point (and asks which, where points lie close together); arrow keys walk from point
   to point, Enter takes one; plus and minus, two fingers or a drag look closer; in a picker the figure is fetched when it is opened and a
   tap chooses: "point-chosen" bubbles with {code, side}.
   Without it: every point is a link to its page, each area is a page of its own, and the list says the same as the figure. */
(() => {
  const NEAR = 24; // px: a finger's worth around a point
  const ALIKE = 9; // px: points no farther apart than this are asked about
  const STEP = 1.5;
  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const numbers = (svg, name) => svg.getAttribute(name).split(" ").map(Number);
  const points = (svg) => [...svg.querySelectorAll("a.pf-point")];
  const centre = (point) => {
    const box = point.querySelector(".pf-dot").getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };

  /* The points near a place on the screen, nearest first, one for each code. */
  const around = (svg, x, y) => {
    const codes = new Set();
    return points(svg)
      .map((point) => [point, Math.hypot(centre(point)[0] - x, centre(point)[1] - y)])
      .filter(([, far]) => far <= NEAR)
      .sort((one, other) => one[1] - other[1])
      .filter(([point]) => !codes.has(point.dataset.code) && codes.add(point.dataset.code));
  };

  const upgrade = (part) => {
    if (part.classList.contains("can-tap")) return;
    part.classList.add("can-tap");
    const svg = part.querySelector("svg.pf");
    const picker = part.closest(".pf-picker");
    const choice = part.querySelector(".pf-choice");
    const idle = choice.textContent;

    const take = (point) => {
      const { code, side } = point.dataset;
      choice.textContent = idle;
      if (!picker) {
        location.assign(point.href.baseVal);
        return;
      }
      const event = new CustomEvent("point-chosen", { bubbles: true, cancelable: true, detail: { code, side } });
      if (picker.dispatchEvent(event)) chooseInForm(picker, code);
      mirror(picker);
      const said = point.classList.contains("is-chosen") ? picker.dataset.chosenWords : picker.dataset.leftWords;
      choice.textContent = said.replace("CODE", point.getAttribute("aria-label"));
    };

    const ask = (candidates) => {
      choice.textContent = `${choice.dataset.which} `;
      for (const [point] of candidates.slice(0, 4)) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button plain";
        button.textContent = point.getAttribute("aria-label");
        button.addEventListener("click", () => take(point));
        button.addEventListener("pointerenter", () => point.classList.add("is-aimed"));
        button.addEventListener("pointerleave", () => point.classList.remove("is-aimed"));
        choice.append(button);
      }
      choice.scrollIntoView({ block: "nearest" });
    };

    let dragged = false;
    let pressed = [0, 0]; // where the finger was: a browser moves the click itself to the nearest link
    svg.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      if (dragged) return;
      if (event.detail === 0) {
        const focused = event.target.closest("a.pf-point");
        if (focused) take(focused);
        return;
      }
      const found = around(svg, ...pressed);
      if (found.length === 0) return;
      const alike = found.filter(([, far]) => far - found[0][1] < ALIKE);
      if (alike.length > 1 && found[0][1] > 3) ask(alike);
      else take(found[0][0]);
    });

    /* One stop for the Tab key; the arrows walk. */
    const first = points(svg).find((one) => !one.classList.contains("is-other")) ?? points(svg)[0];
    first?.setAttribute("tabindex", "0");
    const walkTo = (point) => {
      svg.querySelector('a.pf-point[tabindex="0"]')?.setAttribute("tabindex", "-1");
      point.setAttribute("tabindex", "0");
      point.focus();
      choice.textContent = point.getAttribute("aria-label");
    };
    svg.addEventListener("keydown", (event) => {
      const from = event.target.closest("a.pf-point");
      const way = DIRECTIONS[event.key];
      if (from && way) {
        event.preventDefault();
        const [x, y] = centre(from);
        const next = points(svg)
          .map((point) => {
            const [px, py] = centre(point);
            const ahead = (px - x) * way[0] + (py - y) * way[1];
            const aside = Math.abs((px - x) * way[1]) + Math.abs((py - y) * way[0]);
            return [point, ahead, ahead + 2.5 * aside];
          })
          .filter(([point, ahead]) => point !== from && ahead > 1)
          .sort((one, other) => one[2] - other[2])[0];
        if (next) walkTo(next[0]);
      } else if (from && event.key === " ") {
        event.preventDefault();
        take(from);
      } else if (event.key === "+" || event.key === "=") zoom(STEP);
      else if (event.key === "-") zoom(1 / STEP);
      else if (event.key === "0") show(numbers(svg, "data-box"));
    });

    /* Looking closer never leaves the area; the areas are the way to other parts. */
    const show = ([x, y, wide, high]) => {
      const [left, top, widest, highest] = numbers(svg, "data-box");
      const w = Math.min(wide, widest);
      const h = Math.min(high, highest);
      const at = [Math.max(left, Math.min(x, left + widest - w)), Math.max(top, Math.min(y, top + highest - h))];
      svg.setAttribute("viewBox", [...at, w, h].map((one) => one.toFixed(1)).join(" "));
      svg.classList.toggle("is-moved", w < widest);
      if (widest > 255) svg.classList.toggle("is-near", w < 300);
      for (const button of part.querySelectorAll("[data-zoom]")) {
        button.disabled = button.dataset.zoom === "in" ? w < 60 : w >= widest;
      }
    };
    const zoom = (by, at) => {
      const [x, y, wide, high] = numbers(svg, "viewBox");
      const focused = svg.querySelector("a.pf-point:focus .pf-dot, .pf-lit");
      const [cx, cy] = at ?? (focused ? [focused.cx.baseVal.value, focused.cy.baseVal.value] : [x + wide / 2, y + high / 2]);
      if (by > 1 && wide < 60) return;
      show([cx - (cx - x) / by, cy - (cy - y) / by, wide / by, high / by]);
    };
    part.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) zoom(button.dataset.zoom === "in" ? STEP : 1 / STEP);
    });

    /* Two fingers look closer, one finger moves what is looked at closely. */
    const down = new Map();
    const inside = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    svg.addEventListener("pointerdown", (event) => {
      if (down.size === 0) {
        dragged = false;
        pressed = [event.clientX, event.clientY];
      }
      down.set(event.pointerId, [event.clientX, event.clientY]);
    });
    svg.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const after = [event.clientX, event.clientY];
      const others = [...down.entries()].filter(([id]) => id !== event.pointerId);
      if (others.length === 1) {
        const other = others[0][1];
        const by = Math.hypot(after[0] - other[0], after[1] - other[1]) / (Math.hypot(before[0] - other[0], before[1] - other[1]) || 1);
        const middle = inside((after[0] + other[0]) / 2, (after[1] + other[1]) / 2);
        dragged = true;
        zoom(by, [middle.x, middle.y]);
      } else if (svg.classList.contains("is-moved") && (dragged || Math.hypot(after[0] - before[0], after[1] - before[1]) > 4)) {
        const [x, y, wide, high] = numbers(svg, "viewBox");
        const scale = svg.getScreenCTM().a;
        dragged = true;
        show([x - (after[0] - before[0]) / scale, y - (after[1] - before[1]) / scale, wide, high]);
      } else return;
      down.set(event.pointerId, after);
    });
    for (const over of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(over, (event) => down.delete(event.pointerId));
    show(numbers(svg, "data-box"));
    if (picker) mirror(picker);
  };

  /* What a tap does when the page says nothing else: tick the box of that point, or write the code where points are typed. */
  const formOf = (picker) => document.getElementById(picker.dataset.form) ?? picker.closest("form") ?? document;
  const boxesOf = (picker) => [...formOf(picker).querySelectorAll(`input[type=checkbox][name="${picker.dataset.name}"]`)];
  const lineOf = (picker) => formOf(picker).querySelector(`[name="${picker.dataset.line}"]`);
  /* A tick may say which of several rows of a point it is: "GB30~2". */
  const codeOf = (box) => box.value.split(/[@~]/)[0];
  const isCode = (word) => /^(EX-)?[A-Z]{2}\d+$/.test(word);
  const wordsOf = (text) => text.split(/[\s,;]+/).filter(Boolean);
  const typed = (picker) => wordsOf(lineOf(picker)?.value ?? "");

  /* Points are parted by semicolons, so that what is said of one is not said of the next. Only a code that stands for itself is taken out
     again; what somebody wrote about a point stays. */
  const withOrWithout = (text, code) => {
    if (!wordsOf(text).includes(code)) return [text.replace(/[\s,;]+$/, ""), code].filter(Boolean).join("; ");
    return text
      .split(";")
      .map((said) => (wordsOf(said).every(isCode) ? wordsOf(said).filter((word) => word !== code).join(" ") : said.trim()))
      .filter(Boolean)
      .join("; ");
  };
  const chooseInForm = (picker, code) => {
    const boxes = boxesOf(picker).filter((one) => codeOf(one) === code);
    const ticked = boxes.filter((one) => one.checked);
    const line = lineOf(picker);
    if (boxes.length > 0) {
      for (const box of ticked.length > 0 ? ticked : boxes.slice(0, 1)) box.click();
    } else if (line) {
      line.value = withOrWithout(line.value, code);
      line.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  /* The figure shows what the form holds; `data-codes` on the picker, when it is there, says it instead. */
  const mirror = (picker) => {
    const codes = new Set(
      picker.dataset.codes === undefined
        ? [...boxesOf(picker).filter((one) => one.checked).map(codeOf), ...typed(picker)]
        : picker.dataset.codes.split(" "),
    );
    for (const point of picker.querySelectorAll("a.pf-point")) {
      point.setAttribute("role", "button");
      point.classList.toggle("is-chosen", codes.has(point.dataset.code));
      point.setAttribute("aria-pressed", codes.has(point.dataset.code));
    }
  };

  const fetchInto = async (picker, address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    picker.querySelector(".pf-holder").innerHTML = await answer.text();
    upgrade(picker.querySelector(".pf-part"));
  };

  const open = (picker) => {
    if (picker.dataset.opened) return;
    picker.dataset.opened = "yes";
    picker.addEventListener("toggle", () => {
      if (picker.open && !picker.querySelector("svg.pf")) fetchInto(picker, picker.dataset.figure);
    });
    picker.addEventListener("click", (event) => {
      const area = event.target.closest("[data-area]");
      if (!area || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      fetchInto(picker, area.dataset.area);
    });
    new MutationObserver(() => mirror(picker)).observe(picker, { attributeFilter: ["data-codes"] });
  };

  const begin = () => {
    for (const part of document.querySelectorAll(".pf-part")) upgrade(part);
    for (const picker of document.querySelectorAll(".pf-picker")) open(picker);
  };
  for (const changed of ["change", "input", "htmx:afterSettle"]) {
    document.addEventListener(changed, () => {
      for (const picker of document.querySelectorAll(".pf-picker[open]")) mirror(picker);
    });
  }
  document.addEventListener("htmx:load", begin);
  begin();
})();
