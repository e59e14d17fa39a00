// The check of a profile in the browser, by the rules that the build wrote from the schema: no rule stands here, only how
// each kind of rule is followed. A fault is { path, code, facts }; codes, order and meaning are those of `build.py check`.

import { withoutQuotes } from "../shared/pasted_text.js";
import { digitsOf, holdsPerson } from "../shared/person.js";
import { mend } from "./form_mend.js";

const ODD_IN_NAME = /[^\S \ufeff]|[\x1c-\x1f\x85\u2011]/; // white space as Python has it, but for the plain space; no-break hyphen

/** Every fault of a profile. `today` is YYYY-MM-DD; `id` is the provider's. */
export function check(value, rules, { id = "", today = "" } = {}) {
  const seen = { rules, faults: [], prose: [], names: [] };
  kinds.group(value, rules.profile, [], seen);
  reached(value, rules, seen);
  inOrder(value, seen);
  services(value, id, today, seen);
  for (const [path, text] of seen.names) {
    if (pattern(rules.names.beyond).test(text)) fault(seen, path, rules.names.code, { character: text.match(pattern(rules.names.beyond))[0] });
  }
  for (const [path, text] of [...seen.prose, ...seen.names]) plainText(path, text, seen);
  for (const [path, text] of seen.prose) neutral(path, text, seen);
  signFirst(value?.name, seen);
  everyText(value, [], seen);
  return seen.faults;
}

const compiled = new Map();

/** Return the pattern of a rule, compiled once. */
export function pattern(source, flags = "") {
  const key = `${flags}/${source}`;
  if (!compiled.has(key)) compiled.set(key, new RegExp(source, `${flags}u`));
  return compiled.get(key);
}

function fault(seen, path, code, facts = {}) {
  seen.faults.push({ path, code, facts });
}

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const kinds = {
  group(value, kind, path, seen) {
    if (!isGroup(value)) return fault(seen, path, "type_group", { keys: Object.keys(kind.fields).join(", ") });
    for (const [key, item] of Object.entries(value)) {
      if (!Object.hasOwn(kind.fields, key)) fault(seen, [...path, key], "unknown_key", { unknown: key });
      else inside(item, kind.fields[key], [...path, key], key, seen);
    }
    for (const key of kind.required) {
      if (!Object.hasOwn(value, key)) fault(seen, path, "missing_key", { missing: key });
    }
  },
  map(value, kind, path, seen) {
    if (!isGroup(value)) return fault(seen, path, "type_group", { keys: Object.keys(kind.options).join(", ") });
    if (Object.keys(value).length < kind.at_least) fault(seen, path, "list_short", { at_least: kind.at_least });
    for (const [key, item] of Object.entries(value)) {
      if (!Object.hasOwn(kind.options, key)) fault(seen, [...path, key], "choice_unknown", { unknown: key, choices: Object.keys(kind.options).join(", ") });
      else inside(item, kind.of, [...path, key], key, seen);
    }
  },
  list(value, kind, path, seen) {
    if (!Array.isArray(value)) return fault(seen, path, "type_list");
    if (value.length < kind.at_least) fault(seen, path, "list_short", { at_least: kind.at_least });
    if (value.length > kind.at_most) return fault(seen, [...path, kind.at_most], "list_long", { at_most: kind.at_most });
    value.forEach((item, index) => {
      const before = value.slice(0, index).some((other) => same(other, item));
      if (item !== null && kind.unique && before && question(item) === null) fault(seen, [...path, index], "list_repeated");
      else inside(item, kind.of, [...path, index], "-", seen);
    });
  },
  languages(value, kind, path, seen) {
    const { languages } = seen.rules;
    if (!isGroup(value)) return fault(seen, path, "type_languages", { keys: languages.join(", ") });
    for (const [key, item] of Object.entries(value)) {
      if (!languages.includes(key)) fault(seen, [...path, key], "unknown_key", { unknown: key });
      else inside(item, kind.of, [...path, key], key, seen);
    }
    if (!Object.hasOwn(value, languages[0])) fault(seen, path, "language_missing", { missing: languages[0] });
  },
  text(value, kind, path, seen) {
    if (typeof value !== "string") return fault(seen, path, "type_text");
    const length = [...value].length;
    if (!value.trim()) fault(seen, path, "text_empty");
    else if (length > kind.at_most) fault(seen, path, "text_long", { length, at_most: kind.at_most });
    else if (!kind.lines && value.replace(/\n+$/, "").includes("\n")) fault(seen, path, "text_lines");
    else marks(value, kind, path, seen);
    if (kind.prose) seen.prose.push([path, [...value].slice(0, kind.at_most).join("")]);
    else if (kind.name) seen.names.push([path, [...value].slice(0, kind.at_most).join("")]);
  },
  written(value, kind, path, seen) {
    if (typeof value !== "string") fault(seen, path, "type_text");
    else if (!pattern(kind.pattern).test(value)) fault(seen, path, kind.code, refused(value, kind));
  },
  url(value, kind, path, seen) {
    if (typeof value === "string" && !value.startsWith("https://")) fault(seen, path, "url_scheme", refused(value, kind));
    else kinds.written(value, kind, path, seen);
  },
  flag(value, kind, path, seen) {
    if (!kind.options.includes(value)) fault(seen, path, "flag_format");
  },
  whole(value, kind, path, seen) {
    if (!Number.isInteger(value)) fault(seen, path, "type_whole");
    else bounds(value, kind, path, seen);
  },
  decimal(value, kind, path, seen) {
    if (typeof value !== "number" || Number.isNaN(value)) fault(seen, path, "type_number");
    else bounds(value, kind, path, seen);
  },
  date(value, kind, path, seen) {
    if (!isDay(value, kind)) fault(seen, path, "date_format");
  },
  hours(value, kind, path, seen) {
    if (!Array.isArray(value)) return fault(seen, path, "type_list");
    if (value.length > kind.at_most) fault(seen, [...path, kind.at_most], "list_long", { at_most: kind.at_most });
    let latest = "";
    value.forEach((span, index) => {
      const asked = question(span);
      if (asked !== null) return fault(seen, [...path, index], "todo", { question: asked && `: ${asked}` });
      if (typeof span !== "string" || !pattern(kind.pattern).test(span)) return fault(seen, [...path, index], "hours_format");
      const [opens, shuts] = span.split("-");
      if (opens >= shuts) fault(seen, [...path, index], "hours_order");
      else if (opens < latest) fault(seen, [...path, index], "hours_overlap");
      latest = shuts > latest ? shuts : latest;
    });
  },
  choice(value, kind, path, seen) {
    const choices = Object.keys(kind.options).join(", ");
    if (typeof value !== "string" || !Object.hasOwn(kind.options, value)) fault(seen, path, "choice_unknown", { unknown: value, choices });
  },
};

