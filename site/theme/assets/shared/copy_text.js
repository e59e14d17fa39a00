// A text that is copied, also where the browser gives no clipboard.

/** Copy the text of a field. */
export async function copyText(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    document.execCommand("copy");
  }
}
