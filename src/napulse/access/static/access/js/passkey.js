/** Asks the browser for a passkey, or to make one, and posts its answer with the form around it. */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

function readable({ publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  options.excludeCredentials = withBytes(publicKey.excludeCredentials);
  options.allowCredentials = withBytes(publicKey.allowCredentials);
  return { publicKey: options };
}

function postable(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function askServer(form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (answer.status === 429) throw new Error("often");
  if (!answer.ok || answer.redirected) throw new Error("failed");
  return readable(await answer.json());
}

async function run(form) {
  const verb = form.dataset.passkey;
  const credential = await navigator.credentials[verb](await askServer(form));
  form.elements.credential.disabled = false;
  form.elements.credential.value = postable(credential);
  if (form.dataset.answer) form.action = form.dataset.answer;
  form.submit();
}

function whatWentWrong(error) {
  if (error.message === "often") return "often";
  return error.name === "SecurityError" ? "insecure" : "failed";
}

function listen(form) {
  const button = form.querySelector("[data-passkey-start]");
  const complaint = form.querySelector("[data-passkey-error]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = complaint.hidden = true;
    try {
      if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
      await run(form);
    } catch (error) {
      complaint.textContent = complaint.dataset[whatWentWrong(error)];
      complaint.hidden = button.disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) listen(form);
