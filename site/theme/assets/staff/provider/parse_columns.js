// The row of headings over pasted rows: what each column is, and which cells of a row are ambiguous because of it.

import { foldWords } from "../../shared/pasted_text.js";

const HIGH = 4; // no number of counsellors

export class Columns {
  /** `headings` says what each heading means, `events` of which it asks, and `before` are the headings of the rows above. */
  constructor({ cells, isTorn }, { headings, events, say }, before) {
    Object.assign(this, { before, headings: cells, meaning: headings, isTorn, say, columns: headings.columns(cells) });
    this.doubled = [...new Set(this.columns)].map((column) => this.indexesOf(column)).filter((indexes) => indexes.length > 1);
    this.asked = cells.map((heading, index) => (this.columns[index] ? [] : events.askedBy(heading)));
    this.near = cells.map((heading, index) => (heading && !this.columns[index] ? headings.near(heading, this.columns) : undefined));
  }

  /** Note how many cells the rows below have: one that has more holds a mark that parts its cells where it should not. */
  measure(rows) {
    this.running = new Set([...this.headings.keys()].filter((index) => isRunning(rows.map(({ cells }) => cells[index]))));
    this.cut = this.before?.cutBefore(this.headings[0]) || this.cutBefore(rows[0]?.cells[0] ?? "");
    const lengths = rows.map(({ cells }) => cells.length);
    const times = (length) => lengths.filter((other) => other === length).length;
    this.isWide = lengths.every((length) => length < this.headings.length); // a heading may have been cut in two
    this.usual = Math.max(this.headings.length, [...lengths].sort((one, other) => times(other) - times(one) || other - one)[0] ?? 0);
  }

  indexesOf(column) {
    return column ? [...this.columns.keys()].filter((index) => this.columns[index] === column) : [];
  }

  /** The heading of a column; nothing where it has none. */
  headingOf(column) {
    return this.headings[this.columns.indexOf(column)];
  }

  /** Whether a row only says the headings again. */
  areRepeated(cells) {
    const own = (texts) => JSON.stringify(texts.map(foldWords).filter(Boolean));
    return own(cells) === own(this.headings);
  }

  /** The last heading and the first cell of the next row, where they are the halves of one heading. */
  cutBefore(text) {
    const last = this.headings.at(-1);
    const isCut = text && !this.columns.at(-1) && [`${last} ${text}`, `${last}${text}`].some((whole) => this.meaning.columns([whole])[0]);
    return isCut ? `${last} ${text}` : "";
  }

  /** The column that a cell is of, or may be of by a heading that is nearly ours. */
  kindOf(index) {
    return this.columns[index] ?? this.near[index];
  }

  /** The cells of a row that are read, by column. */
  texts({ cells }) {
    return Object.fromEntries(cells.flatMap((text, index) => (this.columns[index] && text ? [[this.columns[index], text]] : [])));
  }

  /** What stands in the columns that have a heading and are not read, with the column that each may have been meant for, and the events. */
  passedOver({ cells }) {
    const isPassed = (text, index) => text && this.headings[index] && !this.columns[index];
    return cells.flatMap((text, index) => (isPassed(text, index) ? [{ text, name: this.headings[index], near: this.near[index], asked: this.asked[index] }] : []));
  }

  /** Return why a row cannot be read with certainty. */
  faults(row) {
    const { cells, isTorn, isOdd, isSpaced } = row;
    const isOther = cells.length !== this.headings.length;
    if (this.isTorn || isTorn || (isOdd && isOther)) return [{ key: "several_quote" }];
    if (this.cut) return [{ key: "several_cut", facts: { text: this.cut } }];
    if (isSpaced && isOther) return [{ key: "several_spaced" }];
    if (cells.length > this.usual) return [{ key: "several_long" }];
    const doubled = this.doubled.filter((indexes) => indexes.some((index) => cells[index]));
    const missing = this.headings.findIndex((_, index) => index >= cells.length && (this.isWide || this.columns[index]));
    const names = (indexes) => indexes.map((index) => this.headings[index]).join(", ");
    return [
      ...doubled.map((indexes) => ({ key: "several_doubled", facts: { names: names(indexes) } })),
      ...(missing < 0 ? [] : [{ key: "several_short", facts: { name: this.headings[missing] } }]),
      ...this.unnamed(row).filter((index) => !this.running.has(index)).map((index) => ({ key: "several_unnamed", facts: { text: cells[index], place: index + 1 } })),
    ];
  }

  /** Return the indexes of a row's cells that have text but no heading. */
  unnamed({ cells }) {
    return [...cells.keys()].filter((index) => cells[index] && !this.headings[index]);
  }

  /** Return the columns that are not read, by their heading or number. */
  unread(rows) {
    const named = this.headings.filter((heading, index) => heading && !this.columns[index]);
    const indexes = new Set(rows.flatMap((row) => this.unnamed(row)));
    return [...named, ...[...indexes].sort((left, right) => left - right).map((index) => this.say("several_column", { place: index + 1 }))];
  }
}

/** Whether what stands in a column only numbers the rows. */
function isRunning(texts) {
  return Number(texts.at(-1)) >= HIGH && texts.every((text, index) => /^\d+$/.test(text) && (!index || Number(text) > Number(texts[index - 1])));
}
