// Hjälp mig välja, one question a screen: an answer is a button that goes on to the next question, and boxes are for whoever has
// several. The answers narrow the list as its filters do, and below each question stands who fits so far, each with what it has
// stated about what was asked. The answers stand with the page's choices, and nothing is sent.

import { Comparison, orderOfToday, valueOf } from "../shared/columns.js";
import { fetched } from "../shared/fetched.js";
import { chosen, narrow, table as facetTable } from "../list/filter.js";
import { carry, change, read } from "../shared/choices.js";
import { filled, plural, wordsOf } from "../shared/words.js";

const SHOWN_MAX = 10; // the rest are in the list, one press away
const FACT_OF = { areas: "area" }; // where a facet and the fact that answers it have different names

const element = (id) => document.getElementById(id);
const guide = element("guide"), fits = element("fits"), cards = element("fits-cards"), next = element("next"), skip = element("skip"), several = element("several");
const words = wordsOf(guide.dataset.said);
const status = fits.querySelector("[role=status]");
const { facets, list, compare, perPage, built } = guide.dataset;
const comparison = new Comparison(compare, Number(perPage));
const questions = [...guide.querySelectorAll(".question")], RESULT = questions.length;
let step = 0, turn = 0, asBoxes = false, loaded;

/** Turn each link into a button that answers, and a box to tick beside others; those that were given before are ticked. */
function equip() {
  const answers = read();
  element("how").textContent = guide.dataset.how;
  for (const question of questions) {
    question.setAttribute("role", "group");
    const heading = question.querySelector("h2");
    heading.tabIndex = -1;
    heading.setAttribute("aria-describedby", "progress");
  }
  for (const link of guide.querySelectorAll("[data-ask]")) {
    const label = Object.assign(document.createElement("label"), { className: "pick" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", autocomplete: "off", value: link.dataset.ask });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: link.textContent });
    box.checked = asks(box).every(([key, values]) => values.every((value) => answers.get(key)?.includes(value)));
    box.addEventListener("change", () => (keepAnswers(), show()));
    button.addEventListener("click", () => answer(box));
    label.append(box, link.textContent);
    link.replaceWith(button, label);
  }
  for (const button of [next, skip]) button.addEventListener("click", goOn);
  several.addEventListener("click", chooseSeveral);
  element("before").addEventListener("click", goBack);
  addEventListener("popstate", () => turnTo(history.state?.step ?? 0));
}

const boxes = () => [...guide.querySelectorAll("input")];
const asks = (box) => box.value.split("&").map((part) => part.split("=")).map(([key, values]) => [key, values.split(",")]);
const ticked = (question) => [...question.querySelectorAll("input:checked")];

/** What the ticked answers ask: facet -> values. */
function asked() {
  const all = new Map();
  for (const [key, values] of boxes().filter(({ checked }) => checked).flatMap(asks)) all.set(key, [...(all.get(key) ?? []), ...values]);
  return all;
}

function keepAnswers() {
  const none = boxes().flatMap(asks).map(([key]) => [key, []]);
  change({ ...Object.fromEntries(none), ...Object.fromEntries(asked()) });
}

/** Give the one answer to a question and go on; the answer that was given is taken back. */
function answer(box) {
  const isTakenBack = box.checked;
  for (const other of ticked(questions[step])) other.checked = false;
  box.checked = !isTakenBack;
  keepAnswers();
  return isTakenBack ? show() : goOn();
}

/** Turn the answers of this question into boxes. */
function chooseSeveral() {
  asBoxes = true;
  show();
  questions[step].querySelector("input").focus();
}

/** Return where a question leads: whoever came to change an answer goes back to who fits. */
const onwards = () => (history.state?.before === RESULT ? RESULT : step + 1);
const goOn = () => go(onwards());

/** Go to a question, or to who fits: a step of the history, so that the browser's own way back leads to the question before. */
function go(to) {
  history.pushState({ ...history.state, step: to, before: step }, "");
  turnTo(to);
}

function goBack() {
  if (history.state?.before === step - 1) history.back();
  else {
    history.replaceState({ ...history.state, step: step - 1, before: undefined }, "");
    turnTo(step - 1);
  }
}

/** Show a question, or who fits, from the top of the screen; whoever reads by ear hears it. */
function turnTo(to) {
  step = to;
  asBoxes = false;
  const shown = show();
  const heading = (questions[step] ?? fits).querySelector("h2");
  (skip.parentElement.hidden ? element("steps") : skip.parentElement).scrollIntoView();
  heading.focus({ preventScroll: true });
  return shown;
}

/** Show the question of this step, and who fits so far and why. */
async function show() {
  const mine = ++turn, ask = asked(), isResult = step === RESULT;
  questions.forEach((question, number) => (question.hidden = number !== step));
  element("intro").hidden = step > 0;
  element("steps").hidden = false;
  element("before").hidden = step === 0;
  if (isResult) for (const button of [next, several]) button.hidden = true;
  else showAnswers(questions[step]);
  sayProgress(RESULT - step - 1);
  fits.hidden = !ask.size && !isResult;
  element("given").hidden = false;
  element("given").querySelector("ul").replaceChildren(...questions.map(wayTo));
  for (const link of document.querySelectorAll("header a[hreflang]")) carry(link, read().set("step", [String(step)]));
  if (fits.hidden) return;
  try {
    loaded ??= facts();
    const { table, order, everyone } = await loaded;
    const { rows, maybe } = narrow(table, everyone, chosen(table, ask));
    const ids = ask.size ? rows.slice(0, SHOWN_MAX).map((row) => table.data.ids[row]) : [];
    const columns = await comparison.columns(ids, order.built);
    if (mine !== turn) return;
    cards.replaceChildren(...columns.map((column) => card(column, [...ask.keys()])));
    say(rows.length, everyone.length, maybe, ask);
  } catch {
    loaded = undefined; // the next step asks again
    if (mine === turn) status.textContent = words.failed;
  }
}

/** Show the answers of a question as buttons, of which one may be given, or as boxes. */
function showAnswers(question) {
  const answers = [...question.querySelectorAll(".answers li")], count = ticked(question).length;
  asBoxes ||= count > 1 || "boxes" in question.dataset;
  for (const { firstChild: button, lastChild: label } of answers) {
    button.setAttribute("aria-pressed", label.control.checked);
    button.hidden = asBoxes;
    label.hidden = !asBoxes;
  }
  several.hidden = asBoxes || answers.length === 1;
  next.hidden = !count;
  next.textContent = onwards() === RESULT ? words.show : words.next;
  skip.hidden = count > 0;
}

function sayProgress(left) {
  const text = filled(words.progress, { number: step + 1, all: RESULT });
  skip.parentElement.hidden = left < 0;
  element("progress").textContent = left < 0 ? "" : `${text} ${left ? plural(words, "left", left) : words.last}`;
}

async function facts() {
  const [data, order] = await Promise.all([fetched(facets, "json"), orderOfToday(built)]);
  const table = facetTable(data);
  return { table, order, everyone: order.ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined) };
}

function say(count, all, maybe, ask) {
  const text = !ask.size ? words.nothing : count ? words.count : words.none;
  status.textContent = text.replace("{count}", count).replace("{all}", all);
  element("fits-list").replaceChildren(...(count ? [link(words.list.replace("{count}", count), ask, "button")] : []));
  const open = new Map([...ask, ["not_stated", [...ask.keys()]]]);
  element("fits-more").replaceChildren(...(maybe ? [plural(words, "maybe", maybe), " ", link(words.maybe_list, open)] : []));
}

function link(text, ask, className = "") {
  const toList = Object.assign(document.createElement("a"), { textContent: text, href: list, className });
  carry(toList, ask);
  return toList;
}

/** The way to a question, with the answers that it has. */
function wayTo(question, number) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: question.querySelector("h2").textContent });
  if (number === step) button.setAttribute("aria-current", "step");
  button.addEventListener("click", () => go(number));
  const given = ticked(question).map((box) => box.parentElement.textContent).join(", ");
  item.append(button, Object.assign(document.createElement("span"), { textContent: given && ` ${given}` }));
  return item;
}

/** A provider with what it has stated about what was asked: that is why it is shown. */
function card({ id, head, cells }, keys) {
  const item = Object.assign(document.createElement("li"), { className: "card" });
  item.dataset.provider = id;
  const title = document.createElement("h3");
  title.append(Object.assign(document.createElement("a"), { href: `${list}${id}/`, textContent: head.textContent.trim() }));
  carry(title.firstChild, read().set("back", [location.pathname, words.back_here, String(step)]));
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

/** Begin where the reader was: on the question of this step of the history, of the other language, or at a provider that fits. */
async function begin() {
  const [handed] = read().get("step") ?? [], [at] = read().get("at") ?? [];
  if (handed) {
    history.replaceState({ ...history.state, step: Number(handed) }, "");
    change({ step: [], at: [] });
  }
  step = Math.min(history.state?.step ?? 0, RESULT);
  equip();
  await show();
  if (at) cards.querySelector(`[data-provider="${CSS.escape(at)}"] a`)?.focus();
}

begin();
