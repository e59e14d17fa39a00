// Search decides who is shown and never the place: a provider is found or it is not. å, ä and ö are letters of their own,
// but typing a or o finds them too; other accents are ignored.

const SAME = { a: "[aåä]", o: "[oö]" };

/** Small letters without accents, å, ä and ö kept. */
export function folded(text) {
  const plain = text.toLowerCase().replaceAll("æ", "ä").replaceAll("ø", "ö").normalize("NFC");
  return plain.replace(/[^\x00-\x7fåäö]/g, (letter) => letter.normalize("NFD").replace(/\p{M}/gu, ""));
}

/** One pattern a word; every word must be found, wherever in a word it stands. */
export function patterns(query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return words.map((word) => new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/[ao]/g, (letter) => SAME[letter]), "u"));
}

/** The texts of /search.json, folded once. `labels` (facet -> labels of its values) are those of the page. */
export function index(data, table, labels, language) {
  const texts = data.names.map((name, row) => folded(`${name}\n${data.texts[row] ?? ""}`));
  const words = data.words.map(({ labels: all, has }) => ({ labels: (all[language] ?? []).map(folded), has }));
  const facets = [...labels].map(([key, names]) => ({ facet: table.facets.get(key), labels: names.map(folded) }));
  return { texts, words, facets: facets.filter(({ facet }) => facet) };
}

/** One number a row: 1 when every word of the query is found in it. */
export function matches(index, query) {
  const matching = new Uint8Array(index.texts.length).fill(1);
  for (const pattern of patterns(query)) {
    const holding = holds(index, pattern);
    for (let row = 0; row < matching.length; row++) matching[row] &= holding[row];
  }
  return matching;
}

function holds({ texts, words, facets }, pattern) {
  const matching = Uint8Array.from(texts, (text) => pattern.test(text) ? 1 : 0);
  for (const { labels, has } of words) {
    const hit = labels.map((label) => pattern.test(label));
    if (hit.includes(true)) has.forEach((keys, row) => { if (keys.some((key) => hit[key])) matching[row] = 1; });
  }
  for (const { facet, labels } of facets) {
    const hit = labels.map((label) => pattern.test(label));
    if (!hit.includes(true)) continue;
    const sets = facet.sets.map((set) => set !== null && set.some((value) => hit[value]));
    for (const column of facet.columns) {
      for (let row = 0; row < matching.length; row++) if (column[row] >= 0 && sets[column[row]]) matching[row] = 1;
    }
  }
  return matching;
}
