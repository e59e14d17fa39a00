// The fields of a report for each service, which the build wrote from policy, and the faults that a page finds before it is sent.
// The claim endpoint is the judge: whatever passes here is asked of it.

import { formatDate, formatMoment, hoursOf, stockholmDay } from "../../shared/dates.js";
import { normalize, stripMarks } from "../../shared/pasted_text.js";
import { hidesPerson } from "../../shared/person.js";

const DAY_MS = 86_400_000;

export class Services {
  constructor({ services, limits }, numbers) {
    const { reference, client, minutes, code, events, members } = JSON.parse(limits);
    const [own, running] = [reference, client].map((pattern) => new RegExp(`^(?:${pattern})$`));
    Object.assign(this, { numbers, minutes, code, events, members: new Map(members), reference: own, client: running });
    this.all = new Map(JSON.parse(services).map((service) => [service.id, service]));
  }

  /** The providers that an hour of a service can be shared with, as [id, name] by name: not the one that is signed in. */
  partners(service) {
    const others = Object.entries(service.partners).filter(([id]) => id !== this.own);
    return others.sort(([, one], [, other]) => one.localeCompare(other, document.documentElement.lang));
  }

  of(id) {
    return this.all.get(id);
  }

  /** What a claim says of the resident in place of a control number, of at least one service. */
  get said() {
    return ["member", "exempt"].filter((field) => [...this.all.values()].some((service) => service[field]));
  }

  /** Return the faults of a claim, each { field, key, facts }; the number's own faults are reported by its field. */
  faults(claim, today = stockholmDay()) {
    const service = this.of(claim.service);
    return [
      this.day(claim.date, service, today),
      this.ownKey(service, claim),
      service.unit === "hour" ? this.time(claim.minutes) : null,
      service.codes && claim.code ? this.presence(claim.code) : null,
      service.member && !this.members.has(claim.member) ? { field: "member", key: "report_no_member" } : null,
    ].filter(Boolean);
  }

  /** The first and the last day that can be reported. */
  days(service, today = stockholmDay()) {
    return [new Date(Date.parse(today) - service.days * DAY_MS).toISOString().slice(0, 10), today];
  }

  day(date, service, today) {
    const [first, last] = this.days(service, today);
    if (!date) return { field: "date", key: "report_no_date" };
    if (date > last) return { field: "date", key: "report_date_in_future" };
    if (date >= first) return null;
    return { field: "date", key: "report_too_old", facts: { date: formatDate(first, document.documentElement.lang) } };
  }

  /** A provider's own reference as it is kept, however it was pasted. */
  referenceOf(text) {
    const plain = normalize(text).replace(/^'/, ""); // which stands in our own CSV files
    return this.reference.test(plain) ? plain : stripMarks(plain);
  }

  /** A client's running number as it is kept: 007 and 7 are one client. */
  clientOf(text) {
    const plain = stripMarks(normalize(text).replace(/^'/, ""));
    return this.client.test(plain) ? String(Number(plain)) : plain;
  }

  /** The presence code that a text holds. */
  codeOf(text) {
    return this.numbers.compactCode(text, this.code);
  }

  /** The fault of what a claim names its resident by, where that is no control number. */
  ownKey(service, { reference, client }) {
    if (service.numbered) return null;
    return service.attested ? this.runningNumber(client) : this.ownReference(reference);
  }

  runningNumber(text = "") {
    if (hidesPerson(text)) return { field: "client", key: "fault_personal_client" };
    return this.client.test(text) ? null : { field: "client", key: "report_no_client" };
  }

  ownReference(text = "") {
    if (hidesPerson(text)) return { field: "reference", key: "fault_personal_reference" };
    if (this.reference.test(text)) return null;
    const characters = [...text];
    const index = characters.findIndex((character) => !this.reference.test(`A${character}`)); // allowed after the first
    if (index < 0) return { field: "reference", key: "report_no_reference" };
    return { field: "reference", key: characters[index] === " " ? "report_reference_space" : "report_reference_foreign", facts: { place: index + 1, character: characters[index] } };
  }

  time(minutes) {
    const isTime = Number.isInteger(minutes) && minutes >= 1 && minutes <= this.minutes;
    return isTime ? null : { field: "minutes", key: "report_no_minutes", facts: { most: this.minutes } };
  }

  presence(code) {
    const facts = this.numbers.facts(code);
    const foreign = this.numbers.foreignFault(code, this.code);
    if (foreign) return { field: "code", key: `report_code_${foreign}`, facts };
    return facts.count === this.code ? null : { field: "code", key: "report_code_mistyped", facts: { count: this.code } };
  }
}

/** What is left after a claim, in the unit of its service; nothing where nothing is counted. */
export function left(receipt, service, say) {
  if (receipt.left === null) return "";
  return service.unit === "session" ? say.plural("sessions", receipt.left) : say.plural("hours", hoursOf(receipt.left));
}

/** Why the endpoint did not take a claim, in words. */
export function because(say, { code, ...body }) {
  if (code === "week_full" && body.left_minutes) return say.plural("report_week_full", body.left_minutes);
  const day = body.earliest ?? body.valid_to ?? body.valid_from;
  const facts = { ...body, date: day ? formatDate(day, document.documentElement.lang) : "" };
  const key = [`report_${code}`, `why_${code}`].find((name) => say.has(name));
  return key ? say(key, facts) : say("report_other", { code });
}

/** With whom an hour was shared, in words; nothing where it was not. */
export function together(facts, service, say) {
  return facts.with ? say("with_partner", { name: service?.partners[facts.with] ?? facts.with }) : "";
}

/** When a claim was recorded, in words. */
export function recorded(receipt) {
  return formatMoment(receipt.recorded_at, document.documentElement.lang);
}
