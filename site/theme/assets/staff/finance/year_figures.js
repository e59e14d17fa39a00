// A year's suppressed figures, as the service gives them for publication: the statistics page's tables, and all of it as a file.

import { save } from "../../shared/download.js";
import { printOnly } from "../../shared/print_section.js";
import { Question } from "./query.js";
import { bar } from "../../shared/table_rows.js";

export class YearFigures {
  /** `words` has the mark for a hidden figure, and what is read aloud in its place. */
  constructor(part, words, say, session, chosen) {
    Object.assign(this, { part, words, say, chosen, language: document.documentElement.lang });
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
    const { heading, nothing, hidden_about, withheld, withheld_tables, result, root } = this.part;
    const figures = this.figures.services[this.chosen.service()];
    const tables = [...root.querySelectorAll("[data-table]")];
    const shown = tables.filter((table) => this.filled(table, figures.tables[table.dataset.table] ?? {}));
    const unseen = tables.filter((table) => figures.withheld.includes(table.dataset.table));
    for (const table of tables) table.hidden = !shown.includes(table);
    heading.textContent = this.chosen.headed(this.say("statistics_of", { year: this.figures.year }));
    nothing.hidden = shown.length > 0;
    hidden_about.hidden = !shown.some((table) => Object.values(figures.tables[table.dataset.table]).includes(null));
    withheld_tables.replaceChildren(...unseen.map((table) => item(table.caption.textContent)));
    [withheld.hidden, result.hidden] = [!unseen.length, false];
    heading.focus();
  }

  /** A row of nobody, or of a class that is not collected, is left out. False when there is nothing to show. */
  filled(table, cells) {
    const rows = [...table.querySelectorAll("[data-cell]")];
    const classes = rows.filter((row) => row.parentElement !== table.tFoot);
    const most = Math.max(...rows.map((row) => cells[row.dataset.cell] ?? 0), 1);
    for (const row of rows) {
      const count = cells[row.dataset.cell];
      row.querySelector("svg")?.remove();
      row.hidden = count === undefined || (count === 0 && classes.includes(row));
      row.cells[1].replaceChildren(...(count === null ? this.mark() : [new Intl.NumberFormat(this.language).format(count)]));
      if (count && classes.includes(row)) row.cells[0].append(bar(count / most));
    }
    return classes.some((row) => !row.hidden);
  }

  /** Return the mark for a hidden figure: dots for the eye, words for who listens. */
  mark() {
    const [dots, aloud] = [document.createElement("span"), document.createElement("span")];
    [dots.textContent, aloud.textContent, aloud.className] = [this.words("hidden"), this.words("hidden_aloud"), "out"];
    dots.setAttribute("aria-hidden", "true");
    return [dots, aloud];
  }

  save() {
    save(new Blob([`${JSON.stringify(this.figures, null, 1)}\n`], { type: "application/json" }), `${this.figures.year}.json`);
  }

  clear() {
    this.question.drop();
    this.figures = null;
    for (const row of this.part.root.querySelectorAll("[data-cell]")) row.cells[1].replaceChildren();
    this.part.heading.textContent = "…";
    this.part.result.hidden = true;
  }
}

function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
