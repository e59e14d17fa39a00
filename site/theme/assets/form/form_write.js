// Writes a profile as YAML, by the patterns that the build wrote: whatever could be read otherwise stands in quotes. Parts
// that were not changed keep their text to the letter, comments included.

import { same } from "./form_check.js";

/** The whole profile as text. `original` is { text, profile }, or nothing for a new file. */
export function write(value, rules, original) {
  const parts = original ? split(original) : null;
  if (!parts) return { text: `${rules.write.first}\n${dump(value, rules)}`, lost: original ? comments(original.text, original.profile) : [] };
  const lost = [];
  const keys = Object.keys(value);
  const pieces = [];
  for (const part of parts) {
    if (part.key === null) pieces.push([null, part.text]);
    else if (!(part.key in value)) lost.push(...comments(part.lead + part.text, original.profile[part.key]));
    else if (same(value[part.key], original.profile[part.key])) pieces.push([part.key, part.lead + part.text]);
    else {
      lost.push(...comments(part.text, original.profile[part.key]));
      pieces.push([part.key, part.lead + dump({ [part.key]: value[part.key] }, rules)]);
    }
  }
  for (const key of keys.filter((unwritten) => !pieces.some(([name]) => name === unwritten))) insert(pieces, key, value, rules);
  const text = pieces.map(([, piece]) => piece).join("");
  return { text: original.text.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text, lost };
}

/** A new part stands where the schema has it: after the last of its forerunners that is there. */
function insert(pieces, key, value, rules) {
  const order = Object.keys(rules.profile.fields);
  const before = order.slice(0, order.indexOf(key));
  const after = pieces.findLastIndex(([name]) => name === null || before.includes(name));
  pieces.splice(after + 1, 0, [key, dump({ [key]: value[key] }, rules)]);
}

const NOT_IN_PARTS = /^\.\.\.|[|>]\d?\+\d?\s|\r(?!\n)/m; // the end of a document; blank lines that belong to the text before them

/** The text part by part, or null where the parts are not lines of their own. */
function split({ text, profile }) {
  if (NOT_IN_PARTS.test(text)) return null;
  const parts = [{ key: null, lead: "", text: "" }];
  let lead = "";
  for (const line of text.replaceAll("\r\n", "\n").replace(/\n?$/, "\n").match(/[^\n]*\n/g)) {
    const key = line.match(/^([A-Za-z_]+):(?=\s)/)?.[1];
    const last = parts.at(-1);
    if (key) parts.push({ key, lead: parts.length === 1 ? "" : lead, text: line });
    else if (parts.length > 1 && (line.startsWith("#") || line.trim() === "")) {
      lead += line;
      continue;
    } else last.text += (parts.length > 1 ? lead : "") + line;
    lead = "";
  }
  parts.at(-1).text += lead;
  const keys = parts.slice(1).map((part) => part.key);
  return keys.length === Object.keys(profile).length && keys.every((key, index) => key === Object.keys(profile)[index]) ? parts : null;
}

/** The comments of a part: what follows a # that no text of the part holds. */
function comments(text, value) {
  const held = strings(value).map((string) => string.replace(/\s+/g, " "));
  const isHeld = (words) => held.some((string) => string.includes(words.replace(/["'\]},]*$/, "").replace(/\s+/g, " ")));
  return text.split("\n").flatMap((line) => {
    const pieces = line.trim().split(/\s+(?=#)/);
    const first = pieces.findIndex((piece) => piece.startsWith("#") && !isHeld(piece));
    return first < 0 ? [] : pieces.slice(first).join(" ").replace(/^#\s?/, "") || [];
  });
}

const strings = (value) => (typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [String(value)]);

/** A mapping, block by block; short lists stand in brackets. */
export function dump(value, rules, depth = 0) {
  return Object.entries(value).map(([key, item]) => `${"  ".repeat(depth)}${inline(key, rules, true)}:${afterKey(item, rules, depth)}`).join("");
}

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isFull = (value) => isGroup(value) && Object.keys(value).length > 0;

function afterKey(value, rules, depth) {
  if (isFull(value)) return `\n${dump(value, rules, depth + 1)}`;
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
    return `\n${value.map((item) => listed(item, rules, depth + 1)).join("")}`;
  }
  if (typeof value === "string" && ([...value].length > rules.write.long || value.includes("\n")) && matches(value, rules.write.foldable)) {
    return folded(value, "  ".repeat(depth + 1), rules);
  }
  return ` ${inline(value, rules, true)}\n`;
}

function listed(value, rules, depth) {
  const indent = "  ".repeat(depth);
  if (isFull(value)) return `${indent}- ${dump(value, rules, depth + 1).slice(2 * depth + 2)}`;
  return `${indent}- ${inline(value, rules, true)}\n`;
}

function inline(value, rules, plainCommas = false) {
  if (typeof value === "string") {
    const plain = matches(value, rules.write.plain) && !matches(value, rules.write.otherwise);
    return plain && (plainCommas || !value.includes(",")) ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, rules)).join(", ")}]`;
  if (isGroup(value)) {
    return `{${Object.entries(value).map(([key, item]) => `${inline(key, rules, true)}: ${inline(item, rules)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

const matches = (text, source) => new RegExp(source, "u").test(text);

function folded(text, indent, rules) {
  const rows = [];
  for (const paragraph of text.split("\n")) {
    let row = "";
    for (const word of paragraph.match(/[^ ]+(?: {2,}[^ ]+)*/g) ?? []) {
      if (row && indent.length + [...row].length + 1 + [...word].length > rules.write.width) {
        rows.push(indent + row);
        row = word;
      } else row = row ? `${row} ${word}` : word;
    }
    rows.push(...(row ? [indent + row, ""] : [""]));
  }
  return ` >-\n${rows.slice(0, -1).join("\n")}\n`;
}
