// The cards of the list. Those of its other pages are fetched with their page, some pages at a time.

export const STEP = 60; // as many are shown at a time as stand on a page
const PAGES_AT_ONCE_MAX = 20;

export class Cards {
  /** `later` is the address of a later page, `{page}` where its number stands; `failed` is called for a page that cannot be had. */
  constructor({ list: first, page: later }, failed, here = []) {
    Object.assign(this, { first, later, failed, all: new Map(here.map((card) => [card.dataset.provider, card])) });
  }

  /** The cards of rows of the facts' table, in their order; fewer if they stand on very many pages. */
  async of(rows, { data: { ids } }) {
    const pages = new Set();
    let upTo = 0;
    for (const row of rows) {
      if (!this.all.has(ids[row])) pages.add(Math.floor(row / STEP) + 1);
      if (pages.size > PAGES_AT_ONCE_MAX) break;
      upTo++;
    }
    await Promise.all([...pages].slice(0, PAGES_AT_ONCE_MAX).map((page) => this.#fetch(page)));
    return rows.slice(0, upTo).map((row) => this.all.get(ids[row])).filter(Boolean);
  }

  async #fetch(page) {
    try {
      const answer = await fetch(page === 1 ? this.first : this.later.replace("{page}", page));
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const card of parsed.querySelectorAll("#cards > li")) {
        if (!this.all.has(card.dataset.provider)) this.all.set(card.dataset.provider, document.adoptNode(card));
      }
    } catch {
      this.failed();
    }
  }
}
