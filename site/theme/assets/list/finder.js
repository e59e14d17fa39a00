// Search, filters and other orders on the list. The words are the page's, the facts those of /facets.json, the choices stand
// in the tab's history; here they are brought together. After each change of the list it dispatches the event "cards".

import { Cards, STEP } from "./cards.js";
import { chosen, narrow, ranked, soonest, table as facetTable } from "./filter.js";
import { change, read } from "../shared/choices.js";
import { fetched } from "../shared/fetched.js";
import { fetchedScript, letGo } from "./list.js";
import { centre, distances, position } from "./distance.js";
import { filled, plural, wordsOf } from "../shared/words.js";

const ANNOUNCED_AFTER_MS = 700; // so that a screen reader does not talk over typing and ticking

const element = (id) => document.getElementById(id);
const list = element("cards"), finder = element("finder"), texts = wordsOf(finder.dataset.said);
const fill = (key, facts) => filled(texts[key], facts), fillCount = (key, count) => plural(texts, key, count);
const language = document.documentElement.lang;
const fieldsets = [...finder.querySelectorAll("fieldset")];
const at_start = {
  cards: [...list.children], first: list.start, count: element("count").textContent, order: element("order-said").textContent,
};
const paging = document.querySelector("nav.paging");
const cards = new Cards(finder.dataset, () => (element("found").textContent = texts.failed), at_start.cards);
let table, order, words, search, here = null, limit = STEP, turn = 0, announcing;

/** Begin: fetch the facts, take the choices from the page before and the controls, and from then on follow every change. */
export async function start(at = "") {
  table = facetTable(await fetched(finder.dataset.facets, "json"));
  await letGo();
  order = paging ? table.data.ids.map((_, row) => row) : [...cards.all.keys()].map((id) => table.rows.get(id)).filter((row) => row !== undefined);
  hideWhatNobodyHas();
  listen();
  takeWhatStands(read());
  await show(at).catch(reportError); // a fault of ours is no start that could be tried again
}

function hideWhatNobodyHas() {
  const { facets } = narrow(table, order, new Map());
  for (const fieldset of fieldsets) {
    const counts = facets.get(fieldset.dataset.facet);
    for (const option of options(fieldset)) option.closest("label").hidden = !counts?.values[placeOf(fieldset, option)];
  }
}

function listen() {
  element("panel").addEventListener("change", chose);
  element("find").addEventListener("input", chose);
  element("find").addEventListener("keydown", ({ key, isComposing }) => key === "Enter" && !isComposing && toHits());
  element("ordering").addEventListener("change", chose);
  element("near").addEventListener("change", () => { here = null; chose(); });
  element("here").addEventListener("click", useMyPlace);
  element("reset").addEventListener("click", reset);
  element("unstated-show").addEventListener("click", showUnstated);
  element("more").addEventListener("click", showMore);
  window.addEventListener("choices", ({ detail }) => { if (!detail) { take(read()); limit = STEP; show(); } }); // a copied link
}

const options = (fieldset) => [...fieldset.querySelectorAll("input[value]")];
const placeOf = (fieldset, option) => table.facets.get(fieldset.dataset.facet)?.values.indexOf(option.value) ?? -1;
const unstatedOf = (fieldset) => fieldset.querySelector("[data-unstated]");

/** What was chosen before this script had come stands beside what was chosen on the page before. */
function takeWhatStands(asked) {
  const ticked = [...finder.querySelectorAll("fieldset input:checked")];
  const typed = ["find", "near", "ordering"].map(element).filter(({ value }) => value).map((control) => [control, control.value]);
  if ([...asked.keys()].some((key) => key !== "compare" && key !== "at")) take(asked);
  for (const box of ticked) box.checked = true;
  for (const [control, value] of typed) control.value = value;
  if (ticked.length || typed.length) keep();
}

/** Set the controls as the choices say. */
function take(asked) {
  for (const fieldset of fieldsets) {
    const values = new Set(asked.get(fieldset.dataset.facet));
    for (const option of options(fieldset)) option.checked = values.has(option.value);
    unstatedOf(fieldset).checked = (asked.get("not_stated") ?? []).includes(fieldset.dataset.facet);
  }
  element("find").value = (asked.get("q") ?? []).join(",");
  const [near = ""] = asked.get("near") ?? [];
  element("near").value = near === "me" ? "" : near;
  element("ordering").value = (asked.get("order") ?? [near && "distance"])[0] || "";
}

