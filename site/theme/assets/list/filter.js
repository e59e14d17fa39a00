// Who is shown: the facets' columns and what the reader has chosen in, rows and counts out. It never touches the order:
// rows come out as they stand in `order`. A fact that is not stated is never counted as no.

const UNSTATED_DAYS = 10_000; // longer than any time that can be stated
const MATCHES = 2, NOT_STATED = 1, NO_MATCH = 0, ABSENT = -1;

/** The columns of /facets.json, made ready to be read quickly. */
export function table(data) {
  if (data.schema !== 1) throw new Error(`facets of schema ${data.schema}`);
  const facets = new Map(Object.entries(data.facets).map(([key, { values, sets, columns }]) => [key, {
    key, values, sets, columns: columns.map((column) => Int32Array.from(column)),
  }]));
  return { data, facets, count: data.ids.length, rows: new Map(data.ids.map((id, row) => [id, row])) };
}

/** What the reader has chosen, with unknown values left out: facet -> { values: numbers of its values, unstated }. */
export function chosen(table, choices) {
  const unstated = new Set(choices.get("not_stated") ?? []);
  const picked = new Map();
  for (const [key, facet] of table.facets) {
    const values = new Set((choices.get(key) ?? []).map((value) => facet.values.indexOf(value)).filter((at) => at >= 0));
    if (values.size || unstated.has(key)) picked.set(key, { values, unstated: unstated.has(key) });
  }
  return picked;
}

/** How each row (in `order`) answers a facet: matches one of the values, does not, or has not stated it. */
function states(facet, values, columns) {
  const weights = Int8Array.from(facet.sets, (set) => set === null ? NOT_STATED : set.some((value) => values.has(value)) ? MATCHES : NO_MATCH);
  const [first, ...others] = columns;
  const answers = new Int8Array(first.length);
  for (let row = 0; row < answers.length; row++) answers[row] = first[row] === ABSENT ? ABSENT : weights[first[row]];
  for (const column of others) {
    for (let row = 0; row < answers.length; row++) if (column[row] !== ABSENT) answers[row] = Math.max(answers[row], weights[column[row]]);
  }
  for (let row = 0; row < answers.length; row++) if (answers[row] === ABSENT) answers[row] = NOT_STATED;
  return answers;
}

/** The columns of a facet that count: with some services chosen, only theirs. */
function counting(table, facet, picked) {
  const services = picked.get("service")?.values;
  if (facet.columns.length === 1 || !services?.size) return facet.columns;
  return facet.columns.filter((_, at) => services.has(at));
}

const passes = (state, choice) => state === MATCHES || (state === NOT_STATED && choice.unstated);

/**
 * Who is shown, and what each facet would give under all the other choices.
 * `found` (one number a row, 1 for found) is the search's answer, if there is one.
 */
export function narrow(table, order, picked, found = null) {
  const { count } = table;
  const fails = new Uint8Array(count), failed = new Int16Array(count).fill(-1), unknown = new Uint8Array(count), no = new Uint8Array(count);
  const stateByFacet = new Map();
  let at = 0;
  for (const [key, facet] of table.facets) {
    const choice = picked.get(key);
    if (choice) {
      const state = states(facet, choice.values, counting(table, facet, picked));
      stateByFacet.set(key, state);
      for (let row = 0; row < count; row++) {
        if (!passes(state[row], choice)) {
          fails[row]++;
          failed[row] = at;
          if (state[row] === NOT_STATED) unknown[row] = 1;
          else no[row] = 1;
        }
      }
    }
    at++;
  }
  const rows = [], others = [];
  let all = 0, maybe = 0;
  for (const row of order) {
    all++;
    if (found && !found[row]) continue;
    if (fails[row] === 0) rows.push(row);
    else if (unknown[row] && !no[row]) maybe++;
    if (fails[row] <= 1) others.push(row);
  }
  const facets = new Map();
  at = 0;
  for (const [key, facet] of table.facets) {
    facets.set(key, tally(facet, counting(table, facet, picked), stateByFacet.get(key), others, failed, at++));
  }
  return { rows, all, maybe, facets };
}

