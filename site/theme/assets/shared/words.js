// The words that a page gives its script. To ask for one that was not given is a fault of ours: it throws, and is never shown.

/** The words of an element's attribute, by their keys. */
export function wordsOf(written) {
  return new Proxy(JSON.parse(written), { get: given });
}

/** A text with its facts filled in. */
export function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "…");
}

/** A text filled in, in the form that goes with `count`: there is one for each plural category of the language (CLDR). */
export function plural(words, key, count, facts = {}, language = document.documentElement.lang) {
  const shown = Math.round(count * 10) / 10; // the form goes with what is read
  const category = new Intl.PluralRules([language, "en"]).select(shown);
  return filled(words[`${key}.${category}`], { count: shown.toLocaleString(language), ...facts });
}

function given(all, key) {
  if (!(key in all)) throw new Error(`nobody has given "${String(key)}"`);
  return all[key];
}