/** Keep what the controls say. */
function keep() {
  const changes = { not_stated: [], q: [element("find").value.trim()].filter(Boolean), order: [element("ordering").value].filter(Boolean) };
  for (const fieldset of fieldsets) {
    changes[fieldset.dataset.facet] = options(fieldset).filter((option) => option.checked).map((option) => option.value);
    if (unstatedOf(fieldset).checked) changes.not_stated.push(fieldset.dataset.facet);
  }
  const near = here ? "me" : element("near").value;
  changes.near = changes.order[0] === "distance" && near ? [near] : [];
  change(changes);
}

function chose() {
  limit = STEP;
  keep();
  return show();
}

/** Go on to what was found, or to what is said above it. */
async function toHits() {
  await chose();
  const says = element("search-found"), goal = [...says.children].some((part) => !part.hidden) ? says : list;
  goal.tabIndex = -1;
  goal.scrollIntoView();
  goal.focus();
}

/** Show who matches, in the day's order or the reader's own, and say so. */
async function show(at = "") {
  const mine = ++turn;
  list.setAttribute("aria-busy", "true");
  const asked = read(), picked = chosen(table, asked), query = element("find").value.trim();
  const by = element("ordering").value;
  if (query || by === "name") {
    try {
      words ??= await fetched(finder.dataset.search, "json");
      if (query) search ??= (await fetchedScript(element("search-found").dataset.script)).begin(words, table, labels());
    } catch {
      element("found").textContent = texts.failed;
    }
  }
  const result = narrow(table, order, picked, query && search ? search.matches(query) : null);
  const far = by === "distance" ? distanceOf() : null;
  const rows = inOrder(result.rows, by, picked, far);
  if (at) limit = Math.max(STEP, Math.ceil((rows.indexOf(table.rows.get(at)) + 1) / STEP) * STEP);
  const free = !picked.size && !query && !by;
  const shown = free ? at_start.cards : await cards.of(rows.slice(0, limit), table);
  if (mine !== turn) return;
  showCards(shown);
  list.start = free ? at_start.first : 1;
  if (paging) paging.hidden = !free;
  showDistances(shown, far);
  say(result, picked, query, free);
  search?.say(query);
  sayOrder(by, far);
  const left = free ? 0 : rows.length - shown.length;
  element("more-line").hidden = left <= 0;
  element("more").textContent = fill("more", { count: Math.min(left, STEP) });
  list.setAttribute("aria-busy", "false");
  list.dispatchEvent(new CustomEvent("cards", { bubbles: true }));
}

/** Show these cards; if the list has them already nothing moves, so that the keyboard focus stays. */
function showCards(shown) {
  if (shown.length === list.children.length && shown.every((card, place) => card === list.children[place])) return;
  list.replaceChildren(...shown);
}

const labels = () => new Map(fieldsets.map((fieldset) => [fieldset.dataset.facet, labelsOf(fieldset)]));

function labelsOf(fieldset) {
  const labels = new Map(options(fieldset).map((option) => [option.value, labelOf(option)]));
  return (table.facets.get(fieldset.dataset.facet)?.values ?? []).map((value) => labels.get(value) ?? "");
}

const labelOf = (option) => option.closest("label").querySelector("span").firstChild.textContent.trim();

function inOrder(rows, by, picked, far) {
  if (by === "name" && words) return ranked(rows, (row) => words.names[row]);
  if (by === "soonest") return ranked(rows, soonest(table, picked));
  return far ? ranked(rows, far) : rows;
}

/** Return a function from row to distance, or null as long as no place is chosen. */
function distanceOf() {
  const areas = table.facets.get("areas").values;
  const from = here ?? centre(table, areas.indexOf(element("near").value));
  return from && distances(table, from);
}

function showDistances(shown, far) {
  for (const card of cards.all.values()) card.querySelector(".distance")?.remove();
  if (!far) return;
  const form = new Intl.NumberFormat(language, { style: "unit", unit: "kilometer", minimumFractionDigits: 1 });
  for (const card of shown) {
    const kilometres = far(table.rows.get(card.dataset.provider));
    const text = kilometres === null ? texts.distance_unknown : fill("distance", { distance: form.format(kilometres) });
    card.querySelector("h2").after(Object.assign(document.createElement("p"), { className: "distance", textContent: text }));
  }
}

