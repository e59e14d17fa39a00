// Rows pasted from a spreadsheet, read line by line: which column is which, what each claim would be, and what is wrong with it.

import { stockholmDay } from "../../shared/dates.js";
import { MISTYPED } from "../../shared/number_field.js";
import { foldWords } from "../../shared/pasted_text.js";
import { rowsOf } from "./parse_cells.js";
import { WrittenDay } from "./parse_date.js";
import { Doubts } from "./parse_doubts.js";
import { WrittenEvent } from "./parse_event.js";
import { Headings } from "./parse_headings.js";
import { countOf, isDoubtful, isUnclearTime, minutesOf } from "./parse_quantity.js";
import { Sheet } from "./parse_sheet.js";

const SYMBOLS = /\p{So}/gu;
const TOGETHER = 2; // counsellors of an hour that two providers share
const NTH_MOST = 99;

/** The column of what a service's claims name their resident by. */
function keyOf(service) {
  return service.numbered || service.attested ? "number" : "reference";
}

export class Pasted {
  constructor({ numbers, services }, say) {
    Object.assign(this, { numbers, services, say, days: new WrittenDay(document.documentElement.lang), events: new WrittenEvent(services.events, say) });
    Object.assign(this, { headings: new Headings(say, services.said), doubts: new Doubts(this) });
    this.sheet = new Sheet({ headings: this.headings, events: this.events, say, isNumber: (cell) => this.isNumber(cell), isDay: (cell) => Boolean(this.days.find([cell], this.today)) });
    this.counts = new Map(say("form_count").split(", ").flatMap((words, index) => words.split(" ").map((word) => [word, index + 1])));
    this.yes = new Set(say("form_exempt").split(", ").map(foldWords));
    this.units = new Set([...say("form_pieces").split(", "), ...say("column_counsellors").split(", ")].map(foldWords));
  }

  /**
   * Every row as { line, last, cells, texts, claim, faults }, those that are no claim as { line, last, cells, passed }, the headings, and the
   * names of the columns that are not read.
   */
  read(text, service) {
    this.today = stockholmDay();
    const rows = rowsOf(text);
    this.doubts.begin(rows);
    const parts = this.sheet.parts(rows);
    const read = parts.filter(({ passed }) => !passed);
    for (const part of read) Object.assign(part, part.columns ? { texts: part.columns.texts(part.row) } : this.guessed(part.row, service));
    const names = read.flatMap((part) => this.withoutName(part, service));
    for (const part of read) this.doubts.note(part, this.definition(part.texts, service), service);
    const sections = [...new Set(parts.map(({ columns }) => columns).filter(Boolean))];
    const below = (columns) => read.filter((part) => part.columns === columns).map(({ row }) => row);
    for (const columns of sections) columns.measure(below(columns));
    const own = read.find(({ columns }) => !columns)?.places; // without headings, a provider's own key is only told by where it stands
    const seen = new Map();
    this.dates = this.days.column(this.doubts.days(read.map(({ texts }) => texts.date ?? "")), this.services.days(this.services.of(service), this.today)); // one day may tell how the others are written
    const lines = parts.flatMap((part, index) => (part.passed ? [] : [this.line(part, { before: parts[index - 1], after: parts[index + 1], own }, service, seen)]));
    return {
      lines,
      passed: parts.flatMap(({ row, passed }) => (passed && row.cells !== sections[0]?.headings ? [{ ...row, passed }] : [])),
      headings: sections[0]?.headings ?? null,
      unread: [...new Set([...sections.flatMap((columns) => columns.unread(below(columns))), ...names])],
    };
  }

  /** Take the counsellor's name out of what a row says, where it changes nothing, and return the heading of its column: it is not read. */
  withoutName({ texts, columns }, service) {
    if (!texts.counsellors || !this.doubts.isName("counsellors", texts.counsellors, this.definition(texts, service))) return [];
    delete texts.counsellors;
    return [columns.headingOf("counsellors")];
  }

