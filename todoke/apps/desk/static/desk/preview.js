// Shows the sentence and the golden households while a condition is being typed. Without script the button
// 確かめる does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-preview]");
  const place = document.getElementById("preview");
  if (!form || !place) return;
  let waiting = 0;
  let asked = 0;
  const show = async () => {
    const number = ++asked;
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: new FormData(form), credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected || number !== asked) return;
      place.innerHTML = await answer.text();
    } catch {
      // Offline for a moment: the last preview stays, the button still works.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
})();
