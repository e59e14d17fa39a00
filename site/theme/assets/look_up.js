// Looking a number up: what is left and how long; never which provider was visited, or when.

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
    if (answer.status === 200 && answer.body) return this.show(answer.body);
    const fault = (answer.body && FAULTS[answer.body.code]) ?? "not_reached";
    this.field.refuse(fault, fault !== "not_reached");
  }

  show(told) {
    const { result, heading, left, validity, service } = this.part;
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
  }

  clear() {
    this.cover();
    this.field.clear();
  }
}
