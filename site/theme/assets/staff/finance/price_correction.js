// The claims of a service from a day on, corrected to the price as it now stands: first what it comes to, then a second press.

import { isRefused } from "../../shared/api_client.js";
import { kronor } from "../../shared/money.js";

const NONE = { claims: 0, amount_ore: 0, fee_ore: 0, unpriced: 0 };

export class PriceCorrection {
  constructor(part, say, session, service) {
    Object.assign(this, { part, say, session, service, asked: 0, language: document.documentElement.lang });
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.preview();
    });
    part.form.addEventListener("input", () => this.clear());
    part.sure_yes.addEventListener("click", () => this.record());
    part.sure_no.addEventListener("click", () => {
      this.clear();
      part.from.focus();
    });
  }

  async preview() {
    const { from, reason, sum, sure, sure_yes: yes } = this.part;
    this.clear();
    const missing = [from, reason].find((field) => !field.value);
    if (missing) {
      this.fail(this.say(missing === from ? "adjust_no_day" : "adjust_no_reason"));
      return missing.focus();
    }
    this.body = { service: this.service(), from: from.value, reason: reason.value };
    const total = await this.all({ preview: true });
    if (!total) return;
    this.register = total.register;
    sum.textContent = this.said("adjust_would", total);
    yes.textContent = this.say.plural("adjust_go", total.claims);
    sure.hidden = !total.claims;
    (total.claims ? sum : from).focus();
  }

  async record() {
    if (this.busy) return;
    const { sum, sure, failed } = this.part;
    failed.hidden = true;
    this.busy = true;
    const total = await this.all({ preview: false, register: this.register });
    this.busy = false;
    if (!total) return; // the button stays, and with it the focus: it can be pressed again
    sure.hidden = true;
    sum.textContent = this.said("adjust_done_all", total);
    sum.focus();
  }

  /** Every page of the correction, added up; null if one of them failed, which is shown. What was recorded by then stays so. */
  async all(more) {
    const { waiting } = this.part;
    const mine = (this.asked += 1);
    let [total, cursor] = [NONE, null];
    do {
      waiting.textContent = this.say("adjust_reading", { count: total.claims });
      const answer = await this.session.ask("POST", "/v1/adjustments", { body: { ...this.body, ...more, ...(cursor && { cursor }) } });
      if (mine !== this.asked) return null;
      if (answer.status !== 200 || !answer.body) return this.refuse(answer);
      for (const name of Object.keys(NONE)) total = { ...total, [name]: total[name] + answer.body[name] };
      total.register = answer.body.register;
      ({ cursor } = answer.body);
    } while (cursor);
    waiting.textContent = "";
    return total;
  }

  said(key, { claims, amount_ore: amount, fee_ore: fee, unpriced }) {
    const facts = { amount: kronor(amount, this.language), fee: kronor(fee, this.language) };
    const left = unpriced ? ` ${this.say.plural("adjust_unpriced", unpriced)}` : "";
    return (claims ? this.say.plural(key, claims, facts) : this.say("adjust_nothing")) + left;
  }

  refuse(answer) {
    const { status, body } = answer;
    this.part.waiting.textContent = "";
    if (status === 401) return null;
    const key = `fault_${body?.code}`;
    this.fail(this.say(this.say.has(key) ? key : isRefused(answer) ? "fault_other" : "adjust_lost", { code: body?.code ?? status }));
    return null;
  }

  fail(text) {
    this.part.failed.textContent = text;
    this.part.failed.hidden = false;
  }

  clear() {
    const { sum, sure, sure_yes: yes, failed, waiting } = this.part;
    this.asked += 1;
    this.busy = false;
    sum.textContent = waiting.textContent = "";
    yes.textContent = "…";
    [sure.hidden, failed.hidden] = [true, true];
  }
}
