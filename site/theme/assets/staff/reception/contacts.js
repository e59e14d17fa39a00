// Counts what a call came to, and complaints: one press a contact. What was lost is sent again under its key before the next one.

import { freshKey } from "../../shared/idempotency_key.js";
import { isRefused } from "../../shared/api_client.js";

const ADDRESS = "/v1/contacts";

function same(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

export class Contacts {
  constructor(section, part, say, session) {
    Object.assign(this, { section, part, say, session, last: null, lost: null, busy: false });
    section.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.kind) this.once(() => this.count(button));
    });
    part.contact_undo.addEventListener("click", () => this.once(() => this.undo()));
  }

  /** Ignore a second press while the first is handled. */
  async once(act) {
    if (this.busy) return;
    this.busy = true;
    await act();
    this.busy = false;
  }

  async count({ dataset: { kind, to, about }, textContent: label }) {
    const { contact_service: service, contact_concerns: concerns } = this.part;
    const of = about && concerns.value ? { concerns: concerns.value } : {};
    const body = { service: service.value, kind, ...(to && { to }), ...(about && { about }), ...of };
    const isAgain = this.lost && same(this.lost.body, body);
    if (this.lost && !isAgain && !(await this.sent(this.lost))) return;
    const contact = isAgain ? this.lost : { key: freshKey(), body };
    if (!(await this.sent(contact))) return;
    this.last = contact;
    concerns.value = "";
    this.show("contact_counted", label);
  }

  async undo() {
    const { key, body } = this.last;
    if (!(await this.sent({ key, body: { ...body, undo: true } }))) return;
    this.last = null;
    this.show("contact_undone");
  }

  /** Send a contact; false, with the reason shown, if it was not counted, or if nobody knows whether it was. */
  async sent(contact) {
    const answer = await this.session.ask("POST", ADDRESS, contact);
    const isDone = answer.status === 200 || answer.status === 201;
    this.lost = isDone || isRefused(answer) || contact.body.undo ? null : contact;
    if (isDone) return true;
    this.last = contact.body.undo ? this.last : null;
    this.show();
    this.part.contact_failed.textContent = this.say(isRefused(answer) ? "contact_refused" : "contact_lost", { code: answer.body?.code ?? answer.status });
    this.part.contact_failed.hidden = false;
    return false;
  }

  show(key, what = "") {
    const { contact_counted: counted, contact_undo: undo, contact_failed: failed } = this.part;
    counted.textContent = key ? this.say(key, { what }) : "";
    undo.hidden = !this.last;
    failed.hidden = true;
  }

  /** Whether it is unknown if something was counted. */
  holds() {
    return Boolean(this.lost);
  }

  clear() {
    [this.last, this.lost] = [null, null];
    this.part.contact_concerns.value = "";
    this.show();
  }
}
