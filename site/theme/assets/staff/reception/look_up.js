// Looking a number up, blocking it, changing how many sessions it has and whether it is exempt, unlocking its codes and replacing
// it: what is left and how long; never which provider was visited, or when. What a colleague has changed meanwhile is told.

import { isRefused } from "../../shared/api_client.js";
import { formatDate } from "../../shared/dates.js";
import { freshKey } from "../../shared/idempotency_key.js";
import { NumberField } from "../../shared/number_field.js";
import { HandOver } from "./hand_over.js";
import { amountOf, changesOf, labelOf } from "./number_words.js";

const FAULTS = { number_unknown: "unknown", number_mistyped: "mistyped", personal_identity_number: "personal" };

export class LookUp {
  constructor(part, { numbers, services, suppliers }, say, session, handover) {
    const send = { change: (change, done) => this.send("hand-over", change, done), refuse: (key, at) => this.refuse(key, at) };
    this.handOver = part.handing ? new HandOver(part, suppliers, say, send) : null; // there is none without suppliers
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
    for (const [kind, act] of [["revoke", "change"], ["extend", "askTotal"], ["exempt", "change"], ["unlock", "change"]]) {
      part[kind].addEventListener("submit", (event) => {
        event.preventDefault();
        this[act](kind);
      });
    }
    part.extend.addEventListener("input", () => {
      this.asksIfSure(false);
      part.beyond_row.hidden = !this.isBeyond();
    });
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
    const { granted: field, extend_reason: reason, beyond, question } = this.part;
    const { granted } = this.state;
    const [total, limits] = [Number(field.value), this.limits()];
    this.refuse(null);
    const isSound = Number.isInteger(total) && total >= limits.least && total <= limits.most && total !== granted;
    if (!isSound) return this.refuse("no_total", field, { ...limits, granted });
    if (!reason.value) return this.refuse("no_reason", reason);
    if (this.isBeyond() && !beyond.value) return this.refuse("no_beyond", beyond);
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

  /** Whether the total that is typed is more than the rule, and more than the number has: that needs a second reason. */
  isBeyond() {
    const { granted, rule } = this.state;
    return Number(this.part.granted.value) > Math.max(rule, granted);
  }

  /** Make the change of a form, for the reason that is chosen there. */
  change(kind) {
    const reason = this.part[`${kind}_reason`];
    this.refuse(null);
    if (!reason.value) return this.refuse("no_reason", reason);
    const granted = Number(this.part.granted.value);
    const changes = {
      extend: { granted, ...(this.isBeyond() && { beyond: this.part.beyond.value }) },
      exempt: { exempt: !this.state.exempt },
    };
    const isLess = kind === "extend" ? granted < this.state.granted : kind === "exempt" && this.state.exempt;
    const less = kind === "extend" ? "done_reduce" : "done_charge";
    return this.send(kind, { reason: reason.value, ...changes[kind] }, isLess ? less : `done_${kind}`);
  }

  /** Send a change, and what is seen of the number; sent again it changes nothing, so a lost answer costs nothing. */
  async send(kind, change, done) {
    const mine = this.asked;
    this.refuse(null);
    this.part.waiting.textContent = this.say("asking_service");
    const answer = await this.session.ask("POST", `/v1/numbers/${kind}`, { body: { number: this.number, ...change, seen: this.seen() } });
    if (mine !== this.asked) return;
    this.part.waiting.textContent = "";
    if (answer.status === 200 && answer.body) return this.show(answer.body, this.number, done);
    this.refuseFor(answer, "lost");
  }

  seen() {
    const { granted, exempt, supplier } = this.state;
    return { granted, exempt, ...(supplier && { supplier }) };
  }

  /** Say why not; `lost` is said when it is not known whether there was an answer. */
  refuseFor(answer, lost) {
    const code = answer.body?.code ?? answer.status;
    if (code === "number_changed") return this.renew(answer.body.state);
    const refusal = this.say.has(`change_${code}`) ? code : "other";
    this.refuse(isRefused(answer) ? refusal : lost, null, { code });
  }

  /** Show a number that a colleague has changed, and say what; what was typed stays. */
  renew(state) {
    const before = this.state;
    const isClosed = ["number_revoked", "number_replaced"].includes(state.reason);
    this.state = state;
    this.describe();
    this.asksIfSure(false);
    this.refuse(isClosed ? "number_closed" : "number_changed", this.part.heading, { changes: changesOf(before, state, this.say).join("; ") });
  }

  /** Give what is left to a new number. An answer that was lost comes again under the same key, and so does its number. */
  async replace() {
    const reason = this.part.replace_reason;
    this.refuse(null);
    if (!reason.value) return this.refuse("no_reason", reason);
    if (this.busy) return;
    this.busy = true;
    if (this.sent?.body.number !== this.number) this.sent = { key: freshKey(), body: { number: this.number, reason: reason.value, seen: this.seen() } };
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
    const { result, heading, changed, extend, exempt, beyond_row: beyond, revoking, extending, exempting, unlocking, replacing } = this.part;
    for (const details of [revoking, extending, exempting, unlocking, replacing, ...(this.handOver ? [this.part.handing] : [])]) details.open = false;
    this.describe();
    this.codes(state.codes ?? []);
    extend.reset();
    exempt.reset();
    beyond.hidden = true;
    this.asksIfSure(false);
    this.refuse(null);
    changed.textContent = done ? this.say(done) : "";
    result.hidden = false;
    heading.focus();
  }

  /** Write what the number is like now, and what can be done with it. */
  describe() {
    const { state } = this;
    const { heading, left, validity, service, limits, rule, fee, above, above_row: aboveRow, beyond, exempt_go: go, own_unit: ownUnit } = this.part;
    const language = document.documentElement.lang;
    this.offer(state);
    this.handOver?.show(state, this.number);
    this.steps(state.steps ?? []);
    limits.textContent = state.unit === "session" ? this.say("total_limits", this.limits()) : "";
    rule.textContent = state.unit === "session" ? this.say("beyond_about", { rule: state.rule }) : "";
    heading.textContent = this.say(state.usable ? "usable" : `why_${state.reason}`);
    left.textContent = amountOf(state, this.say);
    validity.textContent = this.say("from_to", { from: formatDate(state.valid_from, language), to: formatDate(state.valid_to, language) });
    service.textContent = this.services[state.service] ?? state.service;
    fee.textContent = this.say(state.exempt ? "exempt" : "not_exempt");
    go.textContent = this.say(state.exempt ? "exemption_end" : "exemption_set");
    above.textContent = state.beyond ? labelOf(beyond, state.beyond) : "";
    aboveRow.hidden = !state.beyond;
    ownUnit.hidden = !state.own_unit_only;
  }

  /** A button for each of the policy's own reasons for more sessions; what it says is what a press does. */
  steps(steps) {
    const buttons = steps.map(({ reason, granted }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      const more = { reason: labelOf(this.part.extend_reason, reason) };
      button.textContent = this.say.plural("step", granted - this.state.granted, more);
      button.addEventListener("click", () => this.send("extend", { reason, granted }, "done_extend"));
      return button;
    });
    this.part.steps.replaceChildren(...buttons);
  }

  /** What can be done with a number as it stands. A number whose replacing was not answered can be replaced again. */
  offer({ usable, reason, unit, exempt, has_fee: hasFee, codes_locked: isLocked }) {
    const { revoking, extending, exempting, unlocking, replacing, locked, moved } = this.part;
    const { left_row: left, validity_row: validity, fee_row: fee } = this.part;
    const isReplaced = reason === "number_replaced";
    const isClosed = isReplaced || reason === "number_revoked";
    const isLive = usable || reason === "exhausted";
    revoking.hidden = isClosed;
    extending.hidden = !isLive || unit !== "session";
    exempting.hidden = isClosed || reason === "number_expired" || !(hasFee || exempt);
    unlocking.hidden = !isLive || !isLocked;
    locked.hidden = isClosed || !isLocked;
    replacing.hidden = !usable && this.sent?.body.number !== this.number;
    moved.hidden = !isReplaced || !replacing.hidden;
    [left.hidden, validity.hidden] = [isReplaced, isReplaced]; // they are the new number's now
    fee.hidden = isReplaced || !(hasFee || exempt);
  }

  codes(codes) {
    this.part.new_codes.textContent = codes.join("  ");
    this.part.new_codes_row.hidden = !codes.length;
  }

  /** What was answered is not left on the screen of somebody who has gone. */
  cover() {
    this.asked += 1;
    this.part.result.hidden = true;
    this.part.heading.textContent = "…";
    for (const name of ["waiting", "changed", "left", "validity", "fee", "above", "limits", "rule", "question"]) this.part[name].textContent = "";
    this.part.steps.replaceChildren();
    this.refuse(null);
    this.codes([]);
    this.handOver?.clear();
    this.asksIfSure(false);
    for (const name of ["revoke", "extend", "exempt", "unlock", "replace"]) this.part[name].reset();
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
