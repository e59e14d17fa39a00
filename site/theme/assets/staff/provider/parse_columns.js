// The row of headings over pasted rows: what each column is, and which cells of a row are ambiguous because of it.

import { plain } from "./parse_cells.js";

export class Columns {
  /** `names` says what a heading may be, and of which column. A column for outcomes is the event's where no other is. */
  constructor({ cells, isTorn }, names, say) {
    const named = cells.map((cell) => names.get(plain(cell).replace(/[\s.:?!]+$/, "")));
    const outcome = named.includes("event") ? undefined : "event";
    Object.assign(this, { headings: cells, isTorn, say, columns: named.map((column) => (column === "outcome" ? outcome : column)) });
    this.doubled = [...new Set(this.columns)].map((column) => this.indexesOf(column)).filter((indexes) => indexes.length > 1);
  }

  get areNamed() {
    return this.columns.some(Boolean);
  }

  indexesOf(column) {
    return column ? [...this.columns.keys()].filter((index) => this.columns[index] === column) : [];
  }

  /** The cells of a row that are read, by column. */
  texts({ cells }) {
    return Object.fromEntries(cells.flatMap((text, index) => (this.columns[index] && text ? [[this.columns[index], text]] : [])));
  }

  /** What stands in the columns that have a heading and are not read. */
  passedOver({ cells }) {
    return cells.flatMap((text, index) => (text && this.headings[index] && !this.columns[index] ? [{ text, name: this.headings[index] }] : []));
  }

  /** Return why a row cannot be read with certainty. */
  faults(row) {
    const { cells, isTorn, isOdd } = row;
    if (this.isTorn || isTorn || (isOdd && cells.length !== this.headings.length)) return [{ key: "several_quote" }];
    const doubled = this.doubled.filter((indexes) => indexes.some((index) => cells[index]));
    const missing = this.headings.findIndex((_, index) => index >= cells.length && this.columns[index]);
    const names = (indexes) => indexes.map((index) => this.headings[index]).join(", ");
    return [
      ...doubled.map((indexes) => ({ key: "several_doubled", facts: { names: names(indexes) } })),
      ...(missing < 0 ? [] : [{ key: "several_short", facts: { name: this.headings[missing] } }]),
      ...this.unnamed(row).map((index) => ({ key: "several_unnamed", facts: { text: cells[index], place: index + 1 } })),
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
