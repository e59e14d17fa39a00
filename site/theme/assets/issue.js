// A new number: what it is for, what was told, and the number to read aloud. A request whose answer was lost is sent again under the
// same key and gets the same number; when it is not wanted any more, that number is fetched and blocked, since nobody has seen it.

import { written } from "./list.js";

const LAST_DIGIT = 9; // the alphabet's letters come after the digits

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

export class Issue {
  constructor(part, slip, { numbers, address }, say, session) {
    Object.assign(this, { part, slip, numbers, address, say, session, sent: null, busy: false });
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.once(() => this.submit());
    });
    part.form.addEventListener("change", () => this.arrange());
    part.give_up.addEventListener("click", () => this.once(() => this.giveUp()));
    part.undo.addEventListener("click", () => this.once(() => this.undo()));
    part.copy.addEventListener("click", () => this.copy());
    part.print.addEventListener("click", () => print());
    part.next.addEventListener("click", () => {
      this.clear();
      part.form.querySelector("input, select").focus();
    });
    this.arrange();
  }

  /** Two presses in haste are one. */
  async once(act) {
    if (this.busy) return;
    this.busy = true;
    this.part.waiting.textContent = this.say("asking_service");
    await act();
    this.part.waiting.textContent = "";
    this.busy = false;
  }

  /** What is asked of the service that was chosen, and why only of a provider that was recommended. */
  arrange() {
    const { form, service, recommended, because_row: row, because } = this.part;
    for (const one of form.querySelectorAll("[data-service]")) one.hidden = one.dataset.service !== service.value;
    row.hidden = !recommended.value;
    if (row.hidden) because.value = "";
    this.fail(null);
  }

  order() {
    const { form, service, member, exempt, lost, told_all: told, recommended, because } = this.part;
    const extra = form.querySelector(`[data-service="${CSS.escape(service.value)}"] input:checked`)?.value;
    return {
      service: service.value,
      ...(member?.value && { member: member.value }),
      ...(extra && { extra }),
      exempt: exempt.checked,
      lost: lost.checked,
      told: told.checked,
      ...(recommended.value && { recommended: recommended.value, because: because.value }),
    };
  }

  async submit() {
    const { member, recommended, because } = this.part;
    if (member && !member.value) return this.fail("no_member", member);
    if (recommended.value && !because.value) return this.fail("no_because", because);
    const body = this.order();
    if (this.sent && !same(this.sent.body, body) && !(await this.undone())) return this.fail("lost");
    this.sent ??= { key: freshKey(), body };
    const answer = await this.session.ask("POST", "/v1/numbers", this.sent);
    if (answer.body?.number) return this.show(answer.body);
    if (answer.status < 400 || answer.status >= 500 || answer.status === 401) return this.fail("lost");
    this.sent = null; // it was refused, so nothing was issued
    this.fail("other", null, { code: answer.body?.code ?? answer.status });
  }

  /** Find what came of a request whose answer was lost, and block its number; false while that is not known. */
  async undone() {
    const found = await this.session.ask("POST", "/v1/numbers", this.sent);
    const isRefused = found.status >= 400 && found.status < 500 && found.status !== 401;
    if (!found.body?.number && !isRefused) return false;
    if (found.body?.number && !(await this.blocked(found.body.number))) return false;
    this.sent = null;
    return true;
  }

  async blocked(number) {
    const { status } = await this.session.ask("POST", "/v1/numbers/revoke", { body: { number, reason: "issued_wrongly" } });
    return status === 200;
  }

  async giveUp() {
    if (await this.undone()) this.fail("given_up", this.part.submit);
    else this.fail("lost");
  }

  /** The number was never handed over: it is blocked, and nobody can use it. */
  async undo() {
    const { number_shown: shown, heading, undo, failed_after: failed } = this.part;
    const done = await this.blocked(shown.textContent);
    failed.hidden = done;
    if (!done) return;
    heading.textContent = this.say("undone");
    for (const one of this.part.result.querySelectorAll("[data-while-valid]")) one.hidden = true;
    [undo.hidden, this.slip.root.hidden] = [true, true];
    heading.focus();
  }

  fail(key, at, facts) {
    const { failed, give_up: giveUp } = this.part;
    failed.textContent = key ? this.say(`issue_${key}`, facts) : "";
    failed.hidden = !key;
    giveUp.hidden = !this.sent;
    at?.focus();
  }

  show(issued) {
    this.sent = null;
    this.fail(null);
    const { form, result, heading, number_shown: number, spelled, granted, until, text, undo, failed_after: failed } = this.part;
    const date = written(issued.valid_to, document.documentElement.lang);
    const facts = { number: issued.number, count: issued.granted, date, address: this.address };
    heading.textContent = this.say("issued");
    for (const one of [number, this.slip.number]) one.textContent = issued.number;
    spelled.replaceChildren(...this.spelling(issued.number));
    granted.textContent = this.say("sessions", facts);
    until.textContent = date;
    text.value = this.say("message", facts);
    this.slip.about.textContent = this.say("slip_about", facts);
    this.codes(issued.codes ?? []);
    for (const one of result.querySelectorAll("[data-while-valid]")) one.hidden = false;
    [form.hidden, result.hidden, undo.hidden, failed.hidden, this.slip.root.hidden] = [true, false, false, true, false];
    heading.focus();
  }

  codes(codes) {
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
      const named = [...group].map((one) => names[this.numbers.alphabet.indexOf(one) - LAST_DIGIT - 1] ?? one);
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

  /** Whether somebody who leaves now would lose a number. */
  holds() {
    return Boolean(this.sent) || !this.part.result.hidden;
  }

  clear() {
    const { form, result, number_shown: number, spelled, text, copied } = this.part;
    this.sent = null;
    form.reset();
    for (const one of [number, spelled, copied, this.slip.number, this.slip.about]) one.textContent = "";
    text.value = "";
    this.codes([]);
    [form.hidden, result.hidden, this.slip.root.hidden] = [false, true, true];
    this.arrange();
  }
}
