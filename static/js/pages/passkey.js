// Asks the device for its key and sends the answer with the form. Without it, a code is the way in.

const BYTES = { create: ["challenge", "user.id", "excludeCredentials.*.id"], get: ["challenge", "allowCredentials.*.id"] };

/** Return the bytes of base64url text. */
export function bytesOf(text) {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

/** Return bytes as base64url text, without padding. */
export function textOf(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function decodeAt(object, [name, ...rest]) {
  if (object === undefined || object === null) return;
  if (name === "*") object.forEach((one) => decodeAt(one, rest));
  else if (rest.length) decodeAt(object[name], rest);
  else if (typeof object[name] === "string") object[name] = bytesOf(object[name]);
}

/** Return the server's options with bytes where the browser wants bytes. */
export function optionsFor(verb, told) {
  const options = structuredClone(told);
  for (const path of BYTES[verb]) decodeAt(options.publicKey, path.split("."));
  return options;
}

/** Return what the device answered, as the server reads it. */
export function answerOf(credential) {
  const { response } = credential;
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = textOf(response[name]);
  }
  const transports = response.getTransports?.();
  if (transports) said.transports = transports;
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  };
}

function start(form) {
  const button = form.querySelector("[data-passkey-ask]");
  const failed = form.querySelector("[data-passkey-failed]");
  const told = JSON.parse(document.getElementById("passkey-options").textContent);
  const { passkey: verb } = form.dataset;
  button.disabled = !globalThis.PublicKeyCredential;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const credential = await navigator.credentials[verb](optionsFor(verb, told));
      form.elements.credential.value = JSON.stringify(answerOf(credential));
      form.submit();
    } catch {
      // Refused, timed out, or no such device: which one, the browser does not tell.
      failed.hidden = false;
    }
  });
}

if (typeof document !== "undefined") document.querySelectorAll("form[data-passkey]").forEach(start);
