// The order of a day. A list is built in the order of its day; on a later day it is brought into that day's order, from a
// file that the build wrote, and a provider whose authorisation has ended since is removed. The page says which order it has.

import { unbrokenDate, stockholmDay } from "./dates.js";
import { plural, wordsOf } from "./words.js";

/** Return the ids of a day in their order, or null if the build did not reach that day. */
export function orderOf(data, day) {
  const indexes = data.schema === 1 && data.days[day];
  return indexes ? indexes.map((index) => data.ids[index]) : null;
}

/** Bring a list into the day's order, and say so in `status`; `count` then shows how many are left. */
export async function keepInOrder(list, status, count, today = stockholmDay()) {
  const { built, orders } = list.dataset;
  if (built >= today) return;
  const data = orders ? await fetchJson(orders) : null;
  const ids = data && orderOf(data, today);
  const showDay = (text, day) => (status.textContent = text.replace("{date}", unbrokenDate(day, document.documentElement.lang)));
  if (!ids) {
    showDay(status.dataset.old, built);
    return;
  }
  onceFocusLeaves(list, () => {
    rearrange(list, ids);
    if (count) count.textContent = plural(wordsOf(count.dataset.count), "count", list.children.length);
    showDay(status.dataset.today, today);
  });
}

async function fetchJson(address) {
  try {
    const response = await fetch(address, { cache: "no-cache" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Act at once, or, for a reader who is in the list with the keyboard, when the focus has left it. */
function onceFocusLeaves(list, act) {
  if (!list.contains(document.activeElement)) {
    act();
    return;
  }
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
