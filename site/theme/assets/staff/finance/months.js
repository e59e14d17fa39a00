// A year's months: which are open, closed or sealed, and what those that are sealed were paid with.

import { formatMoment, monthName, stockholmDay } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { Question } from "./query.js";
import { fill } from "../../shared/table_rows.js";

export class Months {
  constructor(part, say, session, open) {
    Object.assign(this, { part, say, open, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
  }

  async show(year) {
    this.clear();
    const answer = await this.question.get(`/v1/payment-runs?year=${year}`);
    if (!answer) return;
    const begun = answer.body.months.filter((one) => one.month <= stockholmDay().slice(0, 7));
    const sums = begun.map((one) => one.seal?.sum_ore ?? 0);
    const most = Math.max(...sums, 1);
    const total = sums.reduce((sum, one) => sum + one, 0);
    this.part.caption.textContent = this.say("months_caption", { year });
    const rows = begun.map((one) => ({
      name: this.button(one.month),
      share: one.seal ? one.seal.sum_ore / most : null,
      cells: [this.standing(one), one.seal ? kronor(one.seal.sum_ore, this.language) : this.say("not_sealed")],
    }));
    fill(this.part.table, rows, { name: this.say("sealed_total"), cells: ["", kronor(total, this.language)] });
  }

  button(month) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = monthName(month, this.language);
    button.addEventListener("click", () => this.open(month));
    return button;
  }

  standing({ status, payable_from: from, seal }) {
    return this.say(`standing_${status}`, { moment: formatMoment(seal?.sealed_at ?? from, this.language) });
  }

  clear() {
    this.question.drop();
    this.part.table.hidden = true;
  }
}
