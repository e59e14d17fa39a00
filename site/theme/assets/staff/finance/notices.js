// Texts to send: to each provider when a month is closed, and about a budget near its end. Nothing is sent from here.

import { copyText } from "../../shared/copy_text.js";
import { formatDate, monthName, stockholmDay } from "../../shared/dates.js";
import { element } from "../../shared/element.js";
import { kronor } from "../../shared/money.js";

/** A text to each provider that a closed month has an amount for; a negative one is paid back by a credit note. */
export function monthNotices(month, { providers }, names, say) {
  const language = document.documentElement.lang;
  const paid = providers.filter(({ amount_ore: amount }) => amount);
  return paid.map(({ provider, batch, claims, amount_ore: ore, fee_ore: fees }) => {
    const [name, amount] = [names[provider] ?? provider, kronor(Math.abs(ore), language)];
    const reports = say.plural("notice_reports", claims);
    const what = say(ore < 0 ? "notice_credit" : "notice_pay", { month: monthName(month, language), name, amount, reports, reference: batch });
    const fee = fees > 0 ? [say("notice_fee", { fee: kronor(fees, language) })] : [];
    return { title: `${name}: ${kronor(ore, language)}`, text: [what, ...fee, say("notice_where")].join("\n\n") };
  });
}

/** A text about a budget near its end, to whoever is responsible for it; `sentence` says how much of it is used. */
export function budgetNotices({ year, spending, sessions, budget_sessions: planned }, sentence, say) {
  if (!spending.alert) return [];
  const language = document.documentElement.lang;
  const { amount_ore: spent, budget_ore: budget, reserve_ore: reserve } = spending;
  const date = formatDate(stockholmDay(), language);
  const left = say(spent > budget ? "notice_over" : "notice_left", { sum: kronor(Math.abs(budget - spent), language) });
  const kept = reserve === null ? [] : [say("notice_reserve", { sum: kronor(reserve, language) })];
  const done = planned === null ? [] : [say("notice_sessions", { done: sessions.toLocaleString(language), planned: planned.toLocaleString(language) })];
  const text = [say("notice_budget", { year, date }), [sentence, left, ...kept, ...done].join("\n")].join("\n\n");
  return [{ title: say("notice_budget_title", { year }), text }];
}

/** Show texts, each with a button that copies it; without any, there is nothing. */
export function showNotices(part, notices, say) {
  part.hidden = !notices.length;
  part.replaceChildren(
    element("h3", { textContent: say("notices") }),
    element("p", { textContent: say("notices_about") }),
    ...notices.map(({ title, text }) => {
      const field = element("textarea", { value: text, readOnly: true, rows: 10, ariaLabel: title });
      const done = element("span", { className: "status", role: "status" });
      const copy = element("button", { type: "button", className: "quiet", textContent: say("notice_copy"), ariaLabel: `${say("notice_copy")}: ${title}` });
      copy.addEventListener("click", async () => {
        done.textContent = "";
        await copyText(field);
        done.textContent = say("notice_copied");
      });
      return element("details", {}, [element("summary", { textContent: title }), field, element("p", {}, [copy, " ", done])]);
    }),
  );
}
