// What a session costs at the own unit beside what is paid, by policy alone: nothing is asked of the API.

import { fill } from "../../shared/table_rows.js";

export class Prices {
  constructor(part, chosen) {
    Object.assign(this, { part, chosen, prices: JSON.parse(part.root.dataset.prices) });
  }

  /** Show the chosen year and service; a year without any price has no section. */
  show() {
    const { own, prices, notes } = this.prices[this.chosen.service()]?.[this.chosen.year()] ?? { own: [], prices: [], notes: [] };
    for (const [table, rows] of [[this.part.own, own], [this.part.paid, prices]]) fill(table, rows.map(([name, ...cells]) => ({ name, cells })));
    this.part.notes.replaceChildren(...notes.map(note));
    this.part.root.hidden = !own.length && !prices.length;
  }

  clear() {
    for (const table of [this.part.own, this.part.paid]) fill(table, []);
    this.part.notes.replaceChildren();
    this.part.root.hidden = true;
  }
}

function note(text) {
  const element = document.createElement("p");
  [element.textContent, element.className] = [text, "note"];
  return element;
}
