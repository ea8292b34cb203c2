/** Asks before the few things that cannot be undone: hx-confirm, or data-confirm on a plain form. */
function ask(question, verb) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("#confirm-text").textContent = question;
  yes.textContent = verb || yes.dataset.default;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function listenForConfirm() {
  document.addEventListener("htmx:confirm", async (event) => {
    const { ctx, issueRequest, dropRequest } = event.detail;
    if (!ctx.confirm) return;
    event.preventDefault();
    const agreed = await ask(ctx.confirm, ctx.sourceElement.dataset.confirmVerb);
    (agreed ? issueRequest : dropRequest)();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asker = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asker.dataset.confirm || form.dataset.agreed) return;
    event.preventDefault();
    event.stopPropagation();
    if (!(await ask(asker.dataset.confirm, asker.dataset.confirmVerb))) return;
    form.dataset.agreed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.agreed;
  }, { capture: true });
}
