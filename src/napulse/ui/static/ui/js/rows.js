/** Repeated rows of a form: the server sends a new one, this removes one and keeps the focus near. */
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
  list.addEventListener("htmx:after:process", changed);
}
