// Asks the claim endpoint. What is sent stands in the body only; nothing is kept, no cookie goes along, and no referrer.

const PATIENCE_MS = 20_000; // the service itself gives up after four seconds

/** Return the response as { status, body }; status 0 if the service was not reached, body null if it cannot be read.
 *  With another type in `accept` the result is a file, as { status, body, name }. */
export async function ask(method, path, { body, token, role, key, accept, patience = PATIENCE_MS } = {}) {
  const headers = { Accept: accept ?? "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  if (role) headers["Kundval-Role"] = role; // an account may have several: this is the page's
  if (key) headers["Idempotency-Key"] = key;
  try {
    const answer = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error", // number and token go to the address that was asked, and nowhere else
      signal: AbortSignal.timeout(patience),
    });
    if (accept && answer.ok) return { status: answer.status, body: await answer.blob(), name: nameOf(answer) };
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

/** Return whether the service refused, so that nothing was done. After any other failure that is unknown. */
export function isRefused({ status }) {
  return status >= 400 && status < 500 && status !== 401;
}

function nameOf(answer) {
  return answer.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/)?.[1] ?? "";
}
