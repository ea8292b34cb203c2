/** A request that failed or had no connection becomes a toast with a way to try again. */
import { sayFailure, say } from "./toasts.js";
import { word } from "./words.js";

const SHOWN_IN_PLACE = new Set([409, 422]);
const WORDS = { 403: "denied", 404: "gone", 413: "large", 429: "busy" };

function again(ctx) {
  const { sourceElement, sourceEvent } = ctx;
  if (!sourceElement.isConnected) return null;
  if (sourceElement.matches("form")) return () => sourceElement.requestSubmit(ctx.request.submitter);
  return () => sourceElement.dispatchEvent(new Event(sourceEvent?.type ?? "click", { bubbles: true }));
}

export function failures() {
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (SHOWN_IN_PLACE.has(status)) return;
    const temporary = status >= 500 || status === 429;
    sayFailure(word(WORDS[status] ?? "failed"), temporary ? again(ctx) : null);
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.request && !ctx.response) sayFailure(word("offline"), again(ctx));
  });
  window.addEventListener("offline", () => sayFailure(word("offline"), null));
  window.addEventListener("online", () => {
    for (const toast of document.querySelectorAll("[data-stays]")) toast.remove();
    say(word("online"));
  });
}
