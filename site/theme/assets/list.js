// A list stands in the order of the day it was built. On a later day it is put in that day's order, from a file that the
// build wrote; a provider whose authorisation has ended since is taken away. What was done, and how many there are now, is
// said on the page.

/** Today in Stockholm as YYYY-MM-DD, wherever the reader is. */
export function stockholmDay(now = new Date()) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" }).format(now);
}

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

async function fetched(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function rearrange(list, ids) {
  const cards = new Map([...list.children].map((card) => [card.dataset.provider, card]));
  list.replaceChildren(...ids.filter((id) => cards.has(id)).map((id) => cards.get(id)));
}

export async function keepInOrder(list, said, count, today = stockholmDay()) {
  const { built, orders } = list.dataset;
  if (built >= today) return;
  const data = orders ? await fetched(orders) : null;
  const ids = data && orderOf(data, today);
  if (ids) {
    rearrange(list, ids);
    count.textContent = count.dataset.count.replace("{count}", list.children.length);
  }
  const text = ids ? said.dataset.today : said.dataset.old;
  said.textContent = text.replace("{date}", written(ids ? today : built, document.documentElement.lang));
}

const list = document.getElementById("cards");
if (list) await keepInOrder(list, document.getElementById("order-said"), document.getElementById("count"));
