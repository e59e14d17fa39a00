// Choosing up to four providers in the list, to compare them. Who is chosen stands with the page's other choices; a chosen card leads on to the comparison at once.

import { carry, change, read } from "../shared/choices.js";
import { plural, wordsOf } from "../shared/words.js";

const CHOSEN_MAX = 4;

const line = document.getElementById("compare");
const cards = document.getElementById("cards");
const words = wordsOf(line.dataset.said);
const link = line.querySelector("a");
const status = line.querySelector("[role=status]");
const plain = { text: link.textContent, address: link.getAttribute("href") };

carry(link);

let onList; // everyone on the list, or null where it has several pages

/** Who is chosen and on the list: a name in a copied link that nobody has is not counted. */
const chosen = () => (read().get("compare") ?? []).filter((id) => onList?.has(id) ?? true);

/** Give a card a way on, for when there is something to compare, and a place to say why a choice is refused. */
function equip(actions) {
  const go = Object.assign(document.createElement("a"), { className: "pick-go" });
  const note = Object.assign(document.createElement("span"), { className: "pick-said" });
  note.setAttribute("role", "status");
  carry(go);
  actions.append(go, note);
}

/** A box has been ticked or unticked. */
export function pick(box, checked) {
  const before = chosen();
  const actions = box.closest(".card-actions");
  const { provider } = actions.dataset;
  const full = checked && before.length >= CHOSEN_MAX;
  if (!full) {
    change({ compare: checked ? [...before, provider] : before.filter((id) => id !== provider) });
  }
  show();
  actions.querySelector(".pick-said").textContent = full ? words.full : "";
}

/** Bring every card in step with who is chosen. */
function show() {
  const ids = chosen();
  const text = words.go.replace("{count}", ids.length);
  for (const actions of cards.querySelectorAll(".card-actions")) {
    if (!actions.querySelector(".pick-go")) equip(actions);
    const [box, go] = [actions.querySelector("input"), actions.querySelector(".pick-go")];
    box.checked = ids.includes(actions.dataset.provider);
    go.hidden = !box.checked || ids.length < 2;
    if (go.hidden) go.removeAttribute("href");
    else go.href = plain.address;
    go.textContent = text;
    actions.querySelector(".pick-said").textContent = "";
  }
  link.textContent = ids.length < 2 ? plain.text : text;
  status.textContent = ids.length ? plural(words, "picked", ids.length) : "";
}

/** Begin, and from then on follow every change; `known` are the ids of everyone who stands on this page of the list. */
export function begin(ids) {
  onList = cards.dataset.orders ? ids : null; // a list of one page is told the days' orders
  show();
  new MutationObserver(show).observe(cards, { childList: true });
  for (const event of ["choices", "pageshow"]) addEventListener(event, show);
}
