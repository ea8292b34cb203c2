/** Rows pasted from a spreadsheet fill the table from the focused cell on; new rows come as they are needed. */
import { addRow, dress } from "./grid.js";

/** Tab-separated text with quoted cells, as spreadsheets put it on the clipboard. */
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const row = rows.at(-1);
    const sign = source[at];
    if (quoted && sign === '"' && source[at + 1] === '"') row[row.length - 1] += source[(at += 1)];
    else if (sign === '"' && (quoted || row.at(-1) === "")) quoted = !quoted;
    else if (!quoted && sign === "\t") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows;
}

/** A choice is found by its value, its label, or how the label begins. */
function fill(field, text) {
  const value = text.trim().replace(/\s*\n\s*/g, field.name === "who" ? "; " : " ");
  if (!field.matches("select")) field.value = value;
  else {
    const word = value.toLowerCase();
    const options = [...field.options];
    const found =
      options.find((one) => one.value === word || one.text.toLowerCase() === word) ??
      options.find((one) => word && one.text.toLowerCase().startsWith(word));
    if (found) field.value = found.value;
  }
}

function spread(form, start, cells) {
  let row = start.closest("tr");
  const fields = (one) => [...one.querySelectorAll("input:not([type=hidden]), select")];
  const column = fields(row).indexOf(start);
  cells.forEach((line, place) => {
    if (place) row = row.nextElementSibling ?? addRow(form);
    const targets = fields(row).slice(column);
    line.forEach((text, at) => targets[at] && fill(targets[at], text));
    dress(row);
    const name = row.querySelector("[name=name]");
    if (name?.value) name.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function paste(form) {
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const target = event.target.closest("tbody input, tbody select");
    if (!target || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    spread(form, target, cellsOf(text));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
