// What people tell receipts apart by.

/** How a claim's id begins, in two groups of four. */
export function shortOf(id) {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}`;
}
