// The providers whom a reader has chosen, side by side: picked from the page that shows everyone, so that a fact has one
// source; the columns stand in the day's order, whatever the order they were chosen in.

import { carry, change, read } from "../shared/choices.js";
import { Comparison, orderOfToday, valueOf } from "../shared/columns.js";
import { unbrokenDate } from "../shared/dates.js";
import { plural, wordsOf } from "../shared/words.js";

const CHOSEN_MAX = 4;
const everyone = document.getElementById("everyone");
const panel = document.getElementById("chosen");
const { list, built, page, pages, perPage, address } = everyone.dataset;
const words = wordsOf(everyone.dataset.said);
const pagesOfAll = new Comparison(address, Number(perPage), [[Number(page), document]]);
let onlyDifferences = matchMedia("(max-width: 44rem)").matches; // on a phone each fact takes a line for every provider

function create(tag, text = "", properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  return element;
}

const here = () => [...document.querySelectorAll("#everyone thead [data-provider]")].map((head) => head.dataset.provider);

/** A real table with heads for rows and columns; the roles keep it one for a screen reader when a phone stacks it. */
function table(columns) {
  const result = create("table", "", { className: "compare few" });
  result.setAttribute("role", "table");
  result.append(create("caption", words.chosen, { className: "out" }));
  const source = document.querySelector("table.compare.many");
  const head = result.createTHead().insertRow();
  head.append(source.tHead.rows[0].cells[0].cloneNode(true), ...columns.map(({ id, head: cell }) => headed(id, cell)));
  const body = result.createTBody();
  [...source.tBodies[0].rows].forEach((row, number) => {
    const title = row.cells[0].cloneNode(true);
    title.removeAttribute("id");
    const line = body.insertRow();
    line.append(title, ...columns.map(({ cells }) => document.importNode(cells[number], true)));
    line.dataset.fact = row.dataset.fact;
    line.dataset.same = columns.every(({ cells }) => valueOf(cells[number]) === valueOf(columns[0].cells[number]));
  });
  for (const [selector, role] of [["thead, tbody", "rowgroup"], ["tr", "row"], ["td", "cell"], ["thead th", "columnheader"], ["tbody th", "rowheader"]]) {
    for (const element of result.querySelectorAll(selector)) element.setAttribute("role", role);
  }
  return result;
}

function headed(id, head) {
  const cell = document.importNode(head, true);
  const name = head.textContent.trim();
  const remove = create("button", words.remove, { type: "button", className: "plain" });
  remove.append(create("span", ` ${name}`, { className: "out" }));
  remove.addEventListener("click", async () => {
    change({ compare: (read().get("compare") ?? []).filter((other) => other !== id) });
    await show();
    say(words.removed.replace("{name}", name));
    (panel.hidden ? everyone : panel).querySelector("button, a").focus();
  });
  cell.replaceChildren(create("a", name, { href: `${list}${id}/` }), remove);
  return cell;
}

function say(text) {
  panel.querySelector("[role=status]").textContent = text;
}

function narrow(result, note) {
  const same = [...result.tBodies[0].rows].filter((row) => row.dataset.same === "true");
  for (const row of same) row.hidden = onlyDifferences;
  note.textContent = onlyDifferences ? plural(words, "same", same.length) : "";
}

function render(columns, notes, order) {
  const result = table(columns);
  const label = create("label", "", { className: "pick" });
  const box = create("input", "", { type: "checkbox", checked: onlyDifferences });
  const note = create("span", "", { className: "note" });
  note.setAttribute("role", "status");
  box.addEventListener("change", () => {
    onlyDifferences = box.checked;
    narrow(result, note);
  });
  label.append(box, words.differences);
  const back = create("p"), toList = create("a", words.back, { href: list });
  carry(toList);
  back.append(toList);
  const count = columns.length > 1 ? words.count.replace("{count}", columns.length) : columns.length ? words.one_more : words.none;
  const status = create("p", [count, ...notes].join(" "), { className: "lead" });
  status.setAttribute("role", "status");
  panel.replaceChildren(back, status);
  if (!columns.length) return; // everyone is shown instead
  panel.append(create("p", order));
  if (columns.length > 1) {
    const only = create("p", "", { className: "only" });
    only.append(label, note);
    panel.append(only);
  }
  panel.append(result);
  if (columns.length > 1) narrow(result, note);
}

/** A provider's page leads back to the comparison. */
panel.addEventListener("click", ({ target }) => {
  const link = target.closest("table a[href]");
  if (link) carry(link, read().set("back", [location.pathname, words.back_here]));
});

/** Show the providers that are chosen, or all of them. */
async function show() {
  const chosenIds = [...new Set(read().get("compare") ?? [])];
  if (chosenIds.length) {
    try {
      const order = await orderOfToday(built, pages === "1" ? here() : null);
      const ids = order.ids.filter((id) => chosenIds.includes(id));
      const columns = await pagesOfAll.columns(ids.slice(0, CHOSEN_MAX), order.built);
      const notes = [];
      if (columns.length && columns.length < Math.min(chosenIds.length, CHOSEN_MAX)) notes.push(words.gone);
      if (ids.length > CHOSEN_MAX) notes.push(words.too_many);
      const date = unbrokenDate(order.day, document.documentElement.lang);
      render(columns, notes, words[order.today ? "order_today" : "order_old"].replace("{date}", date));
    } catch {
      panel.replaceChildren(create("p", words.failed, { className: "lead" }));
    }
  }
  panel.hidden = !chosenIds.length;
  everyone.hidden = panel.querySelector("table") !== null && chosenIds.length > 0;
}

addEventListener("choices", ({ detail }) => detail || show()); // a copied link
await show();
if (read().size) (await import("../shared/copy_link.js")).offerLink();
