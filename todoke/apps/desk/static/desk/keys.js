// Keyboard shortcuts of the desk, and counting the time somebody is at work on a form. Nothing here is needed:
// every control it reaches stands on the page and works with Tab and Space.
"use strict";

(() => {
  const SWITCH = "todoke-desk-keys";
  const PAUSE = 60; // seconds without a key or a click after which time is no longer counted

  const isOn = () => {
    try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; }
  };
  const button = document.getElementById("keys-switch");
  if (button) {
    button.parentElement.hidden = false;
    const show = () => {
      button.setAttribute("aria-pressed", String(isOn()));
      button.textContent = isOn() ? "キーボードの近道を止める" : "キーボードの近道を使う";
    };
    button.addEventListener("click", () => {
      try { localStorage.setItem(SWITCH, isOn() ? "off" : "on"); } catch { /* private mode: stays on */ }
      show();
    });
    show();
  }

  const isTyping = (element) =>
    element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])") || element.isContentEditable;
  const presses = (element) => element.matches("a[href], button, summary, input[type=submit]");

  const changes = [...document.querySelectorAll("[data-change]")];
  let here = changes.length ? 0 : -1;
  const mark = (scroll) => {
    changes.forEach((change, index) => change.toggleAttribute("data-here", index === here));
    if (scroll && here >= 0) {
      const first = changes[here].querySelector("input[type=radio]:checked, input[type=radio]");
      if (first) first.focus({ preventScroll: true });
      changes[here].scrollIntoView({ block: "nearest" });
    }
  };
  mark(false);
  document.addEventListener("focusin", (event) => {
    const index = changes.findIndex((change) => change.contains(event.target));
    if (index >= 0) { here = index; mark(false); }
  });
  const move = (step) => {
    if (!changes.length) return false;
    here = Math.min(Math.max(here + step, 0), changes.length - 1);
    mark(true);
    return true;
  };
  const decide = (key) => {
    if (here < 0) return false;
    const box = changes[here].querySelector(`input[data-key="${key}"]`);
    if (!box) return false;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.focus({ preventScroll: true });
    if (key === "e") {
      const field = changes[here].querySelector(".editing textarea, .editing input:not([type=hidden]), .editing select");
      if (field) { field.focus(); if (field.select) field.select(); }
    } else if (here < changes.length - 1) {
      move(1);
    }
    return true;
  };
  const press = (key) => {
    const target = document.querySelector(`button[data-key="${key}"], a[data-key="${key}"]`);
    if (!target) return false;
    target.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const typing = isTyping(event.target);
    if (typing && event.key === "Escape") {
      event.target.blur();
      mark(true);
      return;
    }
    if (event.ctrlKey) {
      if (event.key === "Enter" && press("Enter")) event.preventDefault();
      return;
    }
    if (!isOn() || typing) return;
    if (event.key === "Enter" && presses(event.target)) return;
    let done = false;
    switch (event.key) {
      case "j": done = move(1); break;
      case "k": done = move(-1); break;
      case "a": case "e": case "x": done = decide(event.key) || press(event.key); break;
      case "?": {
        const help = document.getElementById("keys");
        if (help) { help.open = !help.open; help.querySelector("summary").focus(); done = true; }
        break;
      }
      case "Enter": case "s": case "c": case "n": done = press(event.key); break;
    }
    if (done) event.preventDefault();
  });

  const form = document.querySelector("form[data-timed]");
  if (form) {
    let active = Number(form.elements.active.value || 0);
    let last = Date.now();
    const count = () => {
      const now = Date.now();
      active += Math.min((now - last) / 1000, PAUSE);
      last = now;
      form.elements.active.value = String(Math.ceil(active));
    };
    ["keydown", "pointerdown", "scroll", "input"].forEach((kind) =>
      document.addEventListener(kind, count, { passive: true, capture: true }));
    form.addEventListener("submit", count);
  }
})();
