// The list beside the form: what each provider's card says in the residents' list, in the day's order, and only those who answer
// to what a caller asks for. What is asked for stands in this page's memory alone, and ends with the call.

import { Cards, STEP } from "../../list/cards.js";
import { chosen, narrow, table as facetTable } from "../../list/filter.js";
import { fetched } from "../../shared/fetched.js";
import { index, matches, terms } from "../../list/search.js";

const BESIDE = "(min-width: 64rem)"; // where the list has a column of its own (style.css)

export class Providers {
  constructor(root, part, say) {
    Object.assign(this, { root, part, say, limit: STEP, turn: 0, controls: [...part.asked.querySelectorAll("[data-facet]")] });
    this.cards = new Cards(root.dataset, () => (part.no_facts.hidden = false));
    part.fold.open = matchMedia(BESIDE).matches;
    part.asked.addEventListener("input", () => this.ask());
    part.reset.addEventListener("click", () => {
      this.clear();
      part.find.focus();
    });
    part.more.addEventListener("click", () => this.showMore());
  }

  /** Fetch the facts; the list is in its order by then. Without them it has the names alone, and says so. */
  async start() {
    this.items = new Map([...this.part.providers.children].map((item) => [item.dataset.provider, item]));
    try {
      this.table = facetTable(await fetched(this.root.dataset.facets, "json"));
    } catch {
      this.part.no_facts.hidden = false;
      return;
    }
    this.order = [...this.items.keys()].map((id) => this.table.rows.get(id)).filter((row) => row !== undefined);
    this.labels = new Map(this.controls.map((control) => [control.dataset.facet, this.labelsOf(control)]));
    this.leaveOutWhatNobodyHas();
    this.part.asked.hidden = false;
    await this.show();
  }

  /** The labels of a facet's values, in the order of the table. */
  labelsOf(control) {
    if (control.type === "checkbox") return [control.nextElementSibling.textContent];
    const labels = new Map([...control.options].map((option) => [option.value, option.textContent]));
    return (this.table.facets.get(control.dataset.facet)?.values ?? []).map((value) => labels.get(value) ?? "");
  }

  leaveOutWhatNobodyHas() {
    const { facets } = narrow(this.table, this.order, new Map());
    for (const control of this.controls) {
      const { facet } = control.dataset;
      const counts = facets.get(facet)?.values ?? [];
      for (const option of control.options ?? []) if (option.value && !counts[this.placeOf(facet, option.value)]) option.remove();
      control.parentElement.hidden = !counts.some(Boolean);
    }
  }

  placeOf(facet, value) {
    return this.table.facets.get(facet).values.indexOf(value);
  }

  ask() {
    this.limit = STEP;
    return this.show();
  }

  /** What was asked for, as the residents' list has it: facet -> values. */
  picked() {
    const asked = new Map();
    for (const control of this.controls) {
      const value = control.type === "checkbox" ? control.checked && "yes" : control.value;
      if (value) asked.set(control.dataset.facet, [value]);
    }
    if (this.part.unstated.checked) asked.set("not_stated", [...asked.keys()]);
    return chosen(this.table, asked);
  }

  /** One number a row, 1 for found; null when nothing is searched for. */
  async found() {
    const query = this.part.find.value.trim();
    if (!query) return null;
    this.words ??= index(await fetched(this.root.dataset.search, "json"), this.table, this.labels, document.documentElement.lang);
    return matches(this.words, terms(this.words, query));
  }

  async show() {
    const mine = ++this.turn;
    const { providers, more, reset, find } = this.part;
    const found = await this.found().catch(() => {
      this.part.no_facts.hidden = false;
      return null;
    });
    if (mine !== this.turn) return;
    const picked = this.picked();
    const { rows, all, maybe, facets } = narrow(this.table, this.order, picked, found);
    const shown = rows.slice(0, this.limit);
    providers.replaceChildren(...shown.map((row) => this.items.get(this.table.data.ids[row])));
    more.hidden = shown.length === rows.length;
    reset.hidden = !picked.size && !find.value;
    this.count(facets);
    this.tell(rows.length, all, maybe);
    for (const card of await this.cards.of(shown, this.table)) {
      const facts = card.querySelector("dl");
      if (facts) this.items.get(card.dataset.provider).append(facts);
    }
  }

  /** How many each choice would give under all the others. */
  count(facets) {
    for (const { options, dataset: { facet } } of this.controls) {
      const counts = facets.get(facet)?.values;
      for (const option of options ?? []) {
        const place = option.value && this.placeOf(facet, option.value);
        if (option.value) option.textContent = `${this.labels.get(facet)[place]} (${counts[place]})`;
      }
    }
  }

  tell(shown, all, maybe) {
    const sentences = [this.say.plural("list_shown", shown, { all })];
    if (maybe) sentences.push(this.say.plural("list_unstated", maybe));
    this.part.count.textContent = sentences.join(" ");
  }

  async showMore() {
    const before = this.part.providers.children.length;
    this.limit += STEP;
    await this.show();
    this.part.providers.children[before]?.querySelector("a").focus();
  }

  holds() {
    return false; // what was asked for is no loss
  }

  /** The next caller asks anew. */
  clear() {
    for (const control of [...this.controls, this.part.unstated]) {
      if (control.type === "checkbox") control.checked = false;
      else control.value = "";
    }
    this.part.find.value = "";
    if (this.table) this.ask();
  }
}
