/** Moving in the week as in a spreadsheet: arrows, Enter, Esc for what stood there. */
export const form = () => document.querySelector("[data-week-form]");
export const isChanged = (field) => field.value !== field.defaultValue;
export const fieldsOf = (row) => [...row.querySelectorAll(".w-cell")].map((cell) => cell.querySelector("[name=value]"));
export const rows = () => [...form().querySelectorAll("tbody > tr")];

function go(field, down, across) {
  const all = rows();
  const at = all.indexOf(field.closest("tr"));
  const column = fieldsOf(all[at]).indexOf(field) + across;
  for (let next = at + down; all[next]; next += down || all.length) {
    const target = fieldsOf(all[next])[column];
    if (target) return target.focus(), target.select(), true;
    if (!down) return false;
  }
  return down !== 0;
}

function atEdge(field, key) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  return to - from === value.length || (from === to && from === (key === "ArrowLeft" ? 0 : value.length));
}

/** Whether the key was taken. */
export function press(event) {
  const { key, target: field } = event;
  if (key === "Escape") return (field.value = field.defaultValue), field.select(), true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (key === "Enter") return go(field, event.shiftKey ? -1 : 1, 0);
  if (key === "ArrowUp" || key === "ArrowDown") return go(field, key === "ArrowUp" ? -1 : 1, 0);
  if ((key === "ArrowLeft" || key === "ArrowRight") && atEdge(field, key)) return go(field, 0, key === "ArrowLeft" ? -1 : 1);
  return false;
}