/** When nobody is found: the fewest choices to take away, as facets, and how many are then found; null when that is nobody. */
export function closest(table, order, picked, found = null) {
  const answers = [...picked].map(([key, choice]) => {
    const facet = table.facets.get(key);
    return { key, choice, state: states(facet, choice.values, counting(table, facet, picked)) };
  });
  const counts = new Map();
  let fewest = Infinity;
  for (const row of order) {
    if (found && !found[row]) continue;
    const keys = answers.filter(({ choice, state }) => !passes(state[row], choice)).map(({ key }) => key);
    if (keys.length > fewest) continue;
    if (keys.length < fewest) counts.clear();
    fewest = keys.length;
    counts.set(keys.join(), (counts.get(keys.join()) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, one], [, other]) => other - one);
  return best ? { keys: best[0].split(","), count: best[1] } : null;
}

/** Count each value, and those who have not stated it, among the rows that only this facet could leave out. */
function tally(facet, columns, state, others, failed, at) {
  const values = new Array(facet.values.length).fill(0);
  const sum = { matching: 0, notMatching: 0, unstated: 0 };
  let unstated = 0;
  if (columns.length === 1) {
    const seen = new Int32Array(facet.sets.length);
    const [column] = columns;
    for (const row of others) {
      if (failed[row] !== -1 && failed[row] !== at) continue;
      if (column[row] !== ABSENT) seen[column[row]]++;
      if (state) count(sum, state[row]);
    }
    facet.sets.forEach((set, number) => {
      if (set === null) unstated += seen[number];
      else for (const value of set) values[value] += seen[number];
    });
    return { values, unstated, sum };
  }
  for (const row of others) {
    if (failed[row] !== -1 && failed[row] !== at) continue;
    const sets = columns.filter((column) => column[row] !== ABSENT).map((column) => facet.sets[column[row]]);
    for (const value of new Set(sets.flatMap((set) => set ?? []))) values[value]++;
    if (sets.includes(null)) unstated++;
    if (state) count(sum, state[row]);
  }
  return { values, unstated, sum };
}

function count(sum, state) {
  if (state === MATCHES) sum.matching++;
  else if (state === NO_MATCH) sum.notMatching++;
  else sum.unstated++;
}

/** The rows in an order of the reader's own choice: by `rank`, smallest first, ties as they stood, null last. The signs of a
 * name are spaces, and none stands first, as in `alphabetical` (i18n/formatting.py). */
export function ranked(rows, rank) {
  const entries = rows.map((row, at) => ({ row, at, by: sortable(rank(row)) }));
  const compare = (a, b) => (typeof a.by === "string" ? collator.compare(a.by, b.by) : a.by - b.by) || a.at - b.at;
  const stated = entries.filter((entry) => entry.by !== null).sort(compare);
  return [...stated, ...entries.filter((entry) => entry.by === null)].map((entry) => entry.row);
}

const collator = new Intl.Collator("sv");

function sortable(value) {
  return typeof value === "string" ? value.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || "\uffff" : value;
}

/**
 * The shortest waiting time of a row, among the services that count and take somebody new. Null, for who stands last, is a
 * row that takes nobody new in any of them; before it stands who has stated no time.
 */
export function soonest(table, picked) {
  const services = picked.get("service")?.values, { sets, columns } = table.facets.get("accepts_new");
  const counted = table.data.waiting_days.map((_, at) => at).filter((at) => !services?.size || services.has(at));
  const offers = (at, row) => columns[at][row] !== ABSENT;
  const refuses = (at, row) => offers(at, row) && sets[columns[at][row]]?.length === 0;
  const isFull = (row) => counted.some((at) => offers(at, row)) && counted.every((at) => !offers(at, row) || refuses(at, row));
  const days = (row) => Math.min(...counted.filter((at) => !refuses(at, row)).map((at) => table.data.waiting_days[at][row] ?? UNSTATED_DAYS));
  return { isFull, isStated: (row) => days(row) < UNSTATED_DAYS, wait: (row) => isFull(row) ? null : days(row) };
}
