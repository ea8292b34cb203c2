/** Counts selected rows of a .selectable list and keeps each "select all" honest. */
export function bulk(list) {
  const boxes = () => [...list.querySelectorAll("tbody .pick input[type=checkbox]")];

  function refresh() {
    const total = boxes().length;
    const chosen = boxes().filter((box) => box.checked).length;
    const count = list.querySelector("[data-selected]");
    if (count) count.textContent = `${count.dataset.text}: ${chosen}`;
    for (const all of list.querySelectorAll("[data-all]")) {
      all.checked = chosen > 0 && chosen === total;
      all.indeterminate = chosen > 0 && chosen < total;
    }
  }

  let last = null;
  list.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.("tbody .pick input")) return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes().indexOf(last), boxes().indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes().slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    refresh();
  });
  list.addEventListener("reset", () => setTimeout(refresh));
  list.addEventListener("htmx:after:swap", refresh);
  refresh();
}
