// Several sessions at once: rows pasted from a spreadsheet are read and shown line by line, sent in batches, and answered line by line.
// Nothing is taken out of the box but by its owner, and what has been recorded already is not sent again.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, stockholmDay } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";
import { save } from "../../shared/download.js";
import { csv } from "./batch_csv.js";
import { Pasted } from "./parse_rows.js";
import { fill } from "../../shared/table_rows.js";
import { shortOf } from "../../shared/receipt_id.js";
import { because, left, recorded } from "./services.js";

const AT_ONCE = 100; // what the service takes
const WORDS = /([\p{L}\p{N}-]+)/u;
const HYPHENED = /^[\p{L}\p{N}]{1,4}(?:-[\p{L}\p{N}]{1,4}){1,2}$/u; // a day, a format of days, a control number

export class Several {
  constructor(part, context, say, session) {
    Object.assign(this, { part, say, session, services: context.services, pasted: new Pasted(context, say), answers: new Map(), busy: false });
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    for (const box of [part.text, part.several_service]) box.addEventListener("input", () => this.readSoon());
    part.keep.addEventListener("click", () => this.keep());
    part.save.addEventListener("click", () => this.save());
    this.read();
  }

  /** Read pasted lines once a frame: a browser may fire an event for each line. */
  readSoon() {
    if (this.part.attested) this.part.attested.checked = false; // it was said of the rows that stood there
    this.waiting ??= requestAnimationFrame(() => this.read());
  }

  /** Read what stands in the box, and show each line with what is to be done about it. */
  read() {
    const { text, several_service: service, table, unread, failed } = this.part;
    if (this.waiting) cancelAnimationFrame(this.waiting);
    this.waiting = null;
    Object.assign(this, this.pasted.read(text.value, service.value));
    [failed.hidden, this.part.kept.textContent] = [true, ""];
    fill(table, this.all.map((entry) => (entry.passed ? this.passedRow(entry) : this.row(entry))));
    unread.textContent = this.unread.length ? this.say("several_unread", { names: this.unread.join(", ") }) : "";
    unread.hidden = !this.unread.length;
    if (this.part.attested_row) this.part.attested_row.hidden = !this.lines.some(({ claim }) => claim.attested);
    this.sum();
  }

  /** The rows as they stand, with those that are no claim. */
  get all() {
    return [...this.lines, ...this.passed].sort((one, other) => one.line - other.line);
  }

  /** What was answered to a line, as it stands now. */
  answer({ claim }) {
    return this.answers.get(JSON.stringify(claim));
  }

  receipt(entry) {
    return entry.passed || entry.faults.length ? undefined : this.answer(entry)?.receipt;
  }

  /** The lines that the service said no to, as they stand. */
  get refused() {
    return this.lines.filter((entry) => !entry.faults.length && isRefused(this.answer(entry) ?? {}));
  }

  /** The lines that can be sent, and are neither recorded nor refused. */
  get ready() {
    const refused = new Set(this.refused);
    return this.lines.filter((entry) => !entry.faults.length && !this.receipt(entry) && !refused.has(entry));
  }

  async submit() {
    if (this.busy) return;
    if (this.waiting) this.read();
    const ready = this.ready.length ? this.ready : this.refused; // what was refused may be taken by now
    if (!ready.length) return this.fail(this.lines.length ? "several_mend" : "several_none");
    if (!this.confirms(ready)) return this.fail("several_not_confirmed");
    this.busy = this.part.text.readOnly = true;
    this.part.failed.hidden = true;
    for (let first = 0; first < ready.length; first += AT_ONCE) {
      this.part.sum.textContent = this.say("several_sending", { from: first + 1, to: Math.min(first + AT_ONCE, ready.length), count: ready.length });
      if (!(await this.send(ready.slice(first, first + AT_ONCE)))) break;
    }
    this.busy = this.part.text.readOnly = false;
    if (this.part.attested) this.part.attested.checked = false; // the next rows are of other clients
    this.read();
    this.explain();
  }

  /** Whether somebody has confirmed where the clients of all these lines live, where the provider says so itself. */
  confirms(lines) {
    const isAsked = lines.some(({ claim }) => claim.attested);
    if (isAsked && !this.part.attested.checked) this.part.attested.focus();
    return !isAsked || this.part.attested.checked;
  }

  /** Send some lines and keep their answers; false when none came. */
  async send(lines) {
    const answer = await this.session.ask("POST", "/v1/claims/batch", { body: { claims: lines.map(({ claim }) => claim) } });
    const { answers, lines: refused } = answer.body ?? {};
    for (const [index, entry] of lines.entries()) this.answers.set(JSON.stringify(entry.claim), answers?.[index] ?? { status: answer.status });
    this.whole = answers ? null : answer;
    if (refused) this.refuse(lines, refused, answer);
    return Boolean(answers);
  }

  /** Keep the answer to a whole batch at the lines that it names; the others can be sent again. */
  refuse(lines, refused, { status, body }) {
    for (const { claim } of lines) this.answers.delete(JSON.stringify(claim));
    for (const { line } of refused) this.answers.set(JSON.stringify(lines[line - 1].claim), { status, problem: body });
    this.whole.rows = refused.map(({ line }) => lines[line - 1].line);
  }

  /** Say what happened to a batch that got no answer of its own. */
  explain() {
    if (!this.whole) return;
    const { status, body, rows = [] } = this.whole;
    if (status === 401) return this.fail("report_signed_out");
    if (!isRefused(this.whole) || !body?.code) return this.fail("several_lost");
    this.tell([...rows.map((line) => this.say("several_row", { line })), because(this.say, body)].join(": "));
  }

  fail(key) {
    this.tell(this.say(key));
  }

