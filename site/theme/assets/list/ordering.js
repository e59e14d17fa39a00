// The list in another order than the day's, by its reader's own choice: it is said on the page, and ties fall back to the
// day's order. Who takes nobody new stands last when the soonest are asked for, below a line that says so.

import { centre, distances, position } from "./distance.js";
import { ranked, soonest } from "./filter.js";
import { fill, fillCount, texts } from "./list_words.js";

const element = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const said = element("order-said"), dayOrder = said.textContent;
const divider = Object.assign(document.createElement("li"), { className: "divider" });

let here = null;

export const isHere = () => Boolean(here);
export const forget = () => (here = null);

/** Ask the browser where its reader is. */
export async function locate() {
  here = await position();
  if (here) element("near").value = "";
  element("place-said").textContent = here ? "" : texts.position_refused;
}

/** Return the rows in the order that is chosen, how far it is to each, and from which row on nobody new is taken. */
export function ordered(table, rows, picked, words) {
  const by = element("ordering").value;
  if (by === "name") return words ? { rows: ranked(rows, (row) => words.names[row]) } : { rows, by: "" };
  if (by === "distance") {
    const areas = table.facets.get("areas").values;
    const from = here ?? centre(table, areas.indexOf(element("near").value));
    const far = from && distances(table, from);
    return far ? { rows: ranked(rows, far), far } : { rows };
  }
  if (by !== "soonest") return { rows };
  const { wait, isFull, isStated } = soonest(table, picked);
  const full = rows.filter(isFull).length;
  return { rows: ranked(rows, wait), full, unstated: rows.filter((row) => !isFull(row) && !isStated(row)).length };
}

/** Return the cards with a line above those who take nobody new, of whom there are `full` among `count`. */
export function divided(cards, { full = 0, rows }) {
  const place = rows.length - full;
  if (!full || place >= cards.length) return cards;
  divider.textContent = fillCount("full_from_here", full);
  return [...cards.slice(0, place), divider, ...cards.slice(place)];
}

/** Say on each card how far it is, where that is known. */
export function showDistances(all, shown, table, far) {
  for (const card of all) card.querySelector(".distance")?.remove();
  if (!far) return;
  const form = new Intl.NumberFormat(language, { style: "unit", unit: "kilometer", minimumFractionDigits: 1 });
  for (const card of shown) {
    const kilometres = far(table.rows.get(card.dataset.provider));
    const text = kilometres === null ? texts.distance_unknown : fill("distance", { distance: form.format(kilometres) });
    card.querySelector("h2").after(Object.assign(document.createElement("p"), { className: "distance", textContent: text }));
  }
}

/** A choice of the reader's own is said on the page, as is the way back to the day's order. */
export function sayOrder({ far, full, unstated, by = element("ordering").value }) {
  element("place").hidden = by !== "distance";
  element("order-why").hidden = Boolean(by);
  const place = here ? texts.my_place : element("near").selectedOptions[0]?.textContent;
  const key = by === "distance" && !far ? "order_no_place" : `order_${by}`;
  const sentences = [by ? fill(key, { place }) : dayOrder];
  if (unstated) sentences.push(fillCount("order_soonest_unstated", unstated));
  if (full) sentences.push(fillCount("order_soonest_full", full));
  const text = sentences.join(" ");
  if (said.textContent !== text) said.textContent = text;
}
