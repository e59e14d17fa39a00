// A provider checks a number and reports a session. The same report sent again gets the same receipt, so a lost answer costs nothing.

import { stockholmDay, written } from "./list.js";
import { kronor } from "./money.js";
import { NumberField } from "./number_field.js";

const ABOUT_NUMBER = { number_unknown: "unknown", number_mistyped: "mistyped", personal_identity_number: "personal", too_many_failures: "too_many" };

export class Report {
  constructor(part, { numbers }, say, session) {
    Object.assign(this, { part, say, session, asked: 0, busy: false, nextNth: 1 });
    this.field = new NumberField(part, numbers, say, () => this.check());
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.report();
    });
    part.check.addEventListener("click", () => this.check());
    part.again.addEventListener("click", () => this.report(this.nextNth));
    part.next.addEventListener("click", () => {
      this.clear();
      part.number.focus();
    });
    part.form.addEventListener("input", () => this.busy || this.cover());
    this.clear();
  }

  /** Ask with a number that can be right; null when it cannot, when another question was asked meanwhile, or nobody is signed in. */
  async ask(path, body) {
    const number = this.field.read();
    if (!number) return null;
    const mine = this.asked;
    this.busy = true; // what is typed meanwhile hides no answer
    this.part.waiting.textContent = this.say("asking_service");
    const answer = await this.session.ask("POST", path, { body: { number, ...body } });
    this.busy = false;
    if (mine !== this.asked) return null;
    this.part.waiting.textContent = "";
    return answer;
  }

  async check() {
    if (this.busy) return;
    this.cover();
    const { service, date } = this.part;
    const answer = await this.ask("/v1/numbers/check", { service: service.value, date: date.value });
    if (!answer) return;
    if (answer.status !== 200) return this.refuse(answer);
    const { usable, reason, left, valid_from: from, valid_to: until } = answer.body;
    const day = reason === "number_not_yet_valid" ? from : until;
    const facts = { left, date: written(day, document.documentElement.lang) };
    this.part.checked.textContent = usable ? this.say("check_usable", facts) : this.because(reason, facts);
  }

  async report(nth = 1) {
    if (this.busy) return;
    this.cover();
    const { service, date, event, counsellors, code } = this.part;
    if (!date.value) return this.fail(this.say("report_no_date"), date);
    const claim = {
      service: service.value,
      date: date.value,
      event: event.value,
      counsellors: Number(counsellors.value),
      nth,
      ...(code?.value && { code: code.value }),
    };
    const answer = await this.ask("/v1/claims", claim);
    if (!answer) return;
    if (answer.body?.claim_id) this.show(answer.body, answer.status === 200);
    else this.refuse(answer);
  }

  because(code, facts) {
    const key = [`report_${code}`, `why_${code}`].find((one) => this.say.has(one));
    return key ? this.say(key, facts) : this.say("report_other", { code });
  }

  /** Say why not; where that session is reported already, offer to report another one of the same day. */
  refuse({ status, body }) {
    const about = body && ABOUT_NUMBER[body.code];
    if (about) return this.field.refuse(about, about !== "too_many");
    if (!body?.code || status >= 500 || status === 401) return this.fail(this.say("report_lost"));
    const language = document.documentElement.lang;
    const day = body.earliest ?? body.valid_to ?? body.valid_from;
    this.fail(this.because(body.code, { date: day ? written(day, language) : "" }));
    this.nextNth = body.next_nth;
    this.part.again.hidden = !["conflict", "reversed"].includes(body.code);
  }

  fail(text, at) {
    const { failed, again } = this.part;
    failed.textContent = text;
    failed.hidden = !text;
    again.hidden = true;
    at?.focus();
  }

  show(receipt, isReplayed) {
    const { form, result, heading, amount, fee, left, recorded, receipt_id: id } = this.part;
    const language = document.documentElement.lang;
    heading.textContent = this.say(isReplayed ? "replayed" : "recorded");
    amount.textContent = kronor(receipt.amount_ore, language);
    fee.textContent = kronor(receipt.fee_ore, language);
    left.textContent = receipt.left === null ? "" : this.say("sessions", { count: receipt.left });
    recorded.textContent = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Stockholm" }).format(new Date(receipt.recorded_at));
    id.textContent = receipt.claim_id;
    this.part.last.hidden = receipt.left > 1;
    [form.hidden, result.hidden] = [true, false];
    heading.focus();
  }

  /** What was answered does not stand beside something else that is typed. */
  cover() {
    this.asked += 1;
    this.part.checked.textContent = this.part.waiting.textContent = "";
    this.fail("");
  }

  clear() {
    const { form, result, date } = this.part;
    this.cover();
    form.reset();
    this.field.clear();
    date.max = stockholmDay();
    date.value = date.max;
    [form.hidden, result.hidden] = [false, true];
  }
}
