// Closing a month: the first press asks, and the second closes exactly what is shown.

import { monthInside, monthName } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { Question } from "./query.js";

export class Closing {
  /** `again` opens the month anew, as it is now. */
  constructor(part, say, session, again) {
    Object.assign(this, { part, say, again, language: document.documentElement.lang });
    this.question = new Question(part.closing_waiting, part.closing_failed, say, session);
    part.close.addEventListener("click", () => this.ask());
    part.close_yes.addEventListener("click", () => this.close());
    part.close_no.addEventListener("click", () => {
      this.rest();
      part.close.focus();
    });
  }

  /** Offer to close a month that is over, as it was previewed. */
  offer({ month, status, preview }) {
    const { closing, close } = this.part;
    Object.assign(this, { month, preview });
    close.textContent = this.say("close", this.facts);
    closing.hidden = status !== "ready";
    this.rest();
  }

  get facts() {
    return { month: monthInside(this.month, this.language), sum: this.preview && kronor(this.preview.sum_ore, this.language) };
  }

  ask() {
    const { close, sure, sure_heading: heading, sure_about: about, close_yes: yes } = this.part;
    const { count } = this.preview;
    heading.textContent = this.say("close_sure", this.facts);
    about.textContent = count ? this.say.plural("close_about", count, this.facts) : this.say("close_about_empty", this.facts);
    yes.textContent = count ? this.say.plural("close_yes", count, this.facts) : this.say("close_yes_empty", this.facts);
    [close.hidden, sure.hidden] = [true, false];
    heading.focus(); // not the button: a second press of Enter closes nothing
  }

  async close() {
    if (this.busy) return;
    const { sha256, count } = this.preview;
    this.busy = true; // a button that is disabled would lose the focus
    const body = { sha256, ...(count === 0 && { empty: true }) };
    const answer = await this.question.post(`/v1/payment-runs/${this.month}/close`, body, "month_changed");
    this.busy = false;
    if (!answer) return;
    const month = monthName(this.month, this.language);
    if (!(await this.again(this.month))) return;
    const { closing_told: told, closing_failed: failed } = this.part;
    if (answer.body.close) {
      told.textContent = this.say("closed_now", { month });
      return;
    }
    const { count: now, sum_ore: sum } = answer.body;
    failed.textContent = this.say.plural("close_month_changed", now, { month, sum: kronor(sum, this.language) });
    failed.hidden = false;
  }

  rest() {
    const { close, sure } = this.part;
    [close.hidden, sure.hidden] = [false, true];
  }

  clear() {
    const { closing, closing_told: told, close, sure_heading: heading, sure_about: about, close_yes: yes } = this.part;
    this.question.drop();
    told.textContent = about.textContent = "";
    for (const node of [close, heading, yes]) node.textContent = "…";
    this.busy = false;
    closing.hidden = true;
    this.rest();
  }
}
