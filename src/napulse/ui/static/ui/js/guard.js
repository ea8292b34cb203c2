/** Warns before a changed form is left; a saved draft counts as unchanged. */
export function guard(form) {
  const snapshot = () => new URLSearchParams(new FormData(form)).toString();
  let clean = snapshot();
  let leaving = false;
  form.addEventListener("saved", () => (clean = snapshot()));
  form.addEventListener("submit", () => (leaving = true));
  form.addEventListener("htmx:response:error", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (form.isConnected && !leaving && snapshot() !== clean) event.preventDefault();
  });
}
