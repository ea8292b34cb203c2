/** Keyboard: physical keys, so they work in any layout; silent inside fields. */
import { openPalette } from "./palette.js";
import { rowKey } from "./cursor.js";

const PAUSE = 800;
let earlier = "";
let timer = 0;

function nameOf(event) {
  if (event.key === "?" || event.key === "/") return event.key;
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

function inField(target) {
  return target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function press(key) {
  const opened = document.querySelector(`[data-key-opens="${key}"]`);
  if (opened) opened.showModal();
  const target = document.querySelector(`[data-key="${key}"]`);
  if (!target) return Boolean(opened);
  target.closest("details:not([open])")?.setAttribute("open", "");
  if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
}

function withModifier(event) {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.code === "KeyK") return openPalette();
  if (control && event.key === "Enter") {
    const form = event.target.closest("form");
    form?.requestSubmit(form.querySelector(".btn-primary") ?? undefined);
    return Boolean(form);
  }
  return event.altKey && !control && press(`alt+${nameOf(event)}`);
}

function cancelEdit(event) {
  const undo = event.target.closest("form")?.querySelector("[data-cancel]");
  undo?.click();
  return Boolean(undo);
}

function plain(event) {
  const key = nameOf(event);
  const sequence = earlier ? `${earlier} ${key}` : key;
  clearTimeout(timer);
  earlier = key === "g" ? "g" : "";
  timer = setTimeout(() => (earlier = ""), PAUSE);
  return press(sequence) || rowKey(key, event);
}

export function keys(body) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    let handled = false;
    if (event.ctrlKey || event.metaKey || event.altKey) handled = withModifier(event);
    else if (event.key === "Escape") handled = cancelEdit(event);
    else if (document.querySelector("dialog[open]") || inField(event.target)) return;
    else if (body.dataset.keys !== "off" || event.key === "Enter") handled = plain(event);
    if (handled) event.preventDefault();
  });
}
