// Choosing up to four providers in the list, to compare them. Who is chosen stands with the page's other choices; a chosen
// card leads on to the comparison at once, and so does a tray that stays in sight.

import { carry, compared } from "../shared/choices.js";
import { plural, wordsOf } from "../shared/words.js";

const tray = document.getElementById("compare");
const cards = document.getElementById("cards");
const words = wordsOf(tray.dataset.said);
const link = tray.querySelector("a");

carry(link);

let onList;

/** A box has been ticked or unticked: its card says how many are chosen now, or why it is refused. */
export function told(box, isRefused) {
  show();
  const said = box.closest(".card-actions").querySelector(".pick-said"), { length } = compared(onList);
  said.classList.toggle("refused", isRefused);
  said.classList.toggle("out", !isRefused && (length !== 1 || !box.checked)); // elsewhere on the page it is seen
  said.textContent = isRefused ? words.full : length ? plural(words, "picked", length) : "";
}

/** Bring every card in step with the choices, and the tray below them. */
function show() {
  const ids = compared(onList);
  const text = words.go.replace("{count}", ids.length);
  for (const actions of cards.querySelectorAll(".card-actions")) {
    const [box, go] = [actions.querySelector("input"), actions.querySelector(".pick-go") ?? wayOn(actions)];
    box.checked = ids.includes(actions.dataset.provider);
    go.hidden = !box.checked || ids.length < 2;
    if (go.hidden) go.removeAttribute("href");
    else go.href = link.href;
    go.textContent = text;
    actions.querySelector(".pick-said").textContent = "";
  }
  tray.hidden = ids.length < 2;
  tray.querySelector(".tray-said").textContent = ids.length ? plural(words, "picked", ids.length) : "";
  document.documentElement.classList.toggle("with-tray", !tray.hidden); // what has the focus stays above it
}

/** Give a card a way on, for when there is something to compare. */
function wayOn(actions) {
  const go = Object.assign(document.createElement("a"), { className: "pick-go" });
  carry(go);
  actions.querySelector(".pick").after(go);
  return go;
}

/** Begin, and from then on follow every change; `ids` are those of everyone on the list, or null where it has several pages. */
export function begin(ids) {
  onList = ids;
  show();
  new MutationObserver(show).observe(cards, { childList: true });
  for (const event of ["choices", "pageshow"]) addEventListener(event, show);
}
