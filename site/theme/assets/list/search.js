// Search decides who is shown and never the place: a provider is found or it is not. å, ä and ö are letters of their own,
// but typing a or o finds them too; other accents are ignored.

import { normalize, stripMarks } from "../shared/pasted_text.js";

const SAME = { a: "[aåä]", o: "[oö]", "-": "[ -]?" };
const BARE = { å: "a", ä: "a", ö: "o" };
const WHOLE_MAX = 3, BEGINS_MAX = 4; // letters of a word that is found as a whole word alone (eft, not "efter"), or where one begins (slår, not "föreslår")
const STEM_MIN = 5, ENDING_MAX = 3; // "lördagar" finds "lördag", "arabisk" stands for "arabiska"
const ADDRESS_MIN = 6; // letters from which a word of an address need not be whole
const DIGITS_MIN = 5;
const FACTS = ["languages", "formats", "days"]; // beside those that are answered by yes or no
const LETTER = "[\\p{L}\\p{N}]";

/** Small letters without accents, å, ä and ö kept. */
export function folded(text) {
  const plain = text.toLowerCase().replaceAll("æ", "ä").replaceAll("ø", "ö").normalize("NFC");
  return plain.replace(/[^\x00-\x7fåäö]/g, (letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC"));
}

/** The same without rings and dots. */
export const bare = (text) => folded(text).replace(/[åäö]/g, (letter) => BARE[letter]);

/** The words of what was typed or pasted; the groups of a telephone number or postcode are one word. */
export function wordsOfQuery(query) {
  const text = normalize(query).replace(/(^|\D)(?:\+|00)46[ -]?(?:\(0\))?[ -]?(?=\d)/g, "$10");
  const joined = text.replace(/\d[\d -]*\d/g, (run) => {
    const digits = run.replace(/\D/g, "");
    return digits.length < DIGITS_MIN ? run : digits;
  });
  return joined.split(" ").filter(Boolean).map((word) => stripMarks(word) || word);
}

const spelled = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/[ao-]/g, (letter) => SAME[letter]);
const begins = (letters) => `(?:^|[^\\p{L}\\p{N}])(?:${letters})`;
const whole = (letters) => `${begins(letters)}(?!${LETTER})`;
const found = (letters, { length }) => length <= WHOLE_MAX ? whole(letters) : length <= BEGINS_MAX ? begins(letters) : letters;

/** One pattern a word; every word must be found, wherever in a word it stands, but one of few letters as a whole word or where one begins. */
export function patterns(query) {
  return wordsOfQuery(query).map((word) => termOf(word).pattern);
}

/** How a word is looked for: `pattern` in names and texts, `place` in addresses, stops and telephone numbers. */
function termOf(word) {
  const typed = folded(word), letters = spelled(typed);
  return { word, typed, bare: bare(word), pattern: new RegExp(found(letters, typed), "u"), place: placeOf(typed, letters) };
}

function placeOf(typed, letters) {
  if (/^\d+$/.test(typed) && typed.length >= DIGITS_MIN) {
    const postcode = typed.length === 5 ? `|(?:^|\\D)${typed.slice(0, 3)} ${typed.slice(3)}(?!\\d)` : "";
    return new RegExp(`^(?:0\\d{0,3})?${typed}${postcode}`, "mu");
  }
  if (typed.length < ADDRESS_MIN) return new RegExp(whole(letters), "mu");
  const stems = [1, 2, 3].map((cut) => typed.slice(0, -cut)).filter((stem) => stem.length >= STEM_MIN);
  return new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${letters}|(?:${stems.map(spelled).join("|")})(?!${LETTER}))`, "mu");
}

/**
 * The texts of /search.json, folded once, and every value that can be searched for: a value of a facet, a title, a weekday,
 * or a language that nobody speaks. `labels` (facet -> labels of its values) are those of the page.
 */
export function index(data, table, labels, language) {
  const order = [language, ...Object.keys(data.texts).filter((other) => other !== language)];
  const texts = order.filter((lang) => data.texts[lang]).map((lang) => ({ lang, written: data.texts[lang] }));
  const values = [];
  const add = (kind, key, [label, ...others], rows, isFact) => {
    const shown = [label, ...others, ...(data.also[kind]?.[key] ?? [])], names = shown.map(folded);
    values.push({ kind, label, rows, isFact, names, shown, stems: names.flatMap(longWords) });
  };
  for (const [kind, named] of labels) {
    const facet = table.facets.get(kind);
    const isFact = FACTS.includes(kind) || facet?.values.length === 1;
    named.forEach((label, at) => facet && add(kind, facet.values[at], [label], rowsOfFacet(facet, at, table.count), isFact));
  }
  for (const [kind, { keys, labels: all, has }] of Object.entries(data.words)) {
    const rowsOf = (number) => Uint8Array.from(has, (numbers) => Number(numbers.includes(number)));
    keys.forEach((key, number) => add(kind, key, [all[language]?.[number] ?? key], rowsOf(number), FACTS.includes(kind)));
  }
  for (const [key, names] of Object.entries(data.further)) {
    add("languages", key, [names[language], ...Object.values(names)], new Uint8Array(table.count), true);
  }
  return { names: data.names, folded: data.names.map(folded), texts, foldedTexts: texts.map(({ written }) => written.map(folded)), contacts: data.contacts, places: data.contacts.map(folded), values, fillers: new Set(data.fillers.map(bare)) };
}

const longWords = (name) => bare(name).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= STEM_MIN);

function rowsOfFacet({ sets, columns }, value, count) {
  const hit = sets.map((set) => set !== null && set.includes(value));
  const rows = new Uint8Array(count);
  for (const column of columns) for (let row = 0; row < count; row++) if (column[row] >= 0 && hit[column[row]]) rows[row] = 1;
  return rows;
}

/** What is looked for, one term a word; words that a value is called by, and two that are one in a name or text, are that one. */
export function terms(index, query) {
  const spaced = (name) => bare(name).replaceAll("-", " ");
  let words = wordsOfQuery(query);
  const called = index.values.flatMap(({ names }) => names.filter((name) => /[ -]/.test(name)));
  for (let at = 0; at + 1 < words.length; at++) {
    const asked = spaced(words.slice(at).join(" ")), name = called.find((some) => `${asked} `.startsWith(`${spaced(some)} `));
    if (name) words.splice(at, spaced(name).split(" ").length, name);
  }
  words = withoutFillers(index, words);
  for (let at = 0; at + 1 < words.length; at++) {
    const joined = termOf(words[at] + words[at + 1]);
    if (/^\p{L}+$/u.test(joined.typed) && isWritten(index, joined)) words.splice(at, 2, joined.word);
  }
  return words.map((word) => meaningOf(index, termOf(word)));
}

/** The words that say what is looked for; all of them where they are "jag vill" alone. */
function withoutFillers({ fillers }, words) {
  const kept = words.filter((word) => !fillers.has(bare(word)));
  return kept.length ? kept : words;
}

function isWritten({ folded: names, foldedTexts, values }, { pattern }) {
  const written = (text) => pattern.test(text);
  return names.some(written) || foldedTexts.some((texts) => texts.some(written)) || values.some((value) => value.names.some(written));
}

/**
 * A term with the values that it names. One that stands for a fact finds those who state the fact, and no text that only
 * mentions it; under several facts that are answered by yes or no, it asks for all of them.
 */
function meaningOf({ values }, term) {
  const facts = values.filter(({ isFact }) => isFact);
  for (const stands of [isCalled, beginsOrEnds]) {
    const named = facts.filter(({ names }) => names.some((name, at) => stands(name, term, at === 0)));
    if (named.length) return { ...term, named, isFact: true };
  }
  const { typed, pattern } = term, isSpoken = ({ kind }) => FACTS.includes(kind);
  const named = values.filter((value) => (value.isFact
    ? isSpoken(value) && typed.length > WHOLE_MAX && value.names[0].search(pattern) === 0
    : value.names.some((name) => pattern.test(name)) || value.stems.some((stem) => isInflected(stem, term))));
  return { ...term, named, isFact: false };
}

const isCalled = (name, { bare: typed, pattern }) => bare(name) === typed && pattern.test(name);
const beginsOrEnds = (name, term, isLabel) => isInflected(bare(name), term)
  || (isLabel && term.bare.length >= STEM_MIN && name.search(term.pattern) === 0); // "polis" is no beginning of "Polish"
const isInflected = (stem, { bare: typed }) => stem.length >= STEM_MIN && typed.startsWith(stem) && typed.length - stem.length <= ENDING_MAX;

/** One number a row: 1 when every term is found in it. */
export function matches(index, sought) {
  const matching = new Uint8Array(index.names.length).fill(1);
  for (const term of sought) {
    const holding = holds(index, term);
    for (let row = 0; row < matching.length; row++) matching[row] &= holding[row];
  }
  return matching;
}

/** One number a row: 1 when the term is found in it. */
export function holds({ folded: names, foldedTexts, places }, { pattern, place, named, isFact }) {
  const matching = Uint8Array.from(names, (name) => Number(pattern.test(name)));
  const yes = isFact ? named.filter(({ kind }) => !FACTS.includes(kind)) : [];
  const [any, all] = [named.filter((value) => !yes.includes(value)), yes];
  for (let row = 0; row < matching.length; row++) {
    matching[row] ||= Number(any.some(({ rows }) => rows[row]) || (all.length > 0 && all.every(({ rows }) => rows[row])));
    if (!isFact) matching[row] ||= Number(place.test(places[row]) || foldedTexts.some((texts) => pattern.test(texts[row])));
  }
  return matching;
}

/** Return what was found in a row and where: { value }, { text, lang } or { place }; nothing for a name. */
export function reason({ folded: names, texts, foldedTexts, contacts, places }, { pattern, place, named, isFact }, row) {
  if (pattern.test(names[row])) return null;
  const values = named.filter(({ rows }) => rows[row]);
  if (values.some(({ rows }) => !rows.includes(0))) return null; // what everyone has needs no saying
  if (values.length) return { value: values[0] };
  if (isFact) return null;
  const at = foldedTexts.findIndex((written) => pattern.test(written[row]));
  if (at >= 0) return { text: sentence(texts[at].written[row], pattern), lang: texts[at].lang };
  const line = places[row].split("\n").findIndex((written) => place.test(written));
  const stated = contacts[row].split("\n")[line] ?? "";
  return /\D/.test(stated) ? { place: stated } : null; // whoever typed a telephone number knows it
}

/** The sentence that holds a word; of a long one, what stands around the word. */
function sentence(text, pattern) {
  const around = 45;
  const holding = text.split(/[.!?]\s+|\n/).find((part) => pattern.test(folded(part))) ?? text;
  const at = folded(holding).search(pattern);
  if (holding.length <= 2 * around + 20) return holding.trim();
  const start = at <= around ? 0 : holding.indexOf(" ", at - around) + 1;
  const end = holding.indexOf(" ", at + around);
  return `${start ? "…" : ""}${holding.slice(start, end < 0 ? undefined : end).trim()}${end < 0 ? "" : "…"}`;
}

/**
 * Return a word of values, names and addresses that begins as what was typed and differs by one letter: put in, left out, another,
 * or two that have changed places. Nothing for a word that is among them already, or that is short: "mord" is not meant as "mor".
 */
export function nearest({ values, names, contacts }, typed) {
  const known = [...values.flatMap(({ shown }) => shown), ...names, ...contacts].flatMap((line) => line.split(/[^\p{L}\p{N}]+/u));
  if (typed.length < STEM_MIN || known.some((word) => bare(word) === typed)) return null;
  return known.find((word) => bare(word)[0] === typed[0] && isOneEdit(typed, bare(word))) ?? null;
}

/** Return whether one letter put in, left out or changed, or two neighbours that change places, make one word of the other. */
export function isOneEdit(typed, known) {
  if (typed.length < STEM_MIN - 1 || Math.abs(typed.length - known.length) > 1 || /\d/.test(typed)) return false;
  let start = 0;
  while (start < typed.length && typed[start] === known[start]) start++;
  const [rest, other] = [typed.slice(start), known.slice(start)];
  if (rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1)) return true;
  return rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2);
}
