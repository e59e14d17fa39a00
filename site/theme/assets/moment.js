// Moments and hours, as the pages for staff write them.

/** A moment by the clocks of Stockholm. */
export function moment(utc, language) {
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(utc));
}

/** Minutes as hours, with one decimal at most. */
export function hours(minutes, language) {
  return (minutes / 60).toLocaleString(language, { maximumFractionDigits: 1 });
}
