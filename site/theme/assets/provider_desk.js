// A provider's page: checks numbers and reports sessions. Everything is asked as whoever is signed in.

import { Numbers } from "./control_number.js";
import { partsOf, speaker } from "./parts.js";
import { Report } from "./report.js";
import { Services } from "./services.js";
import { Several } from "./several.js";
import { SignIn } from "./sign_in.js";

const root = document.getElementById("provider-desk");
const say = speaker(root, "staff");
const part = partsOf(root);
const tools = [];
const session = new SignIn(root, part, say, (who, isAnother) => {
  if (isAnother) for (const tool of tools) tool.clear();
});
const numbers = new Numbers(root.dataset);
const known = { numbers, services: new Services(root.dataset, numbers) };
tools.push(new Report(partsOf(part.report), known, say, session), new Several(partsOf(part.report_several), known, say, session));
addEventListener("beforeunload", (event) => {
  if (tools.some((tool) => tool.holds())) event.preventDefault();
});
document.getElementById("without-script").hidden = true;
root.hidden = false;
