// Counts and times as people write them: "2 st", "2,0" and "två"; 90, "90 min", 1:30, "1 tim 30 min" and "1,5 h". Anything else is none.

import { foldWords, normalize } from "../../shared/pasted_text.js";

const COUNT = /^(\d{1,4}(?:[.,]0+)?|\p{L}+)(?: ?(\p{L}[\p{L} ]*))?$/u;
const HOUR_WORD = String.raw`(?:h|t|tim\p{L}*|hours?|hrs?|tunti\p{L}*)\.?`;
const MINUTE_WORD = String.raw`(?:min\p{L}*|m)`;
const CLOCK = new RegExp(String.raw`^(0?[0-7]):([0-5]\d)(?::00)?(?: ?${HOUR_WORD})?$`, "u"); // 8:00 and later may be the time of day
const MINUTES = new RegExp(String.raw`^(\d{2,4}|\d(?= ?m))(?: ?${MINUTE_WORD})?$`, "u"); // one figure alone may be hours
const WITH_DECIMALS = new RegExp(String.raw`^(\d{2,4})[.,]0+(?: ?${MINUTE_WORD})?$`, "u"); // one figure before them may be hours
const HOURS_AND_MINUTES = new RegExp(String.raw`^(\d{1,2}) ?${HOUR_WORD}(?:(?: ?(?:och|and|ja))? ?([0-5]?\d)(?: ?${MINUTE_WORD})?)?$`, "u");
// two figures after the point are quarters, or may be minutes
const PARTS_OF_HOURS = new RegExp(String.raw`^(\d{1,2})[.,](\d|25|50|75) ?${HOUR_WORD}$`, "u");
const UNCLEAR = new RegExp(String.raw`^(?:[1-9]|\d{1,2}[.,]\d{1,2}(?: ?${HOUR_WORD})?|\d{1,2}:[0-5]\d)$`, "u");
const DOUBT = /[?<>]/;
const HOUR = 60;

/** Return whether whoever wrote a text was uncertain, or meant more or less than it says. */
export function isDoubtful(text) {
  return DOUBT.test(normalize(text));
}

/** Return a whole number; `words` says numbers by their word, and `units` what may stand after one. */
export function countOf(text, words, units) {
  const [, figures, unit] = foldWords(text).match(COUNT) ?? [];
  const count = words.get(figures) ?? Number(figures?.replace(",", "."));
  return !isDoubtful(text) && (unit === undefined || units.has(unit)) ? count : NaN;
}

/** Return a time in whole minutes. */
export function minutesOf(text) {
  const folded = isDoubtful(text) ? "" : foldWords(text);
  const [, only] = folded.match(MINUTES) ?? folded.match(WITH_DECIMALS) ?? [];
  if (only) return Number(only);
  const [, hours, rest = 0] = folded.match(CLOCK) ?? folded.match(HOURS_AND_MINUTES) ?? [];
  if (hours) return Number(hours) * HOUR + Number(rest);
  const [, whole, part] = folded.match(PARTS_OF_HOURS) ?? [];
  return whole ? Math.round(Number(`${whole}.${part}`) * HOUR) : NaN;
}

/** Return whether a text may be one time as well as another, in hours or in minutes, or the time of day. */
export function isUnclearTime(text) {
  return Number.isNaN(minutesOf(text)) && UNCLEAR.test(foldWords(text));
}
