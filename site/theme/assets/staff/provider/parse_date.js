// A day as people write it: 2026-11-09, 20261109, 9/11, 9.11.2026, 9-nov-26, "mån 9 nov kl 13", "igår", Excel's number of a day … The day
// stands before the month, as in Swedish, Finnish and British English, unless the year comes first. What could be another day is refused.
// Python reads the same forms by the same table of cases (catalogue/written_day.py).

import { formatDate, monthInside, stockholmDay } from "../../shared/dates.js";
import { foldWords, normalize } from "../../shared/pasted_text.js";

const MOMENT = /^([12]\d{3})-(\d{2})-(\d{2})[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:\d{2}))$/; // of a calendar: in Sweden it may be the day after
const HOUR = String.raw`(?:[01]?\d|2[0-3])`;
const CLOCK = String.raw`${HOUR}[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d+)?)?`;
const TIME = new RegExp(String.raw`(?:(?:t|[ ,⋅·]+)${CLOCK}|[ ,⋅·]+(?:kl|klo|at)\.? ?(?:${CLOCK}|${HOUR}))(?: ?- ?(?:${CLOCK}|${HOUR}))?$`);
const WORD_BEFORE = /^(\p{L}+)[., ]+(.+)$/u;
const WORD_AFTER = /^(.+?)[ ,(]+(\p{L}+)[.)]*$/u;
const LEADING_DEN = /^(?:den|the) (?=\d)/;
const FIGURES = /^\d+$/;
const EXCEL_DAY = /^(\d{5})(?:[.,]\d+)?$/;
const EXCEL_FIRST = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
const YEAR_FIRST = /^([12]\d{3})[-/. ](\d{1,2})[-/. ](\d{1,2})$/;
const COMPACT = /^([12]\d{3}|\d{2})(\d{2})(\d{2})$/;
const SHORT_YEAR_FIRST = /^(\d{2})-(\d{1,2})-(\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})([./-] ?| )(\d{1,2})(?:[./ -]+'?([12]\d{3}|\d{2}))?$/;
const DAY_AND_NAME = /^(\d{1,2})(?:(?:st|nd|rd|th|:?[ea])(?= )|\.)?[-./ ]*(?:of )?(\p{L}+)\.?(?:[-./, ]*'?([12]\d{3}|\d{2}))?$/u;
const NAME_AND_DAY = /^(\p{L}+)(\.? |[-./]+)(\d{1,2})(?:st|nd|rd|th)?(?:[-/, ]+'?([12]\d{3}|\d{2}))?$/u;
const YEAR_AND_NAME = /^([12]\d{3})[-./ ]+(\p{L}+)\.?[-./ ]+(\d{1,2})$/u;
const DAYS_AGO = { idag: 0, "i dag": 0, igår: 1, "i går": 1, "i förrgår": 2, today: 0, yesterday: 1, tänään: 0, eilen: 1, toissapäivänä: 2 };
const MONTHS = 12;
const WEEKDAYS = 7;
const SHORTEST_MONTH = 3;
const SHORTEST_WEEKDAY = 2;
const YEARS_NEAR = 2; // a number is a day of Excel's, and two digits a year, only so near to today

/** Reads days for one page: in its own language, in Swedish and in English. */
export class WrittenDay {
  constructor(language) {
    this.language = language;
    const languages = [...new Set([language, "sv", "en"])];
    this.months = languages.map((locale) => names(locale, { month: "long" }, MONTHS, (month) => Date.UTC(2000, month, 1)));
    this.weekdays = languages.map((locale) => names(locale, { weekday: "long" }, WEEKDAYS, (weekday) => Date.UTC(2023, 0, 1 + weekday))); // a Sunday
  }

  /**
   * Read a column of days, each text as `read` does. One day that can only have its month first, or would else be to come or too old to be
   * reported, shows that the whole column may be written so: those that could be either are refused.
   */
  column(texts, [first, today]) {
    const days = new Map(texts.map((text) => [text, this.read(text, today)]));
    const ofFault = ({ fault }) => (fault?.key === "several_day_month_first" ? fault.facts : null);
    const isReported = (day) => first <= day && day <= today;
    const other = ([text, { day, monthFirst }]) => (monthFirst && !isReported(day) && isReported(monthFirst) ? { text, right: monthFirst } : null);
    const sign = [...days.values()].map(ofFault).find(Boolean) ?? [...days].map(other).find(Boolean);
    for (const [text, { day, monthFirst }] of sign ? days : []) {
      if (!monthFirst || text === sign.text) continue;
      const facts = { text, first: this.words(day), second: this.words(monthFirst), sign: sign.text, right: sign.right };
      days.set(text, { fault: { key: "several_day_month_first_column", facts } });
    }
    return days;
  }

  /** The cell of a row that is its day, or is meant as one. Figures alone may be a reference, and are a day only where no other cell is. */
  find(cells, today) {
    const readings = cells.map((cell) => ({ cell, ...this.read(cell, today) }));
    const days = readings.filter(({ day }) => day);
    const meant = days.find(({ cell }) => !FIGURES.test(cell)) ?? days.find(({ note }) => !note) ?? days[0];
    return (meant ?? readings.find(({ fault }) => fault.key !== "several_no_day"))?.cell;
  }

  /** Read a day: { day } as YYYY-MM-DD, or { fault }. Without a year it is the last such day, today at the latest. */
  read(text, today) {
    const plain = foldWords(text);
    const [, ...moment] = plain.match(MOMENT) ?? [];
    if (moment.length) return stockholm(...moment) ?? { fault: { key: "several_no_day", facts: { text } } };
    for (const [written, weekday] of normalize(text).includes("?") ? [] : this.withoutWeekday(plain)) {
      const reading = this.parts(written, today) ?? this.parts(written.replace(TIME, ""), today);
      if (reading) return this.judged(reading, weekday, text);
    }
    return { fault: { key: "several_no_day", facts: { text } } };
  }

  /** Yield what may be a day, and the weekday that stood before or after it. */
  *withoutWeekday(plain) {
    for (const text of [plain, plain.replace(TIME, "")]) {
      yield [text];
      const [, before, last] = text.match(WORD_BEFORE) ?? [];
      const [, first, after] = text.match(WORD_AFTER) ?? [];
      for (const [word, rest] of [[before, last], [after, first]]) if (this.weekday(word) >= 0) yield [rest, this.weekday(word)];
    }
  }

  /** What was read, if the weekday is that of the day; a weekday may also show that the month stands first. */
  judged(reading, weekday, text) {
    const { day, monthFirst, fault } = reading;
    if (fault) return { fault: { key: fault.key, facts: { text, ...fault.facts } } };
    if (weekday === undefined) return reading;
    if (weekdayOf(day) === weekday) return { ...reading, monthFirst: null };
    if (monthFirst && weekdayOf(monthFirst) === weekday) return { fault: { key: "several_day_month_first", facts: { text, right: monthFirst } } };
    const facts = { text, date: this.words(day), weekday: this.name(`${day}T12:00:00Z`, { weekday: "long" }) };
    return { fault: { key: "several_day_weekday", facts } };
  }

  /** Read a text that is a day and nothing else; null where it is none. */
  parts(text, today) {
    const plain = text.replace(LEADING_DEN, "");
    if (Object.hasOwn(DAYS_AGO, plain)) return { day: iso(Date.parse(today) - DAYS_AGO[plain] * DAY_MS), note: "several_day_word" };
    const [, number] = plain.match(EXCEL_DAY) ?? [];
    const numbered = number && iso(EXCEL_FIRST + number * DAY_MS);
    if (numbered) return isNear(numbered, today) ? { day: numbered, note: "several_day_number" } : null;
    const [, year, month, date] = plain.match(YEAR_FIRST) ?? plain.match(COMPACT) ?? [];
    if (year) return only(dayOf(year, month, date));
    return SHORT_YEAR_FIRST.test(plain) ? this.shortYear(plain, today) : this.numeric(plain, today) ?? this.named(plain, today);
  }

  /** 26-11-09: the year first, as the Swedish standard has it, unless the last two digits are nearer to a year of today. */
  shortYear(text, today) {
    const [, year, month, date] = text.match(SHORT_YEAR_FIRST);
    if (month > MONTHS) return this.numeric(text, today);
    const [first, second] = [dayOf(year, month, date), date.length === 2 ? dayOf(date, month, year) : null];
    if (!first) return null;
    return first !== second && isOfLastYear(second, today) && !isOfLastYear(first, today) ? this.two(first, second) : { day: first };
  }

  numeric(text, today) {
    const [, first, mark, second, year] = text.match(DAY_FIRST) ?? [];
    if (!first) return null;
    const day = dayOrLast(year, second, first, today);
    const monthFirst = dayOrLast(year, first, second, today);
    if (!day) return monthFirst && { fault: { key: "several_day_month_first", facts: { right: monthFirst } } };
    if (!monthFirst || monthFirst === day) return { day };
    return !year && mark.startsWith("-") ? this.two(monthFirst, day) : { day, monthFirst }; // 11-09 is also what is left of 2026-11-09
  }

  named(text, today) {
    const [, date, name, year] = text.match(DAY_AND_NAME) ?? [];
    if (name) return this.ofMonth(name, (month) => only(dayOrLast(year, month, date, today)));
    const [, ownYear, yearName, yearDate] = text.match(YEAR_AND_NAME) ?? [];
    if (yearName) return this.ofMonth(yearName, (month) => only(dayOf(ownYear, month, yearDate)));
    const [, nameFirst, mark, dateAfter, yearAfter] = text.match(NAME_AND_DAY) ?? [];
    if (!nameFirst) return null;
    return this.ofMonth(nameFirst, (month) => {
      const day = dayOrLast(yearAfter, month, dateAfter, today);
      const isYear = mark.endsWith(" ") ? this.language !== "en" && isNear(`20${dateAfter.padStart(2, "0")}${today.slice(4)}`, today) : true;
      if (!day || yearAfter || !isYear) return only(day);
      return this.two(day, `20${dateAfter.padStart(2, "0")}-${month.padStart(2, "0")}`); // Excel's nov-29 is a month of 2029
    });
  }

  /** What a month gives, found by its name or the beginning of it; where it could be two, they are told. */
  ofMonth(name, reading) {
    const isName = (full) => [full, `${full}ta`, `${full}n`].includes(name); // Finnish inflects it
    const found = (test) => Array.from({ length: MONTHS }, (_, index) => index).filter((index) => this.months.some((all) => test(all[index])));
    const exact = found(isName);
    const months = exact.length ? exact : found((full) => full.startsWith(name));
    if (months.length > 1) return { fault: { key: "several_day_month", facts: { months: this.alternatives(months) } } };
    return months.length && name.length >= SHORTEST_MONTH ? reading(String(months[0] + 1)) : null;
  }

  weekday(word = "") {
    const isWeekday = (full) => word.length >= SHORTEST_WEEKDAY && (full.startsWith(word) || [`${full}en`, `${full}na`].includes(word));
    return this.weekdays.map((all) => all.findIndex(isWeekday)).find((index) => index >= 0) ?? -1;
  }

  two(first, second) {
    return { fault: { key: "several_day_either", facts: { first: this.words(first), second: this.words(second), right: first } } };
  }

  /** A day or a month as the page writes it. */
  words(day) {
    return day.length === "2026-11".length ? monthInside(day, this.language) : formatDate(day, this.language);
  }

  alternatives(months) {
    const all = months.map((index) => this.name(Date.UTC(2000, index), { month: "long" }));
    return new Intl.ListFormat(this.language, { type: "disjunction" }).format(all);
  }

  name(moment, form) {
    return new Intl.DateTimeFormat(this.language, { ...form, timeZone: "UTC" }).format(new Date(moment));
  }
}

function names(locale, form, count, moment) {
  const { format } = new Intl.DateTimeFormat(locale, { ...form, timeZone: "UTC" });
  return Array.from({ length: count }, (_, index) => format(moment(index)).toLowerCase());
}

function iso(moment) {
  return new Date(moment).toISOString().slice(0, 10);
}

/** The day in Sweden at a moment that a calendar writes. */
function stockholm(year, month, date, clock) {
  const day = dayOf(year, month, date);
  const moment = new Date(`${day}T${clock.toUpperCase()}`);
  return Number.isNaN(moment.getTime()) ? null : { day: stockholmDay(moment) };
}

function weekdayOf(day) {
  return new Date(`${day}T12:00:00Z`).getUTCDay();
}

function only(day) {
  return day && { day };
}

function isNear(day, today) {
  return Math.abs(Date.parse(day) - Date.parse(today)) <= YEARS_NEAR * 366 * DAY_MS;
}

function isOfLastYear(day, today) {
  return day !== null && day <= today && Date.parse(today) - Date.parse(day) <= 366 * DAY_MS;
}

/** A day without a year is the last such day, today at the latest. */
function dayOrLast(year, month, date, today) {
  if (year) return dayOf(year, month, date);
  const present = dayOf(today.slice(0, 4), month, date);
  return present && present <= today ? present : dayOf(String(today.slice(0, 4) - 1), month, date);
}

/** A day that exists, as YYYY-MM-DD; two digits are a year of this century. */
function dayOf(year, month, date) {
  const day = [year.length === 2 ? `20${year}` : year, month.padStart(2, "0"), date.padStart(2, "0")].join("-");
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day) ? day : null;
}
