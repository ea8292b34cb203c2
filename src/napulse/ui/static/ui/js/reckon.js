/** What follows from the cells of a grid, asked of the server after a change: data-reckon-url, data-reckon-into. */
import { csrfHeaders } from "./words.js";

const PAUSE = 350;

/** Each row's own figures, in the order in which the rows were sent. */
function fill(form, answer) {
  const rows = form.querySelectorAll("tbody > tr");
  answer.querySelectorAll("[data-of-row]").forEach((told, at) => {
    for (const cell of rows[at]?.querySelectorAll("[data-figure]") ?? []) {
      cell.textContent = told.dataset[cell.dataset.figure] ?? "";
      cell.title = told.dataset[`${cell.dataset.figure}Title`] ?? "";
      cell.classList.toggle("warned", told.dataset.warned === cell.dataset.figure);
    }
  });
}

export function reckon(form) {
  const { reckonUrl: url, reckonInto: into } = form.dataset;
  let timer = 0;
  let turn = 0;

  async function ask() {
    const mine = (turn += 1);
    const headers = { "HX-Request": "true", ...csrfHeaders() };
    const response = await fetch(url, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    const text = response?.ok ? await response.text() : "";
    const answer = document.querySelector(into);
    if (mine !== turn || !text || !answer) return;
    htmx.swap({ sourceElement: answer, target: answer, text, swap: "innerHTML" });
    fill(form, answer);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  for (const name of ["input", "change"]) form.addEventListener(name, later);
  form.addEventListener("click", ({ target }) => target.closest("[data-remove-row]") && later());
  form.addEventListener("keydown", ({ altKey, ctrlKey, key }) => {
    if ((altKey && key.startsWith("Arrow")) || (ctrlKey && key === "Delete")) later();
  });
}
