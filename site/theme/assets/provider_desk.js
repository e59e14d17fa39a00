// A provider's page: checks numbers and reports sessions. Everything is asked as whoever is signed in.

import { Numbers } from "./control_number.js";
import { partsOf, speaker } from "./parts.js";
import { Report } from "./report.js";
import { SignIn } from "./sign_in.js";

const root = document.getElementById("provider-desk");
const say = speaker(root, "staff");
const part = partsOf(root);
const report = new Report(partsOf(part.report), { numbers: new Numbers(root.dataset) }, say, new SignIn(root, part, say, (who, isAnother) => {
  if (isAnother) report.clear();
}));
document.getElementById("without-script").hidden = true;
root.hidden = false;
