// One claim, taken back or corrected to the price as it now stands; asked again, it changes nothing.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, formatMoment } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { shortOf } from "../../shared/receipt_id.js";

export class ClaimCorrection {
  /** `closed` is called when somebody is done, with whether something was changed. */
  constructor(part, { names, event }, say, session, closed) {
    Object.assign(this, { part, names, event, say, session, closed, language: document.documentElement.lang });
    for (const verb of ["reverse", "adjust"]) {
      part[`${verb}_form`].addEventListener("submit", (event) => {
        event.preventDefault();
        this.change(verb);
      });
    }
    part.correction_back.addEventListener("click", () => this.close());
  }

  /** Show a claim's line. */
  open(line) {
    const { correction, correction_heading: heading, correction_of: of, correction_done: done, reversing, adjusting } = this.part;
    Object.assign(this, { line, isChanged: false });
    const { date, provider, event, claim_id: id, amount_ore: amount } = line;
    const facts = { date: formatDate(date, this.language), provider: this.names[provider] ?? provider, what: this.event(event) };
    heading.textContent = this.say("correction_of", facts);
    of.textContent = this.say("correction_about", { receipt: shortOf(id), amount: kronor(amount, this.language) });
    done.textContent = "";
    for (const details of [reversing, adjusting]) {
      details.querySelector("form").reset();
      [details.open, details.hidden] = [false, false];
    }
    this.fail("");
    correction.hidden = false;
    heading.focus();
  }

  async change(verb) {
    const { [`${verb}_reason`]: reason, correction_done: done, correction_heading: heading, reversing, adjusting } = this.part;
    if (this.busy) return;
    this.fail("");
    if (!reason.value) {
      this.fail(this.say("adjust_no_reason"));
      return reason.focus();
    }
    const line = this.line;
    this.busy = true;
    done.textContent = this.say("asking");
    const answer = await this.session.ask("POST", `/v1/claims/${line.claim_id}/${verb}`, { body: { reason: reason.value } });
    this.busy = false;
    if (line !== this.line || answer.status === 401) return;
    const at = answer.body?.reversed_at ?? answer.body?.recorded_at;
    if (!at) return this.refuse(answer);
    this.isChanged = true;
    const facts = { amount: kronor(answer.body.amount_ore, this.language), moment: formatMoment(at, this.language) };
    done.textContent = this.say(answer.status === 200 ? `${verb}_before` : `${verb}_done`, facts);
    [reversing.hidden, adjusting.hidden] = [true, true];
    heading.focus();
  }

  refuse(answer) {
    const { status, body } = answer;
    this.part.correction_done.textContent = "";
    const key = `fault_${body?.code}`;
    this.fail(this.say(this.say.has(key) ? key : isRefused(answer) ? "fault_other" : "adjust_lost", { code: body?.code ?? status }));
  }

  fail(text) {
    this.part.correction_failed.textContent = text;
    this.part.correction_failed.hidden = !text;
  }

  close() {
    const { line, isChanged } = this;
    this.clear();
    this.closed(line, isChanged);
  }

  clear() {
    const { correction, correction_heading: heading, correction_of: of, correction_done: done } = this.part;
    this.line = null;
    [heading.textContent, of.textContent, done.textContent] = ["…", "", ""];
    this.fail("");
    correction.hidden = true;
  }
}
