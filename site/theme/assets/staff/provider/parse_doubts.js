// Why a row may say something else than it was read as: what stands in columns that are not read, an empty cell where other rows say what
// would be assumed, a row that was cut in two. What could change what is paid is told, and never replaced by an assumption.

import { normalize } from "../../shared/pasted_text.js";

const SESSION = "session";
const WITH_DEFAULT = ["event", "counsellors", "nth", "service", "exempt"]; // what an empty cell is taken to say

export class Doubts {
  /** `pasted` reads what a cell of a column says. */
  constructor(pasted) {
    Object.assign(this, { pasted, written: new Map(), held: new Map(), heldDays: [], ownDays: [] });
  }

  /** Begin a sheet anew; a box without rows has nothing that was held. */
  begin(rows) {
    if (!rows.length) [this.held, this.heldDays] = [new Map(), []];
    this.written = new Map([...this.held].map(([headings, columns]) => [headings, new Map(columns)]));
  }

  /** Hold what the rows say while some of them are taken out, or those that are left would be read in another way. */
  hold() {
    [this.held, this.heldDays] = [this.written, this.ownDays];
  }

  /** The days of the rows, with those that are held. */
  days(texts) {
    this.ownDays = [...texts, ...this.heldDays];
    return this.ownDays;
  }

  /** Note where a row says in words what an empty cell is taken to say, or something that is not understood. */
  note({ row, columns, texts, places }, definition, chosen) {
    for (const [index, text] of row.cells.entries()) {
      const column = columns ? columns.kindOf(index) : Object.keys(places).find((name) => places[name] === index);
      const asked = columns?.asked[index] ?? [];
      const isOfEvent = this.pasted.value("event", text, definition) || asked.includes(SESSION) || (asked.length && this.pasted.events.isNo(text));
      const kind = column ?? (isOfEvent && !texts.event ? "event" : undefined);
      if (!text || !WITH_DEFAULT.includes(kind) || this.isName(kind, text, definition)) continue;
      const value = this.pasted.value(kind, text, definition);
      if (value === undefined || value === (kind === "service" ? chosen : assumed(kind, definition))) this.of(columns).set(kind, { text, index });
    }
  }

  of(columns) {
    const key = JSON.stringify(columns?.headings ?? null);
    if (!this.written.has(key)) this.written.set(key, new Map());
    return this.written.get(key);
  }

  /** Return the faults of a row that stands between two others. */
  faults(part, before, after, definition) {
    const elsewhere = this.elsewhere(part, definition); // what stands in another column may be what an empty cell lacks
    return [...(elsewhere.length ? elsewhere : this.blank(part)), ...this.cut(part, before, after, definition), ...this.unasked(part, definition)];
  }

  elsewhere({ row, columns, texts }, definition) {
    const cells = columns?.passedOver(row) ?? [];
    return cells.flatMap((cell) => {
      const key = this.why(cell, texts, definition);
      const meant = this.pasted.headings.first[key === "several_day_elsewhere" ? "date" : cell.near];
      return key ? [{ key, facts: { ...cell, meant, other: columns.headingOf("event"), event: texts.event } }] : [];
    });
  }

  /** Return why what stands in a column that is not read may matter. */
  why({ text, near, asked }, texts, definition) {
    const { pasted } = this;
    const event = texts.event ? pasted.value("event", texts.event, definition) : assumed("event", definition);
    const code = pasted.events.read(text, pasted.services.events);
    const isOther = code ? code !== event && (code !== SESSION || !texts.event) : this.isMarkedOtherwise(text, asked, event);
    if (isOther) return texts.event ? "several_contradicted" : "several_elsewhere";
    if (!texts.event && pasted.events.isOfMissed(text)) return "several_elsewhere";
    if ((pasted.value("service", text) ?? definition.id) !== definition.id) return "several_service_elsewhere";
    if (definition.numbered && !texts.number && pasted.isNumber(text)) return "several_number_elsewhere";
    if (!texts.date && pasted.value("date", text)) return "several_day_elsewhere";
    if (near === "hours") return definition.unit === "hour" && Number(text) !== 0 ? "several_hours" : undefined;
    return near && this.mayDiffer(near, text, texts[near], definition) ? "several_near" : undefined;
  }

