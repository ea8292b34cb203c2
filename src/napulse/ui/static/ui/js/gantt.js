/** Moves a bar of the chart along its line by halves of a day: by the pointer, or by Shift and arrows.
 *  The form beside the chart (data-gantt-form) is sent with the task and the shift. */
const STEP = { ArrowLeft: -1, ArrowRight: 1 };
const REACH = 3; // pixels before a press becomes a move

export function gantt(chart) {
  const form = chart.querySelector("[data-gantt-form]");
  if (!form) return;
  const halves = Number(chart.dataset.halves);
  let held = null;

  function take(bar) {
    const box = bar.closest("foreignObject");
    const track = box.ownerSVGElement.getBoundingClientRect().width;
    held = { bar, box, half: track / halves, x: parseFloat(box.getAttribute("x")), shift: 0 };
  }

  function show(shift) {
    held.shift = shift;
    held.box.setAttribute("x", `${held.x + (100 * shift) / halves}%`);
    held.bar.classList.toggle("held", shift !== 0);
    form.querySelector("output").textContent = shift ? form.dataset.words.replace("0", shift / 2) : "";
  }

  function drop() {
    if (!held) return;
    show(0);
    held = null;
  }

  function send() {
    const { bar, shift } = held;
    held = null;
    if (!shift) return;
    form.elements.planned.value = bar.dataset.fix;
    form.elements.shift.value = shift;
    form.requestSubmit();
  }

  /** The click that ends a move opens nothing. */
  function release() {
    if (!held?.moves) return drop();
    const { bar } = held;
    bar.addEventListener("click", stop, { once: true, capture: true });
    setTimeout(() => bar.removeEventListener("click", stop, { capture: true }), 50);
    send();
  }

  chart.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest("[data-fix]");
    if (!bar || event.button || event.pointerType === "touch") return;
    drop();
    take(bar);
    held.from = event.clientX;
    window.addEventListener("pointerup", release, { once: true });
  });
  chart.addEventListener("pointermove", (event) => {
    if (held?.from === undefined) return;
    const far = event.clientX - held.from;
    if (!held.moves && Math.abs(far) < REACH) return;
    held.moves = true;
    show(Math.round(far / held.half));
  });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("keydown", (event) => {
    const bar = event.target.closest("[data-fix]");
    if (!bar) return;
    if (event.shiftKey && STEP[event.key]) {
      if (held?.bar !== bar) take(bar);
      show(held.shift + STEP[event.key]);
    } else if (held && event.key === "Enter") send();
    else if (held && event.key === "Escape") drop();
    else return;
    event.preventDefault();
  });
  chart.addEventListener("focusout", () => held?.from === undefined && drop());
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
