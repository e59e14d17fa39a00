// The words that a page gives its script. To ask for one that was not given is a fault of ours: it throws, and is never shown.

/** The words of an element's attribute, by their keys. */
export function wordsOf(written) {
  return new Proxy(JSON.parse(written), { get: given });
}

/** A text with its facts filled in. */
export function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "…");
}

function given(all, key) {
  if (!(key in all)) throw new Error(`nobody has given "${String(key)}"`);
  return all[key];
}
