// What finance asks the claim endpoint: only the answer to the last question counts, and failures are shown in one place.

import { isRefused } from "../../shared/api_client.js";
import { formatDate, formatMoment } from "../../shared/dates.js";

const PATIENCE_MS = 30_000; // a year's rows are read while the front listens, 29 seconds

export class Question {
  constructor(waiting, failed, say, session) {
    Object.assign(this, { waiting, failed, say, session, asked: 0 });
  }

  /** Return the answer; null if there is none, which is shown, or if something else was asked meanwhile. */
  get(path, accept) {
    return this.#ask("GET", path, { accept });
  }

  /** The same with a body; a refusal with one of the `expected` codes is an answer too. */
  post(path, body, ...expected) {
    return this.#ask("POST", path, { body }, expected);
  }

  async #ask(method, path, more, expected = []) {
    this.drop();
    const mine = this.asked;
    this.waiting.textContent = this.say("asking");
    const answer = await this.session.ask(method, path, { ...more, patience: PATIENCE_MS });
    if (mine !== this.asked) return null;
    this.waiting.textContent = "";
    if (answer.body && ([200, 201].includes(answer.status) || expected.includes(answer.body.code))) return answer;
    this.fail(answer);
    return null;
  }

  /** Show a failure, except that the sign-in has expired, which the sign-in shows itself. */
  fail(answer) {
    const { status, body } = answer;
    if (status === 401) return;
    const language = document.documentElement.lang;
    const key = `fault_${body?.code}`;
    const facts = {
      code: body?.code ?? status,
      why: body?.why,
      most: body?.most,
      seconds: body?.seconds,
      moment: body?.payable_from && formatMoment(body.payable_from, language),
      date: body?.final_from && formatDate(body.final_from, language),
    };
    this.failed.textContent = this.say(this.say.has(key) ? key : isRefused(answer) ? "fault_other" : "fault_lost", facts);
    this.failed.hidden = false;
  }

  drop() {
    this.asked += 1;
    this.waiting.textContent = "";
    this.failed.hidden = true;
  }
}
