/** The current row of a list: j and k move it, x selects, e edits in place, Enter opens. */
const rows = () => [...document.querySelectorAll(".table.cards tbody tr, [data-rows] > [data-row]")];
const current = () => document.querySelector("tr.current, [data-row].current");

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const next = Math.max(0, Math.min(all.length - 1, all.indexOf(current()) + step));
  current()?.classList.remove("current");
  all[next].classList.add("current");
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

function click(selector) {
  const target = current()?.querySelector(selector);
  target?.click();
  return Boolean(target);
}

export function rowKey(key, event) {
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "x") return click(".pick input");
  if (key === "e") return click("[data-edit]");
  if (key === "Enter" && event.target === document.body) return click("a[href]");
  return false;
}
