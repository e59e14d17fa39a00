// Rows pasted from a spreadsheet, read line by line: which column is which, what each claim would be, and what is wrong with it.

import { stockholmDay } from "./list.js";
import { WrittenDay } from "./written_day.js";

const COLUMNS = ["number", "reference", "date", "event", "counsellors", "minutes", "code", "nth", "service"];
const MARKS = ["\t", ";", ","];
const BY_HAND = /^\s*((?:[0-9A-Za-z][\s-]?){11}[0-9A-Za-z])\s+(\S.*)$/; // a number and a day with nothing but spaces between
const TIME = /^(?:(\d{1,2}):(\d{2})|(\d{1,4})(?: ?min\p{L}*\.?)?)$/u;
const HOUR = 60;
const NTH_MOST = 99;

/** The cells of each line that is not empty, with its number in the text. */
export function cellsOf(text) {
  const lines = text.split(/\r\n|\r|\n/);
  const mark = MARKS.find((one) => text.includes(one));
  const numbered = lines.map((line, place) => ({ line: place + 1, cells: cells(line, mark) }));
  return numbered.filter((one) => one.cells.some(Boolean));
}

function cells(line, mark) {
  if (!mark) return (line.match(BY_HAND)?.slice(1) ?? [line]).map((cell) => cell.trim());
  const found = [""];
  let isQuoted = false;
  for (const one of line) {
    if (one === '"') isQuoted = !isQuoted; // no value that is read holds one
    else if (one === mark && !isQuoted) found.push("");
    else found[found.length - 1] += one;
  }
  return found.map((cell) => cell.trim());
}

export class Pasted {
  constructor({ numbers, services }, say) {
    Object.assign(this, { numbers, services, say, days: new WrittenDay(document.documentElement.lang) });
    this.names = new Map(COLUMNS.flatMap((column) => [column, ...say(`column_${column}`).split(", ")].map((name) => [name, column])));
  }

  /** Every line as { line, cells, claim, faults, number }, and the names of the columns that are not read. */
  read(text, service) {
    this.today = stockholmDay();
    const rows = cellsOf(text);
    const header = rows[0]?.cells.map((cell) => this.names.get(cell.toLowerCase().replace(/[.:]$/, "")));
    const isHeader = Boolean(header?.some(Boolean));
    const unread = isHeader ? rows[0].cells.filter((cell, place) => cell && !header[place]) : [];
    const seen = new Map();
    const lines = (isHeader ? rows.slice(1) : rows).map((row) => this.line(row, isHeader ? header : null, service, seen));
    return { lines, unread };
  }

  line({ line, cells: found }, header, service, seen) {
    const faults = [];
    const texts = header ? Object.fromEntries(found.flatMap((cell, place) => (header[place] && cell ? [[header[place], cell]] : []))) : this.guessed(found, service, faults);
    const claim = this.claim(texts, service, faults);
    const own = claim.number ?? claim.reference;
    const key = JSON.stringify([claim.service, own, claim.number ? claim.date : "", claim.nth]); // what tells one claim from another
    if (own && claim.date && seen.has(key)) faults.push({ key: claim.number ? "several_twice" : "several_twice_reference", facts: { line: seen.get(key) } });
    else seen.set(key, line);
    return { line, texts, claim, faults };
  }

  /** What each cell is, where no header says it: a day, what it was, or else the number. */
  guessed(found, service, faults) {
    const texts = {};
    const known = this.services.of(service);
    const own = known.numbered ? "number" : "reference";
    const unknown = [];
    for (const cell of found.filter(Boolean)) {
      if (!texts.date && this.days.read(cell, this.today)) texts.date = cell;
      else if (!texts.event && this.event(cell, known)) texts.event = cell;
      else if (!texts[own]) texts[own] = cell;
      else unknown.push(cell);
    }
    if (!texts.date && unknown.length) texts.date = unknown.shift();
    faults.push(...unknown.map((text) => ({ key: "several_no_header", facts: { text } })));
    return texts;
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
      counsellors: texts.counsellors ? Number(texts.counsellors) : Number(service.counsellors[0]),
      nth: texts.nth ? Number(texts.nth) : 1,
      ...(service.unit === "hour" && { minutes: time(texts.minutes) }),
      ...(service.codes && texts.code && { code: texts.code }),
      ...(!service.numbered && { reference: texts.reference ?? "" }),
    };
    this.judge(claim, texts, service, faults);
    return claim;
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
    const meant = fault === "mistyped" ? this.numbers.suggest(text) : null;
    const facts = { count: this.numbers.compact(text).length };
    faults.push({ key: `fault_${fault}`, facts, ...(meant && { text, meant: this.numbers.written(meant) }) });
    return null;
  }

  event(text, service) {
    const asked = text.toLowerCase();
    return Object.entries(service.events).find(([code, name]) => [code, name.toLowerCase()].includes(asked))?.[0];
  }

  named(text) {
    const asked = text.toLowerCase();
    return [...this.services.all.values()].find(({ id, name }) => [id, name.toLowerCase()].includes(asked))?.id;
  }
}

/** Minutes: 90, "90 min" or 1:30. */
function time(text = "") {
  const [, hours, rest, minutes] = text.match(TIME) ?? [];
  return minutes ? Number(minutes) : hours ? Number(hours) * HOUR + Number(rest) : NaN;
}
