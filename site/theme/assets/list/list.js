// The list of providers: its order on a later day than it was built, search and filters, and the ticks to compare. Each of
// them has a script of its own, fetched only when it is needed.

import { carry, change, compare as compareWith, read } from "../shared/choices.js";

const REACHED = ["pointerdown", "focusin", "click", "change", "input"]; // on iPhones a tap gives neither buttons nor boxes the focus
const CLICK_MS = 50; // from when a finger is lifted until its click has come

let isPressed = false, pressed, lifted;

/** Return the latest day that it can be in Stockholm. Asking for the time zone takes a slow phone a tenth of a second or more. */
const latestDay = (now = Date.now()) => new Date(now + 2 * 3_600_000).toISOString().slice(0, 10);

addEventListener("pointerdown", ({ button, target }) => {
  lifted = clearTimeout(lifted);
  isPressed = button === 0;
  pressed = target;
}, { capture: true });

/** End the press in a moment; moves in between do not postpone that. */
function lift() {
  lifted ??= setTimeout(() => {
    lifted = undefined;
    isPressed = false;
  }, CLICK_MS);
}

for (const kind of ["pointerup", "pointercancel", "contextmenu"]) addEventListener(kind, lift, { capture: true });

// Where the browser did not report it, what cannot happen with a finger down shows that it was lifted. A change of another
// field does not: pressing a button takes the focus from a field that was written in, and that changes it.
addEventListener("change", ({ target }) => target === pressed && lift(), { capture: true });
addEventListener("keydown", lift, { capture: true });
addEventListener("pointermove", ({ buttons }) => buttons === 0 && isPressed && lift(), { capture: true });
addEventListener("blur", lift); // the window's own: that of an element does not come up here

/** Wait until nothing is pressed: what is shown meanwhile would move what is under the pointer. */
export async function letGo() {
  while (isPressed) await new Promise((looked) => setTimeout(looked, CLICK_MS));
}

/** Wait until the page can be read: nothing after that delays the reader. */
async function readable() {
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  await new Promise((painted) => setTimeout(painted));
}

/** Bring a list that was built on an earlier day into today's order; it is marked as ordered once nothing more will move. */
async function bringIntoOrder(list) {
  if (list.dataset.built < latestDay()) {
    await readable();
    const module = await import("../shared/day_order.js").catch(() => null); // without it the page still names its order's day
    await module?.keepInOrder(list, document.getElementById("order-said"), document.getElementById("count"));
  }
  list.classList.add("ordered");
}

/** Fetch a script and all that it imports, and only then run it: an import that failed is remembered by older browsers for good. */
export async function fetchedScript(address) {
  await reach(new URL(address, location.href).href);
  return import(address);
}

async function reach(address, reached = new Set()) {
  if (reached.has(address)) return; // several scripts import it
  reached.add(address);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const others = (await answer.text()).matchAll(/ from "(\.\/[^"]+)"/g);
  await Promise.all([...others].map(([, other]) => reach(new URL(other, answer.url).href, reached)));
}

/** What is begun by the first of several calls; one that failed can be begun again. */
function once(begin) {
  let begun;
  return (...facts) => (begun ??= begin(...facts).catch((fault) => {
    begun = undefined;
    throw fault;
  }));
}

function say(text, ...lines) {
  for (const line of lines) {
    line.hidden = false;
    line.textContent = text;
  }
}

