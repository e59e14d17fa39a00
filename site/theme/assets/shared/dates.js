// Days, moments, months and hours in the page's language. In English they are British: the day before the month.

const localeOf = (language) => (language === "en" ? "en-GB" : language);

/** Return today in Stockholm as YYYY-MM-DD, in any time zone of the reader. */
export function stockholmDay(now = new Date()) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" }).format(now);
}

/** Format a day. */
export function formatDate(day, language) {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(localeOf(language), form).format(new Date(`${day}T12:00:00Z`));
}

/** Format a day within a sentence for residents: no line ends within it. */
export function unbrokenDate(day, language) {
  return formatDate(day, language).replace(/ /g, "\u00a0");
}

/** Format a moment by the clocks of Stockholm. */
export function formatMoment(utc, language) {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat(localeOf(language), form).format(new Date(utc));
}

/** Format a day, or with `timeStyle` a moment by the clocks of Stockholm, as short as a table needs it. */
export function formatShort(day, language, timeStyle) {
  const form = { dateStyle: "medium", timeStyle, timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat(localeOf(language), form).format(new Date(timeStyle ? day : `${day}T12:00:00Z`));
}

/** Minutes in hours. */
export function hoursOf(minutes) {
  return minutes / 60;
}

/** Format minutes as hours, with one decimal at most. */
export function formatHours(minutes, language) {
  return hoursOf(minutes).toLocaleString(language, { maximumFractionDigits: 1 });
}

/** Format a month like 2026-11 by its name and year, within a sentence. */
export function monthInside(month, language) {
  const form = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(localeOf(language), form).format(new Date(`${month}-15T12:00:00Z`));
}

/** Format a month by its name and year, with a capital for the beginning of a line. */
export function monthName(month, language) {
  const name = monthInside(month, language);
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
}
