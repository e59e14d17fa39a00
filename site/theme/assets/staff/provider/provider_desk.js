// A provider's page: numbers are checked, sessions reported, months read. Every request is sent as the signed-in user.

import { Availability } from "./availability.js";
import { CaseReport } from "./case_report.js";
import { ContinuingCases } from "./continuing_cases.js";
import { FindReport } from "./find_report.js";
import { FirstSessions } from "./first_sessions.js";
import { Numbers } from "../../shared/control_number.js";
import { sheets } from "../../shared/print_section.js";
import { partsOf, speaker } from "../../shared/tool.js";
import { Report } from "./report.js";
import { Services } from "./services.js";
import { Several } from "./batch_report.js";
import { SignIn } from "../sign_in.js";
import { Statement } from "./statement.js";

const root = document.getElementById("provider-desk");
const say = speaker(root, "staff");
const part = partsOf(root);
const tools = [];
const session = new SignIn(root, part, say, (who, isAnother) => {
  if (isAnother) for (const tool of tools) tool.clear();
  if (!who) return;
  statement.provider = who.name;
  context.services.own = who.provider;
  report.arrange();
  availability.open(who.provider);
  for (const node of root.querySelectorAll(".signed-in")) node.textContent = who.name;
});
const numbers = new Numbers(root.dataset);
const context = { numbers, services: new Services(root.dataset, numbers) };
const [reporting, pasting, reading] = [part.report, part.report_several, part.statement].map(partsOf);
const statement = new Statement(reading, context, say, session);
const availability = new Availability(part.availability, context, say, session);
const report = new Report(reporting, context, say, session, (receipt) => statement.open(receipt));
tools.push(availability, report, new Several(pasting, context, say, session));
tools.push(statement);
const find = part.find_report && partsOf(part.find_report);
if (find) tools.push(new FindReport(find, context, say, session, (row, isReversed) => statement.open(row, isReversed)));
if (part.first_sessions) tools.push(new FirstSessions(part.first_sessions, say, session));
if (part.case_report) tools.push(new CaseReport(part.case_report, partsOf(part.case_report), say, session));
if (part.continuing_cases) tools.push(new ContinuingCases(part.continuing_cases, partsOf(part.continuing_cases), say, session));
sheets([reading.receipt, reading.result, reporting.result]);
addEventListener("beforeunload", (event) => {
  if (tools.some((tool) => tool.holds())) event.preventDefault();
});
document.getElementById("without-script").hidden = true;
root.hidden = false;
