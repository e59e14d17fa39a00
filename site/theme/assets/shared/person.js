// Personal identity numbers as functions/chalicelib/privacy.py finds them, so that none leaves the page; a test holds the two together.

const COORDINATION_DAYS = 60; // a samordningsnummer adds 60 to the day
const MOST_DIGITS = 12;
const WHOLE = /^(?<century>18|19|20)?(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)(?<serial>\d{4})$/;
const INTERIM = /[JKLMNR-UWX](?=\d{3}(?!\d))/gi; // stands for 1 in the check
const UUID = /^(?=.*[a-f])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

/** Whether a text holds one; `source` is the pattern that the build wrote. */
export function holdsPerson(text, source) {
  const folded = fold(text);
  return !UUID.test(folded) && [...folded.matchAll(new RegExp(source, "gu"))].some(({ groups }) => isPerson(groups));
}

/** Whether a reference holds one when everything but digits is taken out, however its digits are grouped. */
export function hidesPerson(reference) {
  if (UUID.test(reference)) return false;
  const folded = fold(reference);
  return [folded, folded.replace(INTERIM, "1")].some((written) => {
    const groups = written.match(/\d+/g) ?? [];
    return groups.some((_, first) => {
      let digits = "";
      for (const group of groups.slice(first)) {
        digits += group;
        const whole = digits.length <= MOST_DIGITS && digits.match(WHOLE);
        if (whole && isPerson(whole.groups)) return true;
      }
      return false;
    });
  });
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

function isPerson({ century = "20", year, month, day, serial }) {
  const days = Number(day) > COORDINATION_DAYS ? Number(day) - COORDINATION_DAYS : Number(day);
  const date = new Date(Date.UTC(Number(century + year), Number(month) - 1, days));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== days) return false;
  const digits = [...`${year}${month}${day}${serial.replace(/^\D/, "1")}`].map(Number);
  const doubled = digits.map((digit, index) => digit * (2 - (index % 2)));
  return doubled.reduce((sum, number) => sum + Math.floor(number / 10) + (number % 10), 0) % 10 === 0;
}
