// What a search says beside the hits: why a provider is one where the card does not show it, another spelling, where to turn when
// nobody is found, and before all of it, help for whoever may be in danger.

import { bare, folded, holds, index, isOneEdit, matches, nearest, reason, terms, wordsOfQuery } from "./search.js";
import { element as made } from "../shared/element.js";
import { filled, plural, wordsOf } from "../shared/words.js";

const STEM_MIN = 5; // letters of a word that also stands for those that begin with it: "misshandel" for "misshandeln"
const REASONS_MAX = 2;
const KINDS = ["services", "titles", "credentials", "days", "areas", "languages", "methods", "competences", "formats"];

const element = (id) => document.getElementById(id);
const list = element("cards"), field = element("find"), box = element("search-found");
const texts = wordsOf(box.dataset.said);
const fill = (key, facts) => filled(texts[key], facts), fillCount = (key, count) => plural(texts, key, count);

/** Search in the words of /search.json; `labels` (facet -> labels of its values) are those of the page. */
export function begin(data, table, labels) {
  return new Search(data, table, index(data, table, labels, document.documentElement.lang));
}

class Search {
  constructor(data, table, searched) {
    Object.assign(this, { pages: data.pages, table, searched, sought: [] });
    element("meant").addEventListener("click", () => search(element("meant").textContent));
    element("interpreters").addEventListener("click", () => search("", interpreter()));
    element("everyone").addEventListener("click", () => search(""));
  }

  /** One number a row: 1 when it is found. */
  matches(query) {
    this.sought = terms(this.searched, query);
    return (this.found = matches(this.searched, this.sought));
  }

  /** Say all of it for a query whose hits stand in the list; nothing for an empty one. */
  say(query) {
    for (const line of list.querySelectorAll(".why")) line.remove();
    for (const part of box.children) part.hidden = true;
    if (!query) return;
    this.#sayPages(query);
    for (const card of list.querySelectorAll(".card")) this.#sayWhy(card);
    if (!this.found.includes(1)) this.#sayNobody(query);
  }

  #sayPages(query) {
    const words = wordsOfQuery(query).map(bare);
    for (const [page, known] of Object.entries(this.pages)) {
      const part = box.querySelector(`[data-page="${page}"]`);
      if (part) part.hidden = !words.some((word) => known.some((other) => leads(word, bare(other), page === "help")));
    }
  }

  #sayWhy(card) {
    const row = this.table.rows.get(card.dataset.provider);
    const visible = [...card.querySelectorAll("h2, dd")].map(({ textContent }) => textContent).join("\n");
    const hidden = this.sought.filter(({ pattern }) => !pattern.test(folded(visible)));
    const reasons = hidden.map((term) => reason(this.searched, term, row)).filter(Boolean);
    if (!reasons.length) return;
    const parts = reasons.slice(0, REASONS_MAX).flatMap((why, at) => [at ? "; " : " ", said(why)]);
    card.querySelector("h2").after(made("p", { className: "why" }, [texts.why, ...parts]));
  }

  #sayNobody(query) {
    const missing = this.sought.filter((term) => !holds(this.searched, term).includes(1));
    const pages = Object.values(this.pages).flat().map(bare);
    const unknown = missing.find((term) => !term.isFact && !pages.includes(term.bare));
    const fact = missing.find(({ isFact }) => isFact), speaks = fact?.named[0].kind === "languages";
    const interpreters = speaks ? this.#interpreters() : 0;
    const booking = interpreters ? ` ${fillCount("interpreters", interpreters)}` : "";
    element("nobody").hidden = false;
    element("nobody-said").textContent = speaks ? fill("nobody_speaks", { language: called(fact) }) + booking : fill("nobody", { query });
    element("interpreters").hidden = !interpreters;
    const isMeant = this.#sayMeant(query, unknown);
    const isLed = isMeant || fact || box.querySelector("[data-page]:not([hidden])");
    element("widen").textContent = isLed ? "" : this.sought.length > 1 ? texts.fewer_words : texts.other_words;
  }

  #interpreters() {
    const value = this.searched.values.find(({ kind }) => kind === "interpreter");
    return value ? value.rows.reduce((sum, yes) => sum + yes, 0) : 0;
  }

  /** Ask about another spelling, which is never taken for granted; return whether there is one. */
  #sayMeant(query, term) {
    const word = term && nearest(this.searched, term.bare);
    element("meant").parentElement.hidden = !word;
    if (word) element("meant").textContent = wordsOfQuery(query).map((typed) => typed === term.word ? likeTyped(word, typed) : typed).join(" ");
    return Boolean(word);
  }
}

const likeTyped = (word, typed) => typed === typed.toLowerCase() ? word.toLowerCase() : word;

/** A language as it was called, if that is a name of the kind that is written small; else as the page calls it. */
const called = ({ word, named: [{ label, shown }] }) => shown.find((name) => name === word.toLowerCase() && name !== name.toUpperCase()) ?? label;

/** Return whether a word is one that leads to a page; one of danger does so also when it is misspelled. */
const leads = (word, known, isDanger) => word === known
  || (known.length >= STEM_MIN && (word.startsWith(known) || (isDanger && isOneEdit(word, known))));

/** What a hit was found on: a value and what it is, a sentence, or an address or stop. */
function said({ value, text, lang, place }) {
  if (text) return made("q", lang === document.documentElement.lang ? {} : { lang }, [text]);
  if (place) return place;
  return KINDS.includes(value.kind) ? `${value.label} (${texts[`kind_${value.kind}`]})` : value.label;
}

const interpreter = () => document.querySelector('#finder fieldset[data-facet="interpreter"] input[value]');

/** Search for something else, with no filter but one. */
function search(query, box = null) {
  for (const input of document.querySelectorAll("#finder input:checked")) input.checked = false;
  if (box) box.checked = true;
  field.value = query;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
