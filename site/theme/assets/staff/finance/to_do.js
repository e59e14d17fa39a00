// What finance has to do, of this year and the last: months that can be closed, and closed ones whose files nobody has taken.

import { monthInside, monthName, stockholmDay } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { Question } from "./query.js";

/** Return the months that are over with something in them, and those that are closed and not taken, oldest first. */
export function toDo(months) {
  const ready = months.filter(({ status, preview }) => status === "ready" && preview?.count !== 0);
  const unfetched = months.filter(({ status, exported_at: exported }) => status === "closed" && !exported);
  return { ready, unfetched };
}

export class ToDo {
  constructor(part, say, session, open) {
    Object.assign(this, { part, say, open, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
  }

  async show() {
    const year = Number(stockholmDay().slice(0, 4));
    const months = [];
    for (const asked of [year - 1, year]) {
      const answer = await this.question.get(`/v1/payment-runs?year=${asked}`);
      if (!answer) return;
      months.push(...answer.body.months);
    }
    const { ready, unfetched } = toDo(months);
    const { tasks, nothing } = this.part;
    tasks.replaceChildren(...this.unfetched(unfetched), ...ready.map((state) => this.ready(state)));
    [tasks.hidden, nothing.hidden] = [!tasks.children.length, Boolean(tasks.children.length)];
  }

  unfetched(months) {
    if (!months.length) return [];
    const sum = months.reduce((total, { close }) => total + close.sum_ore, 0);
    const text = this.say.plural("to_do_unfetched", months.length, { sum: kronor(sum, this.language) });
    return [this.task(text, months.map(({ month }) => this.button(month, this.say("open_month", this.named(month)))))];
  }

  ready({ month, preview }) {
    const facts = { month: monthName(month, this.language), sum: preview && kronor(preview.sum_ore, this.language) };
    const text = preview ? this.say.plural("to_do_ready", preview.count, facts) : this.say("to_do_ready_long", facts);
    return this.task(text, [this.button(month, this.say("review_month", this.named(month)))]);
  }

  named(month) {
    return { month: monthInside(month, this.language) };
  }

  task(text, buttons) {
    return element("li", {}, [element("p", { textContent: text }), ...buttons.flatMap((button) => [button, " "])]);
  }

  button(month, text) {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", () => this.open(month));
    return button;
  }

  clear() {
    const { tasks, nothing } = this.part;
    this.question.drop();
    tasks.replaceChildren();
    [tasks.hidden, nothing.hidden] = [true, true];
  }
}
