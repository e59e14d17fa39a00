// A month: what it adds up to for whom, closing it, its files, its lines, and the statements of its providers.

import { Closing } from "./closing.js";
import { formatDate, formatMoment, monthName } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { Lines } from "./lines.js";
import { kronor } from "../../shared/money.js";
import { monthNotices, showNotices } from "./notices.js";
import { save } from "../../shared/download.js";
import { printOnly } from "../../shared/print_section.js";
import { shortOf } from "../../shared/receipt_id.js";
import { Question } from "./query.js";
import { Statements } from "./statements.js";
import { fill } from "../../shared/table_rows.js";

const FILES = { csv: "text/csv", sie: "application/x-sie" };

export class Month {
  /** `labels` has the names of providers, services and members; `changed` is called when a month was closed or taken. */
  constructor(part, labels, say, session, changed) {
    Object.assign(this, { part, labels, say, changed, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
    this.lines = new Lines(part, labels, say, session);
    this.statements = new Statements(part, labels, say, session);
    this.closing = new Closing(part, say, session, (month) => {
      changed();
      return this.open(month);
    });
    for (const kind of Object.keys(FILES)) part[kind].addEventListener("click", () => this.file(kind));
    part.print.addEventListener("click", () => printOnly(part.root));
  }

  /** Show a month; return whether it could be read. */
  async open(month) {
    this.clear();
    const { root, heading, made, standing, csv, sie } = this.part;
    this.month = month;
    heading.textContent = monthName(month, this.language);
    root.hidden = false;
    heading.focus();
    const answer = await this.question.get(`/v1/payment-runs/${month}`);
    if (!answer) return false;
    const { status, totals, close, exported_at: exported } = answer.body;
    standing.textContent = this.standing(answer.body);
    [csv.disabled, sie.disabled] = [status === "open", status !== "closed"];
    this.taken = close && !exported ? close.sha256 : null;
    this.sums(totals);
    this.unmatched(answer.body.without_counterpart ?? []);
    this.closing.offer(answer.body);
    this.lines.offer(month, totals);
    this.statements.offer(answer.body);
    showNotices(this.part.notices, close ? monthNotices(month, totals, this.labels.names, this.say) : [], this.say);
    made.hidden = false;
    return true;
  }

  standing({ status, payable_from: from, close, exported_at: exported }) {
    const facts = { moment: formatMoment(close?.closed_at ?? from, this.language) };
    if (!close) return this.say(`about_${status}`, facts);
    const closed = this.say.plural("about_closed", close.count, { ...facts, sum: kronor(close.sum_ore, this.language) });
    const taken = exported ? this.say("about_taken", { moment: formatMoment(exported, this.language) }) : this.say("about_untaken");
    return `${closed} ${taken}`;
  }

  sums({ whole, providers, services, accounts, members }) {
    const { names, services: offered, members: towns } = this.labels;
    const most = Math.max(...providers.map((sums) => sums.amount_ore), 1);
    const row = (name, sums, ...more) => ({
      name,
      cells: [...more, sums.claims.toLocaleString(this.language), kronor(sums.amount_ore, this.language), kronor(sums.fee_ore, this.language)],
    });
    const total = (...more) => row(this.say("total"), whole, ...more);
    const reference = ({ batch, amount_ore: amount }) => (amount < 0 ? this.say("credit_note", { batch }) : batch);
    const bars = providers.map((sums) => ({ ...row(names[sums.provider] ?? sums.provider, sums, reference(sums)), share: sums.amount_ore / most }));
    fill(this.part.providers, bars, total(""));
    fill(this.part.services, services.map((sums) => row(offered[sums.service] ?? sums.service, sums)), total());
    fill(this.part.accounts, accounts.map((sums) => row(this.say("account_of", sums), sums)), total());
    fill(this.part.members, members.map((sums) => row(towns[sums.member] ?? sums.member, sums)), total());
  }

  /** The shared hours that only one of the two providers has reported. */
  unmatched(reports) {
    const { unmatched, unmatched_reports: list } = this.part;
    const nameOf = (provider) => this.labels.names[provider] ?? provider;
    const items = reports.map(({ provider, with: partner, date, minutes, claim_id: id }) => {
      const facts = { name: nameOf(provider), partner: nameOf(partner), date: formatDate(date, this.language), receipt: shortOf(id) };
      return element("li", { textContent: this.say.plural("unmatched_report", minutes, facts) });
    });
    list.replaceChildren(...items);
    unmatched.hidden = !reports.length;
  }

  async file(kind) {
    const { saved } = this.part;
    saved.textContent = "";
    const answer = await this.question.get(`/v1/payment-runs/${this.month}`, FILES[kind]);
    if (!answer) return;
    save(answer.body, answer.name);
    saved.textContent = this.say("saved", { name: answer.name });
    if (this.taken) await this.take();
  }

  /** Mark that the files of a closed month were taken: the first time alone. */
  async take() {
    const { standing } = this.part;
    const answer = await this.question.post(`/v1/payment-runs/${this.month}/exported`, { sha256: this.taken });
    if (!answer) return;
    this.taken = null;
    standing.textContent = this.standing(answer.body);
    this.changed();
  }

  clear() {
    const { root, heading, made, saved, standing, notices } = this.part;
    this.question.drop();
    this.unmatched([]);
    for (const tool of [this.lines, this.closing, this.statements]) tool.clear();
    for (const table of ["providers", "services", "accounts", "members"]) fill(this.part[table], []);
    notices.replaceChildren();
    standing.textContent = saved.textContent = "";
    heading.textContent = "…"; // as the template has it: no heading is empty
    [root.hidden, made.hidden] = [true, true];
  }
}
