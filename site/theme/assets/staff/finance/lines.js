// A month's lines as they are paid, all or one provider's, a page at a time.

import { ClaimCorrection } from "./claim_correction.js";
import { formatDate } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { shortOf } from "../../shared/receipt_id.js";
import { Question } from "./query.js";
import { append, fill } from "../../shared/table_rows.js";

export class Lines {
  constructor(part, { names, event }, say, session) {
    Object.assign(this, { part, names, event, say, language: document.documentElement.lang });
    this.question = new Question(part.lines_waiting, part.lines_failed, say, session);
    part.lines_form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.first();
    });
    part.lines_more.addEventListener("click", () => this.next());
    this.correction = new ClaimCorrection(part, { names, event }, say, session, (line, isChanged) => this.corrected(line, isChanged));
  }

  /** Let a provider of the month be chosen. */
  offer(month, { whole, providers }) {
    const { lines, lines_of: choice } = this.part;
    Object.assign(this, { month, rows: whole.rows });
    choice.replaceChildren(new Option(this.say("every_provider"), ""));
    for (const { provider } of providers) choice.append(new Option(this.names[provider] ?? provider, provider));
    lines.hidden = !whole.rows;
  }

  async first() {
    const { lines_table: table, lines_of: choice } = this.part;
    fill(table, []);
    Object.assign(this, { shown: 0, sum: 0, provider: choice.value, cursor: null });
    await this.next();
    if (this.shown) table.tBodies[0].rows[0].scrollIntoView({ block: "nearest" });
  }

  async next() {
    const { lines_table: table, lines_more: more, lines_caption: caption } = this.part;
    more.hidden = true;
    const asked = new URLSearchParams({ ...(this.provider && { provider: this.provider }), ...(this.cursor && { cursor: this.cursor }) });
    const answer = await this.question.get(`/v1/payment-runs/${this.month}/lines?${asked}`);
    if (!answer) {
      more.hidden = !this.cursor;
      return;
    }
    const { lines, sum_ore: sum, cursor } = answer.body;
    this.shown += lines.length;
    this.sum += sum;
    this.cursor = cursor;
    append(table, lines.map((line) => this.row(line)));
    caption.textContent = this.say("lines_caption", { count: this.shown, sum: kronor(this.sum, this.language) });
    [table.hidden, more.hidden] = [false, !cursor];
  }

  row(line) {
    const { date, provider, kind, event, account, motpart, claim_id: receipt, amount_ore: amount, fee_ore: fee } = line;
    const code = document.createElement("code");
    code.textContent = shortOf(receipt);
    const what = kind === "claim" ? this.event(event) : this.say(`kind_${kind}`);
    const accountText = this.say("account_of", { account, motpart });
    return {
      name: formatDate(date, this.language),
      cells: [this.names[provider] ?? provider, what, accountText, code, kronor(amount, this.language), kronor(fee, this.language), this.way(line)],
    };
  }

  /** The way to correct a claim; a correction is corrected no more. */
  way(line) {
    if (line.kind !== "claim") return "";
    const { date, provider, claim_id: id } = line;
    const facts = { date: formatDate(date, this.language), provider: this.names[provider] ?? provider, receipt: shortOf(id) };
    const button = element("button", { type: "button", className: "quiet", textContent: this.say("correct") });
    button.setAttribute("aria-label", this.say("correct_of", facts));
    button.dataset.claim = id;
    button.addEventListener("click", () => {
      this.part.lines_list.hidden = true;
      this.correction.open(line);
    });
    return button;
  }

  /** Show the lines again, as they now are; the focus returns to the one that was looked at. */
  async corrected(line, isChanged) {
    this.part.lines_list.hidden = false;
    if (isChanged) await this.first();
    this.part.lines_table.querySelector(`[data-claim="${CSS.escape(line.claim_id)}"]`)?.focus();
  }

  clear() {
    const { lines, lines_list, lines_table: table, lines_caption: caption, lines_more: more } = this.part;
    this.question.drop();
    this.correction.clear();
    lines_list.hidden = false;
    fill(table, []);
    caption.textContent = "…";
    [lines.hidden, more.hidden] = [true, true];
  }
}
