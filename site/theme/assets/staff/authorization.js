// One sign-in at the issuer of a role: discovery, the address to sign in at, and the token for the code that comes back (RFC 6749 with
// PKCE, OpenID Connect). The protocol and its checks are the library's; here stands what is asked for, and what is said when it fails.

import { ask } from "../shared/api_client.js";
import { asLine, Fault } from "./fault.js";
import * as oauth from "oauth4webapi";

const PATIENCE_MS = 20_000;
const CLOCK_SECONDS = 300; // the computer's clock may be this wrong: whether a token is in force is the service's to judge
const LONGEST_TOKEN = 8_192; // more does not reach the service
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
const BUSY = ["server_error", "temporarily_unavailable"];
const CANCELLED = ["access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"];

/** Holds verifier and nonce, here and nowhere else; every failure is a Fault. */
export class Authorization {
  #verifier = oauth.generateRandomCodeVerifier();
  #nonce = oauth.generateRandomNonce();
  state = oauth.generateRandomState();

  constructor({ issuer, client, scope, parameters }, redirect) {
    const isLoopback = LOOPBACK.includes(addressOf(issuer)?.hostname);
    this.options = { [oauth.customFetch]: send, [oauth.allowInsecureRequests]: isLoopback };
    this.client = { client_id: client, [oauth.clockTolerance]: CLOCK_SECONDS };
    Object.assign(this, { issuer, scope, parameters, redirect, host: hostOf(issuer) });
  }

  /** Return an authorization whose address is ready to be opened. */
  static async begin(role, redirect) {
    if (!crypto.subtle) throw new Fault("no_https"); // a page without https has no crypto
    const { body } = await ask("GET", "/identity.json");
    const settings = body?.roles?.[role];
    if (!settings) throw new Fault("service_unreachable");
    const authorization = new Authorization(settings, redirect);
    await authorization.#failing(() => authorization.#prepare());
    return authorization;
  }

  /** Return the access token for the query that the issuer sent the browser back with. */
  async token(query) {
    const answer = new URLSearchParams(query);
    const accepted = await this.#failing(() => oauth.validateAuthResponse(this.server, this.client, answer, this.state), answer);
    this.host = hostOf(this.server.token_endpoint);
    const token = await this.#failing(() => this.#exchange(accepted));
    if (token.length > LONGEST_TOKEN) throw new Fault("too_long");
    return token;
  }

  async #prepare() {
    const issuer = new URL(this.issuer);
    this.server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, this.options));
    const address = new URL(this.server.authorization_endpoint);
    oauth.checkProtocol(address, !this.options[oauth.allowInsecureRequests]);
    const asked = {
      ...this.parameters,
      response_type: "code",
      client_id: this.client.client_id,
      redirect_uri: this.redirect,
      scope: this.scope,
      state: this.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(this.#verifier),
      code_challenge_method: "S256",
    };
    if (this.#isOpenId()) asked.nonce = this.#nonce;
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    this.address = address.href;
  }

  async #exchange(accepted) {
    const { server, client, redirect, options } = this;
    const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), accepted, redirect, this.#verifier, options);
    const hasIdToken = this.#isOpenId() && (await response.clone().json().catch(() => null))?.id_token !== undefined;
    const expected = hasIdToken ? { expectedNonce: this.#nonce } : {}; // the service reads the access token alone
    return (await oauth.processAuthorizationCodeResponse(server, client, response, expected)).access_token;
  }

  #isOpenId() {
    return this.scope.split(" ").includes("openid");
  }

  /** Run a step of the sign-in; what the library finds wrong in it becomes a Fault. */
  async #failing(step, answer = null) {
    try {
      return await step();
    } catch (error) {
      throw error instanceof Fault ? error : this.#fault(error, answer);
    }
  }

  #fault(error, answer) {
    const { cause } = error;
    switch (error.code) {
      case oauth.AUTHORIZATION_RESPONSE_ERROR:
      case oauth.RESPONSE_BODY_ERROR:
        return this.#refusal(error);
      case oauth.JSON_ATTRIBUTE_COMPARISON:
        return new Fault("other_issuer", { issuer: this.issuer, other: asLine(cause.body.issuer) });
      case oauth.JWT_TIMESTAMP_CHECK:
        return new Fault("own_clock");
      default:
        if (answer && this.#isFromElsewhere(answer)) return new Fault("answer_of_another", { host: this.host });
        return new Fault("answer_unusable", { host: this.host, code: codeOf(error) }, "sign_in_code");
    }
  }

  /** Return whether the answer is another issuer's, or does not say whose although this one always says it (RFC 9207). */
  #isFromElsewhere(answer) {
    return answer.has("iss") ? answer.get("iss") !== this.server.issuer : this.server.authorization_response_iss_parameter_supported === true;
  }

  /** What the issuer itself said, in its own words where it has any. */
  #refusal({ error, error_description: words }) {
    const key = BUSY.includes(error) ? "issuer_busy" : CANCELLED.includes(error) ? "cancelled" : "refused";
    return new Fault(key, { host: this.host, code: asLine(error), words: asLine(words) }, words ? "issuer_words" : "issuer_silent");
  }
}

async function send(url, options) {
  const kept = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", redirect: "error" };
  try {
    return await fetch(url, { ...options, ...kept, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new Fault("issuer_unreachable", { host: hostOf(url) });
  }
}

function hostOf(url) {
  return addressOf(url)?.host ?? asLine(url);
}

/** Return an address in its parts, or null. */
function addressOf(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** What somebody who looks after the sign-in can search for. */
function codeOf({ code, name, cause }) {
  if (cause instanceof Response && !cause.ok) return `HTTP ${cause.status}`;
  return asLine(cause?.claim ? `id_token ${cause.claim}` : (cause?.attribute ?? code ?? name));
}
