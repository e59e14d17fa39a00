// Signing in: in a window of its own, whose answer comes over a BroadcastChannel; the service says who has signed in.
// The token is held by this page in memory and nowhere else; leaving the page, or leaving it idle, signs out.

import { ask } from "../shared/api_client.js";
import { Authorization } from "./authorization.js";
import { callerOf } from "./caller.js";

const CHANNEL = "kundval-sign-in";
const IDLE_MS = 15 * 60_000;
const WARNED_MS = 14 * 60_000;
const LOOK_MS = 5_000;
const POPUP = "popup,width=520,height=720";

export class SignIn {
  #token = null;
  #pending = null;
  #subject = null;
  #preparing = null;
  #fault = null;
  #pressed = false;

  /** `changed` is called with the user, or null when nobody is signed in, and whether it is another user than before. */
  constructor(root, part, say, changed) {
    Object.assign(this, { part, say, changed, role: root.dataset.role, back: root.dataset.back, names: JSON.parse(root.dataset.names ?? "{}") });
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
    const answer = await ask(method, path, { ...more, token: this.#token, role: this.role });
    if (answer.status === 401 && this.#token) this.out("expired"); // whatever the reason is: to sign in again helps, or says why not
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

  /** Make the address ready before the press: a window that is opened long after the press is blocked. */
  #prepare() {
    const begun = () => Authorization.begin(this.role, location.origin + this.back);
    const done = (pending) => (this.#pending = pending);
    return (this.#preparing ??= begun().then(done, (fault) => (this.#fault = fault)).finally(() => (this.#preparing = null)));
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
    if (!this.#pending) return this.#explain(this.#fault);
    this.#tell(window.open(this.#pending.address, "_blank", POPUP) ? "waiting" : "blocked");
  }

  async #answered(data) {
    const pending = this.#pending;
    if (!pending || data?.state !== pending.state) return;
    this.#pending = null; // an answer is taken once
    this.channel.postMessage({ taken: pending.state });
    this.#tell("window_wait");
    let token, caller;
    try {
      token = await pending.token(data.answer);
      caller = await callerOf(token, this.role);
    } catch (fault) {
      this.#explain(fault);
      return this.#prepare();
    }
    return this.#welcome(token, caller);
  }

  #welcome(token, { roles, provider = "", subject }) {
    const { work, signed, sign_in: button, who } = this.part;
    const isAnother = this.#subject !== null && this.#subject !== subject;
    [this.#token, this.#subject] = [token, subject];
    [work.hidden, signed.hidden, button.hidden] = [false, false, true];
    const name = this.names[provider] ?? provider;
    who.textContent = this.say(`as_${this.role}`, { provider: name });
    this.#tell(roles.length > 1 ? "other_pages" : null);
    this.#showPages(roles);
    this.seen = Date.now();
    this.changed({ provider, name }, isAnother);
  }

  #explain({ key, facts, detail }) {
    this.#tell(key, facts, detail);
    this.#showPages(facts.roles ?? []);
  }

  #tell(key, facts = {}, detail = null) {
    const { told, detail: below, session } = this.part;
    told.textContent = key ? this.say(key, { ...facts, who: session.dataset.contact }) : "";
    below.textContent = detail ? this.say(detail, facts) : "";
    this.#showPages([]);
  }

  /** Show the links to the other pages of an account. */
  #showPages(roles) {
    const { pages } = this.part;
    for (const item of pages.children) item.hidden = item.dataset.of === this.role || !roles.includes(item.dataset.of);
    pages.hidden = [...pages.children].every((item) => item.hidden);
  }

  /** Whoever comes back to a computer that slept has been away, although no timer has run: their press comes after the look. */
  #active() {
    this.#look();
    this.seen = Date.now();
  }

  #look() {
    if (!this.#token) return;
    const idle = Date.now() - this.seen;
    if (idle >= IDLE_MS) this.out("idle");
    else this.part.warning.hidden = idle < WARNED_MS; // it goes at the next look, so that nothing moves under a pressed pointer
  }
}
