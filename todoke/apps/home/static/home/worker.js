// Shows a push, and opens the inbox when it is tapped. Keeps nothing, caches nothing.
"use strict";

function hint(event) {
  try {
    const said = event.data.json();
    return { title: String(said.title).slice(0, 60), body: String(said.body).slice(0, 60),
      lang: String(said.lang || "ja"), tag: String(said.tag || "todoke") };
  } catch {
    return { title: "todoke", body: "お知らせがあります", lang: "ja", tag: "todoke" };
  }
}

self.addEventListener("push", (event) => {
  const { title, ...rest } = hint(event);
  event.waitUntil(self.registration.showNotification(title, rest));
});

// The address is ours and fixed: nothing in a push decides where a tap leads.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/my/notices/"));
});
