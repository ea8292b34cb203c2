/** Passing messages: seven seconds, as long as they are hovered or focused, with a way back. */
const LIFE = 7000;
const region = () => document.getElementById("toasts");

function live(toast) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    timer = setTimeout(() => toast.remove(), LIFE);
  };
  if (!toast.hasAttribute("data-stays")) {
    start();
    for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
  }
  toast.addEventListener("click", (event) => {
    if (event.target.closest("[data-close], [data-retry]")) toast.remove();
  });
  toast.addEventListener("htmx:after:request", () => toast.remove());
}

function add(template, message) {
  const toast = document.getElementById(template).content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = message;
  return toast;
}

function show(toast) {
  region().append(toast);
  htmx.process(toast);
  live(toast);
}

/** A message; undo is the address that takes it back. */
export function say(message, undo = "") {
  const toast = add("toast-template", message);
  const form = toast.querySelector("form");
  if (undo) {
    form.action = undo;
    form.setAttribute("hx-post", undo);
  } else form.remove();
  show(toast);
}

/** A failure stays until it is closed; retry is a function or null. */
export function sayFailure(message, retry) {
  for (const old of region().querySelectorAll("[data-stays]")) old.remove();
  const toast = add("failure-template", message);
  const button = toast.querySelector("[data-retry]");
  if (retry) button.addEventListener("click", retry);
  else button.remove();
  show(toast);
}

export function toasts(box) {
  for (const toast of box.children) live(toast);
  document.addEventListener("toast", ({ detail }) => say(detail.message, detail.undo));
}
