// A new number. A request whose answer was lost is sent again under the same key and gets the same number; if the request is
// abandoned, that number is fetched and blocked, since nobody has seen it.

import { isRefused } from "../../shared/api_client.js";
import { formatDate } from "../../shared/dates.js";
import { blocked } from "./handover.js";
import { freshKey } from "../../shared/idempotency_key.js";

const MINUTES = 60;

function same(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The first and the last day on which a decision can begin, in words. */
function daysOf({ earliest, latest }) {
  const [from, to] = [earliest, latest].map((day) => formatDate(day, document.documentElement.lang));
  return { from, to };
}

export class Issue {
  constructor(part, say, session, handover) {
    Object.assign(this, { part, say, session, handover, sent: null, busy: false, given: 0 });
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.once(() => this.submit());
    });
    part.form.addEventListener("input", () => this.arrange()); // not at "change": a fault that goes would move what is pressed
    part.give_up.addEventListener("click", () => this.once(() => this.giveUp()));
    this.arrange();
  }

  /** Ignore a second press while the first is handled. */
  async once(act) {
    if (this.busy) return;
    this.busy = true;
    this.part.waiting.textContent = this.say("asking_service");
    await act();
    this.part.waiting.textContent = "";
    this.busy = false;
  }

  /** What is asked of the service that was chosen, and only what follows from another choice. */
  arrange() {
    const { form, service, recommended, because_row: row, because, exempt, exempt_row: exemption, lost, sessions, sessions_row: left, residence_row: residence } = this.part;
    for (const group of form.querySelectorAll("[data-service]")) group.hidden = group.dataset.service !== service.value;
    [row.hidden, left.hidden] = [!recommended.value, !lost.checked || Boolean(this.field("hours"))];
    exemption.hidden = service.selectedOptions[0]?.dataset.fee === undefined;
    if (residence) {
      residence.hidden = service.selectedOptions[0]?.dataset.anonymous === undefined;
      if (residence.hidden) for (const way of this.ways()) way.checked = false;
    }
    if (row.hidden) because.value = "";
    if (left.hidden) sessions.value = "";
    if (exemption.hidden) exempt.checked = false;
    this.fail(null);
  }

  /** A field of the service that was chosen. */
  field(name) {
    const { form, service } = this.part;
    return form.querySelector(`[data-service="${CSS.escape(service.value)}"] [data-field="${name}"]`);
  }

  /** The ways in which residence is established, where there are several; none is chosen for the reception. */
  ways() {
    return [...(this.part.residence_row?.querySelectorAll("input") ?? [])];
  }

  amount() {
    const { form, service } = this.part;
    return form.querySelector(`[data-service="${CSS.escape(service.value)}"] input:checked`);
  }

  order() {
    const { service, member, exempt, lost, sessions, told_all: allTold, recommended, because } = this.part;
    const extra = this.amount()?.value;
    const residence = this.ways().find((way) => way.checked)?.value;
    const [hours, months, counsellors] = ["hours", "months", "counsellors"].map((name) => Number(this.field(name)?.value));
    const from = this.field("from")?.value;
    return {
      service: service.value,
      ...(member?.value && { member: member.value }),
      ...(residence && { residence }),
      ...(extra && { extra }),
      ...(this.field("hours") && { decision: { minutes_week: Math.round(hours * MINUTES), months, counsellors: counsellors || 1, ...(from && { from }) } }),
      exempt: exempt.checked,
      lost: lost.checked,
      ...(sessions.value && { sessions: Number(sessions.value) }),
      ...(!allTold.closest("fieldset").hidden && { told: allTold.checked }), // a single provider is not chosen
      ...(recommended.value && { recommended: recommended.value, because: because.value }),
    };
  }

  /** What cannot be right: its words, its field, and the most that can be. */
  fault() {
    const { member, sessions, recommended, because } = this.part;
    const [hours, months] = [this.field("hours"), this.field("months")];
    const most = Number(this.amount()?.dataset.count);
    const isOff = (field, limit, whole) => !(field.value > 0 && field.value <= limit && (!whole || Number.isInteger(Number(field.value))));
    if (member && !member.value) return ["no_member", member];
    if (this.ways().length && !this.part.residence_row.hidden && !this.ways().some((way) => way.checked)) return ["no_residence", this.ways()[0]];
    if (hours && isOff(hours, Number(hours.max))) return ["no_hours", hours, { most: hours.max }];
    if (months && isOff(months, Number(months.max), true)) return ["no_months", months, { most: months.max }];
    if (sessions.value && isOff(sessions, most, true)) return ["no_sessions", sessions, { most }];
    return recommended.value && !because.value ? ["no_because", because] : null;
  }

  async submit() {
    const fault = this.fault();
    if (fault) return this.fail(...fault);
    const body = this.order();
    if (this.sent && !same(this.sent.body, body) && !(await this.undone())) return this.fail("lost");
    this.sent ??= { key: freshKey(), body };
    const answer = await this.session.ask("POST", "/v1/numbers", this.sent);
    if (answer.body?.number) return this.show(answer.body);
    if (!isRefused(answer)) return this.fail("lost");
    this.sent = null;
    if (answer.body?.code === "first_day_not_possible") return this.fail("first_day", this.field("from"), daysOf(answer.body));
    this.fail("other", null, { code: answer.body?.code ?? answer.status });
  }

  /** On request each of a couple has a number: the same choices give one more. */
  show(issued) {
    this.sent = null;
    this.given += 1;
    this.fail(null);
    const heading = this.given > 1 ? this.say("issued_again", { count: this.given }) : this.say("issued");
    this.handover.show(issued, heading, { another: () => this.once(() => this.submit()) });
  }

  /** Find what came of a request whose answer was lost, and block its number; false while that is not known. */
  async undone() {
    const answer = await this.session.ask("POST", "/v1/numbers", this.sent);
    if (!answer.body?.number && !isRefused(answer)) return false;
    if (answer.body?.number && !(await blocked(this.session, answer.body.number))) return false;
    this.sent = null;
    return true;
  }

  async giveUp() {
    if (await this.undone()) this.fail("given_up", this.part.submit);
    else this.fail("lost");
  }

  fail(key, at, facts) {
    const { failed, give_up: giveUp } = this.part;
    failed.textContent = key ? this.say(`issue_${key}`, facts) : "";
    failed.hidden = !key;
    giveUp.hidden = !this.sent;
    at?.focus();
  }

  /** Whether somebody who leaves now would lose a number. */
  holds() {
    return Boolean(this.sent);
  }

  clear() {
    [this.sent, this.given] = [null, 0];
    this.part.form.reset();
    this.arrange();
  }
}
