// The reception's page: a number is looked up and read aloud. Everything goes through whoever is signed in.

import { Numbers } from "./control_number.js";
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
const known = { numbers: new Numbers(root.dataset), services: JSON.parse(root.dataset.services) };
tools.push(new LookUp(partsOf(part.look_up), known, say, session));
document.getElementById("without-script").hidden = true;
root.hidden = false;
