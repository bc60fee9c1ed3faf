// Puts beside each draft of the review what the server finds near it: fetched once after the page, since it takes
// longer than the page may, and put back when a card is drawn anew.
const near = document.getElementById("near");
const cards = document.getElementById("drafts");
const OPEN = ["proposed", "accepted"];
let pieces = new Map();
let asked = new Set();
let waiting = 0;

async function ask() {
  asked = new Set([...cards.querySelectorAll(".draft")].map((card) => card.id));
  try {
    const answer = await fetch(near.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    pieces = new Map([...page.querySelectorAll("[data-near]")].map((one) => [one.dataset.near, one]));
    cards.querySelectorAll(".draft > .near").forEach((one) => one.remove());
    put();
  } catch {
    // Without an answer the drafts stand alone; the link above them still leads there.
  }
}

function put() {
  cards.querySelectorAll(".draft").forEach((card) => {
    const piece = pieces.get(card.id);
    if (!piece || !OPEN.includes(card.dataset.state) || card.querySelector(":scope > .near")) {
      return;
    }
    const own = document.importNode(piece, true);
    if (!card.querySelector(".lacking")) {
      own.querySelector(".near-leads")?.remove();
    }
    own.querySelectorAll("[data-unit]").forEach((button) => {
      button.value = `lead:${card.dataset.token}:${button.dataset.unit}`;
    });
    if (own.firstElementChild) {
      card.append(own);
    }
  });
}

if (near && cards) {
  ask();
  new MutationObserver(() => {
    put();
    const isNew = [...cards.querySelectorAll(".draft")].some((card) => OPEN.includes(card.dataset.state) && !asked.has(card.id));
    if (isNew) {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 800);
    }
  }).observe(cards, { childList: true });
}
