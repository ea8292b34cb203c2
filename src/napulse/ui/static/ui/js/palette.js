/** The palette: one dialog, a search field, plain links as options. */
const dialog = () => document.getElementById("palette");

export function openPalette(query = "") {
  const box = dialog();
  if (!box) return false;
  if (box.open) return true;
  const input = box.querySelector("input");
  input.value = query;
  box.showModal();
  input.select();
  input.dispatchEvent(new Event("open"));
  return true;
}

export function opener(link) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (openPalette(link.dataset.query)) event.preventDefault();
  });
}

export function palette(box) {
  const input = box.querySelector("input");
  const options = () => [...box.querySelectorAll("[role=option]")];
  const current = () => box.querySelector("[role=option][aria-selected=true]");

  function mark(option) {
    current()?.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.id ||= `palette-option-${options().indexOf(option)}`;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = options();
    if (step && all.length) {
      event.preventDefault();
      mark(all[(all.indexOf(current()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && all.length) {
      event.preventDefault();
      (current() ?? all[0]).click();
    }
  });
  box.addEventListener("htmx:after:process", () => mark(options()[0]));
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[role=option]")) box.close();
  });
}
