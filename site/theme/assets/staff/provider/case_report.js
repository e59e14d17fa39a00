// A closed case is reported in classes, tied to no number, claim or day. A report cannot be changed, so it is sent under one key
// until its outcome is known.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, stockholmDay } from "../../shared/dates.js";
import { mark } from "./field_error.js";
import { freshKey } from "../../shared/idempotency_key.js";

const CHOICES = ["member", "wait", "sessions", "content", "initiative", "family", "started"];
const MONTHS = 3;

/** Return the quarters that can be reported, the newest first: this year's so far, and the former year's until its last day for reports. */
export function openQuarters(today, lastFiling) {
  const [year, month] = today.split("-").map(Number);
  const until = (whose, count) => Array.from({ length: count }, (_, back) => `${whose}Q${count - back}`);
  return [...until(year, Math.ceil(month / MONTHS)), ...(today.slice(5) <= lastFiling ? until(year - 1, 4) : [])];
}

export class CaseReport {
  constructor(root, part, say, session) {
    Object.assign(this, { part, say, session, key: null, busy: false, lastFiling: root.dataset.lastFiling });
    this.childrenMost = Number(root.dataset.childrenMost);
    this.persons = Object.entries(part).flatMap(([name, node]) => (name.startsWith("person_") ? [node] : []));
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    part.form.addEventListener("input", ({ target }) => {
      const name = target.dataset.part ?? target.closest("[data-part]").dataset.part.replace(/_\d$/, "s");
      if (part[`${name}_fault`]) mark(part, name, "");
      this.fail("");
    });
    part.more.addEventListener("click", () => this.more());
    part.next.addEventListener("click", () => {
      this.clear();
      part.quarter.focus();
    });
    this.clear();
  }

  /** One more who came. */
  more() {
    const next = this.persons.find((person) => person.hidden);
    next.hidden = false;
    this.part.more.hidden = !this.persons.some((person) => person.hidden);
    next.querySelector("select").focus();
  }

  /** Who came: each with gender and age class; null where one of the two is left out. */
  came() {
    const filled = this.persons.map((person) => Object.fromEntries([...person.querySelectorAll("select")].map((choice) => [choice.dataset.of, choice.value])));
    const some = filled.filter(({ gender, age }) => gender || age);
    return some.length && some.every(({ gender, age }) => gender && age) ? some : null;
  }

  /** The children's age classes, one for each child; null where a count is none. */
  children() {
    const counts = [...this.part.children.querySelectorAll("input")].map((field) => [field.dataset.class, Number(field.value)]);
    const isSound = counts.every(([, count]) => Number.isInteger(count) && count >= 0);
    const all = isSound ? counts.flatMap(([age, count]) => Array(Math.min(count, this.childrenMost + 1)).fill(age)) : null;
    return all && all.length <= this.childrenMost ? all : null;
  }

  /** Return the report that the form describes; if something is left out, show that beside it and return null. */
  read() {
    const { part } = this;
    const [persons, children] = [this.came(), this.children()];
    const choices = CHOICES.filter((name) => part[name]);
    const missing = choices.filter((name) => !part[name].value);
    for (const name of choices) mark(part, name, missing.includes(name) ? this.say("case_choose") : "");
    mark(part, "persons", persons ? "" : this.say("case_no_persons"));
    mark(part, "children", children ? "" : this.say("case_no_children", { most: this.childrenMost }));
    const first = part.form.querySelector(".fault:not([hidden])");
    if (first) {
      const fields = [...first.parentElement.querySelectorAll("select, input")];
      (fields.find((field) => !field.value) ?? fields[0]).focus();
      return null;
    }
    return { service: part.service.value, quarter: part.quarter.value, persons, children, ...Object.fromEntries(choices.map((name) => [name, part[name].value])) };
  }

  async submit() {
    if (this.busy) return;
    this.fail("");
    const body = this.read();
    if (!body) return;
    this.key ??= freshKey();
    this.busy = true;
    this.part.waiting.textContent = this.say("sending");
    const answer = await this.session.ask("POST", "/v1/case-reports", { body, key: this.key });
    this.part.waiting.textContent = "";
    this.busy = false;
    if (answer.body?.kept_to) return this.show(answer.body);
    if (!isRefused(answer) || !answer.body?.code) return this.fail("case_lost");
    this.key = null; // it was refused, or kept as it was before: the next one is another
    const key = `case_${answer.body.code}`;
    this.fail(this.say.has(key) ? key : "report_other", answer.body);
  }

  show({ kept_to: until }) {
    const { form, result, kept, heading } = this.part;
    this.key = null;
    kept.textContent = this.say("case_kept_to", { date: formatDate(until, document.documentElement.lang) });
    [form.hidden, result.hidden] = [true, false];
    heading.focus();
  }

  fail(key, facts) {
    const { failed } = this.part;
    failed.textContent = key ? this.say(key, facts) : "";
    failed.hidden = !key;
  }

  holds() {
    return !this.part.form.hidden && (this.key !== null || CHOICES.some((name) => this.part[name]?.value));
  }

  clear() {
    const { form, result, quarter, more, waiting } = this.part;
    this.key = null;
    form.reset();
    quarter.replaceChildren(...openQuarters(stockholmDay(), this.lastFiling).map((open) => new Option(this.say("case_quarter_of", { year: open.slice(0, 4), quarter: open.slice(-1) }), open)));
    this.persons.forEach((person, index) => (person.hidden = index > 1));
    for (const name of [...CHOICES, "persons", "children"]) if (this.part[`${name}_fault`]) mark(this.part, name, "");
    this.fail("");
    waiting.textContent = "";
    [form.hidden, result.hidden, more.hidden] = [false, true, false];
  }
}
