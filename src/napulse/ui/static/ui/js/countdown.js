/** Ticks every <time data-left> each half minute, data-left="since" upwards; the server has rendered the first value. */
const TICK = 30_000;

export function leftText(milliseconds, [day, hour, minute]) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const sign = milliseconds < 0 ? "\u2212" : "";
  let text = `${rest} ${minute}`;
  if (hours >= 24) text = `${Math.floor(hours / 24)} ${day} ${hours % 24} ${hour}`;
  else if (hours) text = `${hours} ${hour} ${String(rest).padStart(2, "0")} ${minute}`;
  return sign + text.replaceAll(" ", "\u00a0");
}

export function countdown(body) {
  const units = body.dataset.units.split(" ");
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-left]")) {
      const left = new Date(time.dateTime) - Date.now();
      time.textContent = leftText(time.dataset.left === "since" ? -left : left, units);
    }
  }, TICK);
}
