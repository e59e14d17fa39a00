// What a pasted value stands for. The rules are catalogue/schema/suggestions.py's, and both read the same cases.

import { normalize, oneLine, stripMarks, withoutQuotes } from "../shared/pasted_text.js";

const PHONE_LABEL = /^(?:telefon|tel|tfn|mobil|växel)[.:]* */i;
const EMAIL_LABEL = /^(?:mailto|e-?post|e-?mail|mail): */i;
const LINE_ENDS = /[\v\f\x85\u2028\u2029]/g; // what Word and web pages write for a line end

const readers = { phone_format: phone, postcode_format: postcode, email_format: email, url_format: web, hours: span };

/** The text as its field has it right: a value that its pattern takes, a name on one line, prose without what cannot be seen. */
export function mend(text, kind, rules) {
  if (kind.kind === "text") return kind.name ? withoutQuotes(oneLine(text)) : prose(text, kind.lines, rules.invisible);
  const fits = (value) => new RegExp(kind.pattern, "u").test(value);
  const reader = readers[kind.code ?? kind.kind];
  if (!reader || (fits(text) && !/^\+?[0-9]+$/.test(text))) return text; // a telephone number gets its groups
  const meant = reader(text, rules);
  return fits(meant) ? meant : text;
}

function prose(text, lines, invisible) {
  const seen = text.replace(LINE_ENDS, "\n").replace(new RegExp(invisible, "gu"), "").normalize("NFC");
  return lines ? seen : seen.replace(/\s*\n\s*/g, " ");
}

function phone(text, { area_code: areaCode }) {
  const signs = stripMarks(text).replace(PHONE_LABEL, "").replace(/\(0\)|[()]/g, "").replaceAll("/", "-").replaceAll(".", " ");
  const bare = signs.replace(/[ -]{2,}/g, " ").trim();
  const country = bare.match(/^(?:\+|00)46[ -]?0?/)?.[0] ?? "";
  const national = bare.slice(country.length);
  if (!/^[0-9]+$/.test(national)) return country ? `+46 ${national}` : bare;
  const [area, ...rest] = groups(country ? `0${national}` : national, areaCode);
  return country ? `+46 ${[area, ...rest].join(" ").slice(1)}` : `${area}-${rest.join(" ")}`;
}

/** The area code of a number and its groups, the last two of two digits. */
function groups(digits, areaCode) {
  const area = digits.match(areaCode)?.[0] ?? "";
  const rest = digits.slice(area.length);
  if (rest.length === 5) return [area, rest.slice(0, 3), rest.slice(3)];
  if (rest.length === 8) return [area, rest.slice(0, 3), rest.slice(3, 6), rest.slice(6)];
  return [area, ...[rest.slice(0, -4), rest.slice(-4, -2), rest.slice(-2)].filter(Boolean)];
}

function postcode(text) {
  const digits = stripMarks(text).toUpperCase().replace(/^SE?|[ -]/g, "");
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

function email(text) {
  const line = normalize(text);
  const address = stripMarks(line.match(/^[^@<>]*<([^<>]*)>[^@<>]*$/)?.[1] ?? line).replace(EMAIL_LABEL, "");
  return stripMarks(address.split("?")[0]).replace(/ *(?:@|[([]at[)\]]) */gi, "@");
}

function web(text) {
  const marked = stripMarks(text);
  const isOpen = marked.split("(").length > marked.split(")").length;
  const bare = `${marked}${isOpen ? ")" : ""}`.replace(/^(?:https?:?\/\/)*/i, "");
  const host = bare.split(/[/?#]/, 1)[0];
  return `https://${host}${bare.slice(host.length).replace(/[^\x00-\x7f]+/gu, encodeURIComponent)}`;
}

function span(text) {
  const match = normalize(text).match(/^([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(?:-|till|to) ?([0-9]{1,2})(?:[:.]([0-9]{2}))?$/);
  if (!match) return text;
  const [opens, opensMinute = "00", shuts, shutsMinute = "00"] = match.slice(1);
  return `${opens.padStart(2, "0")}:${opensMinute}-${shuts.padStart(2, "0")}:${shutsMinute}`;
}
