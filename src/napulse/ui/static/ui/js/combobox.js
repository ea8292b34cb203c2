/** A field that searches the server and keeps what is chosen as chips with hidden inputs. */
export function combobox(box) {
  const input = box.querySelector("[role=combobox]");
  const list = box.querySelector("[role=listbox]");
  const template = box.querySelector("template");
  const many = box.hasAttribute("data-many");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector("[aria-selected=true]");

  function close() {
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(option) {
    current()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.id ||= `${list.id}-${options().indexOf(option)}`;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function chosen(value) {
    return [...box.querySelectorAll("input[type=hidden]")].some((one) => one.value === value);
  }

  function choose(option) {
    if (!many) for (const chip of box.querySelectorAll(".chip")) chip.remove();
    if (!chosen(option.dataset.value)) {
      const chip = template.content.cloneNode(true);
      chip.querySelector("[data-text]").textContent = option.dataset.label;
      chip.querySelector("input").value = option.dataset.value;
      input.before(chip);
    }
    input.value = "";
    close();
    changed();
  }

  function changed() {
    input.required = input.required && !box.querySelector("input[type=hidden]");
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const steps = { ArrowDown: 1, ArrowUp: -1 };
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (steps[event.key] && all.length) {
      event.preventDefault();
      const next = all.indexOf(current()) + steps[event.key];
      mark(all[(next + all.length) % all.length]);
    } else if (event.key === "Enter" && all.length) {
      event.preventDefault();
      choose(current() ?? all[0]);
    } else if (event.key === "Escape" && all.length) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value) {
      [...box.querySelectorAll(".chip")].pop()?.remove();
      changed();
    }
  });
  list.addEventListener("htmx:after:process", () => {
    input.setAttribute("aria-expanded", String(options().length > 0));
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  box.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (!remove) return;
    remove.closest(".chip").remove();
    input.focus();
    changed();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}
