// Rows as a file that a spreadsheet of the reader's country opens: semicolons and a decimal comma, or in English commas and a point.

const MARKED = "\ufeff"; // or Excel takes å for two characters

/** A file's text from rows of cells. */
export function spreadsheet(rows, language) {
  const mark = language === "en" ? "," : ";";
  return MARKED + rows.map((row) => row.map((value) => quoted(value, mark)).join(mark) + "\r\n").join("");
}

/** An amount in kronor as a number of the spreadsheet. */
export function decimal(ore, language) {
  return (ore / 100).toFixed(2).replace(".", language === "en" ? "." : ",");
}

/** A moment by the clocks of Stockholm, as a spreadsheet knows it. */
export function moment(utc) {
  const form = { dateStyle: "short", timeStyle: "medium", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat("sv-SE", form).format(new Date(utc));
}

function quoted(value, mark) {
  const text = String(value ?? "");
  return [mark, '"', "\n", "\r"].some((sign) => text.includes(sign)) ? `"${text.replaceAll('"', '""')}"` : text;
}
