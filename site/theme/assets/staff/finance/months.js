// A year's months: which are open, ready to be closed, closed or taken, and what they add up to.

import { formatMoment, monthName, stockholmDay } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { Question } from "./query.js";
import { fill } from "../../shared/table_rows.js";

/** What a month that is over adds up to, if that is told. */
const sumOf = ({ close, preview }) => close ?? preview;

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
    const most = Math.max(...begun.map((state) => sumOf(state)?.sum_ore ?? 0), 1);
    const total = begun.reduce((sum, { close }) => sum + (close?.sum_ore ?? 0), 0);
    this.part.caption.textContent = this.say("months_caption", { year });
    const rows = begun.map((state) => ({
      name: this.button(state.month),
      share: sumOf(state)?.count ? sumOf(state).sum_ore / most : null,
      cells: [this.standing(state), sumOf(state) ? kronor(sumOf(state).sum_ore, this.language) : this.say("no_sum")],
    }));
    fill(this.part.table, rows, { name: this.say("closed_total"), cells: ["", kronor(total, this.language)] });
  }

  button(month) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = monthName(month, this.language);
    button.addEventListener("click", () => this.open(month));
    return button;
  }

  standing({ status, payable_from: from, preview, close, exported_at: exported }) {
    if (preview?.count === 0) return this.say("standing_empty");
    if (exported) return this.say("standing_taken", { moment: formatMoment(exported, this.language) });
    return this.say(`standing_${status}`, { moment: formatMoment(close?.closed_at ?? from, this.language) });
  }

  clear() {
    this.question.drop();
    fill(this.part.table, []);
  }
}
