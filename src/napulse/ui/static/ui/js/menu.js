/** A <details> that behaves as a menu: closes outside, on Esc and after a choice; arrows move. */
export function menu(details) {
  const summary = details.querySelector("summary");
  const items = () => [...details.querySelectorAll(".menu-list :is(a, button)")];

  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      event.preventDefault();
      details.open = false;
      summary.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    details.open = true;
    const all = items();
    const next = all.indexOf(document.activeElement) + step;
    all[(next + all.length) % all.length]?.focus();
  });
  details.addEventListener("click", (event) => {
    if (event.target.closest(".menu-list :is(a, button[type=submit], [data-closes])")) {
      details.open = false;
    }
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
}
