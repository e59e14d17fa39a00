// A year's suppressed figures, as the service gives them for publication: the statistics page's tables, and all of it as a file.

import { save } from "../../shared/download.js";
import { printOnly } from "../../shared/print_section.js";
import { Question } from "./query.js";
import { bar } from "../../shared/table_rows.js";

export class YearFigures {
  /** `hidden` is the mark for a suppressed figure. */
  constructor(part, hidden, say, session, chosen) {
    Object.assign(this, { part, hidden, say, chosen, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
    part.show.addEventListener("click", () => this.show());
    part.save.addEventListener("click", () => this.save());
    part.print.addEventListener("click", () => printOnly(part.root));
  }

  async show() {
    this.clear();
    const answer = await this.question.get(`/v1/statistics?year=${this.chosen.year()}`);
    if (!answer) return;
    this.figures = answer.body;
    const { heading, nothing, withheld, result, root } = this.part;
    const figures = this.figures.services[this.chosen.service()];
    const cells = Object.assign({}, ...Object.values(figures.tables));
    const tables = [...root.querySelectorAll("[data-table]")];
    for (const table of tables) table.hidden = !(table.dataset.table in figures.tables && this.filled(table, cells));
    heading.textContent = this.chosen.headed(this.say("statistics_of", { year: this.figures.year }));
    nothing.hidden = tables.some((table) => !table.hidden);
    const hidden = tables.filter((table) => figures.withheld.includes(table.dataset.table)).map((table) => table.caption.textContent);
    withheld.textContent = hidden.length ? this.say("withheld", { tables: hidden.join("; ") }) : "";
    [withheld.hidden, result.hidden] = [!hidden.length, false];
    heading.focus();
  }

  /** A row of nobody is left out; a hidden figure has neither bar nor number. False when there is nothing to show. */
  filled(table, cells) {
    const rows = [...table.querySelectorAll("[data-cell]")];
    const most = Math.max(...rows.map((row) => cells[row.dataset.cell] ?? 0), 1);
    for (const row of rows) {
      const count = cells[row.dataset.cell] ?? null;
      const isTotal = row.parentElement === table.tFoot;
      row.querySelector("svg")?.remove();
      row.hidden = isTotal ? !row.dataset.cell : count === 0;
      row.cells[1].textContent = count === null ? this.hidden : new Intl.NumberFormat(this.language).format(count);
      if (count && !isTotal) row.cells[0].append(bar(count / most));
    }
    return rows.some((row) => !row.hidden && row.parentElement !== table.tFoot);
  }

  save() {
    save(new Blob([`${JSON.stringify(this.figures, null, 1)}\n`], { type: "application/json" }), `${this.figures.year}.json`);
  }

  clear() {
    this.question.drop();
    this.figures = null;
    this.part.result.hidden = true;
  }
}
