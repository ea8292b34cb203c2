/** Saves a draft when the writer pauses: data-autosave-url, and data-autosave-into for the answer. */
import { csrfHeaders, word } from "./words.js";

const PAUSE = 1200;

export function autosave(form) {
  const answer = document.querySelector(form.dataset.autosaveInto);
  let timer = 0;
  let running = null;

  async function save() {
    running?.abort();
    const request = (running = new AbortController());
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "HX-Request": "true", ...csrfHeaders() },
        signal: request.signal,
      });
      show(response.status, await response.text());
    } catch (error) {
      if (error.name !== "AbortError") answer.textContent = word("offline");
    }
  }

  function show(status, text) {
    if (status >= 400 && status !== 409 && status !== 422) {
      answer.textContent = word("failed");
      return;
    }
    htmx.swap({ sourceElement: answer, target: answer, text, swap: "innerHTML" });
    if (status < 400) form.dispatchEvent(new CustomEvent("saved"));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("rows:changed", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
}
