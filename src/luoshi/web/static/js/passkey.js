"use strict";
// Passkeys (WebAuthn): asks for the options, lets the browser do its part, and sends the answer as a plain form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What the server writes in base64url is bytes to the browser.
function read(options) {
  const listed = (name) => (options[name] || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) {
    made.user = { ...options.user, id: bytes(options.user.id) };
    made.excludeCredentials = listed("excludeCredentials");
  } else {
    made.allowCredentials = listed("allowCredentials");
  }
  return made;
}

// The browser's answer in the words of the standard's JSON; browsers of two years ago cannot write it themselves.
function written(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports ? said.getTransports() : [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    response.userHandle = said.userHandle ? text(said.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), redirect: "error" });
  if (!answer.ok) {
    throw new Error(`options: ${answer.status}`);
  }
  const publicKey = read(await answer.json());
  const make = form.dataset.passkey === "create";
  return make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const button = form.querySelector("button[type=submit]");
  if (!window.isSecureContext || !window.PublicKeyCredential) {
    form.querySelector("[data-passkey-none]").hidden = form.dataset.passkey !== "create";
    return;
  }
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = written(await ask(form));
      form.submit();
    } catch {
      fault.hidden = false;
      button.disabled = false;
    }
  });
});
