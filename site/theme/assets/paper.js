// Paper: one part of a page is a sheet of its own, and nothing else is printed.

const SHEET = "sheet";

/** Print a part of the page alone. */
export function printOnly(part) {
  part.classList.add(SHEET);
  addEventListener("afterprint", () => part.classList.remove(SHEET), { once: true });
  print();
}