  /** Return whether a column whose heading asks of events, like "Uteblev", says otherwise than the row. */
  isMarkedOtherwise(text, asked, event) {
    if (!asked.length) return false;
    if (this.pasted.events.isNo(text)) return asked.includes(event);
    return !asked.includes(SESSION) && !asked.includes(event);
  }

  /** Return whether a text says otherwise than the cell that is read, or than what is assumed where that one is empty. */
  mayDiffer(column, text, read, definition) {
    if (this.isName(column, text, definition)) return false;
    const value = this.pasted.value(column, text, definition);
    return read ? value !== undefined && value !== this.pasted.value(column, read, definition) : value !== assumed(column, definition);
  }

  /** Return whether a cell says who the counsellor was, where their number is always the same. */
  isName(column, text, definition) {
    return column === "counsellors" && definition.counsellors.length === 1 && !this.pasted.value(column, text) && !/\d/.test(normalize(text));
  }

  blank({ row, columns, texts }) {
    const empty = [...this.of(columns)].filter(([column, { index }]) => !texts[column] && (columns ? !row.cells[index] : row.cells[index] === ""));
    const name = (column, index) => columns?.headings[index] ?? this.pasted.headings.first[column];
    return empty.map(([column, { text, index }]) => ({ key: "several_blank", facts: { name: name(column, index), text } }));
  }

  /**
   * A line break in a cell may have made two rows of one: the row is short and the next one says no day, or the halves together say
   * something else than the one alone. A comma in a time may have made two cells of one.
   */
  cut(part, before, after, definition) {
    const { cells } = part.row;
    const isOther = (index, halves) => {
      const text = cells[index];
      const column = part.columns ? part.columns.columns[index] : Object.keys(part.texts).find((name) => part.texts[name] === text);
      const says = (words) => column && this.pasted.value(column, words, definition);
      return [halves.join(" "), halves.join("")].some((whole) => says(whole) && says(whole) !== says(text));
    };
    const isCut = (other) => other && (other.row.cells.length === 1) !== (cells.length === 1);
    const [first, last] = [cells[0], cells.at(-1)];
    const [ahead, behind] = [before && [before.row.cells.at(-1), first], after && [last, after.row.cells[0]]];
    const isRow = (cell) => this.pasted.value("date", cell) || (!part.columns && this.pasted.isNumber(cell));
    const isShort = part.columns ? cells.length < part.columns.headings.length : after?.row.cells.length > 1;
    const isHalf = isShort && after && !after.passed && !after.row.cells.some(isRow);
    const minutes = part.columns?.columns.indexOf("minutes") ?? -1;
    const decimals = minutes >= 0 && [cells[minutes], cells[minutes + 1]];
    const isParted = decimals && decimals.every(Boolean) && this.pasted.value("minutes", decimals.join(","));
    const wholes = [isParted && decimals, isCut(before) && isOther(0, ahead) && ahead, (isHalf || (isCut(after) && isOther(cells.length - 1, behind))) && behind];
    return wholes.filter(Boolean).map((halves) => ({ key: "several_cut", facts: { text: halves.join(" ") } }));
  }

  /** A control number where the service has none: it is another service's. */
  unasked({ texts }, definition) {
    const isUnasked = !definition.numbered && [texts.number, texts.reference].some((text) => text && this.pasted.isNumber(text));
    return isUnasked ? [{ key: "several_number_unasked", facts: { name: definition.name } }] : [];
  }
}

/** What an empty cell of a column is taken to say. */
function assumed(column, definition) {
  return { event: definition.event[0], counsellors: Number(definition.counsellors[0]), nth: 1, service: definition.id, exempt: false }[column];
}
