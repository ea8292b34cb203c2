/** What was answered to saved cells, in place of what stands in the grid. */
import { form, isChanged } from "./cells.js";

/** The answer in place of what stands; `sent` are the fields it answers: what was refused elsewhere stays. */
export function patch(text, sent) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const row of fresh.querySelectorAll("tbody > tr[id]")) {
    if (!document.getElementById(row.id)) form().querySelector("tbody").append(document.importNode(row, true));
  }
  for (const part of fresh.querySelectorAll(".w-cell[id], .w-sum[id], #week-totals, #week-told")) {
    const old = document.getElementById(part.id);
    const field = old?.querySelector("[name=value]");
    const isRefused = old?.classList.contains("wrong") && field && !sent.includes(field);
    if (field && (isChanged(field) || isRefused)) seen(old, part);
    else if (field && old.contains(document.activeElement)) refresh(old, part, field);
    else if (old) {
      const now = document.importNode(part, true);
      old.replaceWith(now);
      htmx.process(now);
    }
  }
}

function seen(old, part) {
  old.querySelector("[name=seen]").value = part.querySelector("[name=seen]")?.value ?? "";
}

/** A cell that was saved while the cursor stays in it. */
function refresh(old, part, field) {
  seen(old, part);
  old.className = part.className;
  old.querySelector(".cell-error")?.remove();
  const now = part.querySelector("[name=value]");
  for (const name of ["aria-invalid", "aria-describedby"]) field.toggleAttribute(name, Boolean(now?.hasAttribute(name)));
  for (const { name, value } of now?.attributes ?? []) if (name.startsWith("aria-")) field.setAttribute(name, value);
  const error = part.querySelector(".cell-error");
  if (error) old.append(document.importNode(error, true));
  else if (now) field.value = field.defaultValue = now.value;
}
