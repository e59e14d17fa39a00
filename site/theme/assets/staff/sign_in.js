// Signing in: OIDC's authorization code with PKCE (RFC 7636), in a window of its own, whose answer comes over a BroadcastChannel.
// Verifier and token are held by this page in memory and nowhere else; leaving the page, or leaving it idle, signs out.

import { ask } from "../shared/api_client.js";

const CHANNEL = "kundval-sign-in";
const IDLE_MS = 15 * 60_000;
const WARNED_MS = 14 * 60_000;
const LOOK_MS = 5_000;
const POPUP = "popup,width=520,height=720";

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** What stands in a token, for the page to say; whether it is true is the service's to judge. */
function claimsOf(token) {
  try {
    const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  } catch {
    return {};
  }
}

export class SignIn {
  #token = null;
  #pending = null;
  #subject = null;
  #preparing = null;
  #pressed = false;

  /** `changed` is called with the user, or null when nobody is signed in, and whether it is another user than before. */
  constructor(root, part, say, changed) {
    Object.assign(this, { part, say, changed, role: root.dataset.role, back: root.dataset.back });
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.addEventListener("message", ({ data }) => this.#answered(data));
    part.sign_in.addEventListener("click", () => this.#open());
    part.sign_out.addEventListener("click", () => this.out("done"));
    part.stay.addEventListener("click", () => {
      this.#look();
      part.work.querySelector("input, select, button")?.focus();
    });
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => this.#active(), { capture: true });
    addEventListener("pagehide", () => this.#token && this.out("done"));
    document.addEventListener("visibilitychange", () => this.#look());
    setInterval(() => this.#look(), LOOK_MS);
    this.#prepare();
  }

  /** Send a request as the signed-in user; a token that the service no longer accepts is dropped. */
  async ask(method, path, more = {}) {
    if (!this.#token) return { status: 401, body: null };
    const answer = await ask(method, path, { ...more, token: this.#token });
    if (answer.status === 401 && this.#token) this.out("expired");
    return answer;
  }

  /** Forget the token and cover the work; what was typed stays below the cover. */
  out(why) {
    const { work, signed, sign_in: button, warning, who } = this.part;
    this.#token = null;
    const held = work.contains(document.activeElement) || signed.contains(document.activeElement);
    [work.hidden, signed.hidden, warning.hidden, button.hidden] = [true, true, true, false];
    who.textContent = "";
    this.#tell(`out_${why}`);
    this.changed(null, false);
    if (held) button.focus();
    this.#prepare();
  }

  /** Make verifier and address ready before the press: a window that is opened long after the press is blocked. */
  #prepare() {
    return (this.#preparing ??= this.#address().finally(() => (this.#preparing = null)));
  }

  async #address() {
    const { body: identity } = await ask("GET", "/identity.json");
    const issuer = identity && new URL(identity.issuer, location.origin).href.replace(/\/$/, "");
    const { body: configuration } = issuer ? await ask("GET", `${issuer}/.well-known/openid-configuration`) : {};
    if (!configuration?.authorization_endpoint || !crypto.subtle) return; // a page without https has no crypto
    const [verifier, state, redirect] = [random(), random(), location.origin + this.back];
    const hashed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    const address = new URL(configuration.authorization_endpoint);
    const asked = {
      response_type: "code",
      client_id: identity.client,
      redirect_uri: redirect,
      scope: "openid",
      state,
      code_challenge: base64url(new Uint8Array(hashed)),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    this.#pending = { verifier, state, redirect, client: identity.client, address: address.href, endpoint: configuration.token_endpoint };
  }

  /** A press that comes before the address is ready waits for it: browsers let a press open a window for a second and more. */
  async #open() {
    if (this.#pressed) return;
    this.#pressed = true;
    if (!this.#pending) {
      this.#tell("asking_service");
      await this.#prepare();
    }
    this.#pressed = false;
    if (!this.#pending) return this.#tell("unreachable");
    this.#tell(window.open(this.#pending.address, "_blank", POPUP) ? "waiting" : "blocked");
  }

  async #answered(data) {
    const pending = this.#pending;
    if (!pending || data?.state !== pending.state) return;
    this.#pending = null; // an answer is taken once
    this.channel.postMessage({ taken: pending.state });
    const token = data.code ? await this.#exchange(pending, data.code) : null;
    const { role, provider = "", sub } = claimsOf(token ?? "");
    if (!token || role !== this.role) {
      this.#tell(token ? "wrong_role" : "refused");
      return this.#prepare();
    }
    this.#token = token;
    const isAnother = this.#subject !== null && this.#subject !== sub;
    this.#subject = sub;
    this.#welcome({ provider }, isAnother);
  }

  async #exchange({ endpoint, verifier, redirect, client }, code) {
    const grant = { grant_type: "authorization_code", code, redirect_uri: redirect, client_id: client, code_verifier: verifier };
    const kept = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", redirect: "error" };
    const sent = { method: "POST", body: new URLSearchParams(grant), ...kept };
    try {
      return (await (await fetch(endpoint, sent)).json()).access_token ?? null;
    } catch {
      return null;
    }
  }

  #welcome(who, isAnother) {
    const { work, signed, sign_in: button, who: said } = this.part;
    [work.hidden, signed.hidden, button.hidden] = [false, false, true];
    said.textContent = this.say(`as_${this.role}`, who);
    this.#tell(null);
    this.#active();
    this.changed(who, isAnother);
  }

  #tell(key) {
    this.part.told.textContent = key ? this.say(key) : "";
  }

  #active() {
    this.seen = Date.now();
  }

  #look() {
    if (!this.#token) return;
    const idle = Date.now() - this.seen;
    if (idle >= IDLE_MS) this.out("idle");
    else this.part.warning.hidden = idle < WARNED_MS; // it goes at the next look, so that nothing moves under a pressed pointer
  }
}
