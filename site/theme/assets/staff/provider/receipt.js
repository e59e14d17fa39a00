// A receipt: what the municipality pays for a report, and what the visitor owes.

import { formatDate } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { shortOf } from "../../shared/receipt_id.js";
import { left, recorded, together } from "./services.js";

/** Fill a receipt in; `facts` are a claim's and its receipt's, `left` is only known when it is new. */
export function fill(part, facts, service, say) {
  const language = document.documentElement.lang;
  const { service_said: name, day, what, amount, fee, fee_none: none, left: rest, left_row: row, recorded: at, receipt_id: id, receipt_full: full } = part;
  name.textContent = service?.name ?? facts.service;
  day.textContent = formatDate(facts.date, language);
  what.textContent = [service?.events[facts.event] ?? facts.event, facts.minutes && say.plural("minutes_count", facts.minutes), together(facts, service, say), facts.exempt && say("exempt_said")].filter(Boolean).join(", ");
  amount.textContent = kronor(facts.amount_ore, language);
  fee.textContent = kronor(facts.fee_ore, language);
  none.hidden = facts.fee_ore !== 0;
  rest.textContent = facts.left === undefined ? "" : left(facts, service, say);
  row.hidden = !rest.textContent;
  at.textContent = recorded(facts);
  [id.textContent, full.textContent] = [shortOf(facts.claim_id), facts.claim_id];
}
