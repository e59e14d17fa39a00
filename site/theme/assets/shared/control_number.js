// Control numbers as the browser reads them, so that a mistyped one is reported while it is typed and never leaves the page. The rule is
// functions/chalicelib/control_numbers/control_number.py's; its alphabet and length come from the build, and a test holds the two together.

const READ_AS = { O: "0", I: "1", L: "1" };
const SEPARATORS = /[ \t\r\n\u00a0\u2009\u202f\u2010-\u2012\u2013\u2014\u2212-]/g;
const PERSONAL = /^(?:19|20)?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])\d{4}$/; // coordination numbers too

export class Numbers {
  constructor({ alphabet, length }) {
    this.alphabet = alphabet;
    this.length = Number(length);
    this.base = alphabet.length;
    this.weights = [];
    for (let weight = 1; this.weights.length < this.length; weight = (weight * 2) % this.base) this.weights.push(weight);
  }

  /** Without spaces and dashes, in capitals, O as 0, I and L as 1. */
  compact(text) {
    return text.replace(SEPARATORS, "").toUpperCase().replace(/[OIL]/g, (character) => READ_AS[character]);
  }

  /** What is wrong with a number: "empty", "short", "long", "personal" or "mistyped"; null when nothing is. */
  fault(text) {
    const number = this.compact(text);
    if (!number) return "empty";
    const values = this.values(number);
    const fits = number.length === this.length && !values.includes(-1) && this.sums(values).every((sum) => sum === 0);
    if (fits) return null;
    if (PERSONAL.test(text.replace(/[ +-]/g, ""))) return "personal";
    if (number.length < this.length) return "short";
    return number.length > this.length ? "long" : "mistyped";
  }

  /** As it is printed: in groups of four. */
  written(text) {
    return this.compact(text).match(/.{1,4}/g)?.join("-") ?? "";
  }

  /** The one number that differs in exactly one character, to be asked about and never assumed; or null. */
  suggest(text) {
    const number = this.compact(text);
    const read = this.values(number);
    const foreign = read.flatMap((value, index) => (value < 0 ? [index] : []));
    if (number.length !== this.length || foreign.length > 1) return null;
    const values = read.map((value) => Math.max(value, 0));
    const [plain, weighted] = this.sums(values);
    if (plain === 0) return weighted === 0 && foreign.length ? this.spelled(values) : null;
    const index = this.weights.findIndex((weight) => (weight * plain) % this.base === weighted);
    if (index < 0 || (foreign.length && foreign[0] !== index)) return null;
    values[index] = (values[index] - plain + this.base) % this.base;
    return this.spelled(values);
  }

  values(number) {
    return [...number].map((character) => this.alphabet.indexOf(character));
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
