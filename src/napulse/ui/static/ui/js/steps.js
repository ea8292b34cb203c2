/** Steps back and forth in a table of fields before it is saved: Ctrl+Z, and Ctrl+Y or Ctrl+Shift+Z. */
import { dress } from "./grid.js";

const KEPT = 100;
const fieldsOf = (row) => [...row.querySelectorAll("input, select")];
const named = (fields) => fields.find(({ name }) => name === "title" || name === "name");

/** The rows in their order, each with what its fields hold. */
const read = (body) => [...body.rows].map((row) => ({ row, values: fieldsOf(row).map((field) => field.value) }));

const agree = (one, other) =>
  one.length === other.length &&
  one.every(({ row, values }, at) => row === other[at].row && values.every((value, place) => value === other[at].values[place]));

/** Fill a row again; gives the first field to be seen that differed. */
function refill({ row, values }) {
  const differing = fieldsOf(row).filter((field, place) => {
    const differs = field.value !== values[place];
    if (differs) field.value = values[place];
    return differs;
  });
  if (differing.length) dress(row);
  return named(differing) ?? differing.find((field) => field.type !== "hidden");
}

/** Make the table what it was; the cursor goes to where something changed. */
function write(body, state) {
  const { activeElement: held } = document;
  const changed = state.map(refill).find(Boolean);
  const moved = state.findIndex(({ row }, at) => row !== body.rows[at]);
  if (moved >= 0 || state.length !== body.rows.length) body.replaceChildren(...state.map(({ row }) => row));
  const place = state[moved]?.row ?? state.at(-1).row;
  const target = changed ?? (body.contains(held) ? held : named(fieldsOf(place)));
  target?.focus();
  target?.select?.();
}

export function steps(form) {
  const body = form.querySelector("tbody");
  let states = [read(body)];
  let at = 0;

  /** A cell that was left, a row that came, went or moved, and what was pasted are one step each. */
  function note() {
    const now = read(body);
    if (agree(now, states[at])) return;
    states = [...states.slice(0, at + 1), now].slice(-KEPT);
    at = states.length - 1;
  }

  function go(by) {
    note();
    const state = states[at + by];
    if (!state) return false;
    at += by;
    write(body, state);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  for (const name of ["focusin", "change"]) form.addEventListener(name, note);
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !body.contains(event.target)) return;
    const forth = event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey);
    if (!forth && event.code !== "KeyZ") return;
    event.preventDefault();
    // nothing is left to go back to here: the last save is next
    if (!go(forth ? 1 : -1) && !forth) document.querySelector("[data-undo]")?.click();
  });
}
