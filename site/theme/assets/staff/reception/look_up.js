// Looking a number up, blocking it, changing how many sessions it has, unlocking its codes and replacing it: what is left and how
// long; never which provider was visited, or when.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, formatHours, hoursOf } from "../../shared/dates.js";
import { freshKey } from "../../shared/idempotency_key.js";
import { NumberField } from "../../shared/number_field.js";

const FAULTS = { number_unknown: "unknown", number_mistyped: "mistyped", personal_identity_number: "personal" };

export class LookUp {
  constructor(part, { numbers, services }, say, session, handover) {
    Object.assign(this, { part, services, say, session, handover, asked: 0, sent: null, busy: false });
    this.field = new NumberField(part, numbers, say, () => this.submit());
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    part.number.addEventListener("input", () => this.cover());
    part.replace.addEventListener("submit", (event) => {
      event.preventDefault();
      this.replace();
    });
    for (const [kind, act] of [["revoke", "change"], ["extend", "askTotal"], ["unlock", "change"]]) {
      part[kind].addEventListener("submit", (event) => {
        event.preventDefault();
        this[act](kind);
      });
    }
    part.extend.addEventListener("input", () => this.asksIfSure(false));
    part.sure_yes.addEventListener("click", () => this.change("extend"));
    part.sure_no.addEventListener("click", () => {
      this.asksIfSure(false);
      part.granted.focus();
    });
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

  /** Ask before the total is changed: what is meant as a difference is easily written in its place. */
  askTotal() {
    const { granted: field, extend_reason: reason, question } = this.part;
    const { granted } = this.state;
    const [total, limits] = [Number(field.value), this.limits()];
    this.refuse(null);
    const isSound = Number.isInteger(total) && total >= limits.least && total <= limits.most && total !== granted;
    if (!isSound) return this.refuse("no_total", field, { ...limits, granted });
    if (!reason.value) return this.refuse("no_reason", reason);
    question.textContent = this.say.plural(total > granted ? "sure_more" : "sure_fewer", Math.abs(total - granted), { total });
    this.asksIfSure(true);
    question.focus();
  }

  asksIfSure(isAsking) {
    [this.part.sure.hidden, this.part.extend_go.hidden] = [!isAsking, isAsking];
  }

  /** The fewest sessions that the number can have, which are used already, and the most, which policy says. */
  limits() {
    const { granted, left, most } = this.state;
    return { least: Math.max(1, granted - left), most };
  }

  /** Block the number or change its total; sent again it changes nothing, so a lost answer costs nothing. */
  async change(kind) {
    const reason = this.part[`${kind}_reason`];
    const granted = Number(this.part.granted.value);
    const done = kind === "extend" && granted < this.state.granted ? "done_reduce" : `done_${kind}`;
    this.refuse(null);
    if (!reason.value) return this.refuse("no_reason", reason);
    const mine = this.asked;
    const body = { number: this.number, reason: reason.value, ...(kind === "extend" && { granted }) };
    const answer = await this.session.ask("POST", `/v1/numbers/${kind}`, { body });
    if (mine !== this.asked) return;
    if (answer.status === 200 && answer.body) return this.show(answer.body, this.number, done);
    this.refuseFor(answer, "lost");
  }

  /** Say why not; `lost` is said when it is not known whether there was an answer. */
  refuseFor(answer, lost) {
    const code = answer.body?.code ?? answer.status;
    const refusal = this.say.has(`change_${code}`) ? code : "other";
    this.refuse(isRefused(answer) ? refusal : lost, null, { code });
  }

  /** Give what is left to a new number. An answer that was lost comes again under the same key, and so does its number. */
  async replace() {
    const reason = this.part.replace_reason;
    this.refuse(null);
    if (!reason.value) return this.refuse("no_reason", reason);
    if (this.busy) return;
    this.busy = true;
    if (this.sent?.body.number !== this.number) this.sent = { key: freshKey(), body: { number: this.number, reason: reason.value } };
    const answer = await this.session.ask("POST", "/v1/numbers/replace", this.sent);
    this.busy = false;
    if (answer.body?.number || isRefused(answer)) this.sent = null;
    if (answer.body?.number) return this.handover.show(answer.body, this.say("replaced"), { replaced: this.number });
    this.refuseFor(answer, "unseen");
  }

  refuse(key, at, facts) {
    const { failed } = this.part;
    failed.textContent = key ? this.say(`change_${key}`, facts) : "";
    failed.hidden = !key;
    at?.focus();
  }

  show(state, number, done = null) {
    Object.assign(this, { state, number });
    const { result, heading, left, validity, service, changed, extend, limits } = this.part;
    this.offer(state);
    this.codes(state.codes ?? []);
    extend.reset();
    this.asksIfSure(false);
    limits.textContent = state.unit === "session" ? this.say("total_limits", this.limits()) : "";
    this.refuse(null);
    changed.textContent = done ? this.say(done) : "";
    const language = document.documentElement.lang;
    heading.textContent = this.say(state.usable ? "usable" : `why_${state.reason}`);
    left.textContent = this.amount(state);
    validity.textContent = this.say("from_to", { from: formatDate(state.valid_from, language), to: formatDate(state.valid_to, language) });
    service.textContent = this.services[state.service] ?? state.service;
    result.hidden = false;
    heading.focus();
  }

  /** What can be done with a number as it stands. A number whose replacing was not answered can be replaced again. */
  offer({ usable, reason, unit, codes_locked: isLocked }) {
    const { revoking, extending, unlocking, replacing, locked, moved, left_row: left, validity_row: validity } = this.part;
    const isReplaced = reason === "number_replaced";
    const isClosed = isReplaced || reason === "number_revoked";
    const isLive = usable || reason === "exhausted";
    revoking.hidden = isClosed;
    extending.hidden = !isLive || unit !== "session";
    unlocking.hidden = !isLive || !isLocked;
    locked.hidden = isClosed || !isLocked;
    replacing.hidden = !usable && this.sent?.body.number !== this.number;
    moved.hidden = !isReplaced || !replacing.hidden;
    [left.hidden, validity.hidden] = [isReplaced, isReplaced]; // they are the new number's now
    for (const details of [revoking, extending, unlocking, replacing]) details.open = false;
  }

  codes(codes) {
    this.part.new_codes.textContent = codes.join("  ");
    this.part.new_codes_row.hidden = !codes.length;
  }

  amount({ left, granted, unit }) {
    if (unit === "session") return this.say.plural("left_of", granted, { left });
    return this.say.plural("hours_of", hoursOf(granted), { left: formatHours(left, document.documentElement.lang) });
  }

  /** What was answered is not left on the screen of somebody who has gone. */
  cover() {
    this.asked += 1;
    this.part.result.hidden = true;
    this.part.waiting.textContent = "";
    this.refuse(null);
    this.codes([]);
    this.asksIfSure(false);
    for (const name of ["revoke", "extend", "unlock", "replace"]) this.part[name].reset();
  }

  /** Whether somebody who leaves now would lose a number. */
  holds() {
    return Boolean(this.sent);
  }

  clear() {
    this.sent = null;
    this.cover();
    this.field.clear();
  }
}
