// What a heading says of its column, as people write headings: "Klient-nr." is "klientnr". Some words are a heading only where no clearer
// one is there, like "Nr" and "Status"; others are so like one of ours that what stands below them may matter.

import { foldWords } from "../../shared/pasted_text.js";

const COLUMNS = ["number", "client", "running", "reference", "date", "event", "outcome", "counsellors", "with", "minutes", "code", "nth", "service"];
const ON_CLAIM = ["member", "exempt"]; // read only where a claim says them
const CLEARER_FIRST = [["number", "client", "running"], ["event", "outcome"]]; // the clearest one there is read, as the first of them
const NEAR = ["event", "outcome", "counsellors", "service", "exempt"]; // what is paid depends on these, and each has a default
const SEVERAL = "several";
const BETWEEN = /[\s.()[\]/:_-]+/g;
const FOREIGN = /[^a-z]/g;
const [LONG, LONGER] = [5, 8]; // letters from which one other letter, or two, are taken for a slip

export class Headings {
  /** `said` are the fields of a claim that a control number says elsewhere. */
  constructor(say, said = ON_CLAIM) {
    const all = [...COLUMNS, ...ON_CLAIM.filter((column) => said.includes(column))];
    this.first = Object.fromEntries(all.map((column) => [column, capital(say(`column_${column}`).split(", ")[0])]));
    this.unclear = new Set(say("column_unclear").split(", ").map(compact));
    this.hours = new Set(say("column_hours").split(", ").map(compact));
    this.names = new Map();
    for (const column of all) {
      const names = [column, ...say(`column_${column}`).split(", ")].map(compact);
      for (const name of names) this.names.set(name, (this.names.get(name) ?? column) === column ? column : SEVERAL);
    }
  }

  /** What each heading of a row says of its column; nothing where it is not one of ours, or could be two of them. */
  columns(cells) {
    let named = cells.map((cell) => this.names.get(compact(cell))).map((column) => (column === SEVERAL ? undefined : column));
    for (const chain of CLEARER_FIRST) {
      const clearest = chain.find((column) => named.includes(column));
      named = named.map((column) => (column === clearest && clearest ? chain[0] : chain.includes(column) ? undefined : column));
    }
    return named;
  }

  /** The column that a heading may have been meant for though it is not ours, beside the columns that are. */
  near(heading, columns) {
    const key = compact(heading);
    if (this.names.has(key)) return undefined;
    if (this.hours.has(key)) return "hours";
    if (this.unclear.has(key)) return columns.includes("counsellors") ? undefined : "counsellors";
    const isNear = ([name, column]) => NEAR.includes(column) && (isSlip(key, name) || (column === "counsellors" && name.length >= LONGER && key.includes(name)));
    const column = [...this.names].find(isNear)?.[1];
    return column === "outcome" ? "event" : column;
  }
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

/** Words without what may stand between them. */
export function compact(text) {
  return foldWords(text).replace(BETWEEN, "");
}

/** Whether a text is a name but for a letter or two. */
export function isSlip(text, name) {
  const [own, other] = [text, name].map((word) => word.replace(FOREIGN, ""));
  return isWithin(text, name) || (own !== text && isWithin(own, other)); // letters that a wrong encoding has harmed
}

function isWithin(text, name) {
  const most = name.length < LONG ? 0 : name.length < LONGER ? 1 : 2;
  return Math.abs(text.length - name.length) <= most && steps(text, name) <= most;
}

/** How many letters must be changed, added or taken out to make one text the other (Levenshtein). */
function steps(text, name) {
  let above = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...text].entries()) {
    const row = [index + 1];
    for (let at = 0; at < name.length; at++) row.push(Math.min(row[at] + 1, above[at + 1] + 1, above[at] + (letter === name[at] ? 0 : 1)));
    above = row;
  }
  return above[name.length];
}
