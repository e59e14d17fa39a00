// A year so far beside its budget: kronor, sessions and numbers, as tables with bars.

import { formatDate, stockholmDay } from "../../shared/dates.js";
import { kronor } from "../../shared/money.js";
import { budgetNotices, showNotices } from "./notices.js";
import { printOnly } from "../../shared/print_section.js";
import { Question } from "./query.js";
import { fill } from "../../shared/table_rows.js";

const DAY_MS = 86_400_000;

/** How much of a year has passed at the end of a day; the whole of a year that lies behind. */
export function passed(year, day) {
  const [first, next] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  return Math.min((Date.parse(`${day}T00:00:00Z`) + DAY_MS - first) / (next - first), 1);
}

export class FollowUp {
  /** `because` gives the words of a code, `labels` the names of providers, places and members, `ofService` the words of each service. */
  constructor(part, because, { say, ofService, labels }, session, chosen) {
    Object.assign(this, { part, because, labels, ofService, chosen, language: document.documentElement.lang });
    this.question = new Question(part.waiting, part.failed, say, session);
    part.show.addEventListener("click", () => this.show());
    part.print.addEventListener("click", () => printOnly(part.root));
  }

  get say() {
    return this.ofService[this.chosen.service()];
  }

  async show() {
    this.clear();
    const answer = await this.question.get(`/v1/follow-up?year=${this.chosen.year()}`);
    if (!answer) return;
    const { heading, alert, sentence, result } = this.part;
    const totals = answer.body.services.find(({ service }) => service === this.chosen.service());
    heading.textContent = this.chosen.headed(this.say("follow_up_of", { year: totals.year }));
    alert.hidden = !totals.spending.alert;
    sentence.textContent = this.sentence(totals);
    showNotices(this.part.notices, budgetNotices(totals, this.sentence(totals), this.say), this.say);
    this.chart(this.part.kronor, this.kronor(totals), (ore) => kronor(ore, this.language));
    this.chart(this.part.sessions, this.sessions(totals), (count) => this.number(count));
    fill(this.part.own_unit, totals.own_unit ? this.ownUnit(totals.own_unit) : []);
    fill(this.part.more, this.more(totals));
    result.hidden = false;
    heading.focus();
  }

  sentence(totals) {
    const { year, spending: { amount_ore: spent, budget_ore: budget, used_share: share } } = totals;
    if (totals.remuneration === "none") return this.ofBudgetAlone(totals);
    const facts = { year, spent: kronor(spent, this.language), share: this.percent(share) };
    if (budget === null) return this.say("no_budget", facts);
    return this.say("of_budget", { ...facts, budget: kronor(budget, this.language) });
  }

  /** What a session costs where nothing but the budget pays for it: a share of the budget would say nothing. */
  ofBudgetAlone({ year, sessions, spending: { budget_ore: budget, budget_per_session_ore: cost } }) {
    if (budget === null) return this.say("no_budget_alone", { year });
    const facts = { year, budget: kronor(budget, this.language) };
    if (cost === null) return this.say("budget_alone", facts);
    return `${this.say("budget_alone", facts)} ${this.say("budget_alone_cost", { sessions: this.number(sessions), cost: kronor(cost, this.language) })}`;
  }

  kronor({ year, remuneration, spending: { amount_ore: spent, fee_ore: fees, budget_ore: budget, reserve_ore: reserve } }) {
    const day = stockholmDay();
    const share = passed(year, day);
    const isPaid = remuneration !== "none";
    return [
      ["spent", isPaid ? spent : null],
      ...(isPaid && budget !== null && share < 1 ? [["budget_to_date", Math.round(budget * share), { date: formatDate(day, this.language) }]] : []),
      ["budget", budget],
      ["with_reserve", budget !== null && reserve !== null ? budget + reserve : null],
      ["fees", fees],
    ];
  }

  sessions({ sessions, budget_sessions: budget, own_sessions: own, own_budget_sessions: ownBudget }) {
    return [["sessions_done", sessions], ["sessions_budget", budget], ["sessions_own", own], ["sessions_own_budget", ownBudget]];
  }

  /** What the council has not decided has neither row nor bar. */
  chart(table, rows, write) {
    const stated = rows.filter(([, value]) => value !== null);
    const most = Math.max(...stated.map(([, value]) => value), 1);
    fill(table, stated.map(([key, value, facts]) => ({ name: this.say(key, facts), share: value / most, cells: [write(value)] })));
  }

  /** The own unit's cost beside what it is paid: a deficit is an amount of its own, not a number below zero. */
  ownUnit({ cost_ore: cost, cost_to_date_ore: toDate, amount_ore: paid, fee_ore: fees, result_ore: result, cost_each_ore: each, result_at_full_occupancy_ore: full }) {
    const kind = (ore) => (ore < 0 ? "deficit" : "surplus");
    const rows = [
      ["own_cost", cost],
      ["own_cost_to_date", toDate === cost ? null : toDate, { date: formatDate(stockholmDay(), this.language) }],
      ["own_amount", paid],
      ["own_fees", fees],
      [`own_${kind(result)}`, Math.abs(result)],
      ["own_each", each],
      [`own_full_${kind(full)}`, full === null ? null : Math.abs(full)],
    ];
    const stated = rows.filter(([, ore]) => ore !== null);
    return stated.map(([key, ore, facts]) => ({ name: this.say(key, facts), cells: [kronor(ore, this.language)] }));
  }

