// Telephone numbers in groups, as catalogue/schema/suggestions.py writes them; a test holds the two together.

const AREA_CODE = /^(?:08|010|011|013|016|018|019|02[0136]|03[1356]|04[0246]|054|060|063|07[0-689]|090|.{4})/;

/** The area code and the groups of a Swedish number, the last two of two digits. */
export function groupsOf(digits) {
  const area = digits.match(AREA_CODE)?.[0] ?? "";
  const rest = digits.slice(area.length);
  const groups = [rest.slice(0, -4), rest.slice(-4, -2), rest.slice(-2)];
  if (rest.length === 5) return [area, rest.slice(0, 3), rest.slice(3)]; // 123 45
  if (rest.length === 8) return [area, rest.slice(0, 3), rest.slice(3, 6), rest.slice(6)]; // 465 004 00
  return [area, ...groups.filter(Boolean)];
}

/** The digits of a number with a hyphen after the area code and spaces between the groups. */
export function group(digits) {
  const [area, ...groups] = groupsOf(digits);
  return `${area}-${groups.join(" ")}`;
}
