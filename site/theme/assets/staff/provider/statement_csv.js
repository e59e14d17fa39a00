// A month's rows as a file that a spreadsheet of the reader's country opens: semicolons and a decimal comma, or in English commas and a point.

const MARKED = "\ufeff"; // or Excel takes å for two characters

function quoted(value, mark) {
  const text = String(value ?? "");
  return text.includes(mark) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A moment by the clocks of Stockholm, as a spreadsheet knows it. */
function plain(utc) {
  const form = { dateStyle: "short", timeStyle: "medium", timeZone: "Europe/Stockholm" };
  return new Intl.DateTimeFormat("sv-SE", form).format(new Date(utc));
}

/** The rows under their headings; amounts in kronor. */
export function csv(rows, { say, language, services }) {
  const [mark, point] = language === "en" ? [",", "."] : [";", ","];
  const kronor = (ore) => (ore / 100).toFixed(2).replace(".", point);
  const columns = {
    recorded_at: ({ recorded_at: at }) => plain(at),
    csv_kind: ({ kind }) => say(`csv_${kind}`),
    service: ({ service }) => services.of(service)?.name ?? service,
    day: ({ date }) => date,
    event: ({ service, event }) => services.of(service)?.events[event] ?? event,
    counsellors: ({ counsellors }) => counsellors,
    minutes: ({ minutes }) => minutes,
    reference: ({ reference }) => reference,
    amount: ({ amount_ore: ore }) => kronor(ore),
    fee: ({ fee_ore: ore }) => kronor(ore),
    reason: ({ reason }) => reason && (say.has(`reason_${reason}`) ? say(`reason_${reason}`) : reason),
    tariff: ({ tariff }) => tariff,
    receipt_id: ({ claim_id: id }) => id,
  };
  const lines = [Object.keys(columns).map((key) => say(key)), ...rows.map((row) => Object.values(columns).map((of) => of(row)))];
  return MARKED + lines.map((line) => line.map((value) => quoted(value, mark)).join(mark) + "\r\n").join("");
}
