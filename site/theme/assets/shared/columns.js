// What is known about some providers, fact by fact: taken from the pages that compare everyone, so that each fact has one
// source whoever shows it.

import { stockholmDay } from "./dates.js";
import { orderOf } from "./day_order.js";

async function fetched(from, kind) {
  const answer = await fetch(from, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  return answer[kind]();
}

/** The order of today if it is known, else that of the day the page was built; `here` is everyone, if all stand on it. */
export async function orderOfToday(built, here = null) {
  const today = stockholmDay();
  if (here && built >= today) return { ids: here, built: here, day: built, today: true };
  const data = await fetched("/order.json", "json");
  const ids = orderOf(data, today);
  return { ids: ids ?? data.ids, built: data.ids, day: ids ? today : built, today: Boolean(ids) };
}

/** What a cell says of its provider, without the name that stands before it. */
export const valueOf = (cell) => cell.lastElementChild.textContent;

/** The pages that compare everyone, each fetched once. `address` has `{page}` where the number of a later page stands. */
export class Comparison {
  constructor(address, perPage, known = []) {
    Object.assign(this, { address, perPage, pages: new Map(known) });
  }

  /** The column of each provider: its head, and its cells in the order of the facts; who is not there is left out. */
  async columns(ids, built) {
    const found = await Promise.all(ids.map((id) => this.column(id, built.indexOf(id))));
    return found.filter(Boolean);
  }

  async column(id, place) {
    const page = await this.page(Math.floor(place / this.perPage) + 1);
    const table = page.querySelector("table.compare.many");
    const head = table.querySelector(`thead [data-provider="${CSS.escape(id)}"]`);
    return head && { id, head, cells: [...table.tBodies[0].rows].map((row) => row.cells[head.cellIndex]) };
  }

  page(number) {
    if (!this.pages.has(number)) {
      const from = number === 1 ? this.address.replace(/[^/]+\/\{page\}\/$/, "") : this.address.replace("{page}", number);
      const page = fetched(from, "text").then((text) => new DOMParser().parseFromString(text, "text/html"));
      this.pages.set(number, page);
      page.catch(() => this.pages.delete(number)); // the next who asks for it asks again
    }
    return this.pages.get(number);
  }
}