  more(totals) {
    const counts = { ...totals.numbers, ...totals };
    const names = ["issued", "replaced", "anonymous", "exempt", "exempt_set", "exempt_ended", "granted", "used", "left", "expired", "closed", "late_cancellations", "no_shows",
      "exempt_sessions", "clients", "attested_sessions", "anonymous_sessions", "told_of_every_provider", "recommended_own", "recommended_private", "framework_sessions", "corrections_of_earlier_years"];
    const handed = Object.entries(totals.numbers.handed_over).flatMap(([id, { in_turn: inTurn, because }]) => this.handed(this.labels.names[id] ?? id, inTurn, because));
    const reasons = Object.entries(totals.recommended_because).filter(([, count]) => count);
    const beyond = Object.entries(totals.numbers.beyond).map(([code, counts]) => ({ reason: this.because(`beyond_${code}`), ...counts }));
    const shares = ["occupancy", "own_share", "own_share_of_first_choices", "framework_share"].filter((name) => totals[name] !== null && this.say.has(`of_${name}`));
    const ofMembers = Object.entries(totals.exempt_sessions_by_member).map(([code, count]) => ({ name: this.say("of_exempt_member", { member: this.labels.members[code] ?? code }), cells: [this.number(count)] }));
    return [
      ...totals.occupancies.map((row) => ({ name: this.say("of_occupancy_of", { provider: this.labels.names[row.provider] ?? row.provider }), cells: [this.partOf(row.occupancy, row.sessions, row.budget_sessions)] })),
      ...this.guarantee(totals.wait_guarantee),
      ...shares.map((name) => ({ name: this.say(`of_${name}`), cells: [this.percent(totals[name])] })),
      ...names.filter((name) => this.say.has(`of_${name}`)).flatMap((name) => [
        { name: this.say(`of_${name}`), cells: [this.number(counts[name])] },
        ...(name === "exempt_sessions" ? ofMembers : []),
      ]),
      ...beyond.flatMap(({ reason, numbers, sessions }) => [
        { name: this.say("of_beyond_numbers", { reason }), cells: [this.number(numbers)] },
        { name: this.say("of_beyond_sessions", { reason }), cells: [this.number(sessions)] },
      ]),
      ...handed,
      ...reasons.map(([reason, count]) => ({ name: this.say("of_because", { reason: this.because(`because_${reason}`) }), cells: [this.number(count)] })),
      ...this.each("of_recommended_provider", totals.recommended_providers, (provider) => ({ provider: this.labels.names[provider] ?? provider })),
      ...(totals.contacts ? this.contacts(totals.contacts) : []),
    ];
  }

  /** The share of first sessions within the time that is promised; nothing where it is not known. */
  guarantee(guarantee) {
    if (!guarantee || guarantee.within === null) return [];
    const { working_days: days, first_sessions: firsts, within, share } = guarantee;
    return [{ name: this.say("of_guarantee", { days }), cells: [this.partOf(share, within, firsts)] }];
  }

  /** A share with what it is a share of. */
  partOf(share, part, whole) {
    return this.say("part_of", { share: share === null ? "–" : this.percent(share), part: this.number(part), whole: this.number(whole) });
  }

  /** What the reception counted: the share of callers sent elsewhere first. */
  contacts(counts) {
    const { referred_share: share, referred_to: places, complaints_about: kinds, complaints_concern: concerns } = counts;
    return [
      ...(share === null ? [] : [{ name: this.say("of_referred_share"), cells: [this.percent(share)] }]),
      ...["advice", "first_assessment", "referred"].map((name) => ({ name: this.say(`of_${name}`), cells: [this.number(counts[name])] })),
      ...this.each("of_referred_to", places, (place) => ({ place: this.labels.places[place] ?? this.because("contact_elsewhere") })),
      { name: this.say("of_complaints"), cells: [this.number(counts.complaints)] },
      ...this.each("of_complaints_about", kinds, (about) => ({ about: this.because(`complaint_${about}`) })),
      ...this.each("of_complaints_concern", concerns, (regi) => ({ concerns: this.because(`concerns_${regi}`) })),
    ];
  }

  /** A row for each code that was counted. */
  each(key, counts, facts) {
    return Object.entries(counts).map(([code, count]) => ({ name: this.say(key, facts(code)), cells: [this.number(count)] }));
  }

  /** The numbers of a supplier: those that came in its turn, and the others by the reason. */
  handed(supplier, inTurn, because) {
    const others = Object.entries(because).map(([code, count]) => [this.because(`hand_over_${code}`), count]);
    const rows = [...(inTurn ? [[this.say("in_turn"), inTurn]] : []), ...others];
    return rows.map(([reason, count]) => ({ name: this.say("of_handed_over", { supplier, reason }), cells: [this.number(count)] }));
  }

  number(count) {
    return new Intl.NumberFormat(this.language).format(count);
  }

  percent(share) {
    return share === null ? "" : new Intl.NumberFormat(this.language, { style: "percent", maximumFractionDigits: 1 }).format(share);
  }

  clear() {
    const { result, heading, sentence, notices } = this.part;
    this.question.drop();
    for (const table of ["kronor", "sessions", "own_unit", "more"]) fill(this.part[table], []);
    notices.replaceChildren();
    [heading.textContent, sentence.textContent] = ["…", ""];
    result.hidden = true;
  }
}
