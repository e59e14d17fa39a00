// The way back from a provider leads to the list as its reader left it, to the same card: the list hands over which page of it
// that was, beside the choices.

import { carry, read } from "../shared/choices.js";

const link = document.querySelector(".back a");
if (link) {
  const choices = read(), [page] = choices.get("back") ?? [];
  const left = new URL(page ?? link.href, location.origin);
  if (left.origin === location.origin) link.href = left.href; // an address of this site, whatever a copied link says
  choices.delete("back");
  carry(link, choices.set("at", [location.pathname.split("/").at(-2)]));
}
