// What the build wrote besides the page, asked for again at each visit.

/** Return what an address answers, as "json" or "text"; throws if it does not. */
export async function fetched(from, kind) {
  const answer = await fetch(from, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  return answer[kind]();
}