  /** A row as it would be claimed; where it is uncertain what its cells are, nothing is. */
  line(part, around, service, seen) {
    const { texts, row: { line, last, cells } } = part;
    const faults = this.faults(part, around, service);
    if (faults.length) return { line, last, cells, texts, claim: { service }, faults };
    const claim = this.claim(texts, service, faults);
    const own = claim.number ?? claim.client ?? claim.reference;
    const key = JSON.stringify([claim.service, own, claim.reference === undefined ? claim.date : "", claim.nth]); // what distinguishes claims
    if (own && claim.date && seen.has(key)) faults.push({ key: claim.reference === undefined ? "several_twice" : "several_twice_reference", facts: { line: seen.get(key) } });
    else seen.set(key, line);
    return { line, last, cells, texts, claim, faults, note: this.dates.get(texts.date)?.note };
  }

  /** Why it is uncertain what the cells of a row are, or else what the row says. */
  faults(part, { before, after, own }, service) {
    const definition = this.definition(part.texts, service);
    const key = keyOf(definition);
    const isMoved = !part.columns && !definition.numbered && part.places[key] !== own?.[key];
    const unknown = [...(part.unknown ?? []), ...(isMoved && part.texts[key] ? [part.texts[key]] : [])];
    const faults = part.columns?.faults(part.row) ?? unknown.map((text) => ({ key: "several_no_header", facts: { text } }));
    return faults.length ? faults : this.doubts.faults(part, before, after, definition);
  }

  /** The service that a row says, or else the one that was chosen. */
  definition(texts, chosen) {
    return this.services.of(this.named(texts.service ?? "") ?? chosen);
  }

  /** What each cell is, where no heading says it: a day, what it was, or else the number; in which places, and what is unknown. */
  guessed({ cells, isSpaced }, service) {
    const [texts, places] = [{}, {}];
    const definition = this.services.of(service);
    const own = keyOf(definition);
    const unknown = [];
    const put = (column, text, index) => Object.assign(places, { [column]: index }) && Object.assign(texts, { [column]: text });
    const date = this.days.find(cells, this.today);
    const number = cells.find((cell) => this.isNumber(cell));
    for (const [index, cell] of cells.entries()) {
      if (!cell) continue;
      const both = isSpaced && !date && !texts.event && this.dayAndEvent(cell, definition);
      if (both) Object.assign(texts, both);
      else if (!texts.date && cell === date) put("date", cell, index);
      else if (!texts.event && this.event(cell, definition)) put("event", cell, index);
      else if (!texts[own] && (cell === number || !number || !definition.numbered)) put(own, cell, index);
      else unknown.push(cell);
    }
    if (!texts.date && unknown.length) texts.date = unknown.shift();
    return { texts, places, unknown };
  }

  /** A day and what there was, where nothing but a space stands between. */
  dayAndEvent(cell, definition) {
    const words = cell.split(" ");
    const halves = words.slice(1).map((_, index) => ({ date: words.slice(0, index + 1).join(" "), event: words.slice(index + 1).join(" ") }));
    return halves.find(({ date, event }) => this.value("date", date) && this.value("event", event, definition));
  }

  /** The claim of a line; its faults are gathered. */
  claim(texts, chosen, faults) {
    const named = texts.service ? this.named(texts.service) : chosen;
    if (!named) faults.push({ key: "several_no_service", facts: { text: texts.service, known: [...this.services.all.values()].map(({ name }) => name).join(", ") } });
    const service = this.services.of(named ?? chosen);
    const partner = texts.with && this.partner(texts.with, service, faults);
    const alone = partner ? TOGETHER : Number(service.counsellors[0]);
    const claim = {
      ...(service.numbered && { number: this.number(texts.number, faults) }),
      service: service.id,
      date: this.dates.get(texts.date)?.day ?? "",
      event: texts.event ? this.event(texts.event, service) : service.event[0],
      counsellors: texts.counsellors ? this.count(texts.counsellors) : alone,
      ...(partner && { with: partner }),
      nth: texts.nth ? this.count(texts.nth) : 1,
      ...(service.unit === "hour" && { minutes: minutesOf(texts.minutes ?? "") }),
      ...(service.codes && texts.code && { code: this.services.codeOf(texts.code) }),
      ...(keyOf(service) === "reference" && { reference: this.services.referenceOf(texts.reference ?? "") }),
      ...(service.attested && { client: this.services.clientOf(texts.number ?? texts.reference ?? ""), attested: true }),
      ...(service.member && { member: this.member(texts.member ?? "") }),
      ...(service.exempt && this.exempt(texts.exempt ?? "") && { exempt: true }),
    };
    for (const name of ["number", "code"]) if (claim[name]) this.alone(name, texts[name], claim[name], faults);
    this.judge(claim, texts, service, faults);
    return claim;
  }

