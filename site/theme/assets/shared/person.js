// Personal identity numbers as functions/chalicelib/privacy.py finds them, so that none leaves the page; tests hold the two together.

const SPACES = "[\\t-\\r ]{0,4}";
const GAP = `(?:[\\x00-\\x08\\x0e-\\x1f!-/:-@\\[-\`{-\\x7f]{0,9}|${SPACES}(?:[-+/_*|=~]{1,3}${SPACES})?)`; // a comma and a space separate two numbers
const SERIAL = "(?<serial>(?:\\d\\d|[JKLMNR-UWX]\\d|TF)\\d\\d)";
const NUMBER = new RegExp(`(?<century>18|19|20)?(?<year>\\d\\d)${GAP}(?<month>\\d\\d)${GAP}(?<day>\\d\\d)${GAP}${SERIAL}(?!\\d)`, "gi");
const WHOLE = /^(?<century>18|19|20)?(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)(?<serial>\d{4})$/;
const GROUP = /([JKLMNR-UWX]?)(\d+)/gi; // the letter is that of an interim serial, and stands for 1 in the check
const LETTER_AND_SIGNS = /(TF|[JKLMNR-UWX])[^0-9a-z]{1,9}(?=\d)/gi;
const AFTER_LETTER = 3; // digits of an interim serial
const HEXADECIMAL = /^(?=.*[a-f])(?:[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const COORDINATION_DAYS = 60; // a samordningsnummer adds 60 to the day

/** Whether a text holds one. */
export function holdsPerson(text) {
  const folded = fold(text);
  if (HEXADECIMAL.test(folded)) return false;
  NUMBER.lastIndex = 0;
  for (let match = NUMBER.exec(folded); match; match = NUMBER.exec(folded)) {
    const isBegun = /\d/.test(folded[match.index - 1] ?? ""); // not by a lookbehind, which Safari has from 16.4
    if (!isBegun && isPerson(match.groups)) return true;
    NUMBER.lastIndex = match.index + 1; // one may begin within what is none
  }
  return false;
}

/** Whether a reference holds one, also when everything but digits is taken out, however its digits are grouped. */
export function hidesPerson(reference) {
  const folded = fold(reference).replace(LETTER_AND_SIGNS, "$1");
  if (HEXADECIMAL.test(folded)) return false;
  return holdsPerson(folded) || runs(folded).some((run) => WHOLE.test(run) && isPerson(run.match(WHOLE).groups));
}

/** Ten or twelve digits from the edge of a group to the edge of another; an interim letter is the digit 1. */
function runs(text) {
  const groups = [...text.matchAll(GROUP)];
  const digits = groups.map(([, , group]) => group).join("");
  const starts = new Set();
  const candidates = [];
  let end = 0;
  for (const [, letter, group] of groups) {
    starts.add(end);
    end += group.length;
    for (const length of [10, 12]) if (starts.has(end - length)) candidates.push(digits.slice(end - length, end));
    if (!letter || group.length !== AFTER_LETTER) continue;
    for (const length of [9, 11]) if (starts.has(end - length)) candidates.push(`${digits.slice(end - length, end - 3)}1${group}`);
  }
  return candidates;
}

/** The digits of a text, of any script, as 0-9. */
export function digitsOf(text) {
  return fold(text).replace(/\D/g, "");
}

/** Digits of any script as 0-9, nothing that cannot be seen, and a hyphen for any sign beyond ASCII. */
function fold(text) {
  return text.normalize("NFKC").replace(/[^\x00-\x7f]/gu, (character) => {
    if (/\p{Nd}/u.test(character)) return digit(character.codePointAt(0));
    if (/[\p{M}\p{C}]/u.test(character)) return "";
    if (/[\p{L}\p{N}]/u.test(character)) return character;
    return /\p{Z}/u.test(character) ? " " : "-";
  });
}

/** The digits of every script stand in a row of ten, from nought to nine. */
function digit(code) {
  let nought = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought -= 1;
  return String((code - nought) % 10);
}

/** A temporary number, whose serial begins with T, has no check digit: its date is enough. */
function isPerson({ century = "20", year, month, day, serial }) {
  const days = Number(day) > COORDINATION_DAYS ? Number(day) - COORDINATION_DAYS : Number(day);
  const date = new Date(Date.UTC(Number(century + year), Number(month) - 1, days));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== days) return false;
  if (/^t/i.test(serial)) return true;
  const digits = [...`${year}${month}${day}${serial.replace(/\D/g, "1")}`].map(Number);
  const doubled = digits.map((digit, index) => digit * (2 - (index % 2)));
  return doubled.reduce((sum, number) => sum + Math.floor(number / 10) + (number % 10), 0) % 10 === 0;
}
