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
    const begun = answer.body.months.filter((state) => state.month <= stockholmDay().slice(0, 7));
    const sums = begun.map((state) => state.seal?.sum_ore ?? 0);
    const most = Math.max(...sums, 1);
    const total = sums.reduce((sum, ore) => sum + ore, 0);
    this.part.caption.textContent = this.say("months_caption", { year });
    const rows = begun.map((state) => ({
      name: this.button(state.month),
      share: state.seal ? state.seal.sum_ore / most : null,
      cells: [this.standing(state), state.seal ? kronor(state.seal.sum_ore, this.language) : this.say("not_sealed")],
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
