// The words that the list gives its scripts.

import { filled, plural, wordsOf } from "../shared/words.js";

export const texts = wordsOf(document.getElementById("finder").dataset.said);
export const fill = (key, facts) => filled(texts[key], facts);
export const fillCount = (key, count) => plural(texts, key, count);