async function useMyPlace() {
  element("found").textContent = texts.position_waits;
  here = await position();
  if (here) element("near").value = "";
  element("place-said").textContent = here ? "" : texts.position_refused;
  await chose();
}

/** Bring the figures and sentences of the page up to date. */
function say(result, picked, query, free) {
  const { rows, all, maybe } = result;
  element("count").textContent = free ? at_start.count : rows.length ? fill("shown", { count: rows.length, all }) : texts.none;
  for (const fieldset of fieldsets) sayFacet(fieldset, result.facets.get(fieldset.dataset.facet), picked.get(fieldset.dataset.facet));
  for (const group of finder.querySelectorAll(".group")) {
    const count = group.querySelectorAll("input:checked").length;
    group.querySelector(".picked").textContent = count ? `(${count})` : "";
  }
  const labels = [...finder.querySelectorAll("input[value]:checked")].map(sayOption);
  const count = element("panel").querySelectorAll("input:checked").length + (query ? 1 : 0);
  element("narrow").textContent = count ? fill("open_chosen", { count }) : texts.open;
  element("picked").hidden = !labels.length;
  element("picked").textContent = fill("chosen", { list: labels.join("; ") });
  const including = [...picked.values()].some((choice) => choice.unstated && choice.values.size);
  element("after").hidden = !maybe && !including;
  element("unstated-said").textContent = maybe ? fillCount("unstated", maybe) : "";
  element("unstated-show").textContent = maybe ? texts.show_unstated : texts.hide_unstated;
  element("reset-line").hidden = free;
  element("done").textContent = fillCount("done", rows.length);
  clearTimeout(announcing);
  if (free && !element("found").textContent) return; // nothing was chosen yet: the page says it already
  announcing = setTimeout(() => {
    element("found").textContent = rows.length ? fillCount("announce", free ? all : rows.length) : texts.none;
  }, ANNOUNCED_AFTER_MS);
}

function sayFacet(fieldset, counts, choice) {
  if (!counts) return;
  for (const option of options(fieldset)) {
    option.closest("label").querySelector(".number").textContent = `(${counts.values[placeOf(fieldset, option)] ?? 0})`;
  }
  const unstated = unstatedOf(fieldset), sum = fieldset.querySelector(".sum"), chosenSome = Boolean(choice?.values.size);
  const { matching, notMatching, unstated: open } = counts.sum;
  sum.hidden = !chosenSome;
  sum.textContent = fill("sum", { matching, not_matching: notMatching, unstated: open });
  unstated.closest("label").hidden = !unstated.checked && !(chosenSome && open);
}

function sayOption(option) {
  const fieldset = option.closest("fieldset"), facet = fieldset.querySelector("legend").textContent, label = labelOf(option);
  return label === facet ? label : `${facet}: ${label}`;
}

/** A choice of the reader's own is said on the page, as is the way back to the day's order. */
function sayOrder(by, far) {
  element("place").hidden = by !== "distance";
  element("order-why").hidden = Boolean(by);
  const place = here ? texts.my_place : element("near").selectedOptions[0]?.textContent;
  const key = by === "distance" && !far ? "order_no_place" : `order_${by}`;
  const text = by ? fill(key, { place }) : at_start.order;
  if (element("order-said").textContent !== text) element("order-said").textContent = text;
}

async function reset() {
  for (const input of finder.querySelectorAll("input:checked")) input.checked = false;
  element("find").value = element("ordering").value = element("near").value = "";
  here = null;
  element("narrow").focus();
  await chose();
}

/** Take in those who have not stated what was chosen, or leave them out again. */
async function showUnstated() {
  const include = element("unstated-show").textContent === texts.show_unstated;
  for (const fieldset of fieldsets) {
    unstatedOf(fieldset).checked = include && options(fieldset).some((option) => option.checked);
  }
  await chose();
}

async function showMore() {
  const before = list.children.length;
  limit += STEP;
  await show();
  list.children[before]?.querySelector("a").focus();
}
