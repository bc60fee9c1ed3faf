// The review page by keys and without loading it anew. Every act is one of the page's own buttons: this file presses
// them, puts in what came back, and asks now and then what others have done. Without it everything is a plain form.

const review = document.getElementById("review");
const act = document.getElementById("act");
const text = document.getElementById("text");
const drafts = document.getElementById("drafts");
const benchPlace = document.getElementById("bench-place");
const why = document.getElementById("why");
const keysOn = document.getElementById("keys-on");
const ASK_EVERY = 10_000;
const byId = (id) => document.getElementById(id);

let here = null; // what is chosen: { passage, draft }, either may be null
let isBusy = false;
let turn = Promise.resolve(); // acts wait for the one before: what they mean depends on what it has changed
let benchTimer = 0;
let changedFirst = ""; // the first place that the last act has changed

review.classList.add("scripted");

// --- what can be chosen: every draft at its sentence, every sentence without one -----------------------------------

function isShown(element) {
  return Boolean(element) && element.getClientRects().length > 0;
}

function stops() {
  const found = [];
  const seen = new Set();
  text.querySelectorAll(".passage[id]").forEach((passage) => {
    const ids = (passage.dataset.d || "").split(" ").filter((id) => id && !seen.has(id));
    const held = ids.map((id) => byId(`draft-${id}`)).filter(Boolean);
    ids.forEach((id) => seen.add(id));
    if (held.length) {
      held.forEach((draft) => found.push({ passage, draft }));
    } else if (!passage.dataset.d) {
      found.push({ passage, draft: null });
    }
  });
  const filter = shownNow();
  if (filter === "all") {
    return found;
  }
  return found.filter((stop) => isShown(stop.draft) || (filter === "open" && !stop.draft && isShown(stop.passage)));
}

const isOpen = (stop) => !stop.draft && stop.passage.dataset.s === "open";
const isUndecided = (stop) => isOpen(stop) || (stop.draft && stop.draft.dataset.state === "proposed");

function place(stop) {
  return stop ? (stop.draft || stop.passage).id : "";
}

function choose(stop, { quietly = false } = {}) {
  document.querySelectorAll(".is-chosen").forEach((one) => one.classList.remove("is-chosen"));
  here = stop;
  if (!stop) {
    return;
  }
  [stop.passage, stop.draft].forEach((one) => one && one.classList.add("is-chosen"));
  if (stop.passage) {
    bring(stop.passage, text);
  }
  if (stop.draft) {
    bring(stop.draft, drafts);
  }
  if (!quietly) {
    (stop.draft || stop.passage).focus({ preventScroll: true });
  }
  window.clearTimeout(benchTimer);
  if (stop.draft) {
    benchPlace.replaceChildren();
  } else {
    benchTimer = window.setTimeout(() => showBench(stop.passage), 150);
  }
}

// Scrolls the pane and, where the pane is as long as its content (a narrow screen), the page.
function bring(element, pane) {
  const outer = pane.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  if (pane.scrollHeight > pane.clientHeight + 1) {
    if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - 8) {
      pane.scrollTop += inner.top - outer.top - (outer.height - Math.min(inner.height, outer.height)) / 3;
    }
  } else if (pane === drafts && (inner.top < 0 || inner.bottom > window.innerHeight)) {
    element.scrollIntoView({ block: "center" });
  }
}

async function showBench(passage) {
  try {
    const answer = await fetch(`${act.action}?at=${passage.id.slice(1)}`, { headers: { "HX-Request": "true" } });
    if (answer.ok && here && here.passage === passage && !here.draft) {
      benchPlace.innerHTML = await answer.text();
      if (window.innerWidth <= 1000) {
        benchPlace.scrollIntoView({ block: "nearest" });
      }
    }
  } catch {
    // The sentence stays chosen, and its keys work all the same.
  }
}

function step(by, fits = () => true) {
  const all = stops();
  const now = all.findIndex((stop) => here && stop.passage === here.passage && stop.draft === here.draft);
  let at = now;
  if (now < 0) {
    const before = here && here.passage ? all.filter((stop) => stop.passage.compareDocumentPosition(here.passage) & Node.DOCUMENT_POSITION_FOLLOWING).length : 0;
    at = by > 0 ? before - 1 : before;
  }
  for (let n = 1; n <= all.length; n += 1) {
    const next = all[(at + by * n + all.length * (n + 1)) % all.length];
    if (fits(next)) {
      choose(next);
      return true;
    }
  }
  return false;
}

