// A month's rows as a file for a spreadsheet.

import { decimal, moment, spreadsheet, verbatim } from "../../shared/spreadsheet.js";
import { shortOf } from "../../shared/receipt_id.js";

/** The rows under their headings; amounts in kronor. */
export function csv(rows, { say, language, services }) {
  const columns = {
    recorded_at: ({ recorded_at: at }) => moment(at),
    csv_kind: ({ kind }) => say(`csv_${kind}`),
    service: ({ service }) => services.of(service)?.name ?? service,
    day: ({ date }) => date,
    event: ({ service, event }) => services.of(service)?.events[event] ?? event,
    counsellors: ({ counsellors }) => counsellors,
    ...(rows.some((row) => row.with) && { partner: (row) => services.of(row.service)?.partners[row.with] ?? row.with }),
    minutes: ({ minutes }) => minutes,
    reference: ({ reference }) => reference && verbatim(reference),
    ...(services.said.includes("member") && { member: ({ member }) => services.members.get(member) ?? member }),
    ...(services.said.includes("exempt") && { exempt: ({ exempt }) => exempt && say("exempt_yes") }),
    amount: ({ amount_ore: ore }) => decimal(ore, language),
    fee: ({ fee_ore: ore }) => decimal(ore, language),
    reason: ({ reason }) => reason && (say.has(`reason_${reason}`) ? say(`reason_${reason}`) : reason),
    tariff: ({ tariff }) => tariff,
    receipt_id: ({ claim_id: id }) => verbatim(shortOf(id)),
    receipt_full: ({ claim_id: id }) => verbatim(id),
  };
  const lines = rows.map((row) => Object.values(columns).map((of) => of(row)));
  return spreadsheet([Object.keys(columns).map((key) => say(key)), ...lines], language);
}
