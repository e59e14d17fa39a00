// Control numbers as the browser reads them, so that a mistyped one is reported while it is typed and never leaves the page. The rule is
// functions/chalicelib/control_numbers/control_number.py's; its alphabet and length come from the build, and a test holds the two together.

import { stripMarks } from "./pasted_text.js";
import { holdsPerson } from "./person.js";

const READ_AS = { O: "0", I: "1", L: "1" };
const WORDS = /[\p{L}\p{N}]+/gu;
const DIGIT = /[0-9]/;
const PRINTED = 4; // a number is printed in groups of four
const SCRIPTS = { cyrillic: /\p{Script=Cyrillic}/u, greek: /\p{Script=Greek}/u }; // some of their letters look like ours
const LIKE_PERSONAL = /^(?:19|20)?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])\d{4}$/; // with another check digit too: one that is mistyped is no control number either

export class Numbers {
  constructor({ alphabet, length }) {
    this.alphabet = alphabet;
    this.length = Number(length);
    this.base = alphabet.length;
    this.weights = [];
    for (let weight = 1; this.weights.length < this.length; weight = (weight * 2) % this.base) this.weights.push(weight);
  }

  /** The number that a text holds, without spaces and dashes, in capitals, O as 0, I and L as 1; or else the whole text so. */
  compact(text) {
    const whole = fold(capitals(text));
    if (sizeOf(whole) === this.length) return whole;
    const numbers = this.numbers(text);
    const [number, another] = numbers.size ? numbers : this.mistyped(text);
    return number && !another ? number : whole;
  }

  /** The presence code that a text holds, in the same form: the text, or the only word in it that may be one. */
  compactCode(text, length) {
    const whole = fold(capitals(text));
    if (sizeOf(whole) === length) return whole;
    const codes = new Set(tokensOf(text).filter((word) => sizeOf(word) === length && !isProse(word)).map(fold).filter((word) => !this.foreign(word).length));
    return codes.size === 1 ? [...codes][0] : whole;
  }

  /** The words of a text beside the number or code that was read in it; none where the text is that number or code. */
  beside(text, compact) {
    const words = tokensOf(text);
    for (const first of words.keys()) {
      for (let last = first + 1; last <= Math.min(first + this.length, words.length); last += 1) {
        if (fold(words.slice(first, last).join("")) === compact) return [...words.slice(0, first), ...words.slice(last)].join(" ");
      }
    }
    return "";
  }

  /** What is wrong with a number: "empty", "personal", "two", "foreign", "cyrillic", "greek", "short", "long" or "mistyped"; null when nothing is. */
  fault(text) {
    const number = this.compact(text);
    if (!number) return "empty";
    if (this.isNumber(number)) return null;
    if (holdsPerson(text) || LIKE_PERSONAL.test(fold(capitals(text)).replace(/\+/, ""))) return "personal";
    if (this.numbers(text).size > 1) return "two";
    return this.foreignFault(number, this.length) ?? (sizeOf(number) < this.length ? "short" : sizeOf(number) > this.length ? "long" : "mistyped");
  }

  /** The fault of a character that no number or code has; null where there is none, or too much is wrong to name one. */
  foreignFault(compact, length) {
    const foreign = this.foreign(compact);
    if (!foreign.length || (sizeOf(compact) !== length && foreign.length > 1)) return null;
    const character = [...compact][foreign[0]];
    return Object.keys(SCRIPTS).find((script) => SCRIPTS[script].test(character)) ?? "foreign";
  }

  /** What the words of a fault say: how many characters there are, and which is the first that no number or code has. */
  facts(compact) {
    const [index] = this.foreign(compact);
    return { count: sizeOf(compact), place: index + 1, character: [...compact][index], letters: this.alphabet.match(/\D/g).join(" ") };
  }

  /** As it is printed: in groups of four. */
  written(text) {
    return this.compact(text).match(/.{1,4}/gu)?.join("-") ?? "";
  }

  /** The one number that differs in exactly one character, to be asked about and never assumed; or null. */
  suggest(text) {
    const number = this.compact(text);
    const read = this.values(number);
    const foreign = this.foreign(number);
    if (read.length !== this.length || foreign.length > 1) return null;
    const values = read.map((value) => Math.max(value, 0));
    const [plain, weighted] = this.sums(values);
    if (plain === 0) return weighted === 0 && foreign.length ? this.spelled(values) : null;
    const index = this.weights.findIndex((weight) => (weight * plain) % this.base === weighted);
    if (index < 0 || (foreign.length && foreign[0] !== index)) return null;
    values[index] = (values[index] - plain + this.base) % this.base;
    return this.spelled(values);
  }

  /** The valid numbers that are made of whole words of a text. */
  numbers(text) {
    return new Set(this.runs(text).map((run) => fold(run.join(""))).filter((number) => this.isNumber(number)));
  }

  /** What is written as numbers are printed, with at most one character that no number has. */
  mistyped(text) {
    const printed = this.runs(text).filter((run) => run.every((word) => [PRINTED, this.length].includes(sizeOf(word))));
    return new Set(printed.map((run) => fold(run.join(""))).filter((number) => this.foreign(number).length <= 1));
  }

  /** The runs of words with the length of a number that may be one: ordinary words are none, nor are digits alone (days, telephones). */
  runs(text) {
    const words = tokensOf(text);
    return words.flatMap((_, first) => {
      let size = 0;
      const run = [];
      for (let next = first; size < this.length && next < words.length; next += 1) {
        run.push(words[next]);
        size += sizeOf(words[next]);
      }
      const joined = run.join("");
      return size === this.length && !isProse(joined) && !/^[0-9]+$/.test(joined) ? [run] : [];
    });
  }

  isNumber(compact) {
    const values = this.values(compact);
    return values.length === this.length && !values.includes(-1) && this.sums(values).every((sum) => sum === 0);
  }

  /** Where the characters are that no number has. */
  foreign(compact) {
    return this.values(compact).flatMap((value, index) => (value < 0 ? [index] : []));
  }

  values(compact) {
    return [...compact].map((character) => this.alphabet.indexOf(character));
  }

  spelled(values) {
    return values.map((value) => this.alphabet[value]).join("");
  }

  /** Both are zero for a number. */
  sums(values) {
    const weighted = values.reduce((sum, value, index) => sum + this.weights[index] * value, 0);
    return [values.reduce((sum, value) => sum + value, 0) % this.base, weighted % this.base];
  }
}

function capitals(text) {
  return stripMarks(text).toUpperCase();
}

function fold(capitals) {
  return capitals.replace(/[ -]/g, "").replace(/[OIL]/g, (character) => READ_AS[character]);
}

function tokensOf(text) {
  return capitals(text).match(WORDS) ?? [];
}

function sizeOf(text) {
  return [...text].length;
}

/** Whether only O, I and L would be digits in it, as in ordinary words (och, till). */
function isProse(capitals) {
  return !DIGIT.test(capitals) && /[OIL]/.test(capitals);
}
