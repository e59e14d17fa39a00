// A month's reports with their sums, as they are booked; each can be looked at again as a receipt and taken back.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, formatMoment, formatShort, monthInside, monthName, stockholmDay } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { save } from "../../shared/download.js";
import { printOnly } from "../../shared/print_section.js";
import { fill as fillReceipt } from "./receipt.js";
import { shortOf } from "../../shared/receipt_id.js";
import { fill } from "../../shared/table_rows.js";
import { together } from "./services.js";
import { csv } from "./statement_csv.js";

const MONTHS_BACK = 13;

export class Statement {
  constructor(part, { services }, say, session) {
    Object.assign(this, { part, services, say, session, asked: 0, language: document.documentElement.lang, provider: "" });
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show();
    });
    part.csv.addEventListener("click", () => this.save());
    part.print.addEventListener("click", () => printOnly(part.result));
    part.print_receipt.addEventListener("click", () => printOnly(part.receipt));
    part.back.addEventListener("click", () => this.back());
    part.reverse.addEventListener("submit", (event) => {
      event.preventDefault();
      this.takeBack();
    });
    this.clear();
  }

  /** The months that can be chosen: this one and a year back. */
  offer() {
    const [year, month] = stockholmDay().split("-").map(Number);
    const months = Array.from({ length: MONTHS_BACK }, (_, back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7));
    this.part.month.replaceChildren(...months.map((month) => new Option(monthName(month, this.language), month)));
  }

  /** All rows of a month, page by page, with the reference of its invoice; null when they did not all come. */
  async rowsOf(month) {
    const rows = [];
    let cursor = "";
    do {
      const query = new URLSearchParams({ month, ...(cursor && { cursor }) });
      const { status, body } = await this.session.ask("GET", `/v1/claims?${query}`);
      if (status !== 200 || !body) return null;
      rows.push(...body.rows);
      cursor = body.cursor;
      this.batch = body.batch;
    } while (cursor);
    return rows;
  }

  /** Show the month that was chosen; a former one stands until the new one is there. */
  async show() {
    const { month, waiting, failed } = this.part;
    const mine = (this.asked += 1);
    const chosen = month.value;
    waiting.textContent = this.say("asking_service");
    failed.hidden = true;
    const rows = await this.rowsOf(chosen);
    if (mine !== this.asked) return;
    waiting.textContent = "";
    if (!rows) return this.fail(failed, "month_lost");
    this.draw(chosen, rows);
    this.part.heading.focus();
  }

  draw(month, rows) {
    Object.assign(this, { month, rows, reversed: new Set(rows.filter(({ kind }) => kind === "reversal").map((row) => row.claim_id)) });
    const { result, receipt, heading, table, sum_reports: reports, sum_amount: amount, sum_fee: fee, batch, made, empty } = this.part;
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    const count = rows.filter(({ kind }) => kind === "claim").length - this.reversed.size;
    const [pays, owed] = ["amount_ore", "fee_ore"].map((name) => kronor(sum(name), this.language));
    heading.textContent = this.say("month_heading", { month: monthName(month, this.language), provider: this.provider });
    [reports.textContent, amount.textContent, fee.textContent, batch.textContent] = [count.toLocaleString(this.language), pays, owed, this.batch];
    made.textContent = this.say("month_made", { time: formatMoment(new Date(), this.language) });
    fill(table, rows.map((row) => this.row(row)), { name: this.say("month_sum"), cells: ["", "", pays, owed, ""] });
    empty.hidden = rows.length > 0;
    [result.hidden, receipt.hidden] = [false, true];
  }

  what(row) {
    const { kind, service, event, minutes, exempt, reason } = row;
    const definition = this.services.of(service);
    const name = definition?.events[event] ?? event;
    const why = this.say.has(`reason_${reason}`) ? this.say(`reason_${reason}`) : reason;
    const text = kind === "claim" ? name : this.say(`kind_${kind}`, { what: name.toLowerCase(), why });
    const of = this.services.all.size > 1 ? `, ${definition?.name ?? service}` : "";
    const free = exempt ? `, ${this.say("exempt_said")}` : "";
    return `${text}${minutes ? `, ${this.say.plural("minutes_count", minutes)}` : ""}${this.sharing(row, definition)}${free}${of}`;
  }

  /** With whom an hour was shared, and whether the other has reported it. */
  sharing(row, service) {
    const shared = together(row, service, this.say);
    return shared && `, ${shared}${row.without_counterpart ? ` (${this.say("without_counterpart")})` : ""}`;
  }

  row(row) {
    const { date, amount_ore: amount, fee_ore: fee, recorded_at: at } = row;
    const cells = [this.what(row), formatShort(at, this.language, "short"), kronor(amount, this.language), kronor(fee, this.language), this.way(row)];
    return { name: formatShort(date, this.language), cells };
  }

  /** A claim's receipt by the id that tells it apart, and the way to it. */
  way(row) {
    if (row.kind !== "claim") return "";
    const button = element("button", { type: "button", className: "quiet", textContent: this.say("receipt_show") });
    button.setAttribute("aria-label", this.say("receipt_show_of", { date: formatDate(row.date, this.language), what: this.what(row), receipt: shortOf(row.claim_id) }));
    button.dataset.claim = row.claim_id;
    button.addEventListener("click", () => this.open(row));
    const cell = new DocumentFragment();
    cell.append(element("code", { textContent: shortOf(row.claim_id) }), " ", button);
    return cell;
  }

  /** Show a receipt: a row's, or that of a report which was just made or found. */
  open(row, isReversed = this.reversed.has(row.claim_id)) {
    const { result, receipt, receipt_heading: heading, reversal, reverse, reversed, failed_back: failed, counted } = this.part;
    this.shown = row;
    fillReceipt(this.part, row, this.services.of(row.service), this.say);
    reverse.reset();
    reversal.open = false;
    [reversal.hidden, failed.hidden] = [isReversed, true];
    reversed.textContent = reversal.hidden ? this.say("is_reversed") : "";
    counted.textContent = this.say("reverse_counted", { month: monthInside(stockholmDay().slice(0, 7), this.language) });
    heading.textContent = this.say("receipt_of", { date: formatDate(row.date, this.language) });
    [result.hidden, receipt.hidden] = [true, false];
    heading.focus();
  }

  /** Take a report back; asked again it changes nothing, so a lost answer costs nothing. */
  async takeBack() {
    const { reason, reversal, reversed, failed_back: failed, receipt_heading: heading } = this.part;
    if (this.busy) return;
    failed.hidden = true;
    if (!reason.value) {
      this.fail(failed, "change_no_reason");
      return reason.focus();
    }
    const row = this.shown;
    this.busy = true;
    const answer = await this.session.ask("POST", `/v1/claims/${row.claim_id}/reverse`, { body: { reason: reason.value } });
    const { status, body } = answer;
    this.busy = false;
    if (row !== this.shown) return;
    if (!body?.reversed_at) return this.fail(failed, isRefused(answer) ? "change_other" : "change_lost", { code: body?.code ?? status });
    this.reversed.add(row.claim_id);
    const key = status === 200 ? "reversed_before" : "reversed_now";
    reversed.textContent = this.say(key, { amount: kronor(-body.amount_ore, this.language), time: formatMoment(body.reversed_at, this.language) });
    reversal.hidden = true;
    heading.focus();
  }

  /** Back to the month, as it now stands; the focus returns to the row that was looked at. */
  async back() {
    const row = this.shown;
    this.shown = null;
    this.part.receipt.hidden = true;
    this.part.result.hidden = !this.month;
    await this.show();
    this.part.table.querySelector(`[data-claim="${CSS.escape(row.claim_id)}"]`)?.focus();
  }

  save() {
    const text = csv(this.rows, { say: this.say, language: this.language, services: this.services });
    save(new Blob([text], { type: "text/csv;charset=utf-8" }), `${this.batch.replace("/", "-")}.csv`);
    this.part.saved.textContent = this.say("saved");
  }

  fail(failed, key, facts) {
    failed.textContent = this.say(key, facts);
    failed.hidden = false;
  }

  holds() {
    return false;
  }

  clear() {
    const { result, receipt, failed, waiting, saved } = this.part;
    this.asked += 1;
    Object.assign(this, { rows: [], shown: null, month: null, reversed: new Set() });
    fill(this.part.table, []);
    [result.hidden, receipt.hidden, failed.hidden] = [true, true, true];
    waiting.textContent = saved.textContent = "";
    this.offer();
  }
}
