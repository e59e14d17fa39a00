// The fault of a field, shown beside it.

/** Say what is wrong with the field of this name, or with a group of that name, or that nothing is; its paragraph is called after it. */
export function mark(part, name, text) {
  const note = part[`${name}_fault`];
  note.textContent = text;
  note.hidden = !text;
  const fields = part[name]?.matches("input, select, textarea") ? [part[name]] : [];
  for (const field of fields) {
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
