// Rows pasted from a spreadsheet, read line by line: which column is which, what each claim would be, and what is wrong with it.

import { stockholmDay } from "../../shared/dates.js";
import { MISTYPED } from "../../shared/number_field.js";
import { foldWords } from "../../shared/pasted_text.js";
import { plain, rowsOf } from "./parse_cells.js";
import { Columns } from "./parse_columns.js";
import { WrittenDay } from "./parse_date.js";
import { WrittenEvent } from "./parse_event.js";

const COLUMNS = ["number", "reference", "date", "event", "outcome", "counsellors", "minutes", "code", "nth", "service"];
const TIME = /^(?:(\d{1,2}):([0-5]\d)|(\d{1,4})(?: ?min\p{L}*\.?)?)$/u;
const HOUR = 60;
const NTH_MOST = 99;

export class Pasted {
  constructor({ numbers, services }, say) {
    Object.assign(this, { numbers, services, say, days: new WrittenDay(document.documentElement.lang), events: new WrittenEvent(services.events, say) });
    this.names = new Map(COLUMNS.flatMap((column) => [column, ...say(`column_${column}`).split(", ")].map((name) => [plain(name), column])));
  }

  /** Every row as { line, last, cells, texts, claim, faults }, the headings, and the names of the columns that are not read. */
  read(text, service) {
    this.today = stockholmDay();
    const rows = rowsOf(text);
    const columns = rows.length ? new Columns(rows[0], this.names, this.say) : null;
    const seen = new Map();
    if (!columns?.areNamed) return { lines: rows.map((row) => this.line(row, this.guessed(row, service), service, seen)), headings: null, unread: [] };
    const below = rows.slice(1);
    const lines = below.map((row) => this.line(row, this.headed(row, columns, service), service, seen));
    return { lines, headings: columns.headings, unread: columns.unread(below) };
  }

  /** A row as it would be claimed; where it is uncertain what its cells are, nothing is. */
  line({ line, last, cells }, { texts, faults }, service, seen) {
    if (faults.length) return { line, last, cells, texts, claim: { service }, faults };
    const claim = this.claim(texts, service, faults);
    const own = claim.number ?? claim.reference;
    const key = JSON.stringify([claim.service, own, claim.number ? claim.date : "", claim.nth]); // what distinguishes claims
    if (own && claim.date && seen.has(key)) faults.push({ key: claim.number ? "several_twice" : "several_twice_reference", facts: { line: seen.get(key) } });
    else seen.set(key, line);
    return { line, last, cells, texts, claim, faults };
  }

  /** What each cell is by its heading. An event in a column that is not read is a fault, unless the row would be claimed as the same. */
  headed(row, columns, service) {
    const texts = columns.texts(row);
    const definition = this.services.of(this.named(texts.service ?? "") ?? service);
    const eventCode = texts.event ? this.event(texts.event, definition) : definition.event[0];
    const isOther = (code, text) => (code ? code !== eventCode : !texts.event && this.events.isOfMissed(text));
    const events = columns.passedOver(row).filter(({ text }) => isOther(this.events.read(text, this.services.events), text));
    const faults = columns.faults(row);
    return { texts, faults: faults.length ? faults : events.map((facts) => ({ key: "several_elsewhere", facts })) };
  }

  /** What each cell is, where no header says it: a day, what it was, or else the number. */
  guessed({ cells }, service) {
    const texts = {};
    const definition = this.services.of(service);
    const own = definition.numbered ? "number" : "reference";
    const unknown = [];
    for (const cell of cells.filter(Boolean)) {
      if (!texts.date && this.days.read(cell, this.today)) texts.date = cell;
      else if (!texts.event && this.event(cell, definition)) texts.event = cell;
      else if (!texts[own]) texts[own] = cell;
      else unknown.push(cell);
    }
    if (!texts.date && unknown.length) texts.date = unknown.shift();
    return { texts, faults: unknown.map((text) => ({ key: "several_no_header", facts: { text } })) };
  }

  /** The claim of a line; its faults are gathered. */
  claim(texts, chosen, faults) {
    const named = texts.service ? this.named(texts.service) : chosen;
    if (!named) faults.push({ key: "several_no_service", facts: { text: texts.service } });
    const service = this.services.of(named ?? chosen);
    const claim = {
      ...(service.numbered && { number: this.number(texts.number, faults) }),
      service: service.id,
      date: texts.date ? this.days.read(texts.date, this.today) : "",
      event: texts.event ? this.event(texts.event, service) : service.event[0],
      counsellors: texts.counsellors ? whole(texts.counsellors) : Number(service.counsellors[0]),
      nth: texts.nth ? whole(texts.nth) : 1,
      ...(service.unit === "hour" && { minutes: time(texts.minutes) }),
      ...(service.codes && texts.code && { code: this.services.codeOf(texts.code) }),
      ...(!service.numbered && { reference: this.services.referenceOf(texts.reference ?? "") }),
    };
    for (const name of ["number", "code"]) if (claim[name]) this.alone(name, texts[name], claim[name], faults);
    this.judge(claim, texts, service, faults);
    return claim;
  }

  /** A cell has nothing beside its number or code but the word for it: another word may say that nobody came. */
  alone(column, text, value, faults) {
    const words = foldWords(this.numbers.beside(text, this.numbers.compact(value)));
    if (words && this.names.get(words) !== column) faults.push({ key: "several_beside", facts: { column: this.say(`column_${column}`).split(", ")[0], text: words } });
  }

  judge(claim, texts, service, faults) {
    const { date, event, counsellors, nth } = claim;
    if (!date) faults.push(texts.date ? { key: "several_no_day", facts: { text: texts.date } } : { key: "several_day_missing" });
    faults.push(...this.services.faults(claim, this.today).filter(({ field }) => date || field !== "date"));
    if (!event) faults.push({ key: "several_no_event", facts: { text: texts.event, known: Object.values(service.events).join(", ") } });
    if (!service.counsellors.includes(String(counsellors))) faults.push({ key: "several_no_counsellors", facts: { known: service.counsellors.join(", ") } });
    if (!(Number.isInteger(nth) && nth >= 1 && nth <= NTH_MOST)) faults.push({ key: "several_no_nth" });
  }

  number(text = "", faults) {
    const fault = this.numbers.fault(text);
    if (!fault) return this.numbers.written(text);
    if (fault === "empty") {
      faults.push({ key: "several_number_missing" });
      return null;
    }
    const meant = MISTYPED.includes(fault) ? this.numbers.suggest(text) : null;
    const facts = this.numbers.facts(this.numbers.compact(text));
    faults.push({ key: `fault_${fault}`, facts, ...(meant && { text, meant: this.numbers.written(meant) }) });
    return null;
  }

  event(text, service) {
    return this.events.read(text, service.events);
  }

  named(text) {
    const asked = plain(text);
    return [...this.services.all.values()].find(({ id, name }) => [id, plain(name)].includes(asked))?.id;
  }
}

/** A whole number in figures; anything else is none. */
function whole(text) {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** Minutes: 90, "90 min" or 1:30. */
function time(text = "") {
  const [, hours, rest, minutes] = text.match(TIME) ?? [];
  return minutes ? Number(minutes) : hours ? Number(hours) * HOUR + Number(rest) : NaN;
}
