// A provider's own first sessions of a year, by how soon they were: it sees them a month before those of all are published.

import { formatDate, stockholmDay } from "../../shared/dates.js";
import { partsOf } from "../../shared/tool.js";

const YEARS_BACK = 3;
const PATIENCE_MS = 30_000; // a year's rows are read while the front listens, 29 seconds

export class FirstSessions {
  constructor(part, say, session) {
    Object.assign(this, { part: partsOf(part), say, session, asked: 0, language: document.documentElement.lang });
    const last = Number(stockholmDay().slice(0, 4)) - 1;
    this.part.year.replaceChildren(...Array.from({ length: YEARS_BACK }, (_, back) => new Option(last - back)));
    this.part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show();
    });
  }

  async show() {
    this.clear();
    const mine = this.asked;
    this.part.waiting.textContent = this.say("asking_service");
    const { status, body } = await this.session.ask("GET", `/v1/first-sessions?year=${this.part.year.value}`, { patience: PATIENCE_MS });
    if (mine !== this.asked) return;
    this.part.waiting.textContent = "";
    if (status === 401) return;
    if (status !== 200 || !body) return this.fail(body);
    this.draw(body);
  }

  draw({ year, published_from: from, services }) {
    const { result, heading, published } = this.part;
    const number = new Intl.NumberFormat(this.language);
    let total = 0;
    for (const table of result.querySelectorAll("[data-service]")) {
      const counts = services[table.dataset.service];
      table.hidden = !counts;
      for (const row of counts ? table.querySelectorAll("[data-within]") : []) {
        const count = counts[row.dataset.within];
        row.cells[1].textContent = number.format(count);
        total += count;
      }
    }
    heading.textContent = this.say("first_sessions_heading", { year, count: number.format(total) });
    published.textContent = this.say("first_sessions_from", { date: formatDate(from, this.language) });
    result.hidden = false;
    heading.focus();
  }

  fail(body) {
    const date = body?.final_from && formatDate(body.final_from, this.language);
    this.part.failed.textContent = this.say(date ? "first_sessions_open" : "first_sessions_lost", { date });
    this.part.failed.hidden = false;
  }

  holds() {
    return false;
  }

  clear() {
    this.asked += 1;
    const { result, failed, waiting } = this.part;
    [result.hidden, failed.hidden, waiting.textContent] = [true, true, ""];
    for (const cell of result.querySelectorAll("[data-within] td")) cell.textContent = "";
  }
}
