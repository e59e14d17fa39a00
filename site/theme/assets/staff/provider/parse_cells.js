// Pasted text as rows of cells, read as spreadsheets write them (RFC 4180, with tab, semicolon or comma between cells): quotes are read
// before lines, and one opens only where a cell begins. Any other is a character, like a ditto mark.

import { normalize } from "../../shared/pasted_text.js";

const MARKS = ["\t", ";", ","];
const BY_HAND = /^\s*((?:[0-9A-Za-z][\s-]?){11}[0-9A-Za-z])\s+(\S.*)$/; // a number and a day with nothing but spaces between
const QUOTED = /"([^"]*(?:""[^"]*)*)"(?!")[^\S\t\n]*/y;
const QUOTES = /"[^"]*"/g;
const DECLARED = /^sep=(.?)$/i; // the first line of some files for Excel: what stands between cells
const GAP = /\s{2,}/; // what a PDF file has between columns

/**
 * Every row that is not empty, as { line, last, cells, isTorn, isOdd, isSpaced }: its first and last line in the text, whether a quote makes
 * it uncertain where its cells end (in any case, or unless the row has as many cells as there are headings), and whether only spaces
 * stand between its cells.
 */
export function rowsOf(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  const [first] = lines.split("\n", 1);
  const [declared, sign] = DECLARED.exec(normalize(first)) ?? [];
  const whole = declared ? lines.slice(first.length) : lines;
  const mark = declared ? sign || "\t" : markOf(whole);
  const rows = mark ? marked(whole, mark) : whole.split("\n").map((line, index) => ({ line: index + 1, last: index + 1, cells: byHand(line), isSpaced: true }));
  return rows.filter((row) => row.cells.some(Boolean));
}

/** What stands between cells: the mark that most lines hold outside quotes; there may be another within a note. */
function markOf(text) {
  const lines = text.replace(QUOTES, "").split("\n");
  const counts = MARKS.map((mark) => lines.filter((line) => line.includes(mark)).length);
  const most = Math.max(...counts);
  return most ? MARKS[counts.indexOf(most)] : undefined;
}

function byHand(line) {
  const cells = line.trim().split(GAP);
  return (cells.length > 1 ? cells : (BY_HAND.exec(line) ?? BY_HAND.exec(normalize(line)))?.slice(1) ?? [line]).map(bare);
}

function marked(text, mark) {
  const rows = [];
  let row = { line: 1, last: 1, cells: [] };
  for (let at = 0; at <= text.length; at++) {
    const { length, cell, isTorn, isOdd, breaks } = cellAt(text, at, mark);
    row.cells.push(bare(cell));
    row.isTorn ||= isTorn;
    row.isOdd ||= isOdd;
    row.last += breaks;
    at += length;
    if (text[at] === mark) continue;
    rows.push(row);
    row = { line: row.last + 1, last: row.last + 1, cells: [] };
  }
  return rows;
}

/** The cell that begins at a place, and how long it is there. */
function cellAt(text, at, mark) {
  const ends = (index) => index >= text.length || text[index] === mark || text[index] === "\n";
  let end = at;
  while (!ends(end)) end += 1;
  const written = { length: end - at, cell: text.slice(at, end), isTorn: false, isOdd: false, breaks: 0 };
  if (text[at] !== '"') return written;
  QUOTED.lastIndex = at;
  const [quoted, inside] = QUOTED.exec(text) ?? [];
  if (quoted === undefined) return { ...written, isOdd: true };
  const breaks = inside.split("\n").length - 1;
  const isSwallowing = inside.includes(mark) && (mark === "\t" || breaks > 0); // no spreadsheet's cell holds a tab: two ditto marks, rather
  if (!ends(at + quoted.length) || isSwallowing) return { ...written, isTorn: breaks > 0 || inside.includes(mark), isOdd: true };
  return { length: quoted.length, cell: inside.replaceAll('""', '"'), isTorn: false, isOdd: inside.includes(mark), breaks };
}

/** A cell as it was written, without what stands around it. */
function bare(cell) {
  const inner = normalize(cell);
  return cell.includes(inner) ? inner : cell.trim();
}
