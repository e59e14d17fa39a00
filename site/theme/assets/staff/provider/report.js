// A provider checks a number and reports a session. The same report sent again gets the same receipt, so a lost answer costs nothing.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, hoursOf, stockholmDay } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { mark } from "./field_error.js";
import { NumberField } from "../../shared/number_field.js";
import { printOnly } from "../../shared/print_section.js";
import { fill } from "./receipt.js";
import { because, recorded } from "./services.js";

const ABOUT_NUMBER = { number_unknown: "unknown", number_mistyped: "mistyped", personal_identity_number: "personal", too_many_failures: "too_many" };
const TOGETHER = 2; // counsellors of an hour that two providers share
const WITH_FAULT_LINE = ["client", "reference", "date", "minutes", "code", "member", "attested"]; // the fields with a line for their faults

export class Report {
  /** `takeBack` is given a receipt that was a mistake. */
  constructor(part, { numbers, services }, say, session, takeBack) {
    Object.assign(this, { part, services, say, session, asked: 0, busy: false, nextNth: 1, lost: null });
    this.field = new NumberField(part, numbers, say, () => this.check());
    this.field.watch();
    this.choices = { event: [...part.event.options], counsellors: [...part.counsellors.options] };
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.report();
    });
    part.check.addEventListener("click", () => this.check());
    part.again.addEventListener("click", () => this.report(this.nextNth));
    part.another.addEventListener("click", () => {
      this.open();
      this.report(this.nextNth);
    });
    part.print.addEventListener("click", () => printOnly(part.result));
    part.wrong.addEventListener("click", () => takeBack(this.receipt));
    part.next.addEventListener("click", () => {
      this.clear();
      this.first().focus();
    });
    part.form.addEventListener("input", ({ target }) => {
      if (!this.busy) this.cover();
      if (WITH_FAULT_LINE.includes(target.dataset.part) && target.value) this.judge([target.dataset.part]);
    });
    part.service.addEventListener("change", () => this.arrange());
    part.counsellors.addEventListener("change", () => this.offerPartner());
    this.clear();
  }

  get service() {
    return this.services.of(this.part.service.value);
  }

  first() {
    if (this.service.numbered) return this.part.number;
    return this.service.attested ? this.part.client : this.part.reference;
  }

  /** What is asked of the service that was chosen. */
  arrange() {
    const { number_row: number, reference_row: reference, client_row: client, attested_row: confirm, minutes_row: minutes, code_row: code, check, exempt_known: exempt } = this.part;
    const { numbered, attested, unit, codes, fee } = this.service;
    [number.hidden, exempt.hidden, check.hidden, reference.hidden] = [!numbered, !numbered || !fee, !numbered && !attested, numbered || attested];
    if (client) [client.hidden, confirm.hidden] = [!attested, !attested];
    [minutes.hidden, code.hidden] = [unit !== "hour", !codes];
    for (const name of this.services.said) this.part[`${name}_row`].hidden = !this.service[name];
    for (const [name, options] of Object.entries(this.choices)) {
      const held = this.part[name].value;
      const offered = options.filter((option) => this.service[name].includes(option.value));
      this.part[name].replaceChildren(...offered);
      if (offered.some((option) => option.value === held)) this.part[name].value = held;
      this.part[`${name}_row`].hidden = offered.length < 2;
    }
    const partners = this.services.partners(this.service).map(([id, name]) => new Option(name, id));
    this.part.partner.replaceChildren(this.part.partner.options[0], ...partners);
    this.offerPartner();
    [this.part.date.min, this.part.date.max] = this.services.days(this.service);
    this.judge([]);
  }

  /** An hour of two counsellors may be one that two providers share. */
  offerPartner() {
    const { partner, partner_row: row, counsellors } = this.part;
    row.hidden = partner.options.length < 2 || Number(counsellors.value) !== TOGETHER;
    if (row.hidden) partner.value = "";
  }

  /** The claim as the form stands, without its number. */
  claim(nth) {
    const { service, date, event, counsellors, partner, minutes, code, reference, client, attested: confirm, member, exempt } = this.part;
    const { numbered, attested, unit, codes, member: isJoint, exempt: mayBeExempt } = this.service;
    const presence = codes && this.services.codeOf(code.value);
    return {
      service: service.value,
      date: date.value,
      event: event.value,
      counsellors: Number(counsellors.value),
      nth,
      ...(partner.value && { with: partner.value }),
      ...(unit === "hour" && { minutes: Number(minutes.value) }),
      ...(presence && { code: presence }),
      ...(!numbered && !attested && { reference: this.services.referenceOf(reference.value) }),
      ...(attested && { client: this.services.clientOf(client.value), attested: confirm.checked }),
      ...(isJoint && { member: member.value }),
      ...(mayBeExempt && exempt.checked && { exempt: true }),
    };
  }

  /** Show the faults of these fields beside them, and remove those of the others; return the fields that have one. */
  judge(names) {
    const claim = this.claim(1);
    const unconfirmed = claim.attested === false ? [{ field: "attested", key: "report_not_confirmed" }] : [];
    const faults = [...this.services.faults(claim), ...unconfirmed].filter(({ field }) => names.includes(field));
    for (const name of WITH_FAULT_LINE.filter((each) => this.part[each])) {
      const fault = faults.find(({ field }) => field === name);
      mark(this.part, name, fault ? this.say(fault.key, fault.facts) : "");
    }
    return faults.map(({ field }) => field);
  }

  /** Send; null when another question was asked meanwhile. */
  async ask(path, body, waiting) {
    const mine = this.asked;
    this.busy = true; // what is typed meanwhile hides no answer
    this.part.waiting.textContent = this.say(waiting);
    const answer = await this.session.ask("POST", path, { body });
    this.busy = false;
    if (mine !== this.asked) return null;
    this.part.waiting.textContent = "";
    return answer;
  }

  async check() {
    if (this.busy) return;
    this.cover();
    const resident = this.resident();
    if (!resident) return;
    const { service, date } = this.part;
    const path = this.service.attested ? "/v1/clients/check" : "/v1/numbers/check";
    const answer = await this.ask(path, { ...resident, service: service.value, ...(date.value && { date: date.value }) }, "asking_service");
    if (!answer) return;
    if (answer.status !== 200) return this.refuse(answer);
    const { usable, reason, left, unit, valid_from: from, valid_to: until, fee_ore: fee } = answer.body;
    const language = document.documentElement.lang;
    const day = formatDate(reason === "number_not_yet_valid" ? from : until, language);
    const [key, amount] = unit === "session" ? ["check_usable", left] : ["check_usable_hours", hoursOf(left)];
    this.part.checked.textContent = usable ? `${this.say.plural(key, amount, { date: day })} ${this.toCharge(fee)}`.trim() : because(this.say, { code: reason, valid_to: until, ...(reason === "number_not_yet_valid" && { valid_from: from, valid_to: undefined }) });
  }

  /** The number or the client that is asked about; null where it cannot be right. */
  resident() {
    if (!this.service.attested) {
      const number = this.field.read();
      return number ? { number } : null;
    }
    if (!this.judge(["client"]).length) return { client: this.claim(1).client };
    this.part.client.focus();
    return null;
  }

  /** What to charge at the visit, never why. */
  toCharge(fee) {
    if (fee === undefined) return "";
    return fee ? this.say("check_fee", { amount: kronor(fee, document.documentElement.lang) }) : this.say("fee_none");
  }

  async report(nth = 1) {
    if (this.busy) return;
    this.cover();
    const number = this.service.numbered ? this.field.read() : null;
    const wrong = this.judge(WITH_FAULT_LINE);
    if (this.service.numbered && !number) return;
    if (wrong.length) return this.part[wrong[0]].focus();
    const claim = { ...(number && { number }), ...this.claim(nth) };
    const answer = await this.ask("/v1/claims", claim, "sending");
    if (!answer) return;
    if (answer.body?.claim_id) return this.show(answer.body, claim, answer.status === 200);
    if (!isRefused(answer) && answer.status !== 401) this.lost = claim;
    this.refuse(answer);
  }

  /** Say why not; where that session is reported already, offer to report another one of the same day. */
  refuse({ status, body }) {
    const about = body && ABOUT_NUMBER[body.code];
    if (about && this.service.numbered) return this.field.refuse(about, about !== "too_many");
    if (status === 401) return this.fail(this.say("report_signed_out"));
    if (!body?.code || !isRefused({ status })) return this.fail(this.say("report_lost"));
    this.fail(because(this.say, body));
    this.nextNth = body.next_nth;
    this.part.again.hidden = !(["conflict", "reversed"].includes(body.code) && body.next_nth);
  }

  fail(text) {
    const { failed, again } = this.part;
    failed.textContent = text;
    failed.hidden = !text;
    again.hidden = true;
  }

  show(receipt, claim, isReplayed) {
    const { form, result, heading, another, happened, last } = this.part;
    const service = this.services.of(claim.service);
    heading.textContent = this.say(isReplayed ? "replayed" : "recorded");
    happened.textContent = this.happened(receipt, claim, isReplayed);
    happened.hidden = !happened.textContent;
    const { number, ...facts } = claim;
    this.receipt = { ...facts, ...receipt, kind: "claim" };
    fill(this.part, this.receipt, service, this.say);
    another.hidden = !isReplayed || !(service.numbered || service.attested) || this.isLost(claim);
    this.nextNth = claim.nth + 1;
    for (const paragraph of last.querySelectorAll("[data-service]")) paragraph.hidden = paragraph.dataset.service !== claim.service;
    last.hidden = receipt.left === null || receipt.left > (service.unit === "session" ? 1 : 0);
    this.lost = null;
    [form.hidden, result.hidden] = [true, false];
    heading.focus();
  }

  isLost(claim) {
    return JSON.stringify(this.lost) === JSON.stringify(claim);
  }

  /** What became of a report whose answer was lost, or of one that stood already. */
  happened(receipt, claim, isReplayed) {
    const facts = { time: recorded(receipt), date: this.lost && formatDate(this.lost.date, document.documentElement.lang) };
    if (this.isLost(claim)) return this.say(isReplayed ? "happened_arrived" : "happened_not_arrived", facts);
    if (this.lost) return this.say("happened_other", facts);
    return isReplayed ? this.say("happened_before", facts) : "";
  }

  /** Whether somebody who leaves now would lose what was typed. */
  holds() {
    const { form, number, reference, client } = this.part;
    return !form.hidden && Boolean(this.lost || number.value || reference.value || client?.value);
  }

  /** What was answered does not stand beside something else that is typed. */
  cover() {
    this.asked += 1;
    this.part.checked.textContent = this.part.waiting.textContent = "";
    this.fail("");
  }

  open() {
    [this.part.form.hidden, this.part.result.hidden] = [false, true];
  }

  clear() {
    const { form, date } = this.part;
    this.cover();
    this.lost = this.receipt = null;
    form.reset();
    this.field.clear();
    this.arrange();
    date.value = stockholmDay();
    this.open();
  }
}
