/** Copies data-copy to the clipboard and says so. */
import { say } from "./toasts.js";
import { word } from "./words.js";

export function copy(button) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(word("copied"));
  });
}
