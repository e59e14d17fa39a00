// A day as people write it: 2026-11-09, 20261109, 9/11, 9.11.2026, 9/11-26, "mån 9 nov" … The day stands before the month, as in Swedish,
// Finnish and British English, unless the year comes first. What is no day is nothing.

const YEAR_FIRST = [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?$/, /^(\d{4}|\d{2})(\d{2})(\d{2})$/, /^(\d{2})-(\d{1,2})-(\d{1,2})$/];
const DAY_FIRST = /^(\d{1,2})(?:[./-]| )(\d{1,2})(?:[./ -]+(\d{4}|\d{2}))?\.?$/;
const DAY_AND_NAME = /^(\d{1,2})(?:\.|st|nd|rd|th|:e)? ?(?:of )?(\p{L}{3,})\.?,?(?: (\d{4}|\d{2}))?$/u;
const NAME_AND_DAY = /^(\p{L}{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}|\d{2}))?$/u;
const LEADING_WORD = /^\p{L}+[.,]? (?=.*\d)/u; // a weekday, or "den"
const MONTHS = 12;

/** Reads days for one page: in its own language, in Swedish and in English. */
export class WrittenDay {
  constructor(language) {
    this.months = [...new Set([language, "sv", "en"])].map((locale) => {
      const { format } = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
      return Array.from({ length: MONTHS }, (_, month) => format(Date.UTC(2000, month, 1)).toLowerCase());
    });
  }

  /** The day as YYYY-MM-DD, or null. Without a year it is the last such day, today at the latest. */
  read(text, today) {
    const plain = text.trim().toLowerCase().replace(/\s+/g, " ");
    return this.parts(plain, today) ?? (LEADING_WORD.test(plain) ? this.parts(plain.replace(LEADING_WORD, ""), today) : null);
  }

  parts(text, today) {
    for (const form of YEAR_FIRST) {
      const match = text.match(form);
      if (match) return day(match[1], match[2], match[3]);
    }
    const [, date, month, year] = text.match(DAY_FIRST) ?? this.named(text) ?? [];
    if (!date) return null;
    if (year) return day(year, month, date);
    const present = day(today.slice(0, 4), month, date);
    return present && present <= today ? present : day(String(today.slice(0, 4) - 1), month, date);
  }

  /** The day, its month as a number and perhaps its year, where the month has a name. */
  named(text) {
    const [, date, name, year] = text.match(DAY_AND_NAME) ?? [];
    const [, other, dateAfter, yearAfter] = name ? [] : text.match(NAME_AND_DAY) ?? [];
    const month = this.month(name ?? other);
    return month ? [text, date ?? dateAfter, month, year ?? yearAfter] : null;
  }

  month(name = "") {
    for (const names of this.months) {
      const index = names.findIndex((full) => name && (full.startsWith(name) || name.startsWith(full)));
      if (index >= 0) return String(index + 1);
    }
    return null;
  }
}

/** A day that exists, as YYYY-MM-DD; two digits are a year of this century. */
function day(year, month, date) {
  const iso = [year.length === 2 ? `20${year}` : year, month.padStart(2, "0"), date.padStart(2, "0")].join("-");
  const moment = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : null;
}
