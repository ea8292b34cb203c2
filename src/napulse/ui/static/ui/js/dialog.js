/** A link that shows its answer in a dialog; without scripts it is a page of its own. */
export function dialogOpener(link) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog) return;
  link.addEventListener("htmx:after:swap", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
