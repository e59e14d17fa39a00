// A month: what it adds up to for whom, its files, and its lines. It is read and never changed here.

import { formatMoment, monthName } from "../../shared/dates.js";
import { Lines } from "./lines.js";
import { kronor } from "../../shared/money.js";
import { monthNotices, showNotices } from "./notices.js";
import { save } from "../../shared/download.js";
import { printOnly } from "../../shared/print_section.js";
import { Question } from "./query.js";
import { fill } from "../../shared/table_rows.js";

const FILES = { csv: "text/csv", sie: "application/x-sie" };

export class Month {
  /** `labels` has the names of providers, services and members. */
  constructor(part, labels, say, session) {
    Object.assign(this, { part, labels, say, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
    this.lines = new Lines(part, labels, say, session);
    for (const kind of Object.keys(FILES)) part[kind].addEventListener("click", () => this.file(kind));
    part.print.addEventListener("click", () => printOnly(part.root));
  }

  async open(month) {
    this.clear();
    const { root, heading, made, standing, csv, sie } = this.part;
    this.month = month;
    heading.textContent = monthName(month, this.language);
    root.hidden = false;
    heading.focus();
    const answer = await this.question.get(`/v1/payment-runs/${month}`);
    if (!answer) return;
    const { status, totals } = answer.body;
    standing.textContent = this.standing(answer.body);
    [csv.disabled, sie.disabled] = [status === "open", status === "open"];
    this.sums(totals);
    this.lines.offer(month, totals);
    showNotices(this.part.notices, answer.body.seal ? monthNotices(month, totals, this.labels.names, this.say) : [], this.say);
    made.hidden = false;
  }

  standing({ status, payable_from: from, seal }) {
    const facts = { moment: formatMoment(seal?.sealed_at ?? from, this.language) };
    if (!seal) return this.say(`about_${status}`, facts);
    return this.say.plural("about_sealed", seal.count, { ...facts, sum: kronor(seal.sum_ore, this.language) });
  }

  sums({ whole, providers, services, accounts, members }) {
    const { names, services: offered, members: towns } = this.labels;
    const most = Math.max(...providers.map((sums) => sums.amount_ore), 1);
    const row = (name, sums, ...more) => ({
      name,
      cells: [...more, String(sums.claims), kronor(sums.amount_ore, this.language), kronor(sums.fee_ore, this.language)],
    });
    const total = (...more) => row(this.say("total"), whole, ...more);
    const bars = providers.map((sums) => ({ ...row(names[sums.provider] ?? sums.provider, sums, sums.batch), share: sums.amount_ore / most }));
    fill(this.part.providers, bars, total(""));
    fill(this.part.services, services.map((sums) => row(offered[sums.service] ?? sums.service, sums)), total());
    fill(this.part.accounts, accounts.map((sums) => row(this.say("account_of", sums), sums)), total());
    fill(this.part.members, members.map((sums) => row(towns[sums.member] ?? sums.member, sums)), total());
  }

  async file(kind) {
    const { saved } = this.part;
    saved.textContent = "";
    const answer = await this.question.get(`/v1/payment-runs/${this.month}`, FILES[kind]);
    if (!answer) return;
    save(answer.body, answer.name);
    saved.textContent = this.say("saved", { name: answer.name });
  }

  clear() {
    const { root, made, saved, standing } = this.part;
    this.question.drop();
    this.lines.clear();
    standing.textContent = saved.textContent = "";
    [root.hidden, made.hidden] = [true, true];
  }
}
