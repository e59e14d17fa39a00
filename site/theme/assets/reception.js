// The reception's page: puts session and tools together. Everything is asked as whoever is signed in.

import { Numbers } from "./control_number.js";
import { Issue } from "./issue.js";
import { keepInOrder } from "./list.js";
import { LookUp } from "./look_up.js";
import { partsOf, speaker } from "./parts.js";
import { SignIn } from "./sign_in.js";

const root = document.getElementById("reception-desk");
const say = speaker(root, "staff");
const part = partsOf(root);
const tools = [];
const session = new SignIn(root, part, say, (who, isAnother) => {
  for (const tool of tools) {
    if (isAnother) tool.clear();
    else if (!who) tool.cover?.();
  }
});
const known = { numbers: new Numbers(root.dataset), services: JSON.parse(root.dataset.services), address: root.dataset.address };
const issue = new Issue(partsOf(part.issue), { root: part.slip, ...partsOf(part.slip) }, known, say, session);
tools.push(issue, new LookUp(partsOf(part.look_up), known, say, session));
addEventListener("beforeunload", (event) => {
  if (issue.holds()) event.preventDefault();
});
document.getElementById("without-script").hidden = true;
root.hidden = false;
await keepInOrder(part.providers, document.getElementById("order-said"));
const options = new Map([...part.recommended.options].map((one) => [one.value, one]));
part.recommended.append(...[...part.providers.children].map((one) => options.get(one.dataset.provider)));
