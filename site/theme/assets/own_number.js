// Mitt nummer: what is left on a control number, from the number alone. It is asked about once and kept nowhere: it is taken off
// the page when the reader leaves, and no answer says when or with whom.

import { ask } from "./ask.js";
import { Numbers } from "./control_number.js";
import { written } from "./list.js";

const NOT_REACHED = [0, 500, 502, 503, 504];
const LAST = 1;

class OwnNumber {
  constructor(root) {
    this.words = JSON.parse(root.dataset.words);
    this.numbers = new Numbers(root.dataset);
    this.part = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.language = document.documentElement.lang;
    this.asked = 0;
    root.hidden = false;
    document.getElementById("without-script").hidden = true;
  }

  start() {
    const { form, number, meant, again } = this.part;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    number.addEventListener("input", () => this.refuse(null));
    meant.addEventListener("click", () => {
      number.value = meant.dataset.number;
      this.submit();
    });
    again.addEventListener("click", () => this.clear());
    addEventListener("pagehide", () => this.clear(false));
  }

  say(key, facts = {}) {
    return this.words[`own.${key}`].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  }

  /** Only a number that can be right is sent. */
  async submit() {
    const { number, waiting } = this.part;
    const fault = this.numbers.fault(number.value);
    if (fault) return this.refuse(fault);
    number.value = this.numbers.written(number.value);
    this.refuse(null);
    const mine = (this.asked += 1);
    this.part.result.hidden = true;
    waiting.textContent = this.say("waiting");
    const answer = await ask("POST", "/v1/numbers/mine", { body: { number: number.value } });
    if (mine !== this.asked) return; // asked again meanwhile, or gone
    waiting.textContent = "";
    if (answer.status === 200 && answer.body) this.show(answer.body);
    else this.refuse(this.refusal(answer));
  }

  refusal({ status, body }) {
    if (NOT_REACHED.includes(status) || !body) return "not_reached";
    const known = { number_unknown: "unknown", too_many_failures: "too_many", number_mistyped: "mistyped", personal_identity_number: "personal" };
    return known[body.code] ?? "not_reached";
  }

  /** Say what is wrong beside the field, with the number that may be meant; nothing when nothing is. */
  refuse(fault) {
    const { number, fault: said, meant, asking } = this.part;
    const suggested = fault === "mistyped" ? this.numbers.suggest(number.value) : null;
    const count = this.numbers.compact(number.value).length;
    said.textContent = fault ? this.say(`fault_${fault}`, { count }) : "";
    said.hidden = !fault;
    asking.hidden = !suggested;
    if (suggested) {
      meant.dataset.number = suggested;
      meant.textContent = this.say("meant", { number: this.numbers.written(suggested) });
    }
    if (!fault) return number.removeAttribute("aria-invalid");
    const elsewhere = ["not_reached", "too_many"].includes(fault);
    if (elsewhere) number.removeAttribute("aria-invalid");
    else number.setAttribute("aria-invalid", "true");
    this.part.result.hidden = true;
    number.focus();
  }

  show(told) {
    const { result, heading, about, last, until, until_row: row } = this.part;
    const reason = told.usable ? "" : told.reason;
    const date = written(told.valid_to, this.language);
    heading.textContent = this.heading(told, reason);
    about.textContent = reason ? this.say(`about_${reason}`, { date }) : "";
    about.hidden = !reason;
    until.textContent = date;
    row.hidden = reason === "number_revoked" || reason === "number_expired";
    last.hidden = !(told.unit === "session" && told.left <= LAST && (told.usable || reason === "exhausted"));
    result.hidden = false;
    heading.focus();
  }

  heading({ left, unit }, reason) {
    if (reason && reason !== "week_full") return this.say(`heading_${reason}`);
    if (unit === "minute") return this.say("left_time", { hours: Math.floor(left / 60), minutes: left % 60 });
    return this.say(left === LAST ? "left_one" : "left", { count: left });
  }

  /** Take the number off the page, and what was told of it. */
  clear(focus = true) {
    this.asked += 1;
    this.part.number.value = "";
    for (const name of ["heading", "until", "about", "waiting"]) this.part[name].textContent = "";
    this.part.result.hidden = true;
    this.refuse(null);
    if (focus) this.part.number.focus();
  }
}

const root = document.getElementById("own-number");
if (root) new OwnNumber(root).start();
