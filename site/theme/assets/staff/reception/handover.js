// A number that was just issued, to be read aloud, copied and printed. While it is in hand no other can be issued or looked up, and
// one that was never handed over is blocked, since nobody has seen it; what it replaced is usable again then.

import { isRefused } from "../../shared/api_client.js";
import { copyText } from "../../shared/copy_text.js";
import { formatDate, hoursOf, stockholmDay } from "../../shared/dates.js";

const LAST_DIGIT = 9; // the alphabet's letters come after the digits

function block(session, number) {
  return session.ask("POST", "/v1/numbers/revoke", { body: { number, reason: "issued_wrongly" } });
}

/** Block a number that nobody has; false while it is not known whether it was. */
export async function blocked(session, number) {
  return (await block(session, number)).status === 200;
}

export class Handover {
  /** `others` make room for the number; `next` begins with the next caller. */
  constructor(part, slips, { numbers, suppliers }, say, session, others, next) {
    Object.assign(this, { part, slips, slip: slips.own, numbers, suppliers: suppliers.names, say, session, others, another: null, replaced: null });
    part.language.value = slips.own.page; // a browser that loads the page again may remember another
    part.language.addEventListener("change", () => this.translate());
    part.undo.addEventListener("click", () => this.undo());
    part.copy.addEventListener("click", () => this.copy());
    part.print.addEventListener("click", () => print());
    part.next.addEventListener("click", () => {
      this.clear();
      next();
    });
    part.another.addEventListener("click", () => {
      const again = this.another;
      this.empty(); // in the language of the first
      again();
    });
  }

  /** `another` gives one more of the same, where there can be one; `replaced` is the number whose place this one took. */
  show(issued, heading, { another = null, replaced = null } = {}) {
    const { root, heading: title, number_shown: number, spelled, granted, from, from_row: row, until, undo, another: more, failed_after: failed } = this.part;
    Object.assign(this, { issued, another, replaced });
    undo.textContent = this.say(replaced ? "undo_replaced" : "undo");
    title.textContent = heading;
    number.textContent = issued.number;
    spelled.replaceChildren(...this.spelling(issued.number));
    granted.textContent = this.say.plural(this.isTime() ? "hours" : "sessions", this.count());
    until.textContent = formatDate(issued.valid_to, document.documentElement.lang);
    from.textContent = formatDate(issued.valid_from, document.documentElement.lang);
    row.hidden = !this.isLater();
    this.write();
    for (const node of root.querySelectorAll("[data-while-valid]")) node.hidden = false;
    for (const section of this.others) section.hidden = true;
    [root.hidden, undo.hidden, failed.hidden, more.hidden] = [false, false, true, !another];
    title.focus();
  }

  /** Whether the number can only be used from a later day. */
  isLater() {
    return this.issued.valid_from > stockholmDay();
  }

  isTime() {
    return this.issued.unit === "minute";
  }

  count() {
    return this.isTime() ? hoursOf(this.issued.granted) : this.issued.granted;
  }

  /** Write the slip and the text to send, in the language that was chosen. */
  write() {
    const { part: { text }, slip, issued } = this;
    const say = slip.say;
    const about = say.plural(`slip_about_${issued.unit}`, this.count(), { date: formatDate(issued.valid_to, slip.language) });
    const begins = this.isLater() ? ` ${say("slip_from", { date: formatDate(issued.valid_from, slip.language) })}` : "";
    slip.number.textContent = issued.number;
    slip.about.textContent = `${about}${begins}`;
    const isOwn = Boolean(issued.own_unit_only);
    [this.part.own_unit.hidden, slip.own_unit.hidden, slip.choose.hidden] = [!isOwn, !isOwn, isOwn];
    this.codes(issued.codes ?? []);
    const supplier = this.suppliers[issued.supplier] ?? issued.supplier ?? "";
    const message = { number: issued.number, about: `${about}${begins}`, address: slip.address, supplier };
    text.value = say(issued.supplier ? "message_beyond" : isOwn ? "message_own_unit" : "message", message);
    slip.at_supplier.textContent = issued.supplier ? say("slip_supplier", { supplier }) : "";
    slip.at_supplier.hidden = !issued.supplier;
    for (const name of ["choose_row", "book", "qr"]) slip[name].hidden = Boolean(issued.supplier); // nothing is chosen then
    [text.lang, text.dir] = [slip.language, slip.direction];
    slip.root.hidden = false;
  }

  /** Take the slip and the text in the language that was chosen; they stay as they are if it cannot be had. */
  async translate() {
    const { language, no_language: failed } = this.part;
    const page = language.value;
    const slip = await this.slips.of(page).catch(() => null);
    if (language.value !== page || this.part.root.hidden) return; // chosen again meanwhile, or handed over
    failed.hidden = Boolean(slip);
    if (!slip) {
      language.value = this.slip.page;
      return;
    }
    this.emptySlip();
    this.slip = slip;
    this.write();
  }

  codes(codes) {
    this.slip.give_code.hidden = !codes.length;
    for (const [list, row] of [[this.part.codes, this.part.codes_row], [this.slip.codes, this.slip.codes_row]]) {
      list.textContent = codes.join("  ");
      row.hidden = !codes.length;
    }
  }

  /** Group by group, each letter with its name. */
  spelling(number) {
    const names = this.say("spelling").split(" ");
    return number.split("-").map((group) => {
      const item = document.createElement("li");
      const named = [...group].map((character) => names[this.numbers.alphabet.indexOf(character) - LAST_DIGIT - 1] ?? character);
      item.textContent = named.join(", ");
      return item;
    });
  }

  async copy() {
    await copyText(this.part.text);
    this.part.copied.textContent = this.say("copied");
  }

  async undo() {
    const { root, number_shown: shown, heading, undo, another, failed_after: failed } = this.part;
    const number = shown.textContent;
    const answer = await (this.replaced ? this.giveBack(number) : block(this.session, number));
    const done = answer.status === 200;
    failed.hidden = done;
    failed.textContent = done ? "" : this.why(answer);
    if (!done) return;
    heading.textContent = this.say(this.replaced ? "undone_replaced" : "undone");
    shown.textContent = this.replaced ?? number; // the one that the heading is about
    for (const node of root.querySelectorAll("[data-while-valid]")) node.hidden = true;
    [undo.hidden, another.hidden, this.slip.root.hidden] = [true, true, true];
    heading.focus();
  }

  giveBack(successor) {
    return this.session.ask("POST", "/v1/numbers/give-back", { body: { number: this.replaced, successor } });
  }

  why(answer) {
    const code = answer.body?.code ?? answer.status;
    if (!isRefused(answer)) return this.say("change_lost");
    return this.say(this.say.has(`change_${code}`) ? `change_${code}` : "change_other", { code });
  }

  /** Whether somebody who leaves now would lose a number. */
  holds() {
    return !this.part.root.hidden;
  }

  clear() {
    this.empty();
    this.slip = this.slips.own; // the next caller's language is another question
    this.part.language.value = this.slip.page;
  }

  empty() {
    const { root, number_shown: number, spelled, granted, until, text, copied, no_language: failed } = this.part;
    [this.issued, this.another, this.replaced] = [null, null, null];
    for (const node of [number, spelled, granted, until, copied]) node.textContent = "";
    text.value = "";
    this.emptySlip();
    for (const section of this.others) section.hidden = false;
    [root.hidden, failed.hidden] = [true, true];
  }

  emptySlip() {
    const { root, number, about } = this.slip;
    for (const node of [number, about]) node.textContent = "";
    this.codes([]);
    root.hidden = true;
  }
}
