// The page of contracts: a button copies the text to send. The list is narrowed by its style sheet.

import { copyText } from "../../shared/copy_text.js";

for (const button of document.querySelectorAll("[data-copies]")) {
  const done = button.parentElement.querySelector("[data-done]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    done.textContent = "";
    await copyText(document.getElementById(button.dataset.copies));
    done.textContent = done.dataset.done;
  });
}
