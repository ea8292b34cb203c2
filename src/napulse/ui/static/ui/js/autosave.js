/** Saves a draft when the writer pauses: data-autosave-url, and data-autosave-into for the answer. */
import { csrfHeaders, word } from "./words.js";

const PAUSE = 1200;

export function autosave(form) {
  const answer = document.querySelector(form.dataset.autosaveInto);
  let timer = 0;
  let saving = null;
  let failed = false;

  async function send() {
    try {
      const response = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "HX-Request": "true", "X-Autosave": "true", ...csrfHeaders() },
      });
      show(response, await response.text());
    } catch {
      tell(word("offline"));
    }
  }

  function show(response, text) {
    if (!response.ok) return tell(word("failed"));
    failed = false;
    htmx.swap({ sourceElement: answer, target: answer, text, swap: "innerHTML" });
    if (!response.headers.has("X-Refused")) form.dispatchEvent(new CustomEvent("saved"));
  }

  /** The hidden fields of the last answer stay: the next try builds on them. */
  function tell(text) {
    failed = true;
    for (const old of answer.querySelectorAll(":scope > span")) old.remove();
    const said = document.createElement("span");
    said.className = "error";
    said.textContent = text;
    answer.append(said);
  }

  /** One at a time: two under way would each know the draft as it was before the other. */
  function save() {
    if (!form.isConnected) return;
    if (saving) later();
    else saving = send().finally(() => (saving = null));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function afterSaving(event, again) {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await saving;
    again();
  }

  for (const name of ["input", "change", "rows:changed"]) form.addEventListener(name, later);
  window.addEventListener("online", () => failed && later());
  form.addEventListener(
    "submit",
    (event) => afterSaving(event, () => form.requestSubmit(event.submitter)),
    { capture: true },
  );
  form.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[hx-post]");
      if (button) afterSaving(event, () => button.click());
    },
    { capture: true },
  );
}
