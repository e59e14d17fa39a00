// The reception's page: connects the session and the tools. Every request is sent as the signed-in user.

import { Contacts } from "./contacts.js";
import { Numbers } from "../../shared/control_number.js";
import { Handover } from "./handover.js";
import { Issue } from "./issue.js";
import { keepInOrder } from "../../shared/day_order.js";
import { LookUp } from "./look_up.js";
import { Providers } from "./providers.js";
import { Slips } from "./slips.js";
import { partsOf, speaker } from "../../shared/tool.js";
import { SignIn } from "../sign_in.js";

function suppliersOf({ suppliers, ownUnits }) {
  return { names: JSON.parse(suppliers), ownUnits: JSON.parse(ownUnits) };
}

async function start(root) {
  const say = speaker(root, "staff");
  const part = partsOf(root);
  const tools = [];
  const session = new SignIn(root, part, say, (who, isAnother) => {
    for (const tool of tools) {
      if (isAnother) tool.clear();
      else if (!who) tool.cover?.();
    }
  });
  const context = { numbers: new Numbers(root.dataset), services: JSON.parse(root.dataset.services), suppliers: suppliersOf(root.dataset) };
  const others = [part.issue, part.look_up];
  const ownPage = part.language.querySelector("[selected]").value;
  const handover = new Handover({ root: part.handover, ...partsOf(part.handover) }, new Slips(root, ownPage), context, say, session, others, () => {
    for (const tool of tools) tool.clear();
    [...part.issue.querySelectorAll("input, select")].find((field) => field.checkVisibility()).focus();
  });
  tools.push(new Issue(partsOf(part.issue), say, session, handover), new LookUp(partsOf(part.look_up), context, say, session, handover));
  tools.push(handover);
  if (part.contacts) tools.push(new Contacts(part.contacts, partsOf(part.contacts), say, session));
  addEventListener("beforeunload", (event) => {
    if (tools.some((tool) => tool.holds())) event.preventDefault();
  });
  document.getElementById("without-script").hidden = true;
  root.hidden = false;
  if (!part.list) return; // a single provider is not chosen
  await keepInOrder(part.providers, document.getElementById("order-said"));
  part.providers.classList.add("ordered");
  const options = new Map([...part.recommended.options].map((option) => [option.value, option]));
  part.recommended.append(...[...part.providers.children].map((item) => options.get(item.dataset.provider)));
  const providers = new Providers(part.list, partsOf(part.list), say);
  tools.push(providers);
  await providers.start();
}

const root = document.getElementById("reception-desk");
if (root) await start(root); // there is none where there are no numbers
