// Hjälp mig välja: the answers narrow the list as its filters do, and each provider that is shown is shown with what it has
// stated about what was asked. The answers stand nowhere but in the ticked boxes: not in the address, and nothing is sent.

import { Comparison, orderOfToday, valueOf } from "../shared/columns.js";
import { fetched } from "../shared/fetched.js";
import { chosen, narrow, table as facetTable } from "../list/filter.js";
import { carry } from "../shared/choices.js";
import { plural, wordsOf } from "../shared/words.js";

const SHOWN_MAX = 10; // the rest are in the list, one press away
const FACT_OF = { areas: "area" }; // where a facet and the fact that answers it have different names

const guide = document.getElementById("guide");
const words = wordsOf(guide.dataset.said);
const fits = document.getElementById("fits");
const [status, toList, toMore, cards] = [fits.querySelector("[role=status]"), ...["fits-list", "fits-more", "fits-cards"].map((id) => document.getElementById(id))];
const { facets, list, compare, perPage, built } = guide.dataset;
const comparison = new Comparison(compare, Number(perPage));
let loaded;
let turn = 0;

/** Turn each link into a box to tick. */
function equip() {
  document.getElementById("how").textContent = guide.dataset.how;
  for (const section of guide.querySelectorAll(".question")) section.setAttribute("role", "group");
  for (const link of guide.querySelectorAll("[data-ask]")) {
    const label = document.createElement("label");
    label.className = "pick";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", autocomplete: "off", value: link.dataset.ask });
    box.addEventListener("change", show);
    label.append(box, link.textContent);
    link.replaceWith(label);
  }
}

/** What the ticked answers ask: facet -> values. */
function asked() {
  const all = new Map();
  for (const box of guide.querySelectorAll("input:checked")) {
    for (const part of box.value.split("&")) {
      const [key, values] = part.split("=");
      all.set(key, [...(all.get(key) ?? []), ...values.split(",")]);
    }
  }
  return all;
}

async function facts() {
  const [data, order] = await Promise.all([fetched(facets, "json"), orderOfToday(built)]);
  const table = facetTable(data);
  return { table, order, rows: order.ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined) };
}

async function show() {
  const mine = ++turn;
  const ask = asked();
  fits.hidden = !ask.size;
  if (!ask.size) return;
  try {
    loaded ??= await facts();
    const { rows, maybe } = narrow(loaded.table, loaded.rows, chosen(loaded.table, ask));
    const ids = rows.slice(0, SHOWN_MAX).map((row) => loaded.table.data.ids[row]);
    const columns = await comparison.columns(ids, loaded.order.built);
    if (mine !== turn) return;
    cards.replaceChildren(...columns.map((column) => card(column, [...ask.keys()])));
    say(rows.length, maybe, ask);
  } catch {
    status.textContent = words.failed;
  }
}

function say(count, maybe, ask) {
  status.textContent = (count ? words.count : words.none).replace("{count}", count).replace("{all}", loaded.rows.length);
  toList.replaceChildren(...(count ? [link(words.list.replace("{count}", count), ask, "button")] : []));
  const open = new Map([...ask, ["not_stated", [...ask.keys()]]]);
  toMore.replaceChildren(...(maybe ? [plural(words, "maybe", maybe), " ", link(words.maybe_list, open)] : []));
}

function link(text, ask, className = "") {
  const onwards = Object.assign(document.createElement("a"), { textContent: text, href: list, className });
  carry(onwards, ask);
  return onwards;
}

/** A provider with what it has stated about what was asked: that is why it is shown. */
function card({ id, head, cells }, keys) {
  const item = Object.assign(document.createElement("li"), { className: "card" });
  item.dataset.provider = id;
  const title = document.createElement("h3");
  title.append(Object.assign(document.createElement("a"), { href: `${list}${id}/`, textContent: head.textContent.trim() }));
  const why = Object.assign(document.createElement("p"), { className: "note", textContent: words.why });
  const reasons = document.createElement("dl");
  for (const key of keys) {
    const cell = cells.find((candidate) => candidate.parentElement.dataset.fact === (FACT_OF[key] ?? key));
    const row = document.createElement("div");
    row.append(
      Object.assign(document.createElement("dt"), { textContent: cell.parentElement.cells[0].textContent }),
      Object.assign(document.createElement("dd"), { textContent: valueOf(cell) }),
    );
    reasons.append(row);
  }
  item.append(title, why, reasons);
  return item;
}

equip();
