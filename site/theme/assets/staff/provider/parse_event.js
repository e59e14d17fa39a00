// What there was, as people write it: the code or the name of an event, or another common form of it.

import { foldWords } from "../../shared/pasted_text.js";
import { compact, isSlip } from "./parse_headings.js";
import { isDoubtful } from "./parse_quantity.js";

const ANSWERS = /\(.*|\S+\/\S+|[?:](?:\s.*)?$/g; // after what a heading asks
const FORMS = ["session", "late_cancellation", "no_show"];

export class WrittenEvent {
  /** `names` gives the name of every event by its code. */
  constructor(names, say) {
    const forms = FORMS.flatMap((event) => say(`form_${event}`).split(", ").map((form) => [foldWords(form), event]));
    this.codes = new Map([...forms, ...Object.entries(names).flatMap(([code, name]) => [[code, code], [foldWords(name), code]])]);
    this.no = new Set(say("form_no").split(", ").map(foldWords));
    this.missed = new RegExp(`(?:^|\\P{L})(?:${say("form_missed").split(", ").map(foldWords).join("|")})`, "u");
  }

  /** Return the code of an event, if it is one of `events`. */
  read(text, events) {
    const code = this.codes.get(foldWords(text));
    return code in events && !isDoubtful(text) ? code : undefined;
  }

  /** The events of which a heading asks, as "Uteblev?" and "Genomfört (ja/nej)" do, with "x" or "ja" below. */
  askedBy(heading) {
    const plain = heading.replace(ANSWERS, "");
    const form = [...this.codes.keys()].find((words) => isSlip(compact(plain), compact(words)));
    return form ? [this.codes.get(form)] : this.isOfMissed(plain) ? FORMS.slice(1) : [];
  }

  isNo(text) {
    return this.no.has(foldWords(text));
  }

  /** Whether a note holds the beginning of a word for a visit that did not come about. */
  isOfMissed(text) {
    return this.missed.test(foldWords(text));
  }
}