  tell(text) {
    const { failed } = this.part;
    failed.textContent = text;
    failed.hidden = false;
  }

  /** How many lines there are, and what they come to. */
  sum() {
    const { sum, keep, save, total } = this.part;
    const language = document.documentElement.lang;
    const done = this.lines.map((entry) => this.receipt(entry)).filter(Boolean);
    const wrong = this.refused.length + this.lines.filter((entry) => entry.faults.length).length;
    const facts = { count: this.lines.length, done: done.length, wrong, ready: this.ready.length };
    const add = (name) => kronor(done.reduce((whole, entry) => whole + entry[name], 0), language);
    sum.textContent = facts.count ? this.say(done.length ? "several_done" : "several_ready", facts) : "";
    total.textContent = done.length ? this.say("several_total", { amount: add("amount_ore"), fee: add("fee_ore") }) : "";
    [keep.hidden, save.hidden] = [!done.length, !this.lines.some((entry) => !entry.faults.length && this.answer(entry))];
  }

  /** A row that is no claim, with the reason. */
  passedRow({ line, cells, passed }) {
    return { name: this.say("several_row", { line }), cells: [cells.filter(Boolean).join(" · "), "", "", this.say(passed)] };
  }

  row(entry) {
    const { line, texts, claim, faults } = entry;
    const what = this.services.of(claim.service).events[claim.event] ?? texts.event ?? "";
    const time = claim.minutes ? `, ${this.say.plural("minutes_count", claim.minutes)}` : "";
    const said = [this.services.members.get(claim.member), claim.exempt && this.say("exempt_said")].filter(Boolean).map((text) => `, ${text}`).join("");
    const outcome = element("div", {}, faults.length ? faults.map((fault) => this.fault(fault)) : [this.state(entry)]);
    const number = claim.number ?? claim.client ?? claim.reference ?? texts.number ?? "";
    return { name: this.say("several_row", { line }), cells: [number, claim.date ? this.day(entry) : texts.date ?? "", what + time + said, outcome] };
  }

  /** Format a day with its weekday, so that a mistaken one is seen, and with what it was read from where that was no date. */
  day({ claim: { date }, texts, note }) {
    const language = document.documentElement.lang;
    const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`));
    const day = `${weekday} ${formatDate(date, language)}`;
    return note ? `${day} (${this.say(note, { text: texts.date })})` : day;
  }

  fault({ key, facts, text, meant }) {
    const message = element("p", { className: "fault" }, unbroken(this.say(key, facts)));
    if (!meant) return message;
    const button = element("button", { type: "button", className: "quiet", textContent: this.say("meant", { number: meant }) });
    button.addEventListener("click", () => this.mend(text, meant));
    return element("div", {}, [message, this.say("asking"), " ", button]);
  }

  /** Put the number that was meant in the place of the mistyped one. */
  mend(text, meant) {
    this.part.text.value = this.part.text.value.replace(text, () => meant);
    this.read();
    this.part.text.focus();
  }

  /** What became of a line, or that it is ready. */
  state(entry) {
    const answer = this.answer(entry);
    const text = this.outcome(entry);
    return !answer || answer.receipt ? text : element("p", { className: "fault" }, [text]);
  }

  /** The same in words alone. */
  outcome(entry) {
    const { passed } = entry;
    if (passed) return this.say(passed);
    if (entry.faults.length) return entry.faults.map(({ key, facts }) => this.say(key, facts)).join(" ");
    const answer = this.answer(entry);
    if (!answer) return this.say("several_is_ready");
    if (answer.problem) return because(this.say, answer.problem);
    return answer.receipt ? this.receiptLine(answer, this.services.of(entry.claim.service)) : this.say("several_unanswered");
  }

  /** Save the rows as they were pasted, each with its receipt. */
  save() {
    const lines = this.all.map((entry) => ({ cells: entry.cells, reference: entry.claim?.reference, outcome: this.outcome(entry), receipt: this.receipt(entry) }));
    const text = csv(this.headings, lines, { say: this.say, language: document.documentElement.lang });
    save(new Blob([text], { type: "text/csv;charset=utf-8" }), `${this.say("several_file")}-${stockholmDay()}.csv`);
    this.part.kept.textContent = this.say("saved");
  }

  receiptLine({ status, receipt }, service) {
    const language = document.documentElement.lang;
    const facts = { receipt: shortOf(receipt.claim_id), amount: kronor(receipt.amount_ore, language), fee: kronor(receipt.fee_ore, language), time: recorded(receipt) };
    const rest = left(receipt, service, this.say);
    const text = this.say(status === 200 ? "several_replayed" : "several_recorded", facts);
    return rest ? `${text} ${this.say("several_left", { left: rest })}` : text;
  }

  /** Take what is recorded out of the box, so that what is left to do stands alone. */
  keep() {
    this.pasted.doubts.hold();
    const gone = this.lines.filter((entry) => this.receipt(entry));
    const lines = this.part.text.value.split(/\r\n|\r|\n/);
    const isGone = (line) => gone.some((entry) => entry.line <= line && line <= entry.last);
    this.part.text.value = gone.length === this.lines.length ? "" : lines.filter((_, index) => !isGone(index + 1)).join("\n");
    this.read();
    this.part.text.focus();
  }

  holds() {
    return this.lines.some((entry) => !this.receipt(entry));
  }

  clear() {
    this.answers.clear();
    this.part.form.reset();
    this.read();
  }
}

/** The parts of a text, with the days and numbers in it as elements that no line breaks at a hyphen. */
function unbroken(text) {
  return text.split(WORDS).map((part) => (HYPHENED.test(part) ? element("span", { className: "date", textContent: part }) : part));
}
