// Rows as a file that a spreadsheet of the reader's country opens: semicolons and a decimal comma, or in English commas and a point.
// An apostrophe stands before what a spreadsheet would run or change: the rules of functions/chalicelib/spreadsheet.py.

const MARKED = "\ufeff"; // or Excel takes å for two characters

const FORMULA = /^[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]/;
const NUMBER = /^-?[0-9]+([.,][0-9]+)?$/;
const KEPT = /^(0|[1-9][0-9]{0,10})$/;
const FIGURES = new RegExp(
  "^([0-9]+([ .,][0-9]+)*[.,]?(e[-+]?[0-9]+[.,]?)?-?( ?(%|kr))?" + // a number
    "|[0-9]{1,4}([-/.][0-9]{1,4}){1,2}[-/.]?|[0-9]{1,2}(:[0-9]{1,2}){1,2}" + // a day, a fraction or a time
    "|true|false|sant|falskt|tosi|epätosi)$",
  "i",
);
const WITH_FIGURES = /^[-0-9a-zåäö/.,: ]*[0-9][-0-9a-zåäö/.,: ]*$/i;
const NAMES = // months and weekdays, which spreadsheets know by their first three letters too
  (
    "januari february mars april maj juni juli augusti september oktober november december" +
    " måndag tisdag onsdag torsdag fredag lördag söndag" +
    " january februari march may june july august october" +
    " monday tuesday wednesday thursday friday saturday sunday" +
    " tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta" +
    " marraskuuta joulukuuta"
  ).split(" ");
const SIGNS = ["am", "pm", "fm", "em", "ap", "ip", "kr"];

/** A code or a reference that no spreadsheet turns into a number, a day or a truth value. */
export function verbatim(text) {
  return isTurned(text) && !KEPT.test(text) ? `'${text}` : inert(text);
}

function isTurned(text) {
  if (FIGURES.test(text)) return true;
  const words = WITH_FIGURES.test(text) ? (text.toLowerCase().match(/[a-zåäö]+/g) ?? []) : [];
  return words.length > 0 && words.every(isKnown);
}

function isKnown(word) {
  return SIGNS.includes(word) || (word.length > 2 && NAMES.some((name) => name.startsWith(word)));
}

function inert(text) {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

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
  const text = inert(String(value ?? ""));
  return [mark, '"', "\n", "\r"].some((sign) => text.includes(sign)) ? `"${text.replaceAll('"', '""')}"` : text;
}