/** The first sign of a value that cannot stand where it does, and its place from 1. */
function refused(value, { taken }) {
  const { length } = value.match(pattern(`^(?:${taken})`))?.[0] ?? "";
  return length < value.length ? { character: signAt(value, length), place: [...value.slice(0, length)].length + 1 } : {};
}

const signAt = (text, index) => String.fromCodePoint(text.codePointAt(index));

/** Quotation marks around the whole of a text are shown as they stand, and a name has other spaces and hyphens than plain ones. */
function marks(value, kind, path, seen) {
  if (withoutQuotes(value) !== value) return fault(seen, path, "text_quotes");
  const at = kind.name ? value.replace(/\n+$/, "").search(ODD_IN_NAME) : -1;
  if (at >= 0) fault(seen, path, "name_character", { character: signAt(value, at), place: [...value.slice(0, at)].length + 1 });
}

/** A sign to come first in an order by name gives no other place; what else is wrong with the name comes first. */
function signFirst(name, seen) {
  if (typeof name !== "string" || !name.trim() || pattern(seen.rules.names.begins).test(name)) return;
  if (!seen.faults.some(({ path }) => path.length === 1 && path[0] === "name")) fault(seen, ["name"], "name_sign", { character: signAt(name, 0) });
}

function inside(item, kind, path, key, seen) {
  const asked = question(item);
  if (item === null) fault(seen, path, "empty_value", { empty: key });
  else if (asked !== null) fault(seen, path, "todo", { question: asked && `: ${asked}` });
  else kinds[kind.kind](item, kind, path, seen);
}

/** The question of a value that is not known yet, which may be empty; null for any other value. */
function question(value) {
  const match = typeof value === "string" ? /^TODO(?![\p{L}\p{N}_])[\s:.–—-]*([^]*)/u.exec(value) : null;
  return match && match[1].trim();
}

