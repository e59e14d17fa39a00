// A list stands in the order of the day it was built. On a later day it is put in that day's order, from a file that the
// build wrote; a provider whose authorisation has ended since is taken away. What was done, and how many there are now, is
// said on the page.

const REACHED = ["pointerdown", "focusin", "click", "change", "input"]; // on iPhones a tap gives neither buttons nor boxes the focus
const CLICK_MS = 50; // from when a finger is lifted until its click has come

let isPressed = false, pressed, lifted;

/** Today in Stockholm as YYYY-MM-DD, wherever the reader is. */
export function stockholmDay(now = new Date()) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" }).format(now);
}

/** The latest day that it can be in Stockholm. Asking for its zone takes a slow phone a tenth of a second and more. */
const latestDay = (now = Date.now()) => new Date(now + 2 * 3_600_000).toISOString().slice(0, 10);

/** A day as the page's language writes it. */
export function written(day, language) {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(new Date(`${day}T12:00:00Z`));
}

/** The ids of a day in their order, or null when the build did not reach that far. */
export function orderOf(data, day) {
  const places = data.schema === 1 && data.days[day];
  return places ? places.map((place) => data.ids[place]) : null;
}

/** What an address answers, or null. */
export async function fetched(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

addEventListener("pointerdown", ({ button, target }) => {
  lifted = clearTimeout(lifted);
  isPressed = button === 0;
  pressed = target;
}, { capture: true });

/** Nothing is pressed any more, in a moment; whatever moves meanwhile does not put that off. */
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

/** Wait until the page can be read: what comes after that keeps nobody from reading. */
async function there() {
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  await new Promise((painted) => setTimeout(painted));
}

/** Nothing moves under the hands of a reader who stands in the list with the keyboard: it waits until they have left it. */
function onceLeft(list, act) {
  if (!list.contains(document.activeElement)) return act();
  list.addEventListener("focusout", function left({ relatedTarget }) {
    if (list.contains(relatedTarget ?? document.activeElement)) return; // another card, or only another window
    list.removeEventListener("focusout", left);
    act();
  });
}

function rearrange(list, ids) {
  const cards = new Map([...list.children].map((card) => [card.dataset.provider, card]));
  list.replaceChildren(...ids.filter((id) => cards.has(id)).map((id) => cards.get(id)));
}

/** Bring the list into the day's order; it is marked as ordered once nothing more will be done about it. */
export async function keepInOrder(list, said, count, today) {
  await bringIntoOrder(list, said, count, today);
  list.classList.add("ordered");
}

async function bringIntoOrder(list, said, count, today) {
  const { built, orders } = list.dataset;
  if (built >= (today ?? latestDay())) return;
  if (!today) await there();
  today ??= stockholmDay();
  if (built >= today) return;
  const data = orders ? await fetched(orders) : null;
  const ids = data && orderOf(data, today);
  const tell = (text, day) => (said.textContent = text.replace("{date}", written(day, document.documentElement.lang)));
  if (!ids) return tell(said.dataset.old, built);
  onceLeft(list, () => {
    rearrange(list, ids);
    if (count) count.textContent = count.dataset.count.replace("{count}", list.children.length);
    tell(said.dataset.today, today);
  });
}

/** Fetch a script and all that it imports, and only then run it: an import that failed is remembered by older browsers for good. */
async function fetchedScript(address) {
  await reach(address);
  return import(address);
}

async function reach(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const others = (await answer.text()).matchAll(/ from "(\.\/[^"]+)"/g);
  await Promise.all([...others].map(([, other]) => reach(new URL(other, answer.url).href)));
}

/** What is begun by the first of several calls; one that failed can be begun again. */
function once(begin) {
  let begun;
  return (...facts) => (begun ??= begin(...facts).catch((fault) => {
    begun = undefined;
    throw fault;
  }));
}

function sayFailed(line, text) {
  line.hidden = false;
  line.textContent = text;
}

/** Search and filters are shown, and their script is fetched when somebody reaches for them, or comes with choices made. */
function offerFinder(finder, ordered) {
  const begin = once(async (at) => {
    await ordered;
    const module = await fetchedScript(finder.dataset.script);
    await module.start(at);
  });
  const start = (at) => begin(at).catch(() => sayFailed(document.getElementById("picked"), finder.dataset.failed));
  finder.hidden = false;
  document.getElementById("choose").hidden = true; // the same choices, one page each
  for (const kind of REACHED) finder.addEventListener(kind, () => start());
  finder.addEventListener("click", ({ target }) => {
    const button = target.closest("[aria-expanded]");
    if (button) open(button, button.getAttribute("aria-expanded") !== "true");
    if (target.closest("#done")) toTheList();
  });
  return start;
}

function open(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
}

/** Close the panel, and go on to what it has left. */
function toTheList() {
  open(document.getElementById("narrow"), false);
  list.tabIndex = -1;
  list.focus();
}

/** A provider's page learns which list its reader came from; it takes that out of its address at once. */
function handOver(list) {
  list.addEventListener("click", ({ target }) => {
    const link = target.closest("h2 a");
    if (link) link.hash = `back=${encodeURIComponent(location.pathname + location.hash)}`;
  });
}

/** Whoever comes back from a provider finds its card again. */
function findAgain(id) {
  history.replaceState(history.state, "", location.pathname + location.hash.replace(/([#&])at=[^&]*&?/, "$1").replace(/[#&]$/, ""));
  document.getElementById("cards").classList.add("whole"); // so that its place is its place
  const link = document.querySelector(`#cards > [data-provider="${CSS.escape(id)}"] h2 a`);
  link?.scrollIntoView({ block: "center" });
  link?.focus({ preventScroll: true });
}

/** Cards can be ticked to be compared; the script for that is fetched with the first that is. */
function offerComparison(list, line) {
  const here = new Set([...list.children].map((card) => card.dataset.provider)); // before anyone is filtered away
  const ticks = []; // as they were left, whatever the script finds when it arrives
  const begin = once(async () => {
    const module = await fetchedScript(line.dataset.script);
    module.begin(here);
    return module;
  });
  const start = () => begin().then(
    ({ pick }) => ticks.splice(0).forEach((tick) => pick(...tick)),
    () => sayFailed(line.querySelector("[role=status]"), line.dataset.failed),
  );
  list.classList.add("live");
  list.addEventListener("change", ({ target }) => {
    ticks.push([target, target.checked]);
    start();
  });
  if (/[#&]compare=/.test(location.hash)) start();
}

/** Nothing that is read waits for any of this: the page is ready before the day's order has been fetched. */
async function begin(list, finder) {
  const [, at = ""] = /[#&]at=([a-z0-9-]+)/.exec(location.hash) ?? [];
  handOver(list);
  there().then(() => list.classList.add("whole")); // the first screen is painted before the cards below it are laid out
  const compare = document.getElementById("compare");
  if (compare) offerComparison(list, compare);
  const ordered = keepInOrder(list, document.getElementById("order-said"), document.getElementById("count"));
  const start = finder && offerFinder(finder, ordered);
  await (start && /[#&](?!compare=|at=)\w+=/.test(location.hash) ? start(at) : ordered);
  if (at) findAgain(at);
}

const list = document.getElementById("cards");
if (list) begin(list, document.getElementById("finder"));