// --- acts ----------------------------------------------------------------------------------------------------------

function tell(words) {
  const said = document.createElement("section");
  said.className = "refusal";
  said.setAttribute("role", "alert");
  said.textContent = words;
  byId("told").replaceChildren(said);
}

async function post(address, data) {
  isBusy = true;
  review.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    const away = answer.headers.get("HX-Redirect");
    if (away) {
      window.location.assign(away);
      return null;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { page, isRefused: !answer.ok };
  } catch {
    tell(act.dataset.lost);
    return null;
  } finally {
    isBusy = false;
    review.removeAttribute("aria-busy");
  }
}

function inTurn(then) {
  turn = turn.then(then, then);
  return turn;
}

// One of the page's acts: `verb` as its button says it. True when it was done.
async function press(verb, { more = {} } = {}) {
  const data = new FormData(act);
  data.set("verb", verb);
  Object.entries(more).forEach(([name, value]) => data.set(name, value));
  const answer = await post(act.action, data);
  if (!answer) {
    return false;
  }
  if (!answer.page.getElementById("news")) {
    window.location.reload();
    return false;
  }
  takeIn(answer.page);
  if (answer.isRefused) {
    const refusal = byId("refusal");
    if (refusal) {
      refusal.focus();
    }
    return false;
  }
  return true;
}

function swap(page, id) {
  const [old, now] = [byId(id), page.getElementById(id)];
  if (old && now) {
    const wasOpen = old.open;
    old.replaceWith(now);
    if (wasOpen) {
      now.open = true;
    }
  }
}

// Puts in what changed. A card whose form is open stays: what is being typed is not lost.
function takeIn(page) {
  const news = page.getElementById("news");
  const chosen = place(here);
  if (news) {
    act.elements.since.value = news.dataset.position;
    act.elements.form_key.value = news.dataset.formKey;
    ["told", "meter", "undo", "publish", "repairs", "history"].forEach((id) => swap(page, id));
    page.querySelectorAll("[data-count]").forEach((one) => {
      const tab = document.querySelector(`[data-show="${one.dataset.count}"]`);
      if (tab) {
        tab.dataset.n = one.dataset.n;
        tab.querySelector(".count").textContent = one.textContent;
      }
    });
    page.querySelectorAll("[data-gone]").forEach((one) => byId(one.dataset.gone)?.remove());
    changedFirst = page.querySelector("[data-before] .draft, a.passage")?.id || "";
    [...page.querySelectorAll("[data-before]")].reverse().forEach((one) => putCard(one.firstElementChild, one.dataset.before));
    page.querySelectorAll("a.passage").forEach((one) => byId(one.id)?.replaceWith(one));
  }
  swap(page, "others");
  light();
  none();
  tally();
  rechoose(chosen);
}

function putCard(card, before) {
  const old = byId(card.id);
  if (!old) {
    drafts.insertBefore(card, byId(before) || byId("none"));
    return;
  }
  const form = old.querySelector(".draft-form");
  if (form) {
    const note = document.createElement("p");
    note.className = "hint";
    note.textContent = act.dataset.changed;
    form.prepend(note);
    return;
  }
  if (old.querySelector("[name=draft]")?.checked && card.querySelector("[name=draft]")) {
    card.querySelector("[name=draft]").checked = true;
  }
  old.replaceWith(card);
}

// What was chosen may have been drawn anew, or be gone: then whatever stands in its place.
function rechoose(id) {
  const now = id && byId(id);
  if (!here) {
    return;
  }
  if (now && now.classList.contains("draft")) {
    choose({ passage: byId(now.dataset.p), draft: now }, { quietly: isTyping(document.activeElement) });
  } else {
    const passage = here.passage && byId(here.passage.id);
    const held = passage && passage.dataset.d ? byId(`draft-${passage.dataset.d.split(" ")[0]}`) : null;
    choose(passage ? { passage, draft: held } : null, { quietly: isTyping(document.activeElement) });
  }
}

