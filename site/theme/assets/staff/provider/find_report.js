// A provider finds a report again by number and day: one is shown at once, of several the reader chooses.

import { isRefused } from "../../shared/api_client.js";
import { stockholmDay } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { NumberField } from "../../shared/number_field.js";
import { shortOf } from "../../shared/receipt_id.js";
import { because } from "./services.js";

export class FindReport {
  /** `open` shows a claim's receipt; it is given the claim, and whether it was taken back. */
  constructor(part, { numbers, services }, say, session, open) {
    Object.assign(this, { part, services, say, session, open, asked: 0 });
    this.field = new NumberField(part, numbers, say, () => this.find());
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    part.form.addEventListener("input", () => this.cover());
    part.date.value = stockholmDay();
  }

  async find() {
    this.cover();
    const number = this.field.read();
    if (!number) return;
    const { date, waiting } = this.part;
    if (!date.value) {
      this.fail(this.say("report_no_date"));
      return date.focus();
    }
    const mine = this.asked;
    waiting.textContent = this.say("asking_service");
    const answer = await this.session.ask("POST", "/v1/claims/find", { body: { number, date: date.value } });
    if (mine !== this.asked) return;
    waiting.textContent = "";
    if (answer.status !== 200 || !answer.body) return this.refuse(answer);
    this.show(answer.body.rows);
  }

  show(rows) {
    const { found, waiting } = this.part;
    const reversed = new Set(rows.filter(({ kind }) => kind === "reversal").map((row) => row.claim_id));
    const claims = rows.filter(({ kind }) => kind === "claim");
    if (claims.length === 1) return this.open(claims[0], reversed.has(claims[0].claim_id));
    waiting.textContent = claims.length ? this.say("found_several", { count: claims.length }) : this.say("found_none");
    found.replaceChildren(...claims.map((row) => element("li", {}, [this.way(row, reversed.has(row.claim_id))])));
  }

  /** The way to one of several receipts. */
  way(row, isReversed) {
    const { claim_id: id, service, event, amount_ore: amount } = row;
    const what = this.services.of(service)?.events[event] ?? event;
    const facts = { receipt: shortOf(id), what, amount: kronor(amount, document.documentElement.lang) };
    const button = element("button", { type: "button", className: "quiet", textContent: this.say(isReversed ? "found_reversed" : "found_one", facts) });
    button.addEventListener("click", () => this.open(row, isReversed));
    return button;
  }

  refuse(answer) {
    const { status, body } = answer;
    if (status === 401) return;
    this.fail(body?.code && isRefused(answer) ? because(this.say, body) : this.say("find_lost"));
  }

  fail(text) {
    this.part.failed.textContent = text;
    this.part.failed.hidden = false;
  }

  cover() {
    const { found, waiting, failed } = this.part;
    this.asked += 1;
    found.replaceChildren();
    waiting.textContent = "";
    failed.hidden = true;
  }

  holds() {
    return false;
  }

  clear() {
    this.cover();
    this.part.form.reset();
    this.field.clear();
    this.part.date.value = stockholmDay();
  }
}
