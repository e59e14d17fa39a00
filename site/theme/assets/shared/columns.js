// The facts of some providers, read from the pages that compare all of them, so that each fact has one source.

import { stockholmDay } from "./dates.js";
import { fetched } from "./fetched.js";
import { orderOf } from "./day_order.js";

/** Return today's order, or, if it cannot be had, that of the build day; `here` are all ids, if the page shows everyone. */
export async function orderOfToday(built, here = null) {
  const today = stockholmDay();
  if (here && built >= today) return { ids: here, built: here, day: built, today: true };
  const data = await fetched("/order.json", "json");
  const ids = orderOf(data, today);
  return { ids: ids ?? data.ids, built: data.ids, day: ids ? today : built, today: Boolean(ids) };
}

/** Return a cell's text without the provider's name before it. */
export const valueOf = (cell) => cell.lastElementChild.textContent;

/** The pages that compare everyone, each fetched once. `address` has `{page}` where the number of a later page stands. */
export class Comparison {
  constructor(address, perPage, cached = []) {
    Object.assign(this, { address, perPage, pages: new Map(cached) });
  }

  /** The column of each provider: its head, and its cells in the order of the facts; who is not there is left out. */
  async columns(ids, built) {
    const columns = await Promise.all(ids.map((id) => this.column(id, built.indexOf(id))));
    return columns.filter(Boolean);
  }

  async column(id, index) {
    const page = await this.page(Math.floor(index / this.perPage) + 1);
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
