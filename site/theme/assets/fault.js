// What is wrong with a field, told beside it.

/** Say what is wrong with the field of this name, or that nothing is; its paragraph is called after it. */
export function mark(part, name, text) {
  const said = part[`${name}_fault`];
  said.textContent = text;
  said.hidden = !text;
  if (text) part[name].setAttribute("aria-invalid", "true");
  else part[name].removeAttribute("aria-invalid");
}
