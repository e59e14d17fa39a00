// Finance's page: months, one month, follow-up and statistics, all of the chosen year. Everything is read as the signed-in user.

import { stockholmDay } from "../../shared/dates.js";
import { FollowUp } from "./follow_up.js";
import { Month } from "./month.js";
import { Months } from "./months.js";
import { Prices } from "./prices.js";
import { PriceCorrection } from "./price_correction.js";
import { sheets } from "../../shared/print_section.js";
import { partsOf, speaker, speakerOf } from "../../shared/tool.js";
import { SignIn } from "../sign_in.js";
import { ToDo } from "./to_do.js";
import { YearFigures } from "./year_figures.js";

const root = document.getElementById("finance-desk");
const [say, staff, event, statistics] = ["finance", "staff", "event", "statistics"].map((family) => speaker(root, family));
const part = partsOf(root);
const within = (section) => ({ root: section, ...partsOf(section) });
const year = () => part.year.value;
const service = () => part.service.value; // follow-up and statistics are never of two services together
const labels = Object.fromEntries(["names", "services", "members"].map((name) => [name, JSON.parse(root.dataset[name])]));
const session = new SignIn(root, part, staff, (who) => (who ? read() : clear()));
const month = new Month(within(part.run), { ...labels, event }, say, session, () => read());
const toDo = new ToDo(within(part.to_do), say, session, (chosen) => month.open(chosen));
const months = new Months(within(part.months), say, session, (chosen) => month.open(chosen));
const texts = Object.entries(JSON.parse(root.dataset.byService));
const ofService = Object.fromEntries(texts.map(([id, words]) => [id, speakerOf(words, "finance")]));
/** What is read of a service names it where there are several: on paper, the field that it was chosen in is not. */
const headed = (heading) => (part.service.length > 1 ? `${heading}: ${labels.services[service()]}` : heading);
const chosen = { year, service, headed };
const prices = new Prices(within(part.prices), chosen);
const followUp = new FollowUp(within(part.follow_up), staff, { say, ofService, towns: labels.members, names: labels.names }, session, chosen);
const correction = new PriceCorrection(within(part.adjustments), say, session, service);
const figures = new YearFigures(within(part.statistics), statistics, say, session, chosen);

function read() {
  toDo.show();
  prices.show();
  months.show(year());
}

/** Figures are not left on the screen of somebody who has gone; nothing was typed that could be lost. */
function clear() {
  toDo.clear();
  prices.clear();
  clearYear();
}

function clearYear() {
  for (const tool of [months, month, correction, followUp, figures]) tool.clear();
}

for (let year = Number(stockholmDay().slice(0, 4)); year >= Number(root.dataset.firstYear); year -= 1) part.year.append(new Option(year, year));
part.year.addEventListener("change", () => {
  clearYear();
  prices.show();
  months.show(year());
});
part.service.addEventListener("change", () => {
  for (const tool of [correction, followUp, figures]) tool.clear();
  prices.show();
});
sheets([part.run]);
document.getElementById("without-script").hidden = true;
root.hidden = false;
