// Choosing up to four providers in the list, to compare them. Who is chosen stands with the page's other choices; a chosen
// card leads on to the comparison at once, and so does a tray that stays in sight.

import { carry, change, read } from "../shared/choices.js";
import { plural, wordsOf } from "../shared/words.js";

const CHOSEN_MAX = 4;

const tray = document.getElementById("compare");
const cards = document.getElementById("cards");
const words = wordsOf(tray.dataset.said);
const link = tray.querySelector("a");

carry(link);

let onList; // everyone on the list, or null where it has several pages

/** Who is chosen and on the list: a name in a copied link that nobody has is not counted. */
const chosen = () => (read().get("compare") ?? []).filter((id) => onList?.has(id) ?? true);

/** A box has been ticked or unticked: its card says how many are chosen now, or why it is refused. */
export function pick(box, checked) {
  const before = chosen();
  const actions = box.closest(".card-actions");
  const { provider } = actions.dataset;
  const full = checked && before.length >= CHOSEN_MAX;
  if (!full) {
    change({ compare: checked ? [...before, provider] : before.filter((id) => id !== provider) });
  }
  show();
  const said = actions.querySelector(".pick-said"), { length } = chosen();
  said.classList.toggle("refused", full);
  said.classList.toggle("out", !full && (length !== 1 || !checked)); // elsewhere on the page it is seen
  said.textContent = full ? words.full : length ? plural(words, "picked", length) : "";
}

/** Bring every card in step with the choices, and the tray below them. */
function show() {
  const ids = chosen();
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

/** Begin, and from then on follow every change; `known` are the ids of everyone who stands on this page of the list. */
export function begin(ids) {
  onList = cards.dataset.orders ? ids : null; // a list of one page is told the days' orders
  show();
  new MutationObserver(show).observe(cards, { childList: true });
  for (const event of ["choices", "pageshow"]) addEventListener(event, show);
}
