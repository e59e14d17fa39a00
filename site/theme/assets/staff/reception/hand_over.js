// Handing a number over to a supplier: whose turn it is and why, the others for a reason, and the text to send once it is done.

import { copyText } from "../../shared/copy_text.js";

export class HandOver {
  /** `names` are those of suppliers, `ownUnits` those to whom each service's numbers can be given back; `send` sends a change. */
  constructor(part, { names, ownUnits }, say, send) {
    Object.assign(this, { part, names, ownUnits, say, send });
    part.hand_over.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    part.hand_over_to.addEventListener("change", () => this.arrange());
    part.handed_copy.addEventListener("click", async () => {
      await copyText(part.handed_text);
      part.handed_copied.textContent = say("copied");
    });
  }

  /** Show where a number is, and to whom it can be handed over. */
  show(state, number) {
    const { handing, turn, supplier, supplier_row: row, hand_over_to: to, handed, handed_text: text, handed_copied: copied } = this.part;
    const [first] = state.suppliers ?? []; // none once the agreement has ended: the number can still be given back
    const isClosed = ["number_revoked", "number_replaced", "number_expired"].includes(state.reason);
    this.state = state;
    turn.textContent = first ? this.say(`turn_${state.turn_by}`, { supplier: this.name(first) }) : "";
    const back = state.supplier ? Object.entries(this.ownUnits[state.service] ?? {}) : [];
    const others = (state.suppliers ?? []).filter((id) => id !== state.supplier).map((id) => [id, this.name(id)]);
    to.replaceChildren(...[...others, ...back].map(([id, name]) => new Option(name, id)));
    handing.hidden = isClosed || !to.length;
    row.hidden = !state.supplier;
    supplier.textContent = state.supplier ? this.where(state) : "";
    handed.hidden = !state.supplier || isClosed;
    text.value = handed.hidden ? "" : this.say("message_supplier", { number, supplier: this.name(state.supplier) });
    copied.textContent = "";
    this.arrange();
  }

  name(id) {
    return this.names[id] ?? id;
  }

  where({ supplier, supplier_because: because }) {
    const facts = { supplier: this.name(supplier) };
    return because ? this.say("supplier_because", { ...facts, reason: this.say(`hand_over_${because}`) }) : this.say("supplier_in_turn", facts);
  }

  /** Whoever is not next, or comes after another, needs a reason. */
  needsReason() {
    const { suppliers: [first] = [], supplier } = this.state;
    return Boolean(supplier) || this.part.hand_over_to.value !== first;
  }

  arrange() {
    this.part.hand_over_because_row.hidden = !this.needsReason();
  }

  submit() {
    const { hand_over_to: to, hand_over_because: because } = this.part;
    if (this.needsReason() && !because.value) return this.send.refuse("no_reason", because);
    const done = this.names[to.value] ? "done_hand_over" : "done_hand_back";
    return this.send.change({ supplier: to.value, ...(this.needsReason() && { because: because.value }) }, done);
  }

  clear() {
    this.part.hand_over.reset();
    for (const name of ["turn", "supplier", "handed_copied"]) this.part[name].textContent = "";
    this.part.hand_over_to.replaceChildren();
    this.part.handed_text.value = "";
    this.part.handed.hidden = true;
  }
}
