// What the scripts of a tool share: its named parts, and its words.

import { filled, plural, wordsOf } from "./words.js";

/** The elements of a tool by the name that its template gives them. */
export function partsOf(root) {
  return Object.fromEntries([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
}

/** What says a tool's words, `{name}` filled in; `say.plural` says those with a count. */
export function speaker(root, family) {
  return speakerOf(wordsOf(root.dataset.words), family);
}

/** What says words that were read, in their language. */
export function speakerOf(words, family, language = document.documentElement.lang) {
  const say = (key, facts = {}) => filled(words[`${family}.${key}`], facts);
  say.plural = (key, count, facts) => plural(words, `${family}.${key}`, count, facts, language);
  say.has = (key) => `${family}.${key}` in words;
  return say;
}
