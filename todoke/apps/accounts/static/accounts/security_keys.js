"use strict";
// Security keys: the browser asks the key, and the form carries its answer. Without script the code of the app remains.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function asked(form) {
    const told = JSON.parse(form.dataset.keyOptions).publicKey;
    told.challenge = bytes(told.challenge);
    if (told.user) told.user.id = bytes(told.user.id);
    if (told.excludeCredentials) told.excludeCredentials = known(told.excludeCredentials);
    if (told.allowCredentials) told.allowCredentials = known(told.allowCredentials);
    return { publicKey: told };
  }

  function answer(credential) {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    const id = text(credential.rawId);
    return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
  }

  for (const form of document.querySelectorAll("form[data-key-options]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    const failed = form.querySelector("[data-key-failed]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      const ask = form.dataset.keyUse === "add" ? "create" : "get";
      try {
        form.elements.answer.value = answer(await navigator.credentials[ask](asked(form)));
      } catch {
        failed.hidden = false;
        failed.focus();
        return;
      }
      form.submit();
    });
  }
})();