// Whom the page shows to be at work on what.
function light() {
  document.querySelectorAll(".is-watched").forEach((one) => one.classList.remove("is-watched"));
  document.querySelectorAll("#others [data-place]").forEach((one) => {
    const at = one.dataset.place && byId(one.dataset.place);
    if (at) {
      at.classList.add("is-watched");
      const passage = at.dataset.p && byId(at.dataset.p);
      if (passage) {
        passage.classList.add("is-watched");
      }
    }
  });
}

async function ask() {
  if (document.visibilityState !== "visible" || isBusy) {
    return;
  }
  const data = new FormData();
  ["csrfmiddlewaretoken", "since"].forEach((name) => data.set(name, act.elements[name].value));
  data.set("place", place(here));
  try {
    const answer = await fetch(act.dataset.news, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.headers.get("HX-Redirect") && !isBusy) {
      takeNews(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    // Asked again soon.
  }
}

// As takeIn, but it neither takes the refusal away that is being read nor moves the eyes.
function takeNews(page) {
  page.getElementById("told")?.remove();
  const places = [text.scrollTop, drafts.scrollTop];
  const focused = document.activeElement;
  if (page.getElementById("news")) {
    const kept = act.elements.form_key.value;
    takeIn(page);
    act.elements.form_key.value = kept;
  } else {
    swap(page, "others");
    light();
  }
  [text.scrollTop, drafts.scrollTop] = places;
  if (focused && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

// --- the forms of a draft ------------------------------------------------------------------------------------------

async function openForm(card, which, field = "") {
  closeForm(card);
  const link = card.querySelector(`[data-form="${which}"]`);
  if (!link) {
    return;
  }
  const box = document.createElement("div");
  try {
    const answer = await fetch(`${link.href.split("#")[0]}?form=${which}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) {
      return;
    }
    box.innerHTML = await answer.text();
  } catch {
    tell(act.dataset.lost);
    return;
  }
  const form = box.querySelector(".draft-form");
  if (!form) {
    window.location.assign(link.href); // signed out meanwhile: the page itself says so
    return;
  }
  card.append(form);
  drawn(card, field || (which === "split" ? "parts" : "title"));
}

function drawn(card, field) {
  const form = card.querySelector(".draft-form");
  window.htmx?.process(form);
  const first = form.querySelector(".field-wrong [name]") || form.querySelector(`[name="${field}"]`);
  first?.focus();
  if (field === "parts" && first) {
    first.setSelectionRange(0, 0);
  }
  bring(card, drafts);
}

function closeForm(card) {
  card.querySelector(".draft-form")?.remove();
}

async function sendForm(form, verb) {
  const card = form.closest(".draft");
  const data = new FormData(form);
  data.set("since", act.elements.since.value);
  if (verb) {
    data.set("verb", verb);
  }
  const answer = await post(form.action, data);
  if (!answer) {
    return;
  }
  const again = answer.page.querySelector(".draft-form");
  if (again && !answer.page.getElementById("news")) {
    card.querySelector(".draft-form").replaceWith(again);
    drawn(card, "title");
    return;
  }
  closeForm(card);
  takeIn(answer.page);
  if (!answer.isRefused && data.get("verb") === "accept") {
    step(1, isUndecided);
  }
}

// --- why something needs no item -----------------------------------------------------------------------------------

let waiving = null;

function askWhy(verb) {
  waiving = verb;
  byId("why-text").value = "";
  why.returnValue = "";
  why.showModal();
}

why.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target.id === "why-text") {
    if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      why.close("text");
    }
    return;
  }
  const digit = /^(Digit|Numpad)(\d)$/.exec(event.code);
  const buttons = why.querySelectorAll("ol button");
  if (digit && digit[2] === "0") {
    event.preventDefault();
    byId("why-text").focus();
  } else if (digit && buttons[digit[2] - 1]) {
    event.preventDefault();
    why.close(buttons[digit[2] - 1].value);
  }
});

why.addEventListener("close", () => {
  const said = why.returnValue;
  const written = byId("why-text").value.trim();
  const verb = waiving;
  waiving = null;
  if (!verb || !said || (said === "text" && !written)) {
    return;
  }
  const more = said === "text" ? { reason: "", reason_text: written } : { reason: said, reason_text: "" };
  inTurn(async () => (await press(verb, { more })) && step(1, isUndecided));
});

// --- the mouse, and forms that are sent ----------------------------------------------------------------------------

act.addEventListener("submit", (event) => {
  const button = event.submitter;
  event.preventDefault();
  event.stopPropagation();
  const card = button && button.closest(".draft");
  if (card) {
    choose({ passage: byId(card.dataset.p), draft: card });
  }
  if (button) {
    inTurn(() => doVerb(button.value));
  }
});

async function doVerb(verb) {
  const name = verb.split(":")[0];
  const lacking = name === "accept" && here && here.draft && verb.endsWith(`:${here.draft.dataset.token}`) && here.draft.querySelector(".lacking");
  if (name === "waive") {
    askWhy(verb);
  } else if (lacking) {
    // Nothing can be accepted without a lead unit: it is asked for at once.
    await openForm(here.draft, "edit", "lead_unit");
  } else if (await press(verb)) {
    if (name === "accept") {
      step(1, isUndecided);
    } else if (["undo", "merge", "draft"].includes(name) && changedFirst && byId(changedFirst)) {
      go(byId(changedFirst));
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".draft-form form");
  if (form) {
    event.preventDefault();
    event.stopPropagation();
    delete form.dataset.sent;
    const verb = event.submitter?.name === "verb" ? event.submitter.value : "";
    inTurn(() => sendForm(form, verb));
  }
}, true);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
    return;
  }
  const link = event.target.closest("a");
  if (link && link.matches(".passage")) {
    event.preventDefault();
    const id = (link.dataset.d || "").split(" ")[0];
    choose({ passage: link, draft: id ? byId(`draft-${id}`) : null });
  } else if (link && link.dataset.show) {
    event.preventDefault();
    filter(link.dataset.show);
  } else if (link && link.dataset.form) {
    event.preventDefault();
    openForm(link.closest(".draft"), link.dataset.form);
  } else if (link && "waive" in link.dataset) {
    event.preventDefault();
    askWhy(`waive:${link.closest(".draft").dataset.token}`);
  } else if (link && link.hash && (link.getAttribute("href") || "").startsWith("#")) {
    const at = byId(link.hash.slice(1));
    if (at && at.matches(".passage[id], .draft")) {
      event.preventDefault();
      go(at);
    }
  } else {
    const card = event.target.closest(".draft");
    if (card && !event.target.closest("button, input, label, select, textarea, .draft-form")) {
      go(card);
    }
  }
});

function go(element) {
  if (!isShown(element)) {
    filter("all");
  }
  if (element.classList.contains("draft")) {
    choose({ passage: byId(element.dataset.p), draft: element });
  } else {
    const id = (element.dataset.d || "").split(" ")[0];
    choose({ passage: element, draft: id ? byId(`draft-${id}`) : null });
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[name=draft]")) {
    tally();
  }
});

function tally() {
  const n = drafts.querySelectorAll("[name=draft]:checked").length;
  const said = byId("n-ticked");
  if (said) {
    said.textContent = n ? `✓ ${n}` : "";
  }
}

// --- what is shown -------------------------------------------------------------------------------------------------

function shownNow() {
  return act.elements.show.value;
}

function filter(name) {
  review.className = review.className.replace(/show-\w+/, `show-${name}`);
  act.elements.show.value = name;
  document.querySelectorAll("[data-show]").forEach((one) => {
    one.toggleAttribute("aria-current", one.dataset.show === name);
    if (one.dataset.show === name) {
      one.setAttribute("aria-current", "true");
    }
  });
  none();
  window.history.replaceState(null, "", name === "all" ? window.location.pathname : `?show=${name}`);
}

function none() {
  const tab = document.querySelector(`[data-show="${shownNow()}"]`);
  byId("none").hidden = shownNow() !== "open" && tab && tab.dataset.n !== "0";
}

// --- keys ----------------------------------------------------------------------------------------------------------

function isTyping(target) {
  return Boolean(target) && Boolean(target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog"));
}

// With a Chinese input method on, the browser may say "Process" for a letter: then the key itself says which it is.
function letterOf(event) {
  if (/^[a-z]$/i.test(event.key)) {
    return event.key.toLowerCase();
  }
  const code = /^Key([A-Z])$/.exec(event.code);
  return code && (event.key === "Process" || event.key === "Unidentified") ? code[1].toLowerCase() : "";
}

function nextCard(card) {
  let next = card.nextElementSibling;
  while (next && !["proposed", "accepted"].includes(next.dataset.state)) {
    next = next.nextElementSibling;
  }
  return next;
}

const onDraft = (then) => here && here.draft && then(here.draft);
const onSentence = (then) => here && !here.draft && here.passage && then(here.passage);

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => step(1, isUndecided),
  o: () => step(1, isOpen),
  a: () => onDraft((card) => card.dataset.state === "proposed" && doVerb(`accept:${card.dataset.token}`)),
  e: () => onDraft((card) => openForm(card, "edit")),
  u: () => onDraft((card) => openForm(card, "edit", "lead_unit")),
  s: () => onDraft((card) => openForm(card, "split")),
  m: () => onDraft((card) => nextCard(card) && doVerb(`merge:${card.dataset.token},${nextCard(card).dataset.token}`)),
  w: () => onDraft((card) => ["proposed", "accepted"].includes(card.dataset.state) && askWhy(`waive:${card.dataset.token}`)) || onSentence((one) => one.dataset.s === "open" && askWhy(`waive:${one.id}:open`)),
  d: () => onSentence((one) => doVerb(`draft:${one.id}:${one.dataset.s}`)),
  t: () => onSentence((one) => one.dataset.s === "waived" && doVerb(`take_up:${one.id}:waived`)) || onDraft((card) => ["waived", "accepted"].includes(card.dataset.state) && doVerb(`reopen:${card.dataset.token}`)),
  x: () => onDraft((card) => card.querySelector("[name=draft]")?.click()),
  f: () => filter({ all: "open", open: "doubtful" }[shownNow()] || "all"),
  z: () => !byId("undo").firstElementChild.disabled && doVerb(byId("undo").firstElementChild.value),
  p: () => byId("publish").focus(),
};

// With Shift the same letters mean the ticked drafts.
const KEYS_OF_MANY = {
  a: () => doVerb("accept"),
  m: () => doVerb("merge"),
  w: () => drafts.querySelector("[name=draft]:checked") && askWhy("waive"),
};

// A key that has nothing to do here says so, and does not leave a person guessing whether it was heard.
function answered(name, did) {
  const line = byId("said").dataset;
  const lacksDraft = here && !here.draft && "eusmx".includes(name);
  byId("said").textContent = did === false || did === null ? line[name] || (lacksDraft ? line.draft : line.other) : "";
  return did;
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".draft-form form");
  if (form && !event.isComposing && event.keyCode !== 229) {
    if (event.key === "Escape") {
      const card = form.closest(".draft");
      closeForm(card);
      choose({ passage: byId(card.dataset.p), draft: card });
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const verb = form.querySelector("[name=verb][value=accept]") ? "accept" : form.querySelector("button.primary").value;
      inTurn(() => form.isConnected && sendForm(form, verb));
    }
    return;
  }
  if (event.isComposing || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey || !keysOn.checked || why.open) {
    return;
  }
  const name = event.key === "ArrowDown" ? "j" : event.key === "ArrowUp" ? "k" : letterOf(event);
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
    event.preventDefault();
    const keys = byId("keys");
    keys.open = !keys.open;
    if (keys.open) {
      keys.scrollIntoView({ block: "nearest" });
    }
    return;
  }
  const done = (event.shiftKey ? KEYS_OF_MANY : KEYS)[name];
  if (done) {
    event.preventDefault();
    inTurn(() => (isTyping(document.activeElement) || why.open ? undefined : answered(name, done())));
  }
});

// Keys may be switched off on this machine, for whoever speaks to it or is thrown off by them.
try {
  keysOn.checked = window.localStorage.getItem("luoshi.review.keys") !== "off";
  keysOn.addEventListener("change", () => window.localStorage.setItem("luoshi.review.keys", keysOn.checked ? "on" : "off"));
} catch {
  // Without a store they are on.
}

light();
tally();
const begun = window.location.hash && byId(window.location.hash.slice(1));
if (begun && begun.matches(".draft, .passage[id]")) {
  go(begun);
}
ask();
window.setInterval(ask, ASK_EVERY);
document.addEventListener("visibilitychange", ask);
