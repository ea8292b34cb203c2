/** Lets a file be dropped on its label and shows which file it is. */
export function dropzone(label) {
  const input = label.querySelector("input[type=file]");
  const name = label.querySelector("[data-file-name]");

  function show() {
    const files = [...input.files].map((file) => file.name);
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
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
}
