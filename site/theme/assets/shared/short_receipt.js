// Receipts, as people tell them apart.

/** How a receipt's id begins, in a form that a spreadsheet leaves as text. */
export function shortOf(id) {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`;
}
