// Pasted text as rows of cells, read as spreadsheets write them (RFC 4180, with tab, semicolon or comma between cells): quotes are read
// before lines, and one opens only where a cell begins. Any other is a character, like a ditto mark.

const MARKS = ["\t", ";", ","];
const BY_HAND = /^\s*((?:[0-9A-Za-z][\s-]?){11}[0-9A-Za-z])\s+(\S.*)$/; // a number and a day with nothing but spaces between
const QUOTED = /"([^"]*(?:""[^"]*)*)"(?!")[^\S\t\n]*/y;
const QUOTES = /"[^"]*"/g;
const DECLARED = /^\p{Cf}*sep=([\t;,])[^\S\n]*(?=\n|$)/iu; // the first line of some files for Excel: what stands between cells
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu; // white space, and what nobody sees

/**
 * Every row that is not empty, as { line, last, cells, isTorn, isOdd }: its first and last line in the text, and whether a quote makes
 * it uncertain where its cells end: in any case, or unless the row has as many cells as there are headings.
 */
export function rowsOf(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  const whole = lines.replace(DECLARED, "");
  const mark = DECLARED.exec(lines)?.[1] ?? markOf(whole);
  const rows = mark ? marked(whole, mark) : whole.split("\n").map((line, index) => ({ line: index + 1, last: index + 1, cells: byHand(line) }));
  return rows.filter((row) => row.cells.some(Boolean));
}

/** Words that are compared: small letters, one space between, and none of the ways to write the same letter. */
export function plain(text) {
  return text.normalize("NFKC").replace(/\p{Cf}/gu, "").trim().replace(/\s+/g, " ").toLowerCase().replace(/\s*[.:]$/, "");
}

/** What stands between cells: the mark that most lines hold outside quotes; there may be another within a note. */
function markOf(text) {
  const lines = text.replace(QUOTES, "").split("\n");
  const counts = MARKS.map((mark) => lines.filter((line) => line.includes(mark)).length);
  const most = Math.max(...counts);
  return most ? MARKS[counts.indexOf(most)] : undefined;
}

function byHand(line) {
  return (line.match(BY_HAND)?.slice(1) ?? [line]).map(bare);
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

function bare(cell) {
  return cell.replace(AROUND, "");
}
