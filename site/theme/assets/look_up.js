// Looking a number up, blocking it and granting more: what is left and how long; never which provider was visited, or when.

import { written } from "./list.js";
import { NumberField } from "./number_field.js";

const FAULTS = { number_unknown: "unknown", number_mistyped: "mistyped", personal_identity_number: "personal" };

export class LookUp {
  constructor(part, { numbers, services }, say, session) {
    Object.assign(this, { part, services, say, session, asked: 0 });
    this.field = new NumberField(part, numbers, say, () => this.submit());
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    part.number.addEventListener("input", () => this.cover());
    for (const kind of ["revoke", "extend"]) {
      part[kind].addEventListener("submit", (event) => {
        event.preventDefault();
        this.change(kind);
      });
    }
  }

  async submit() {
    this.cover();
    const number = this.field.read();
    if (!number) return;
    const mine = this.asked;
    this.part.waiting.textContent = this.say("asking_service");
    const answer = await this.session.ask("POST", "/v1/numbers/look-up", { body: { number } });
    if (mine !== this.asked) return; // asked again meanwhile, or signed out
    this.part.waiting.textContent = "";
    if (answer.status === 200 && answer.body) return this.show(answer.body, number);
    const fault = (answer.body && FAULTS[answer.body.code]) ?? "not_reached";
    this.field.refuse(fault, fault !== "not_reached");
  }

  /** Block the number or grant more; sent again it changes nothing, so a lost answer costs nothing. */
  async change(kind) {
    const reason = this.part[`${kind}_reason`];
    const granted = Number(this.part.granted.value);
    this.refuse(null);
    if (kind === "extend" && !(Number.isInteger(granted) && granted > this.told.granted)) {
      return this.refuse("not_more", this.part.granted, { granted: this.told.granted });
    }
    if (!reason.value) return this.refuse("no_reason", reason);
    const mine = this.asked;
    const body = { number: this.number, reason: reason.value, ...(kind === "extend" && { granted }) };
    const answer = await this.session.ask("POST", `/v1/numbers/${kind}`, { body });
    if (mine !== this.asked) return;
    if (answer.status === 200 && answer.body) return this.show(answer.body, this.number, `done_${kind}`);
    const isKnown = answer.status >= 400 && answer.status < 500 && answer.status !== 401;
    this.refuse(isKnown ? "other" : "lost", null, { code: answer.body?.code ?? answer.status });
  }

  refuse(key, at, facts) {
    const { failed } = this.part;
    failed.textContent = key ? this.say(`change_${key}`, facts) : "";
    failed.hidden = !key;
    at?.focus();
  }

  show(told, number, done = null) {
    Object.assign(this, { told, number });
    const { result, heading, left, validity, service, changed, revoking, extending, granted } = this.part;
    const isLive = told.usable || told.reason === "exhausted";
    [revoking.hidden, extending.hidden] = [told.reason === "number_revoked", !isLive || told.unit !== "session"];
    [revoking.open, extending.open] = [false, false];
    granted.value = "";
    this.refuse(null);
    changed.textContent = done ? this.say(done) : "";
    const language = document.documentElement.lang;
    heading.textContent = this.say(told.usable ? "usable" : `why_${told.reason}`);
    left.textContent = this.amount(told);
    validity.textContent = this.say("from_to", { from: written(told.valid_from, language), to: written(told.valid_to, language) });
    service.textContent = this.services[told.service] ?? told.service;
    result.hidden = false;
    heading.focus();
  }

  amount({ left, granted, unit }) {
    if (unit === "session") return this.say("left_of", { left, granted });
    const hours = (minutes) => (minutes / 60).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    return this.say("hours_of", { left: hours(left), granted: hours(granted) });
  }

  /** What was answered is not left on the screen of somebody who has gone. */
  cover() {
    this.asked += 1;
    this.part.result.hidden = true;
    this.part.waiting.textContent = "";
    this.refuse(null);
    for (const name of ["revoke", "extend"]) this.part[name].reset();
  }

  clear() {
    this.cover();
    this.field.clear();
  }
}
