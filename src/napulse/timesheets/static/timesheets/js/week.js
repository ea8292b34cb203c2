/** Cells of the week are saved when they are left, one answer after another, and come back by their ids. */
import { patch } from "./answer.js";
import { fieldsOf, form, isChanged, press, rows } from "./cells.js";
import { csrfHeaders, word } from "../../ui/js/words.js";
import { sayFailure } from "../../ui/js/toasts.js";

const CELL = "[data-week-form] [name=value]";
let saving = Promise.resolve();

function bodyOf(fields) {
  const body = new FormData();
  for (const one of form().querySelectorAll("[name=csrfmiddlewaretoken], [name=week], input[name=row]")) body.append(one.name, one.value);
  for (const field of fields) {
    const cell = field.closest("td");
    for (const name of ["value", "cell", "seen"]) body.append(name, cell.querySelector(`[name=${name}]`).value);
  }
  return body;
}

async function send(fields) {
  const changed = fields.filter((field) => field.isConnected && isChanged(field));
  if (!changed.length) return;
  const sent = changed.map((field) => field.value);
  try {
    const response = await fetch(form().action, { method: "POST", body: bodyOf(changed), headers: { "HX-Request": "true", "X-Autosave": "true", ...csrfHeaders() } });
    if (!response.ok) throw new Error(response.status);
    changed.forEach((field, at) => (field.defaultValue = field.value === sent[at] ? field.value : "\u0000"));
    patch(await response.text(), changed);
    const told = JSON.parse(response.headers.get("HX-Trigger") ?? "{}").toast;
    if (told) document.dispatchEvent(new CustomEvent("toast", { detail: told }));
  } catch (error) {
    sayFailure(word(error instanceof TypeError ? "offline" : "failed"), () => save(changed));
  }
}

/** One after another: each answer says which versions the next one builds on. */
function save(fields) {
  saving = saving.then(() => send(fields));
  return saving;
}

/** The notes of a cell, as it is once what was typed is saved. */
function openNotes(field) {
  const { id } = field.closest("td");
  save([field]).then(() => document.getElementById(id)?.querySelector(".w-more")?.click());
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(CELL)) return;
  if (event.key === "F2") openNotes(event.target);
  if (event.key === "F2" || press(event)) event.preventDefault();
});
document.addEventListener("focusin", ({ target }) => target.matches?.(CELL) && target.select());
document.addEventListener("focusout", ({ target }) => target.matches?.(CELL) && save([target]));
document.addEventListener("paste", (event) => {
  const { target: field } = event;
  const lines = event.clipboardData.getData("text").trimEnd().split(/\r?\n/).map((line) => line.split("\t"));
  if (!field.matches?.(CELL) || (lines.length === 1 && lines[0].length === 1)) return;
  event.preventDefault();
  const first = rows().indexOf(field.closest("tr"));
  const column = fieldsOf(field.closest("tr")).indexOf(field);
  const filled = lines.flatMap((line, down) => line.map((text, across) => [rows()[first + down] && fieldsOf(rows()[first + down])[column + across], text.trim()]));
  for (const [one, text] of filled) if (one) one.value = text;
  save(filled.map(([one]) => one).filter(Boolean));
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-adds-row]")) return;
  const asked = new URL(location.href);
  asked.searchParams.set("week", form().querySelector("[name=week]").value);
  for (const one of form().querySelectorAll("input[name=row]")) asked.searchParams.append("row", one.value);
  saving.then(() => location.assign(asked));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-waits-for-cells]") || !document.activeElement) return;
  event.preventDefault();
  const fields = () => [...form().querySelectorAll("[name=value]")];
  save(fields()).then(() => {
    const left = fields().find((field) => isChanged(field) || field.closest(".wrong"));
    if (left) left.focus();
    else event.target.submit();
  });
});

const asked = new URL(location.href).searchParams.getAll("row").at(-1);
const added = asked && document.querySelector(`tr[data-row="${CSS.escape(asked)}"]`);
if (added) (added.querySelector(".w-cell.today [name=value]") ?? added.querySelector("[name=value]"))?.focus();
