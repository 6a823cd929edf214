// Fills the list under a search box while somebody types. Without script the box works the same, without a list.
"use strict";
for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = box.list;
  let waiting = 0;
  let asked = "";
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = box.value.trim();
      if (typed === asked || typed.length < 1) return;
      asked = typed;
      const area = box.form.elements.in ? box.form.elements.in.value : "";
      const query = new URLSearchParams({ q: typed, in: area });
      try {
        const answer = await fetch(`${box.dataset.suggest}?${query}`, { credentials: "same-origin" });
        if (!answer.ok || typed !== asked) return;
        const found = await answer.json();
        list.replaceChildren(...found.words.map((word) => {
          const option = document.createElement("option");
          option.value = word;
          return option;
        }));
      } catch {
        // Offline or interrupted: the box goes on working without suggestions.
      }
    }, 150);
  });
}
