// Mitt nummer: what is left on a control number, from the number alone. It is asked about once and kept nowhere: it is taken off
// the page when the reader leaves, and no answer says when or with whom.

import { ask } from "../shared/api_client.js";
import { Numbers } from "../shared/control_number.js";
import { unbrokenDate } from "../shared/dates.js";
import { NumberField } from "../shared/number_field.js";
import { partsOf, speaker } from "../shared/tool.js";

const LAST = 1;
const OVER = ["number_revoked", "number_expired"]; // its last day is of no use any more
const OWN_FAULTS = {
  number_unknown: "unknown",
  too_many_failures: "too_many",
  number_mistyped: "mistyped",
  personal_identity_number: "personal",
};

class OwnNumber {
  constructor(root) {
    this.say = speaker(root, "own");
    this.part = partsOf(root);
    this.field = new NumberField(this.part, new Numbers(root.dataset), this.say, () => this.submit());
    this.language = document.documentElement.lang;
    this.asked = 0;
    root.hidden = false;
    document.getElementById("without-script").hidden = true;
  }

  start() {
    this.part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.part.again.addEventListener("click", () => {
      this.clear();
      this.part.number.focus();
    });
    addEventListener("pagehide", () => this.clear());
  }

  /** Only a number that can be right is sent. */
  async submit() {
    const { result, waiting } = this.part;
    result.hidden = true;
    const number = this.field.read();
    if (!number) return;
    const mine = (this.asked += 1);
    waiting.textContent = this.say("waiting");
    const answer = await ask("POST", "/v1/numbers/mine", { body: { number } });
    if (mine !== this.asked) return; // asked again meanwhile, or gone
    waiting.textContent = "";
    if (answer.status === 200 && answer.body) return this.show(answer.body);
    const fault = (answer.body && OWN_FAULTS[answer.body.code]) ?? "not_reached";
    this.field.refuse(fault, !["not_reached", "too_many"].includes(fault));
  }

  show(state) {
    const { result, heading, about, last, until, until_row: row, own_unit: ownUnit } = this.part;
    const isTimeUp = state.reason === "exhausted" && state.unit === "minute";
    const reason = isTimeUp ? "time_up" : state.usable ? "" : state.reason;
    const date = unbrokenDate(state.valid_to, this.language);
    const begins = state.valid_from && unbrokenDate(state.valid_from, this.language);
    heading.textContent = this.heading(state, reason);
    about.textContent = reason ? this.say(`about_${reason}`, { date: begins ?? date }) : "";
    about.hidden = !reason;
    ownUnit.hidden = !state.own_unit_only;
    until.textContent = date;
    row.hidden = OVER.includes(reason);
    const isLast = state.unit === "session" && state.left <= LAST && (state.usable || reason === "exhausted");
    last.hidden = !isLast && !isTimeUp;
    result.hidden = false;
    heading.focus();
  }

  heading({ left, unit }, reason) {
    if (reason && reason !== "week_full") return this.say(`heading_${reason}`);
    return unit === "minute" ? this.say("left_time", { time: this.time(left) }) : this.say.plural("left", left);
  }

  /** Format minutes as hours and minutes; neither is said where there is none. */
  time(left) {
    const hours = this.say.plural("hours", Math.floor(left / 60)), minutes = this.say.plural("minutes", left % 60);
    if (left < 60) return minutes;
    return left % 60 ? this.say("hours_and_minutes", { hours, minutes }) : hours;
  }

  /** Remove the number and what was shown of it. */
  clear() {
    this.asked += 1;
    this.field.clear();
    for (const name of ["heading", "until", "about", "waiting"]) this.part[name].textContent = "";
    this.part.result.hidden = true;
  }
}

const root = document.getElementById("own-number");
if (root) new OwnNumber(root).start();
