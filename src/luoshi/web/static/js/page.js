"use strict";
// Small comforts only: every act works without this file.

// A refusal or a form's first fault is read out and seen at once.
const told = document.getElementById("refusal") || document.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea");
if (told) {
  told.focus();
}

// A second click on a button that is already sending does nothing (the form key would catch it anyway).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// An open menu closes with Escape or a click elsewhere.
const menu = document.querySelector(".sitting details");
if (menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// "Print this page" prints; without a script the link only reloads, and the browser's own menu prints.
document.querySelectorAll("[data-print]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
});
