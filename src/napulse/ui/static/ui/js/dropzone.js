/** Lets a file be dropped on its label and shows which file it is. */
export function dropzone(label) {
  const name = label.querySelector("[data-file-name]");
  // asked each time: a form that comes back with an error keeps the control that holds the file
  const control = () => label.querySelector("input[type=file]");

  function show() {
    const files = [...control().files].map((file) => file.name);
    name.textContent = files.length ? files.join(", ") : name.dataset.empty;
  }

  function over(event) {
    event.preventDefault();
    label.classList.toggle("over", event.type === "dragover");
  }

  label.addEventListener("dragover", over);
  label.addEventListener("dragleave", over);
  label.addEventListener("drop", (event) => {
    over(event);
    if (!event.dataTransfer.files.length) return;
    control().files = event.dataTransfer.files;
    control().dispatchEvent(new Event("change", { bubbles: true }));
  });
  label.addEventListener("change", show);
  requestAnimationFrame(show); // the kept control returns after the rest is in its place
}
