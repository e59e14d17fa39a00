// A closed month on paper: a statement for each provider, on pages of its own. What a provider owes is a credit note.

import { formatDate, monthInside } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { printOnly } from "../../shared/print_section.js";
import { shortOf } from "../../shared/receipt_id.js";
import { append, fill } from "../../shared/table_rows.js";
import { partsOf } from "../../shared/tool.js";
import { Question } from "./query.js";

const MOST_ROWS = 5_000; // some hundred and fifty sheets; more are a provider at a time, or the command line's PDFs

/** Return what lines add up to by service and event, in the order of their names: events of two services are not added. */
export function sumsOf(lines) {
  const sums = new Map();
  for (const { service, event, kind, minutes, amount_ore: amount, fee_ore: fee } of lines) {
    const sign = { claim: 1, reversal: -1 }[kind] ?? 0;
    const key = `${service} ${event}`;
    const sum = sums.get(key) ?? { service, event, count: 0, minutes: 0, amount: 0, fee: 0 };
    sum.count += sign;
    sum.minutes += sign * (minutes ?? 0);
    sum.amount += amount;
    sum.fee += fee;
    sums.set(key, sum);
  }
  return [...sums.keys()].sort().map((key) => sums.get(key));
}

export class Statements {
  constructor(part, { names, services, event }, say, session) {
    Object.assign(this, { part, names, services, event, say, language: document.documentElement.lang });
    this.question = new Question(part.statements_waiting, part.statements_failed, say, session);
    part.statements_go.addEventListener("click", () => this.make());
  }

  /** Offer the statements of a closed month. */
  offer({ month, status, totals }) {
    Object.assign(this, { month, totals });
    this.part.statements_offer.hidden = status !== "closed" || !totals.whole.rows;
  }

  /** Fetch the lines page by page, set each provider's as they come, and print. */
  async make() {
    const { statements, statements_failed: failed, statements_progress: progress, statements_told: told, lines_of: choice } = this.part;
    const provider = choice.value;
    const { rows } = this.totals.providers.find((sums) => sums.provider === provider) ?? this.totals.whole;
    this.empty();
    if (rows > MOST_ROWS) {
      failed.textContent = this.say("statements_too_many", { most: MOST_ROWS.toLocaleString(this.language) });
      failed.hidden = false;
      return;
    }
    [progress.max, progress.value, progress.hidden] = [rows, 0, false];
    let cursor;
    do {
      const asked = new URLSearchParams({ ...(provider && { provider }), ...(cursor && { cursor }) });
      const answer = await this.question.get(`/v1/payment-runs/${this.month}/lines?${asked}`);
      if (!answer) return this.empty();
      this.set(answer.body.lines);
      progress.value += answer.body.lines.length;
      ({ cursor } = answer.body);
    } while (cursor);
    this.finish();
    progress.hidden = true;
    told.textContent = this.say.plural("statements_done", statements.children.length);
    printOnly(statements);
  }

  /** Lines come sorted by provider: a line of another one ends the statement before. */
  set(lines) {
    for (const line of lines) {
      if (this.lines.length && line.provider !== this.lines[0].provider) this.finish();
      this.lines.push(line);
    }
  }

  finish() {
    const { lines, part } = this;
    if (!lines.length) return;
    this.lines = [];
    const sheet = part.statement.content.cloneNode(true);
    const { title, provider, batch, owed, sums, rows } = partsOf(sheet);
    const parts = sumsOf(lines);
    const [count, fee, amount] = ["count", "fee", "amount"].map((name) => parts.reduce((total, sum) => total + sum[name], 0));
    const month = monthInside(this.month, this.language);
    const several = new Set(parts.map(({ service }) => service)).size > 1;
    title.textContent = amount < 0 ? this.say("credit_title", { month }) : this.say("statement_title", { month });
    provider.textContent = this.names[lines[0].provider] ?? lines[0].provider;
    batch.textContent = lines[0].batch;
    owed.textContent = amount < 0 ? this.say("credit_owed", { sum: this.kronor(-amount) }) : this.say("statement_quote");
    const total = [several ? "" : this.number(count), this.kronor(fee), this.kronor(amount)];
    fill(sums, parts.map((sum) => this.sum(sum)), { name: this.say("total"), cells: total });
    append(rows, lines.map((line) => this.row(line, several)));
    part.statements.append(sheet);
  }

  sum({ service, event, count, minutes, fee, amount }) {
    const what = `${this.services[service] ?? service}, ${this.event(event)}`;
    const hours = minutes && this.say("statement_hours", { what, hours: (minutes / 60).toLocaleString(this.language, { maximumFractionDigits: 2 }) });
    return { name: hours || what, cells: [this.number(count), this.kronor(fee), this.kronor(amount)] };
  }

  row({ date, service, kind, event, minutes, reference, claim_id: receipt, fee_ore: fee, amount_ore: amount }, several) {
    const what = [
      ...(several ? [this.services[service] ?? service] : []),
      ...(kind === "claim" ? [] : [this.say(`kind_${kind}`)]),
      this.event(event),
      ...(minutes ? [this.say("statement_minutes", { minutes })] : []),
    ].join(", ");
    const code = element("code", { textContent: reference ?? shortOf(receipt) });
    return { name: formatDate(date, this.language), cells: [what, code, this.kronor(fee), this.kronor(amount)] };
  }

  kronor(ore) {
    return kronor(ore, this.language);
  }

  number(count) {
    return count.toLocaleString(this.language);
  }

  empty() {
    const { statements, statements_progress: progress, statements_told: told } = this.part;
    this.question.drop();
    this.lines = [];
    statements.replaceChildren();
    told.textContent = "";
    progress.hidden = true;
  }

  clear() {
    this.empty();
    this.part.statements_offer.hidden = true;
  }
}
