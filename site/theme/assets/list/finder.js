// Search, filters and other orders on the list. The words are the page's, the facts those of /facets.json, the choices stand
// in the tab's history; here they are brought together. After each change of the list it dispatches the event "cards".

import { Cards, STEP } from "./cards.js";
import { clear, count, fieldsets, keep, labelOf, offer, openChosen, options, take, takeWhatStands, unfold, unstatedOf } from "./controls.js";
import { chosen, closest, narrow, table as facetTable } from "./filter.js";
import { divided, forget, isHere, locate, ordered, sayOrder, showDistances } from "./ordering.js";
import { announce, removeExcluding, say, sayIncomplete, sayOnPaper, sayTooMuch, showChosen } from "./said.js";
import { read } from "../shared/choices.js";
import { fetched } from "../shared/fetched.js";
import { offerLink } from "../shared/copy_link.js";
import { fetchedScript, letGo } from "./list.js";
import { fill, texts } from "./list_words.js";

const element = (id) => document.getElementById(id);
const list = element("cards"), finder = element("finder"), paging = document.querySelector("nav.paging");
const atStart = { cards: [...list.children], first: list.start };
const cards = new Cards(finder.dataset, () => (isWhole = false), atStart.cards);
let table, order, words, search, limit = STEP, turn = 0, isWhole; // whether all that this turn shows could be fetched

/** Begin: fetch the facts, take the choices from the page before and the controls, and from then on follow every change. */
export async function start(at = "") {
  table = facetTable(await fetched(finder.dataset.facets, "json"));
  await letGo();
  order = paging ? table.data.ids.map((_, row) => row) : [...cards.all.keys()].map((id) => table.rows.get(id)).filter((row) => row !== undefined);
  listen();
  offerLink();
  if (takeWhatStands(read())) keep(isHere());
  offerValues();
  openChosen();
  await show(at).catch(reportError); // a fault of ours is no start that could be tried again
}

/** Offer the values that somebody on the list has. */
function offerValues() {
  const { facets } = narrow(table, order, new Map());
  offer((fieldset) => (option) => facets.get(fieldset.dataset.facet)?.values[placeOf(fieldset, option)]);
}

function listen() {
  element("panel").addEventListener("change", chose);
  element("panel").addEventListener("click", ({ target }) => {
    if (target.matches(".all-values")) unfold(target);
  });
  element("find").addEventListener("input", chose);
  element("find").addEventListener("keydown", ({ key, isComposing }) => key === "Enter" && !isComposing && toHits());
  element("ordering").addEventListener("change", chose);
  element("near").addEventListener("change", () => { forget(); chose(); });
  element("here").addEventListener("click", useMyPlace);
  element("clear").addEventListener("click", reset);
  element("unstated-show").addEventListener("click", showUnstated);
  element("too-much-remove").addEventListener("click", removeTooMuch);
  element("more").addEventListener("click", showMore);
  window.addEventListener("choices", ({ detail }) => { if (!detail) { take(read()); limit = STEP; show(); } }); // a copied link
}

const placeOf = (fieldset, option) => table.facets.get(fieldset.dataset.facet)?.values.indexOf(option.value) ?? -1;

function chose() {
  limit = STEP;
  keep(isHere());
  return show();
}

/** Go on to what was found, or to what is said above it. */
async function toHits() {
  await chose();
  const says = element("search-found"), goal = [...says.children].some((part) => !part.hidden) ? says : list;
  goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  element("count").scrollIntoView();
}

/** Show who matches, in the day's order or the reader's own, and say so. */
async function show(at = "") {
  const mine = ++turn;
  isWhole = true;
  list.setAttribute("aria-busy", "true");
  const picked = chosen(table, read()), query = element("find").value.trim(), by = element("ordering").value;
  if (query || by === "name") {
    try {
      words ??= await fetched(finder.dataset.search, "json");
      if (query) search ??= (await fetchedScript(element("search-found").dataset.script)).begin(words, table, labels());
    } catch {
      isWhole = false;
    }
  }
  const hits = query && search ? search.matches(query) : null;
  const result = narrow(table, order, picked, hits);
  const own = ordered(table, result.rows, picked, words), { rows } = own;
  if (at) limit = Math.max(STEP, Math.ceil((rows.indexOf(table.rows.get(at)) + 1) / STEP) * STEP);
  const free = !picked.size && !query && !by;
  const shown = free ? atStart.cards : await cards.of(rows.slice(0, limit), table);
  if (mine !== turn) return;
  showCards(free ? shown : divided(shown, own));
  list.start = free ? atStart.first : 1;
  if (paging) paging.hidden = !free;
  showDistances(cards.all.values(), shown, table, own.far);
  count(result.facets, picked, placeOf);
  say(result, picked, free);
  search?.say(query);
  showChosen(free, chose, reset);
  sayTooMuch(rows.length ? null : closest(table, order, picked, hits));
  sayOrder(own);
  sayOnPaper(shown.length, free ? shown.length : rows.length);
  if (!isWhole) sayIncomplete();
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

async function useMyPlace() {
  announce(texts.position_waits);
  await locate();
  await chose();
}

async function reset() {
  clear();
  forget();
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

/** Take away the choices that leave everyone out; what they were said to give is read next. */
async function removeTooMuch() {
  removeExcluding();
  await chose();
  element("count").focus();
}

async function showMore() {
  const cardsShown = () => list.querySelectorAll(".card"), before = cardsShown().length;
  limit += STEP;
  await show();
  cardsShown()[before]?.querySelector("a").focus();
}
