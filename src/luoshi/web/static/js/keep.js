"use strict";
// What is typed into the form of an act stays in this browser until it is sent, for the person who typed it: a net
// under the server's own (luoshi.web.kept), for a crash or a closed tab. On a machine that several people use nothing
// stays behind: it goes when the act is done, at sign-out, when somebody else sits down, and after twelve hours.

const KEEP = "luoshi.keep:";
const KEEP_HOURS = 12;
const keeper = document.documentElement.dataset.person || "";

// A browser may forbid the store altogether; then there is no net, and nothing else changes.
function keepStore() {
  try {
    window.localStorage.getItem(KEEP);
    return window.localStorage;
  } catch {
    return null;
  }
}

const keptTexts = keepStore();

function keepNames() {
  return keptTexts ? Object.keys(keptTexts).filter((name) => name.startsWith(KEEP)) : [];
}

function keepRead(name) {
  try {
    return JSON.parse(keptTexts.getItem(name));
  } catch {
    return null;
  }
}

// Texts that people type; never hidden values, files or passwords.
function keepFields(form) {
  return [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file], [type=password])"));
}

function keepValue(field) {
  return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
}

function keepTake(form, fields) {
  keepFields(form).forEach((field, place) => {
    const [name, value] = fields[place] || [];
    if (name !== field.name) {
      return;
    }
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = value;
    } else {
      field.value = value;
    }
  });
}

if (keptTexts) {
  // Another person sits here now, or it is old: it goes.
  keepNames().forEach((name) => {
    const kept = keepRead(name);
    const isOld = !kept || Date.now() - kept.at > KEEP_HOURS * 3600 * 1000;
    if (isOld || (keeper && !name.startsWith(`${KEEP}${keeper}:`))) {
      keptTexts.removeItem(name);
    }
  });

  // The act was done: the page behind it says which one.
  const done = new URLSearchParams(window.location.search).get("done");
  if (keeper && done) {
    keptTexts.removeItem(`${KEEP}${keeper}:${window.location.pathname}/do/${done}`);
  }

  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, window.location).pathname === "/sign-out") {
      keepNames().forEach((name) => keptTexts.removeItem(name));
    }
  });

  document.querySelectorAll("form[data-keep]").forEach((form) => {
    if (!keeper) {
      return;
    }
    const name = `${KEEP}${keeper}:${new URL(form.action, window.location).pathname}`;
    const drawn = keepFields(form).map(keepValue);
    const offer = form.querySelector("[data-keep-offer]");
    const kept = keepRead(name);
    const isOther = kept && keepFields(form).some((field, place) => kept.fields[place] && kept.fields[place][1] !== drawn[place]);

    // Offered, never put in by itself: the form may hold something newer.
    if (isOther && offer) {
      offer.querySelector("[data-keep-said]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
      offer.hidden = false;
      offer.querySelector("[data-keep-take]").addEventListener("click", () => {
        keepTake(form, kept.fields);
        offer.hidden = true;
      });
      offer.querySelector("[data-keep-drop]").addEventListener("click", () => {
        keptTexts.removeItem(name);
        offer.hidden = true;
      });
    }

    form.addEventListener("input", () => {
      const fields = keepFields(form).map((field) => [field.name, keepValue(field)]);
      const isDrawn = fields.every(([, value], place) => value === drawn[place]);
      try {
        if (isDrawn) {
          keptTexts.removeItem(name);
        } else {
          keptTexts.setItem(name, JSON.stringify({ at: Date.now(), fields }));
        }
      } catch {
        // The store is full: the server's net remains.
      }
    });
  });
}
