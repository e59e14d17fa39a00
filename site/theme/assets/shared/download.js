// Saving what a script holds as a file.

const SAVED_MS = 10_000; // some browsers read the address after the click

/** The file's address exists in this page alone, and for a moment. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}
