/** Binds each element with data-behaviour to its module, on load and after every swap. */
import { autofocus } from "./autofocus.js";
import { autosave } from "./autosave.js";
import { autosize } from "./autosize.js";
import { bulk } from "./bulk.js";
import { combobox } from "./combobox.js";
import { listenForConfirm } from "./confirm.js";
import { copy } from "./copy.js";
import { countdown } from "./countdown.js";
import { dialogOpener } from "./dialog.js";
import { dropzone } from "./dropzone.js";
import { failures } from "./failures.js";
import { gantt } from "./gantt.js";
import { grid } from "./grid.js";
import { guard } from "./guard.js";
import { keys } from "./keys.js";
import { menu } from "./menu.js";
import { opener, palette } from "./palette.js";
import { paste } from "./paste.js";
import { reckon } from "./reckon.js";
import { rows } from "./rows.js";
import { steps } from "./steps.js";
import { theme } from "./theme.js";
import { toasts } from "./toasts.js";

const behaviours = {
  autosave,
  autosize,
  bulk,
  combobox,
  copy,
  countdown,
  "dialog-opener": dialogOpener,
  dropzone,
  failures,
  gantt,
  grid,
  guard,
  keys,
  menu,
  palette,
  paste,
  reckon,
  rows,
  steps,
  theme,
  toasts,
  "palette-opener": opener,
};
const bound = new WeakSet();

function bindOne(element) {
  if (bound.has(element)) return;
  bound.add(element);
  for (const name of element.dataset.behaviour.split(" ")) behaviours[name]?.(element);
}

function bind(root) {
  if (!root.querySelectorAll) return;
  if (root.matches?.("[data-behaviour]")) bindOne(root);
  for (const element of root.querySelectorAll("[data-behaviour]")) bindOne(element);
}

document.addEventListener("htmx:after:process", (event) => {
  bind(event.target);
  if (event.target !== document.body) autofocus(event.target);
});
listenForConfirm();
// a long menu shows where one is
document.querySelector(".sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });
bind(document.documentElement);
