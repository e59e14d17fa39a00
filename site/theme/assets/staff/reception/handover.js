// A number that was just issued, to be read aloud, copied and printed. While it is in hand nothing else is shown, and one that was
// never handed over is blocked, since nobody has seen it; what it replaced is usable again then.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, hoursOf } from "../../shared/dates.js";

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
  constructor(part, slip, { numbers, address }, say, session, others, next) {
    Object.assign(this, { part, slip, numbers, address, say, session, others, another: null, replaced: null, language: document.documentElement.lang });
    part.undo.addEventListener("click", () => this.undo());
    part.copy.addEventListener("click", () => this.copy());
    part.print.addEventListener("click", () => print());
    part.next.addEventListener("click", () => {
      this.clear();
      next();
    });
    part.another.addEventListener("click", () => {
      const again = this.another;
      this.clear();
      again();
    });
  }

  /** `another` gives one more of the same, where there can be one; `replaced` is the number whose place this one took. */
  show(issued, heading, { another = null, replaced = null } = {}) {
    const { root, heading: title, number_shown: number, spelled, granted, until, text, undo, another: more, failed_after: failed } = this.part;
    const date = formatDate(issued.valid_to, this.language);
    const isTime = issued.unit === "minute";
    const count = isTime ? hoursOf(issued.granted) : issued.granted;
    const about = this.say.plural(`slip_about_${issued.unit}`, count, { date });
    Object.assign(this, { another, replaced });
    undo.textContent = this.say(replaced ? "undo_replaced" : "undo");
    title.textContent = heading;
    for (const node of [number, this.slip.number]) node.textContent = issued.number;
    spelled.replaceChildren(...this.spelling(issued.number));
    granted.textContent = this.say.plural(isTime ? "hours" : "sessions", count);
    until.textContent = date;
    text.value = this.say("message", { number: issued.number, about, address: this.address });
    this.slip.about.textContent = about;
    this.codes(issued.codes ?? []);
    for (const node of root.querySelectorAll("[data-while-valid]")) node.hidden = false;
    for (const section of this.others) section.hidden = true;
    [root.hidden, undo.hidden, failed.hidden, this.slip.root.hidden, more.hidden] = [false, false, true, false, !another];
    title.focus();
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
    try {
      await navigator.clipboard.writeText(this.part.text.value);
    } catch {
      this.part.text.select();
      document.execCommand("copy");
    }
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
    const { root, number_shown: number, spelled, text, copied } = this.part;
    [this.another, this.replaced] = [null, null];
    for (const node of [number, spelled, copied, this.slip.number, this.slip.about]) node.textContent = "";
    text.value = "";
    this.codes([]);
    for (const section of this.others) section.hidden = false;
    [root.hidden, this.slip.root.hidden] = [true, true];
  }
}
