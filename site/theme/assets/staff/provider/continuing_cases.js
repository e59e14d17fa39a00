// How many cases go on when a year ends, by when they began: two counts. What is sent last stands, so that they can be corrected.

import { isRefused } from "../../shared/api_client.js";
import { stockholmDay } from "../../shared/dates.js";
import { openQuarters } from "./case_report.js";
import { mark } from "./field_error.js";

const COUNTS = ["this_year", "earlier_year"];

export class ContinuingCases {
  constructor(root, part, say, session) {
    Object.assign(this, { part, say, session, busy: false, most: Number(root.dataset.most), lastFiling: root.dataset.lastFiling });
    this.fields = ["member", ...COUNTS].filter((name) => part[name]);
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    part.form.addEventListener("input", ({ target }) => {
      if (part[`${target.dataset.part}_fault`]) mark(part, target.dataset.part, "");
      this.answer("", "");
    });
    this.clear();
  }

  /** Return the counts that the form describes; if something is left out, show that beside it and return null. */
  read() {
    const { part, most } = this;
    const values = Object.fromEntries(COUNTS.map((name) => [name, part[name].value === "" ? NaN : Number(part[name].value)]));
    for (const name of COUNTS) mark(part, name, Number.isInteger(values[name]) && values[name] >= 0 && values[name] <= most ? "" : this.say("continuing_number", { most }));
    if (part.member) mark(part, "member", part.member.value ? "" : this.say("case_choose"));
    const first = this.fields.find((name) => !part[`${name}_fault`].hidden);
    if (first) {
      part[first].focus();
      return null;
    }
    const member = part.member ? { member: part.member.value } : {};
    return { service: part.service.value, year: Number(part.year.value), ...member, ...values };
  }

  async submit() {
    if (this.busy) return;
    const body = this.read();
    if (!body) return;
    this.busy = true;
    this.answer(this.say("sending"), "");
    const answer = await this.session.ask("PUT", "/v1/continuing-cases", { body });
    this.busy = false;
    if (answer.body?.kept_to) {
      this.isSaved = true;
      return this.answer(this.say("continuing_kept", answer.body), "");
    }
    const refused = isRefused(answer) && answer.body?.code;
    const key = `continuing_${answer.body?.code}`;
    this.answer("", this.say(!refused ? "continuing_lost" : this.say.has(key) ? key : "report_other", answer.body ?? {}));
  }

  answer(status, fault) {
    this.part.waiting.textContent = status;
    this.part.failed.textContent = fault;
    this.part.failed.hidden = !fault;
    if (!status) this.isSaved = false;
  }

  holds() {
    return !this.isSaved && COUNTS.some((name) => this.part[name].value !== "");
  }

  clear() {
    const { form, year } = this.part;
    form.reset();
    const years = new Set(openQuarters(stockholmDay(), this.lastFiling).map((open) => open.slice(0, 4)));
    year.replaceChildren(...[...years].sort().map((open) => new Option(open)));
    for (const name of this.fields) mark(this.part, name, "");
    this.answer("", "");
  }
}
