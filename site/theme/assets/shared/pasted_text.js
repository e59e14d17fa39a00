// Text that is copied from web pages, mail, spreadsheets and PDF files, with the characters that a keyboard would have. The rules are
// functions/chalicelib/pasted_text.py's, and both read the same cases.

const ACCENTS_AS_QUOTES = /[´`]/g; // in compatibility form an acute accent is a space and an accent
const DASHES = /[\p{Pd}\u02d7\u2043\u2212\u2796]/gu;
const SPACES = /[\s\x00-\x1f\x7f-\x9f]+/g;
const QUOTES = "\"'‘’‚‛“”„‟«»‹›";
const MARKS = `${QUOTES}.,:;!?()[]{}<>*•· `;

/** Compatibility form (NFKC), no invisible characters, a hyphen for each dash, one space for white space, none at the ends. */
export function normalize(text) {
  const plain = text.replace(/\p{Cf}/gu, "").replace(ACCENTS_AS_QUOTES, "'").normalize("NFKC");
  return plain.replace(DASHES, "-").replace(SPACES, " ").replace(/^ | $/g, "");
}

/** The same without quotation marks, punctuation, brackets and bullets around it. */
export function stripMarks(text) {
  const characters = [...normalize(text)];
  const isKept = (character) => !MARKS.includes(character);
  return characters.slice(characters.findIndex(isKept), characters.findLastIndex(isKept) + 1).join("");
}

/** Words in the form in which they are compared. */
export function foldWords(text) {
  return stripMarks(text).toLowerCase();
}

/** A name or a street as it is written, with plain spaces and hyphens and without invisible characters. */
export function oneLine(text) {
  return text.replace(/\p{Cf}/gu, "").normalize("NFC").replace(/\u2011/g, "-").replace(SPACES, " ").replace(/^ | $/g, "");
}

/** A line without the quotation marks around the whole of it. */
export function withoutQuotes(line) {
  const inside = line.slice(1, -1).trim();
  const isQuoted = inside && QUOTES.includes(line[0]) && QUOTES.includes(line.at(-1));
  return isQuoted && ![...inside].some((character) => QUOTES.includes(character)) ? inside : line;
}