  /** A cell has nothing beside its number or code but the word for it: another word, or a cross, may say that nobody came. */
  alone(column, text, value, faults) {
    const beside = [this.numbers.beside(text, this.numbers.compact(value)), ...(text.match(SYMBOLS) ?? [])];
    const words = foldWords(beside.join(" "));
    if (words && this.headings.columns([words])[0] !== column) faults.push({ key: "several_beside", facts: { column: this.say(`column_${column}`).split(", ")[0], text: words } });
  }

  judge(claim, texts, service, faults) {
    const { date, event, counsellors, nth } = claim;
    if (!date) faults.push(texts.date ? this.dates.get(texts.date).fault : { key: "several_day_missing" });
    const known = this.services.faults(claim, this.today).filter(({ field }) => date || field !== "date");
    faults.push(...known.map((fault) => (this.worded(fault, texts))));
    if (!event) faults.push({ key: "several_no_event", facts: { text: texts.event, known: Object.values(service.events).join(", ") } });
    if (!service.counsellors.includes(String(counsellors))) faults.push(this.noCounsellors(counsellors, texts.counsellors, service));
    if (!(Number.isInteger(nth) && nth >= 1 && nth <= NTH_MOST)) faults.push({ key: "several_no_nth" });
    if (texts.exempt && service.exempt && this.exempt(texts.exempt) === undefined) faults.push({ key: "several_no_exempt", facts: { text: texts.exempt } });
  }

  /** A fault as it is said of a cell. */
  worded(fault, texts) {
    if (fault.field === "minutes") return this.noMinutes(texts.minutes, fault);
    if (fault.field !== "member") return fault;
    const known = [...this.services.members.values()].join(", ");
    return { key: texts.member ? "several_no_member" : "several_member_missing", facts: { text: texts.member, known } };
  }

  noMinutes(text, fault) {
    if (!text) return { key: "several_minutes_missing" };
    return isUnclearTime(text) ? { key: "several_unclear_time", facts: { text } } : fault;
  }

  noCounsellors(counsellors, text, service) {
    return { key: Number.isNaN(counsellors) ? "several_no_count" : "several_no_counsellors", facts: { text, known: service.counsellors.join(", ") } };
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

  /** The provider that a cell names as the one that the hour was shared with. */
  partner(text, service, faults) {
    const partners = this.services.partners(service);
    const partner = partners.find(([id, name]) => [id, foldWords(name)].includes(foldWords(text)))?.[0];
    const known = partners.map(([, name]) => name).join(", ");
    if (!partner) faults.push({ key: known ? "several_no_partner" : "several_not_shared", facts: { text, known } });
    return partner;
  }

  named(text) {
    const asked = foldWords(text);
    return [...this.services.all.values()].find(({ id, name }) => [id, foldWords(name)].includes(asked))?.id;
  }

  /** The code of a municipality, by its code or name; a genitive or the word for municipality may be with it. */
  member(text) {
    const asked = foldWords(text);
    const said = (name) => [name, `${name} kommun`, `${name}s kommun`].map(foldWords);
    return [...this.services.members].find(([code, name]) => code === asked || said(name).includes(asked))?.[0];
  }

  /** Whether a cell says that the resident is exempt; undefined where it is not understood. */
  exempt(text) {
    if (isDoubtful(text)) return undefined;
    if (this.yes.has(foldWords(text))) return true;
    return this.events.isNo(text) || !text ? false : undefined;
  }

  count(text) {
    return countOf(text, this.counts, this.units);
  }

  isNumber(text) {
    return !this.numbers.fault(text);
  }

  /** What the cell of a column says; nothing where it is not understood. */
  value(column, text, definition) {
    if (column === "event") return this.event(text, definition);
    if (column === "service") return this.named(text);
    if (column === "date") return this.days.read(text, this.today).day;
    if (column === "minutes") return minutesOf(text) || undefined;
    if (column === "member") return this.member(text);
    if (column === "exempt") return this.exempt(text);
    return ["counsellors", "nth"].includes(column) ? this.count(text) || undefined : undefined;
  }
}
