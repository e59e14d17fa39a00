// Kopiera länk: the one address that has the choices in it, made when somebody asks for it.

import { addressWith, read } from "./choices.js";

const panel = document.getElementById("copy-link");

/** Offer the link as long as something is chosen. */
export function offerLink() {
  const status = panel.querySelector("[role=status]"), field = panel.querySelector("input");
  const { copied, refused } = status.dataset;
  const follow = () => {
    panel.hidden = !read().size;
    status.textContent = field.value = ""; // a link that was made has the choices as they were
    field.parentElement.hidden = true;
  };
  panel.querySelector("button").addEventListener("click", async () => {
    const address = addressWith();
    try {
      await navigator.clipboard.writeText(address);
      status.textContent = copied;
    } catch {
      status.textContent = refused;
      field.value = address;
      field.parentElement.hidden = false;
      field.select();
    }
  });
  addEventListener("choices", follow);
  follow();
}
