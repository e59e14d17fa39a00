// The way back from a provider leads to the list, or to the guide, as its reader left it, and to the same card. That page hands
// over its address, beside the choices, and where it is another than the list also what the way back is called and which step.

import { carry, read } from "../shared/choices.js";

const link = document.querySelector(".back a");
const choices = read(), [page, text, step] = choices.get("back") ?? [];
choices.delete("back");
for (const other of document.querySelectorAll("header a[hreflang]")) carry(other, choices);
if (link) {
  if (page) link.href = page;
  if (text) link.textContent = text;
  const there = new Map(choices).set("at", [location.pathname.split("/").at(-2)]);
  carry(link, step ? there.set("step", [step]) : there);
}
