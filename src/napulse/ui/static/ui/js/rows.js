/** Repeated rows of a form: the server sends a new one, this removes one, keeps the focus near, and moves one by Alt+arrow. */
export function rows(list) {
  const changed = () => list.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true }));

  list.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove-row]");
    if (!remove) return;
    const row = remove.closest(".row");
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (near?.querySelector("input:not([type=hidden]), select") ?? list).focus();
    changed();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    const row = event.target.closest(".row");
    if (!event.altKey || !step || !row) return;
    event.preventDefault();
    const near = row[step];
    if (!near) return;
    near[event.key === "ArrowUp" ? "before" : "after"](row);
    event.target.focus();
    changed();
  });
  list.addEventListener("htmx:after:process", changed);
}
