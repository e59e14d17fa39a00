// A field for a control number: a number that cannot be right is reported beside it, with the one that may be meant, and is not sent.

export const MISTYPED = ["mistyped", "foreign", "cyrillic", "greek"]; // one character may be wrong, and another be meant

export class NumberField {
  /** `part` holds number, fault, asking and meant; `say` gives the words of a fault; `accept` goes on with the number that was meant. */
  constructor(part, numbers, say, accept) {
    Object.assign(this, { part, numbers, say });
    part.number.addEventListener("input", () => this.refuse(null));
    part.meant.addEventListener("click", () => {
      part.number.value = part.meant.dataset.number;
      accept();
    });
  }

  /** Report a fault while the number is typed, once it has its full length; the focus stays where it is. */
  watch() {
    const { number } = this.part;
    number.addEventListener("input", () => {
      if (this.numbers.compact(number.value).length >= this.numbers.length) this.refuse(this.numbers.fault(number.value), true, false);
    });
  }

  /** Return the number as it is printed; if it cannot be right, report that and return null. */
  read() {
    const { number } = this.part;
    const fault = this.numbers.fault(number.value);
    this.refuse(fault);
    if (fault) return null;
    number.value = this.numbers.written(number.value);
    return number.value;
  }

  /** Say what is wrong; nothing when nothing is. A fault that is not the number's own does not mark it as wrong. */
  refuse(fault, isOwn = true, leads = true) {
    const { number, fault: note, meant, asking } = this.part;
    const suggested = MISTYPED.includes(fault) ? this.numbers.suggest(number.value) : null;
    note.textContent = fault ? this.say(`fault_${fault}`, this.numbers.facts(this.numbers.compact(number.value))) : "";
    note.hidden = !fault;
    asking.hidden = !suggested;
    if (suggested) {
      meant.dataset.number = suggested;
      meant.textContent = this.say("meant", { number: this.numbers.written(suggested) });
    }
    if (fault && isOwn) number.setAttribute("aria-invalid", "true");
    else number.removeAttribute("aria-invalid");
    if (!fault || !leads) return;
    number.focus();
    for (const seen of [note, asking.hidden ? number : asking]) seen.scrollIntoView({ block: "nearest" }); // from above the window and under the exit
  }

  clear() {
    this.part.number.value = "";
    this.refuse(null);
  }
}
