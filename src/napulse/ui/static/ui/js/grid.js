/** A table of fields as a spreadsheet: arrows and Enter move, Alt+arrows carry the row, rows come and go. */
const rowsOf = (form) => [...form.querySelectorAll("tbody > tr")];
const fieldsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")];

/** A new empty row after the given one; choices fall back to those of a fresh row. */
export function addRow(form, after) {
  const last = rowsOf(form).at(-1);
  const row = last.cloneNode(true);
  for (const error of row.querySelectorAll(".cell-error")) error.remove();
  for (const field of fieldsOf(row)) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    field.removeAttribute("id");
    if (field.matches("select")) field.value = field.options[field.name === "kind" ? 1 : 0].value;
    else field.value = "";
  }
  (after ?? last).after(row);
  dress(row);
  return row;
}

/** A row looks like its kind. */
export function dress(row) {
  const kind = row.querySelector("[name=kind]")?.value;
  row.className = kind ? `kind-${kind}` : "";
}

/** A task that is being named gets the next number, so that others can come after it. */
function numberRow(form, row) {
  const number = row.querySelector("[name=number]");
  if (!number || number.value || row.querySelector("[name=kind]").value === "phase") return;
  const used = [...form.querySelectorAll("[name=number]")].map((field) => Number(field.value) || 0);
  number.value = Math.max(Number(form.dataset.nextNumber) - 1, ...used) + 1;
}

function move(form, field, down, across) {
  const all = rowsOf(form);
  const row = field.closest("tr");
  const column = fieldsOf(row).indexOf(field) + across;
  let next = all[all.indexOf(row) + down];
  if (!next && down > 0 && fieldsOf(row).some((one) => one.matches("input") && one.value)) next = addRow(form);
  const target = next && fieldsOf(next)[column];
  target?.focus();
  target?.select?.();
  return Boolean(target);
}

function carry(row, up) {
  const near = up ? row.previousElementSibling : row.nextElementSibling;
  if (near) near[up ? "before" : "after"](row);
}

function remove(form, row) {
  const near = row.nextElementSibling ?? row.previousElementSibling;
  if (rowsOf(form).length === 1) addRow(form);
  row.remove();
  fieldsOf(near ?? rowsOf(form)[0])[1]?.focus();
}

function atEdge(field, key) {
  if (field.matches("select")) return true;
  const at = key === "ArrowLeft" ? 0 : field.value.length;
  return field.selectionStart === at && field.selectionEnd === at || field.selectionEnd - field.selectionStart === field.value.length;
}

function press(form, event, began) {
  const { key, target: field } = event;
  const row = field.closest("tr");
  if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    carry(row, key === "ArrowUp");
    field.focus();
    return true;
  }
  if (event.ctrlKey && key === "Delete") return remove(form, row), true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (key === "Enter") return move(form, field, event.shiftKey ? -1 : 1, 0), true;
  const suggests = field.hasAttribute("list") && field.value !== began;
  if (key === "ArrowUp" || key === "ArrowDown") return suggests ? false : move(form, field, key === "ArrowUp" ? -1 : 1, 0) || true;
  if ((key === "ArrowLeft" || key === "ArrowRight") && atEdge(field, key)) return move(form, field, 0, key === "ArrowLeft" ? -1 : 1);
  return false;
}

export function grid(form) {
  let began = "";
  form.addEventListener("focusin", ({ target }) => (began = target.value ?? ""));
  form.addEventListener("keydown", (event) => {
    if (event.target.closest("tbody") && event.target.matches("input, select") && press(form, event, began)) event.preventDefault();
  });
  form.addEventListener("input", ({ target }) => {
    const row = target.closest("tbody > tr");
    if (target.name === "kind") dress(row);
    if (target.name === "name" && target.value) numberRow(form, row);
  });
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-remove-row]")) remove(form, target.closest("tr"));
    if (target.closest("[data-add-row]")) fieldsOf(addRow(form))[1].focus();
  });
}
