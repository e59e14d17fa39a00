// Moments, months and hours, as the pages for staff write them.

/** A moment by the clocks of Stockholm. */
export function moment(utc, language) {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(utc));
}

/** A day, and a moment by the clocks of Stockholm, as short as a table needs them. */
export function short(day, language, timeStyle) {
  const form = { dateStyle: "medium", timeStyle, timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(timeStyle ? day : `${day}T12:00:00Z`));
}

/** Minutes as hours, with one decimal at most. */
export function hours(minutes, language) {
  return (minutes / 60).toLocaleString(language, { maximumFractionDigits: 1 });
}

/** A month like 2026-11 by its name and year, as it stands at the beginning of a line. */
export function monthName(month, language) {
  const form = { month: "long", year: "numeric", timeZone: "UTC" };
  const name = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(`${month}-15T12:00:00Z`));
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
}