/** Search and filters are shown, and their script is fetched when somebody reaches for them, or comes with choices made. */
function offerFinder(finder, ordered) {
  const [picked, done, ...statuses] = ["picked", "done", "found", "found-in-sheet"].map((id) => document.getElementById(id));
  let isReady = false, entered;
  const begin = once(async (at) => {
    await ordered;
    const module = await fetchedScript(finder.dataset.script);
    await module.start(at);
    isReady = true;
    entered?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" })); // pressed before anybody listened
  });
  const start = (at) => begin(at).catch(() => say(finder.dataset.failed, picked, done, ...statuses));
  finder.hidden = false;
  document.getElementById("choose").hidden = true; // the same choices, one page each
  for (const kind of REACHED) finder.addEventListener(kind, () => start());
  for (const kind of ["change", "input"]) finder.addEventListener(kind, () => {
    if (!isReady) say(finder.dataset.fetching, picked, done);
  });
  finder.addEventListener("keydown", ({ target, key }) => {
    if (!isReady) entered = key === "Enter" && target.type === "search" ? target : null;
  });
  finder.addEventListener("click", ({ target }) => {
    const opener = target.closest(".opener");
    if (opener) open(opener, opener.getAttribute("aria-expanded") !== "true");
  });
  offerSheet();
  return start;
}

function open(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
}

/** On phones the panel is shown in a dialog; where there is room it stands beside the list. */
function offerSheet() {
  const [sheet, body, column, panel, count] = ["sheet", "sheet-body", "column", "panel", "count"].map((id) => document.getElementById(id));
  const press = (id, act) => document.getElementById(id).addEventListener("click", act);
  press("narrow", () => {
    body.append(panel);
    sheet.showModal();
  });
  press("close", () => sheet.close());
  press("done", () => {
    sheet.close();
    count.focus({ preventScroll: true }); // and on to what it has left
    count.scrollIntoView();
  });
  sheet.addEventListener("close", () => column.append(panel));
  matchMedia("(min-width: 60rem)").addEventListener("change", () => sheet.close());
}

/** A provider's page learns which list its reader came from, and what was chosen there. */
function handOver(list) {
  list.addEventListener("click", ({ target }) => {
    const link = target.closest("h2 a");
    if (link) carry(link, read().set("back", [location.pathname]));
  });
}

/** Scroll back to the card of the provider that the reader comes back from. */
function findAgain(id) {
  change({ at: [] });
  document.getElementById("cards").classList.add("whole"); // so that its place is its place
  const link = document.querySelector(`#cards > [data-provider="${CSS.escape(id)}"] h2 a`);
  link?.scrollIntoView({ block: "center" });
  link?.focus({ preventScroll: true });
}

/** Cards can be ticked to be compared; the script for that is fetched with the first that is. */
function offerComparison(list, line) {
  const here = new Set([...list.children].map((card) => card.dataset.provider)); // before anyone is filtered away
  const known = list.dataset.orders ? here : null; // a list of one page is told the days' orders
  const ticks = []; // what is to be said of them once the script is there
  const begin = once(async () => {
    const module = await fetchedScript(line.dataset.script);
    module.begin(known);
    return module;
  });
  const start = () => begin().then(
    ({ told }) => ticks.splice(0).forEach((tick) => told(...tick)),
    () => ticks.slice(-1).forEach(([box]) => say(line.dataset.failed, box.closest(".card-actions").querySelector("[role=status]"))),
  );
  list.classList.add("live");
  list.addEventListener("change", ({ target }) => {
    const { provider } = target.closest(".card-actions").dataset;
    ticks.push([target, compareWith(provider, target.checked, known)]); // chosen at once: whoever leaves now keeps it
    start();
  });
  const follow = () => read().has("compare") && start();
  addEventListener("choices", follow); // a copied link that is opened on this very page
  follow();
}

/** Nothing that is read waits for any of this: the page is ready before the day's order has been fetched. */
async function begin(list, finder) {
  const [at = ""] = read().get("at") ?? [];
  handOver(list);
  readable().then(() => list.classList.add("whole")); // the first screen is painted before the cards below it are laid out
  const compare = document.getElementById("compare");
  if (compare) offerComparison(list, compare);
  const ordered = bringIntoOrder(list);
  const start = finder && offerFinder(finder, ordered);
  const isAsked = () => start && [...read().keys()].some((key) => key !== "compare" && key !== "at");
  addEventListener("choices", ({ detail }) => !detail && isAsked() && start());
  await (isAsked() ? start(at) : ordered);
  if (at) findAgain(at);
}

const list = document.getElementById("cards");
if (list) begin(list, document.getElementById("finder"));
