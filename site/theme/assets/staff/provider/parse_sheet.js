// The rows of a sheet by what they are: headings, which hold until the next ones, what is claimed, and what stands around it.

import { foldWords } from "../../shared/pasted_text.js";
import { Columns } from "./parse_columns.js";

const ENOUGH = 2; // so many headings of ours are headings wherever they stand

export class Sheet {
  /** `isDay` and `isNumber` tell whether a cell is a day, or a control number. */
  constructor({ headings, events, say, isDay, isNumber }) {
    const sums = say("form_sum").split(", ").map(foldWords).join("|");
    Object.assign(this, { headings, events, say, isDay, isNumber, sum: new RegExp(`^(?:${sums})(?!\\p{L})`, "u") });
  }

  /** Each row as { row, columns }, or as { row, passed } with the reason why it is not read. The columns are null where no heading is. */
  parts(rows) {
    let columns = null;
    let isBegun = false;
    const parts = rows.map((row) => {
      const isData = row.cells.some((cell) => this.isNumber(cell) || this.isDay(cell));
      if (!isData && this.areHeadings(row, columns, isBegun)) {
        columns = new Columns(row, this, columns);
        return { row, columns, passed: "several_is_headings" };
      }
      isBegun ||= isData;
      return { row, columns, passed: !isData && this.sum.test(foldWords(row.cells.find(Boolean))) ? "several_is_sum" : undefined };
    });
    const first = parts.findIndex(({ passed }) => passed === "several_is_headings");
    const isAbove = ({ row, passed }, index) => index < first && !passed && !row.cells.some((cell) => this.isNumber(cell));
    return parts.map((part, index) => (isAbove(part, index) ? { ...part, passed: "several_is_above" } : part));
  }

  areHeadings({ cells }, columns, isBegun) {
    const named = new Set(this.headings.columns(cells).filter(Boolean)).size;
    return named >= ENOUGH || (columns ? columns.areRepeated(cells) : named > 0 && !isBegun);
  }
}
