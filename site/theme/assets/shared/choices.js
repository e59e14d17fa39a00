// What a reader has chosen stands in the tab's own history (`history.state`), and the address stays bare: the browser's list
// of visited pages shows that a page was opened, and nothing of what was chosen there. To the next page of ours the choices go
// in one entry of `sessionStorage`, which that page removes as it reads it. A copied link has them in its fragment,
// `#key=value,value&key=value`, which reaches no server and is taken out of the address at once. Several scripts share the
// choices: each changes its own keys and leaves the others.

const ENTRY = "choices"; // exit.js removes it too
const AGAIN_MS = 1000;
const COMPARED_MAX = 4;
const carried = new WeakMap(); // link of ours → what following it hands over
let again;
let choices = chosenOnArrival(); // for every step of this page's history: going back to an anchor undoes no choice

/** Return every key with its values. */
export function read() {
  return new Map(Object.entries(choices));
}

/** Change some keys (an empty list takes one away), keep the others, and dispatch the event "choices" with the keys. */
export function change(changes) {
  const chosen = read();
  for (const [key, values] of Object.entries(changes)) {
    chosen.delete(key);
    if (values.length) chosen.set(key, values);
  }
  keep(chosen);
  window.dispatchEvent(new CustomEvent("choices", { detail: Object.keys(changes) }));
}

/** Who is chosen to be compared; with `known`, those alone: a name in a copied link that nobody has is not counted. */
export const compared = (known) => (choices.compare ?? []).filter((id) => known?.has(id) ?? true);

/** Choose somebody to be compared, or leave them out. Return whether it was refused: more do not fit side by side. */
export function compare(id, isChosen, known) {
  const others = compared(known).filter((other) => other !== id);
  const isFull = isChosen && others.length >= COMPARED_MAX;
  if (!isFull) change({ compare: isChosen ? [...others, id] : others });
  return isFull;
}

/** Let a link of ours hand these choices over when it is followed, or those of the page. In a new tab it opens without them. */
export function carry(link, chosen = null) {
  carried.set(link, chosen);
}

/** Return the one address that has choices in it. */
export function addressWith(chosen = read(), page = location.pathname) {
  const parts = [...chosen].filter(([, values]) => values.length);
  const fragment = parts.map(([key, values]) => `${key}=${values.map(encodeURIComponent).join(",")}`).join("&");
  return location.origin + page + (fragment && `#${fragment}`);
}

function chosenOnArrival() {
  const handed = handedOver(), copied = inAddress();
  const chosen = copied ?? history.state?.choices ?? handed ?? {};
  if (copied || Object.keys(chosen).length) write(chosen);
  return chosen;
}

/** Return the choices that a copied link has, or undefined: other fragments lead to a place on the page. The way back is ours to say. */
function inAddress() {
  if (!location.hash.includes("=")) return undefined;
  const chosen = location.hash.slice(1).split("&").map((part) => {
    const [key, values = ""] = part.split(/=(.*)/s);
    return [decoded(key), values.split(",").map(decoded).filter((value) => value !== "")];
  });
  return Object.fromEntries(chosen.filter(([key, values]) => key && key !== "back" && values.length));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Return what the page before handed over, and remove it; null where there is nothing, or where the browser keeps nothing. */
function handedOver() {
  try {
    const entry = sessionStorage.getItem(ENTRY);
    sessionStorage.removeItem(ENTRY);
    return JSON.parse(entry);
  } catch {
    return null;
  }
}

function handOver(chosen) {
  try {
    sessionStorage.setItem(ENTRY, JSON.stringify(Object.fromEntries(chosen)));
  } catch {
    // the browser keeps nothing: the next page begins without choices
  }
}

function keep(chosen) {
  choices = Object.fromEntries(chosen);
  write(choices);
}

/** Keep choices with this step of the history; an address that has them loses them. */
function write(chosen) {
  const address = location.pathname + location.search + (location.hash.includes("=") ? "" : location.hash);
  clearTimeout(again);
  try {
    history.replaceState({ ...history.state, choices: chosen }, "", address);
  } catch {
    again = setTimeout(() => write(choices), AGAIN_MS); // Safari refuses more than a hundred within some seconds
  }
}

/** An anchor on the page or a step back: the choices stay; a copied link that is opened on this very page brings its own. */
function onStep() {
  const opened = inAddress();
  if (opened) keep(Object.entries(opened));
  else if (Object.keys(choices).length || history.state?.choices) write(choices);
  if (opened) window.dispatchEvent(new CustomEvent("choices", { detail: null }));
}

for (const kind of ["popstate", "hashchange"]) addEventListener(kind, onStep);

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target;
  if (event.defaultPrevented || event.button || elsewhere || !carried.has(link) || link.origin !== location.origin) return;
  handOver(carried.get(link) ?? read());
});

for (const link of document.querySelectorAll("header a[hreflang]")) carry(link); // the same page in another language
