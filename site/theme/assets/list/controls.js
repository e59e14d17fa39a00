// The controls of the list: a fieldset for each facet, the search, the order and the place. What they say becomes choices,
// and choices become what they say.

import { change } from "../shared/choices.js";
import { fill, fillCount, texts } from "./list_words.js";

const LONG = 7, SHOWN_OF_LONG = 5; // values of a facet: more than so many are folded; finder.html folds the same before the facts come

const element = (id) => document.getElementById(id);
const finder = element("finder");

export const fieldsets = [...finder.querySelectorAll("fieldset")];
export const options = (fieldset) => [...fieldset.querySelectorAll("input[value]")];
export const unstatedOf = (fieldset) => fieldset.querySelector("[data-unstated]");
const facetOf = (fieldset) => fieldset.querySelector("legend").textContent;
export const labelOf = (option) => option.closest("label").querySelector("span").firstChild.textContent.trim();

/** Return a choice in words: "Språk: Arabiska", or the label alone where it says both. */
export function named(option) {
  const facet = facetOf(option.closest("fieldset")), label = labelOf(option);
  return label === facet ? label : `${facet}: ${label}`;
}

/** Return every choice made: its label, its name in full, and what takes it away. */
export function choices() {
  const ticked = fieldsets.flatMap((fieldset) => [
    ...options(fieldset).filter(({ checked }) => checked).map((box) => ({ box, label: labelOf(box), name: named(box) })),
    ...[unstatedOf(fieldset)].filter(({ checked }) => checked).map((box) => {
      const name = fill("unstated_too", { facet: facetOf(fieldset) });
      return { box, label: name, name };
    }),
  ]).map(({ box, ...choice }) => ({ ...choice, remove: () => (box.checked = false) }));
  const text = element("find").value.trim(), name = fill("searched", { text });
  return text ? [{ label: name, name, remove: () => (element("find").value = "") }, ...ticked] : ticked;
}

/** Set the controls as the choices say. */
export function take(asked) {
  for (const fieldset of fieldsets) {
    const values = new Set(asked.get(fieldset.dataset.facet));
    for (const option of options(fieldset)) option.checked = values.has(option.value);
    unstatedOf(fieldset).checked = (asked.get("not_stated") ?? []).includes(fieldset.dataset.facet);
  }
  element("find").value = (asked.get("q") ?? []).join(",").slice(0, element("find").maxLength);
  const [near = ""] = asked.get("near") ?? [];
  element("near").value = near === "me" ? "" : near;
  element("ordering").value = (asked.get("order") ?? [near && "distance"])[0] || "";
}

/** What was chosen before this script had come stands beside what the choices say; return whether there was any. */
export function takeWhatStands(asked) {
  const ticked = [...finder.querySelectorAll("fieldset input:checked")];
  const typed = ["find", "near", "ordering"].map(element).filter(({ value }) => value).map((control) => [control, control.value]);
  if ([...asked.keys()].some((key) => key !== "compare" && key !== "at")) take(asked);
  for (const box of ticked) box.checked = true;
  for (const [control, value] of typed) control.value = value;
  return Boolean(ticked.length || typed.length);
}

/** Make choices of what the controls say. */
export function keep(isHere) {
  const changes = { not_stated: [], q: [element("find").value.trim()].filter(Boolean), order: [element("ordering").value].filter(Boolean) };
  for (const fieldset of fieldsets) {
    changes[fieldset.dataset.facet] = options(fieldset).filter((option) => option.checked).map((option) => option.value);
    if (unstatedOf(fieldset).checked) changes.not_stated.push(fieldset.dataset.facet);
  }
  const near = isHere ? "me" : element("near").value;
  changes.near = changes.order[0] === "distance" && near ? [near] : [];
  change(changes);
}

/** Leave every control as nobody has touched it. */
export function clear() {
  for (const input of finder.querySelectorAll("input:checked")) input.checked = false;
  element("find").value = element("ordering").value = element("near").value = "";
}

/** Open the groups in which something is chosen. */
export function openChosen() {
  for (const opener of finder.querySelectorAll(".opener[aria-expanded=false]")) {
    const group = element(opener.getAttribute("aria-controls"));
    if (!group.querySelector("input:checked")) continue;
    opener.setAttribute("aria-expanded", "true");
    group.hidden = false;
  }
}

const offered = new WeakMap(); // fieldset -> the options of which somebody has the value

/** Offer the values that somebody has; of many, the first ones and those that are chosen. */
export function offer(counts) {
  for (const fieldset of fieldsets) {
    const values = counts(fieldset);
    for (const option of options(fieldset)) option.closest("label").hidden = true;
    offered.set(fieldset, options(fieldset).filter((option) => values(option) || option.checked));
    fold(fieldset, offered.get(fieldset).length > LONG);
  }
}

function fold(fieldset, isFolded) {
  const all = offered.get(fieldset), button = fieldset.querySelector(".all-values");
  let folded = 0;
  all.forEach((option, place) => {
    const isHidden = isFolded && place >= SHOWN_OF_LONG && !option.checked;
    option.closest("label").hidden = isHidden;
    folded += isHidden;
  });
  button.hidden = all.length <= LONG;
  button.textContent = folded ? fillCount("more_values", folded) : texts.fewer;
  button.dataset.folded = folded;
}

/** Show every value of a facet, or the first ones again; the focus goes on to what has come. */
export function unfold(button) {
  const fieldset = button.closest("fieldset"), isFolded = button.dataset.folded !== "0";
  const next = offered.get(fieldset).find((option) => option.closest("label").hidden);
  fold(fieldset, !isFolded);
  if (isFolded) next?.focus();
}

/** Say what each value would give beside the other choices. */
export function count(facets, picked, placeOf) {
  for (const fieldset of fieldsets) countFacet(fieldset, facets.get(fieldset.dataset.facet), picked.get(fieldset.dataset.facet), placeOf);
  for (const group of finder.querySelectorAll(".group")) {
    const chosen = group.querySelectorAll("input:checked").length;
    group.querySelector(".picked").textContent = chosen ? `(${chosen})` : "";
  }
}

function countFacet(fieldset, counts, choice, placeOf) {
  if (!counts) return;
  for (const option of options(fieldset)) {
    const label = option.closest("label"), number = counts.values[placeOf(fieldset, option)] ?? 0;
    label.querySelector(".number").textContent = `(${number})`;
    label.classList.toggle("nobody", !number);
  }
  const unstated = unstatedOf(fieldset), sum = fieldset.querySelector(".sum"), chosenSome = Boolean(choice?.values.size);
  const { matching, notMatching, unstated: open } = counts.sum;
  sum.hidden = !chosenSome;
  sum.textContent = fill("sum", { matching, not_matching: notMatching, unstated: open });
  unstated.closest("label").hidden = !unstated.checked && !(chosenSome && open);
}
