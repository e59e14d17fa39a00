// A provider says of each of its services how long the waiting time is, and whether it accepts new clients, in one press or two.
// What stands is what it said last, or else what its profile says. A waiting time that is too old to be shown is asked for.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, stockholmDay } from "../../shared/dates.js";
import { fetched } from "../../shared/fetched.js";
import { mark } from "./field_error.js";
import { partsOf } from "../../shared/tool.js";

const ADDRESS = "/v1/availability";
const DAY_MS = 86_400_000;
const CARRIED_AT = [7, 12, 17]; // the hours at which the site is built with what was said, as the workflow `nightly` has them
const NOT_STATED = "not_stated";
const ANSWERS = ["yes", "not_now"];

/** Return the hour, by the clocks of Stockholm, after which what is said now is on the site; null if that is tomorrow. */
export function carriedAt(now = new Date()) {
  const hour = Number(new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm", hour: "numeric" }).format(now));
  return CARRIED_AT.find((carried) => hour < carried) ?? null;
}

/** Return whether a waiting time that was stated on a day is too old to be shown. */
export function isOld(stated, most, today = stockholmDay()) {
  return (Date.parse(today) - Date.parse(stated)) / DAY_MS > most;
}

/** Return what stands of a service: the newer waiting time of the two, and what was said of new clients, or the profile's. */
export function standing(entry, description = {}) {
  const written = { working_days: description.waiting_time?.working_days, working_days_stated: description.waiting_time?.stated, accepts_new: description.accepts_new };
  const isNewer = entry.working_days_stated && entry.working_days_stated >= (written.working_days_stated ?? "");
  const both = { ...written, ...entry };
  return isNewer ? both : { ...both, working_days: written.working_days, working_days_stated: written.working_days_stated };
}

export class Availability {
  constructor(part, { services }, say, session) {
    Object.assign(this, { section: part, part: partsOf(part), services, say, session, asked: 0, language: document.documentElement.lang });
    [this.most, this.old] = [Number(part.dataset.most), Number(part.dataset.old)];
  }

  /** Show what stands of each service of the provider who has signed in. */
  async open(provider) {
    const mine = (this.asked += 1);
    const [list, profile] = await Promise.all([this.session.ask("GET", ADDRESS), profileOf(provider)]);
    if (mine !== this.asked) return;
    const entries = (list.body?.availability ?? []).filter((entry) => entry.provider === provider);
    this.hasProfile = profile !== null;
    this.part.services.replaceChildren(...entries.map((entry) => this.row(entry, profile?.services?.[entry.service], entries.length > 1)));
    this.section.hidden = !entries.length;
    this.place();
  }

  /** Stand above the reports only while something is asked: else they come first. */
  place() {
    const isAsking = this.section.querySelector("[data-part=asked]:not([hidden])");
    const reports = this.section.parentElement.querySelector("[data-part=report]");
    if (isAsking) reports.before(this.section);
    else reports.after(this.section);
  }

  row(entry, description, isNamed) {
    const copy = this.part.service.content.cloneNode(true);
    const part = partsOf(copy);
    const row = { part, service: entry.service, description };
    part.name.textContent = this.services.of(entry.service)?.name ?? entry.service;
    part.name.hidden = !isNamed;
    part.row.ariaLabel = part.name.textContent;
    part.days.id = part.label.htmlFor = `waiting-${entry.service}`;
    part.hint.id = `${part.days.id}-hint`;
    part.days_fault.id = `${part.days.id}-fault`;
    part.days.setAttribute("aria-describedby", `${part.hint.id} ${part.days_fault.id}`);
    part.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(row);
    });
    part.still.addEventListener("click", () => this.send(row, { working_days: row.stands.working_days }));
    part.remove.addEventListener("click", () => this.send(row, { working_days: NOT_STATED }));
    for (const answer of ANSWERS) part[answer].addEventListener("click", () => this.send(row, { accepts_new: answer }));
    this.draw(row, entry);
    return copy;
  }

  draw(row, entry) {
    const { part } = row;
    row.stands = standing(entry, row.description);
    const { working_days: days, working_days_stated: stated, accepts_new: accepts } = row.stands;
    const isSaid = Number.isInteger(days);
    const wait = isSaid ? this.say.plural("availability_count", days) : "";
    const none = this.say("availability_none");
    const isOpen = isSaid && isOld(stated, this.old);
    const answer = ANSWERS.includes(accepts) ? this.dated(this.say(`availability_is_${accepts}`), row.stands.accepts_new_stated) : none;
    part.standing.textContent = isOpen
      ? this.say("availability_new_alone", { accepts: answer })
      : this.say("availability_standing", { wait: isSaid ? this.dated(wait, stated) : none, accepts: answer });
    part.asked.hidden = !isOpen;
    if (isOpen) {
      part.question.textContent = this.say("availability_ask", { wait, date: formatDate(stated, this.language), days: this.old });
      part.still.textContent = this.say("availability_still", { count: days });
    }
    part.days.value = isSaid ? days : "";
    part.remove.hidden = !isSaid;
    for (const choice of ANSWERS) part[choice].setAttribute("aria-pressed", String(accepts === choice));
  }

  dated(value, date) {
    return date ? this.say("availability_dated", { value, date: formatDate(date, this.language) }) : value;
  }

  submit(row) {
    const { days } = row.part;
    const count = days.value.trim() ? Number(days.value) : NaN;
    const isSound = Number.isInteger(count) && count >= 0 && count <= this.most;
    mark(row.part, "days", isSound ? "" : this.say("availability_fault", { most: this.most }));
    if (isSound) this.send(row, { working_days: count });
    else days.focus();
  }

  /** State something of a service, and show what stands of it then. */
  async send(row, values) {
    const { part, service } = row;
    if (row.busy) return;
    row.busy = true;
    part.failed.hidden = true;
    part.saved.textContent = this.say("sending");
    const { status, body } = await this.session.ask("PUT", ADDRESS, { body: { service, ...values } });
    row.busy = false;
    part.saved.textContent = "";
    if (status !== 200 || !body) return this.fail(row, status, body);
    const isAsked = part.asked.contains(document.activeElement) || part.remove === document.activeElement;
    mark(part, "days", "");
    this.draw(row, body);
    part.saved.textContent = this.saved();
    if (isAsked) part.change.querySelector("summary").focus(); // the button that was pressed is gone
  }

  saved() {
    const hour = carriedAt();
    if (!this.hasProfile) return this.say("availability_saved_unseen");
    return hour === null ? this.say("availability_saved_tomorrow") : this.say("availability_saved", { hour });
  }

  fail({ part }, status, body) {
    if (status === 401) return; // the sign-in says so itself
    const isKnown = isRefused({ status }) && body?.code;
    part.failed.textContent = isKnown ? this.say("availability_refused", { code: body.code }) : this.say("availability_lost");
    part.failed.hidden = false;
  }

  holds() {
    return false;
  }

  clear() {
    this.asked += 1;
    this.part.services.replaceChildren();
    this.section.hidden = true;
  }
}

/** Return the published profile of a provider; null if it has none, or it cannot be read. */
async function profileOf(provider) {
  const answer = await fetched(`/profiles/${provider}.json`, "json").catch(() => null);
  return answer && answer.profile;
}
