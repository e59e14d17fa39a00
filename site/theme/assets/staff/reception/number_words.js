// What is said of a number: how much is left of it, and what has changed since it was looked up.

import { formatHours, hoursOf } from "../../shared/dates.js";

/** The words of a reason, as a list has them; policy may have dropped one. */
export function labelOf(list, reason) {
  return [...list.options].find(({ value }) => value === reason)?.textContent ?? reason;
}

/** How much of what was granted is left, in sessions or hours. */
export function amountOf({ left, granted, unit }, say) {
  if (unit === "session") return say.plural("left_of", granted, { left });
  return say.plural("hours_of", hoursOf(granted), { left: formatHours(left, document.documentElement.lang) });
}

/** What has changed of a number, a sentence part each; of one that was closed, that alone. */
export function changesOf(before, { reason, granted, exempt, unit, supplier }, say) {
  if (reason === "number_revoked" || reason === "number_replaced") return [say(reason === "number_revoked" ? "was_revoked" : "was_replaced")];
  const total = unit === "session" ? say.plural("was_granted", granted, { before: before.granted }) : say("was_granted_hours");
  return [
    ...(granted === before.granted ? [] : [total]),
    ...(supplier === before.supplier ? [] : [say(supplier ? "was_handed_over" : "was_handed_back")]),
    ...(exempt === before.exempt ? [] : [say(exempt ? "was_exempted" : "was_charged")]),
  ];
}
