// Asks the browser for pushes when the person presses the button, and tells the site where they go.
"use strict";

(() => {
  const form = document.getElementById("push-form");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const button = form.querySelector("button");
  const said = document.getElementById("push-said");
  document.getElementById("push-without").hidden = true;
  form.hidden = false;

  function bytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = form.dataset.refused;
        return;
      }
      await navigator.serviceWorker.register("/worker.js", { scope: "/" });
      const registration = await navigator.serviceWorker.ready;
      const found = await registration.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key),
      });
      const { endpoint, keys } = found.toJSON();
      form.elements.endpoint.value = endpoint;
      form.elements.p256dh.value = keys.p256dh;
      form.elements.auth.value = keys.auth;
      form.submit();
    } catch {
      said.textContent = form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
})();
