// What people tell receipts apart by.

/** How a claim's id begins, in a form that a spreadsheet leaves as text: it would take 12e45678 for a number. */
export function shortOf(id) {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`;
}
