// What the list says of itself after each change: how many there are, what was chosen, what leaves everyone out, and the
// same on paper.

import { choices, fieldsets, named } from "./controls.js";
import { fill, fillCount, texts } from "./list_words.js";

const ANNOUNCED_AFTER_MS = 700; // so that a screen reader does not talk over typing and ticking

const element = (id) => document.getElementById(id);
const statuses = [element("found"), element("found-in-sheet")]; // the dialog makes the page behind it silent
const countAtStart = element("count").textContent;

let announcing, excluding = [];

/** Announce a text at once. */
export function announce(text) {
  for (const status of statuses) status.textContent = text;
}

/** Bring the figures and sentences of the page up to date. */
export function say({ rows, all, maybe }, picked, free) {
  const chosen = choices(), count = rows.length;
  element("count").textContent = free || (!chosen.length && count === all) ? countAtStart : count ? fill("shown", { count, all }) : texts.none;
  element("how-ordered").hidden = !count;
  element("narrow").textContent = chosen.length ? fill("open_chosen", { count: chosen.length }) : texts.open;
  element("done").textContent = fillCount("done", count);
  element("clear").hidden = free;
  const including = [...picked.values()].some((choice) => choice.unstated && choice.values.size);
  element("after").hidden = !maybe && !including;
  element("unstated-said").textContent = maybe ? fillCount("unstated", maybe) : "";
  element("unstated-show").textContent = maybe ? texts.show_unstated : texts.hide_unstated;
  clearTimeout(announcing);
  if (free && !element("found").textContent) return; // nothing was chosen yet: the page says it already
  announcing = setTimeout(() => {
    const found = count ? fillCount("announce", free ? all : count) : texts.none;
    announce([found, ...besideTheHits()].join(" "));
  }, ANNOUNCED_AFTER_MS);
}

/** Return the first line of each part that a search shows above the hits. */
const besideTheHits = () => [...document.querySelectorAll("#search-found > :not([hidden])")].map(({ firstElementChild: line }) => line.textContent);

/** Say in place of how many there are that something could not be fetched: the list is not what was chosen. */
export function sayIncomplete() {
  clearTimeout(announcing);
  announce(texts.incomplete);
  element("count").textContent = texts.incomplete;
}

/** Show what is chosen as buttons that take it away; the focus goes on to the next, or to the count when none is left. */
export function showChosen(free, removed, reset) {
  const chosen = free ? [] : choices();
  for (const home of document.querySelectorAll(".chosen-values")) {
    const before = [...home.querySelectorAll("button")], focused = before.indexOf(document.activeElement);
    const buttons = chosen.map(({ label, name, remove }) => chip(label, fill("remove", { choice: name }), () => {
      remove();
      removed();
    }));
    const names = (all) => all.map((button) => button.getAttribute("aria-label")).join("\n");
    home.hidden = free || (!chosen.length && home.id !== "picked");
    if (before.length && names(buttons) === names(before.slice(0, -1))) continue;
    if (free) {
      home.replaceChildren();
    } else {
      const list = document.createElement("ul");
      list.append(...buttons.map((button) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }));
      home.replaceChildren(...(buttons.length ? [list] : []), clearButton(reset));
    }
    const next = buttons[Math.min(focused, buttons.length - 1)] ?? (home.id === "picked" ? element("count") : element("close"));
    if (focused >= 0) next.focus();
  }
}

function chip(label, name, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: label });
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}

function clearButton(reset) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain reset", textContent: texts.reset });
  button.addEventListener("click", reset);
  return button;
}

/** Say which choices leave everyone out, and how many there would be without them, beside a button that takes them away. */
export function sayTooMuch(closest) {
  element("too-much").hidden = !closest;
  if (!closest) return;
  excluding = fieldsets.filter((fieldset) => closest.keys.includes(fieldset.dataset.facet))
    .flatMap((fieldset) => [...fieldset.querySelectorAll("input:checked")]);
  const listed = excluding.filter((box) => box.hasAttribute("value"));
  element("too-much-said").textContent = fillCount(listed.length > 1 ? "too_much_several" : "too_much", closest.count);
  element("too-much-remove").textContent = fill("remove", { choice: listed.map(named).join("; ") });
}

/** Take away the choices that leave everyone out. */
export function removeExcluding() {
  for (const box of excluding) box.checked = false;
}

/** Say on paper what was chosen, how many of them are printed, and where it all comes from. */
export function sayOnPaper(shown, count) {
  const list = choices().map(({ name }) => name).join("; ");
  const sentences = [
    list && fill("printed_choices", { list }),
    shown < count && fill("printed_part", { count: shown, all: count }),
    fill("printed_from", { address: `${location.origin}${location.pathname}` }),
  ];
  element("printed").textContent = sentences.filter(Boolean).join(" ");
}
