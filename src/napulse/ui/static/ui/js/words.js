/** Sentences for the reader: Django renders them into #words, so they are translated. */
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

/** The token Django expects with a POST that no form sends. */
export function csrfHeaders() {
  return JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}");
}