function bounds(value, kind, path, seen) {
  const { at_least, at_most } = kind;
  if (value < at_least || value > at_most) fault(seen, path, "number_range", { got: value, at_least, at_most });
}

function isDay(value, kind) {
  if (typeof value !== "string" || !pattern(kind.pattern).test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** Whether two values of a profile are equal, whatever the order of their keys. */
export function same(left, right) {
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}

function reached(value, rules, seen) {
  const { at, by, code } = rules.reached;
  if (isGroup(value?.[at]) && !by.some((key) => Object.hasOwn(value[at], key))) fault(seen, [at], code);
}

function inOrder(value, seen) {
  const { at, first, last, code } = seen.rules.ordered;
  (Array.isArray(value?.[at]) ? value[at] : []).forEach((period, index) => {
    const kind = seen.rules.profile.fields[at].of.fields[first];
    if (isGroup(period) && isDay(period[first], kind) && isDay(period[last], kind) && period[last] < period[first]) {
      fault(seen, [at, index, last], code);
    }
  });
}

function services(value, id, today, seen) {
  const kind = seen.rules.profile.fields.services.of.fields.waiting_time.fields.stated;
  for (const [service, answers] of Object.entries(isGroup(value?.services) ? value.services : {})) {
    if (!isGroup(answers)) continue;
    const stated = answers.waiting_time?.stated;
    if (today && isDay(stated, kind) && stated > today) {
      fault(seen, ["services", service, "waiting_time", "stated"], "date_to_come");
    }
    const others = answers.works_together_with;
    if (Array.isArray(others) && others.includes(id)) {
      fault(seen, ["services", service, "works_together_with", others.indexOf(id)], "works_with_itself");
    }
  }
}

function plainText(path, text, seen) {
  const reported = new Set();
  for (const rule of seen.rules.texts) {
    const hit = text.match(pattern(rule.pattern, rule.flags));
    if (hit && !reported.has(rule.code)) {
      reported.add(rule.code);
      fault(seen, path, rule.code, { hit: hit[0] });
    }
  }
}

function neutral(path, text, seen) {
  const { between, phrases, allowed } = seen.rules.words;
  let folded = text.toLowerCase();
  for (const sign of between) folded = folded.replaceAll(sign, " ");
  const words = ` ${folded.split(/\s+/).join(" ")} `;
  const hits = phrases.flatMap(([phrase, code]) => spans(words, phrase).map((span) => ({ ...span, phrase, code })));
  if (!hits.length) return;
  const turns = [...hits, ...allowed.flatMap((phrase) => spans(words, phrase))];
  const reported = new Set();
  for (const hit of hits) {
    const within = turns.some((other) => other.end - other.start > hit.end - hit.start && other.start <= hit.start && hit.end <= other.end);
    if (!within && !reported.has(hit.phrase)) {
      reported.add(hit.phrase);
      fault(seen, path, hit.code, { hit: hit.phrase });
    }
  }
}

function spans(words, phrase) {
  const spans = [];
  for (let at = words.indexOf(` ${phrase} `); at >= 0; at = words.indexOf(` ${phrase} `, at + 1)) {
    spans.push({ start: at + 1, end: at + 1 + phrase.length });
  }
  return spans;
}

/** No text at all holds an invisible character or a personal identity number, and no key the latter. */
function everyText(value, path, seen) {
  if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const below = [...path, Array.isArray(value) ? Number(key) : key];
      if (holdsPerson(key)) fault(seen, below, "personal_identity_number");
      everyText(item, below, seen);
    }
  } else {
    const text = String(value);
    const hidden = text.match(pattern(seen.rules.invisible));
    if (hidden) fault(seen, path, "invisible_character", { character: hidden[0] });
    if (holdsPerson(text)) person(text, path, seen);
  }
}

/** A telephone number in one run may look like a person's, and is told how to be written instead. */
function person(text, path, seen) {
  const digits = digitsOf(text);
  const phone = mend(digits, seen.rules.profile.fields.contact.fields.phone, seen.rules);
  const isPhone = path.at(-1) === "phone" && phone !== digits;
  if (isPhone) fault(seen, path, "phone_personal", { phone });
  else fault(seen, path, "personal_identity_number");
}
