// Who the service says is signed in, or why it does not accept a token.

import { ask } from "../shared/api_client.js";
import { Fault } from "./fault.js";

const REASONS = { role: "no_role", provider: "no_provider", too_long: "too_long", expired: "clock", not_yet_valid: "clock" };

/** Return the caller whose token this is, { roles, provider, subject }; throw a Fault unless they have the page's role. */
export async function callerOf(token, role) {
  const answer = await ask("GET", "/v1/caller", { token, role });
  const roles = answer.status === 200 ? answer.body?.roles : null;
  if (!roles) throw notAccepted(answer);
  if (!roles.includes(role)) throw new Fault("wrong_page", { roles });
  return answer.body;
}

/** Return why the service did not accept a token, with the service's own code. */
function notAccepted({ status, body }) {
  if (body?.code === "not_authorised") return new Fault("not_authorised");
  if (status < 400 || status >= 500) return new Fault("service_unreachable");
  const code = body?.reason ?? body?.code ?? `HTTP ${status}`;
  return new Fault(REASONS[code] ?? "not_accepted", { code }, "sign_in_code");
}
