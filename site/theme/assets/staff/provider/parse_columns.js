// The row of headings over pasted rows: what each column is, and what of a row cannot be told because of them.

import { plain } from "./parse_cells.js";

export class Columns {
  /** `names` says what a heading may be, and of which column. A column for outcomes is the event's where no other is. */
  constructor({ cells, isTorn }, names, say) {
    const named = cells.map((cell) => names.get(plain(cell).replace(/[\s.:?!]+$/, "")));
    const outcome = named.includes("event") ? undefined : "event";
    Object.assign(this, { headings: cells, isTorn, say, known: named.map((column) => (column === "outcome" ? outcome : column)) });
    this.doubled = [...new Set(this.known)].map((column) => this.places(column)).filter((places) => places.length > 1);
  }

  get areNamed() {
    return this.known.some(Boolean);
  }

  places(column) {
    return column ? [...this.known.keys()].filter((place) => this.known[place] === column) : [];
  }

  /** The cells of a row that are read, by column. */
  texts({ cells }) {
    return Object.fromEntries(cells.flatMap((text, place) => (this.known[place] && text ? [[this.known[place], text]] : [])));
  }

  /** What stands in the columns that have a heading and are not read. */
  passedOver({ cells }) {
    return cells.flatMap((text, place) => (text && this.headings[place] && !this.known[place] ? [{ text, name: this.headings[place] }] : []));
  }

  /** Why it cannot be told what a row says. */
  faults(row) {
    const { cells, isTorn, isOdd } = row;
    if (this.isTorn || isTorn || (isOdd && cells.length !== this.headings.length)) return [{ key: "several_quote" }];
    const doubled = this.doubled.filter((places) => places.some((place) => cells[place]));
    const missing = this.headings.findIndex((_, place) => place >= cells.length && this.known[place]);
    const names = (places) => places.map((place) => this.headings[place]).join(", ");
    return [
      ...doubled.map((places) => ({ key: "several_doubled", facts: { names: names(places) } })),
      ...(missing < 0 ? [] : [{ key: "several_short", facts: { name: this.headings[missing] } }]),
      ...this.unnamed(row).map((place) => ({ key: "several_unnamed", facts: { text: cells[place], place: place + 1 } })),
    ];
  }

  /** The places of a row that hold something under no heading. */
  unnamed({ cells }) {
    return [...cells.keys()].filter((place) => cells[place] && !this.headings[place]);
  }

  /** The columns that are not read, by their headings or their places. */
  unread(rows) {
    const named = this.headings.filter((heading, place) => heading && !this.known[place]);
    const places = new Set(rows.flatMap((row) => this.unnamed(row)));
    return [...named, ...[...places].sort((one, other) => one - other).map((place) => this.say("several_column", { place: place + 1 }))];
  }
}
