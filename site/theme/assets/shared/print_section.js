// Paper: one part of a page is a sheet of its own, and nothing else is printed.

const SHEET = "sheet";

/** Without a word about which, the first of these parts that is shown is the sheet. */
export function sheets(parts) {
  addEventListener("beforeprint", () => {
    if (!document.querySelector(`.${SHEET}`)) parts.find((part) => part.checkVisibility())?.classList.add(SHEET);
  });
  addEventListener("afterprint", () => document.querySelector(`.${SHEET}`)?.classList.remove(SHEET));
}

/** Print a part of the page alone. */
export function printOnly(part) {
  part.classList.add(SHEET);
  print();
}
