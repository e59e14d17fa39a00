// Pasted rows with what became of them, as a file for a spreadsheet: the sheet's own columns, and after them the receipts.
// It is made and saved in the browser: what stands in columns that are not read is sent to nobody.

import { decimal, moment, spreadsheet, verbatim } from "../../shared/spreadsheet.js";
import { shortOf } from "../../shared/receipt_id.js";

/** Each line as { cells, reference, outcome, receipt }; `headings` are the sheet's own, null where it had none. */
export function csv(headings, lines, { say, language }) {
  const width = Math.max(headings?.length ?? 0, ...lines.map(({ cells }) => cells.length));
  const titles = Array.from({ length: width }, (_, index) => headings?.[index] || say("several_column", { place: index + 1 }));
  const added = ["several_state", "receipt_id", "amount", "fee", "recorded_at", "receipt_full"].map((key) => say(key));
  return spreadsheet([[...titles, ...added], ...lines.map((line) => [...padded(own(line), width), ...ofReceipt(line, language)])], language);
}

function own({ cells, reference }) {
  return cells.map((cell) => (reference && cell === reference ? verbatim(cell) : cell));
}

function padded(cells, width) {
  return [...cells, ...Array(width - cells.length).fill("")];
}

function ofReceipt({ outcome, receipt }, language) {
  if (!receipt) return [outcome, "", "", "", "", ""];
  const { claim_id: id, amount_ore: amount, fee_ore: fee, recorded_at: at } = receipt;
  return [outcome, verbatim(shortOf(id)), decimal(amount, language), decimal(fee, language), moment(at), verbatim(id)];
}
