// The form for writing a profile: pick a practice, change its fields, take the file with you. Nothing is
// sent and nothing is kept: the rules and the published profile are fetched from this site, the rest happens on the page.

import { copyText } from "../shared/copy_text.js";
import { stockholmDay } from "../shared/dates.js";
import { check, same } from "./form_check.js";
import { element } from "../shared/element.js";
import { Drawing } from "./form_draw.js";
import { fetched } from "../shared/fetched.js";
import { write } from "./form_write.js";
import { letGo } from "../list/list.js";
import { plural, wordsOf } from "../shared/words.js";

const WAIT_MS = 500; // after the last key, before a fault is pointed out
const ADDRESS_MAX = 7500; // GitHub refuses a longer one

/** Return what an address answers, or null. */
function fetchJson(address) {
  return fetched(address, "json").catch(() => null);
}

class Form {
  constructor(root) {
    this.root = root;
    this.words = wordsOf(root.dataset.words);
    this.part = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.language = document.documentElement.lang;
  }

  async start() {
    this.rules = await fetchJson(this.root.dataset.rules);
    document.getElementById("without-script").hidden = true;
    this.root.hidden = false;
    this.part.failed.hidden = Boolean(this.rules);
    if (!this.rules) return;
    this.part.choose.addEventListener("submit", (event) => {
      event.preventDefault();
      this.open(this.part.provider.value);
    });
    this.part.edit.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish();
    });
    this.part.edit.addEventListener("input", () => this.soon());
    this.part.edit.addEventListener("change", () => this.soon(0));
    this.part.copy.addEventListener("click", () => this.copy());
    this.part.download.addEventListener("click", () => (this.changed = false));
    this.part.file.addEventListener("copy", () => (this.changed = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.changed) event.preventDefault();
    });
  }

  /** Fill the form from the published profile, or begin a new one. */
  async open(id) {
    if (!id || (this.changed && !confirm(this.words["form.discard"]))) return;
    this.id = id;
    const chosen = this.part.provider.selectedOptions[0];
    this.original = chosen.dataset.profile ? await fetchJson(`/profiles/${id}.json`) : null;
    this.part.failed.hidden = Boolean(this.original) || !chosen.dataset.profile;
    if (!this.part.failed.hidden) return;
    const begun = this.original?.profile ?? { name: chosen.textContent };
    this.drawing = new Drawing(this.rules, this.words, this.language, id, () => this.soon(0));
    this.drawing.today = stockholmDay();
    this.field = this.drawing.draw(this.rules.profile, [], begun, "");
    this.part.fields.replaceChildren(...this.field.node.childNodes);
    this.part.edit.hidden = false;
    this.part.result.hidden = true;
    this.changed = false;
    this.begun = this.field.read();
    this.heading(this.part.editing, begun.name);
  }

  heading(node, name) {
    node.textContent = this.words["form.editing"].replace("{name}", name);
    node.focus();
  }

  /** Check when the writer pauses, so that nobody is corrected in the middle of a word, and nothing moves that is being pressed. */
  soon(wait = WAIT_MS) {
    clearTimeout(this.timer);
    this.changed = true;
    const mine = setTimeout(async () => {
      await letGo();
      if (this.timer === mine) this.checked();
    }, wait);
    this.timer = mine;
  }

  /** The value as it stands, its faults shown where they are. */
  checked() {
    const value = this.field.read();
    const faults = check(value, this.rules, { id: this.id, today: this.drawing.today });
    this.show(faults, value);
    return { value, faults };
  }

  show(faults, value) {
    const bySpot = new Map();
    for (const fault of faults) {
      const key = this.spotOf(fault);
      bySpot.set(key, [...(bySpot.get(key) ?? []), fault]);
    }
    for (const [key, { control, note }] of this.drawing.spots) {
      const here = (bySpot.get(key) ?? []).filter((fault) => !this.isUntouched(fault, value));
      const text = here.map((fault) => this.message(fault)).join(" ");
      if (note.textContent !== text) note.textContent = text;
      note.hidden = !here.length;
      note.classList.toggle("warning", here.length > 0 && here.every((fault) => this.isWarning(fault)));
      note.lang = here.some((fault) => !this.isSpoken(fault)) ? "sv" : "";
      if (!control.matches("input, select, textarea")) continue;
      if (here.some((fault) => !this.isWarning(fault))) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    this.count(faults);
  }

  /** What is missing is pointed out where something else of the same group is there, and everywhere once asked. */
  isUntouched(fault, value) {
    if (this.asked || fault.code !== "missing_key") return false;
    const group = fault.path.reduce((inner, key) => inner?.[key], value);
    return fault.path.length === 0 || Object.keys(group ?? {}).length === 0;
  }

  spotOf(fault) {
    const missing = fault.facts.missing && JSON.stringify([...fault.path, fault.facts.missing]);
    if (missing && this.drawing.spots.has(missing)) return missing;
    for (let path = fault.path; ; path = path.slice(0, -1)) {
      const key = JSON.stringify(path);
      if (this.drawing.spots.has(key) || !path.length) return key;
    }
  }

  isWarning(fault) {
    return this.rules.problems[fault.code].severity === "warning";
  }

  localised(texts) {
    return texts[this.language] ?? texts.sv;
  }

  isSpoken(fault) {
    return `form.fault.${fault.code}` in this.words || this.language in this.rules.problems[fault.code];
  }

  message(fault) {
    const key = `form.fault.${fault.code}`;
    const text = key in this.words ? this.words[key] : this.localised(this.rules.problems[fault.code]);
    const which = fault.facts.place ? ` (${this.localised(this.rules.sign)})` : "";
    const filled = (text + which).replace(/\{\{|\}\}|\{(\w+)\}/g, (all, name) => (name ? this.fact(fault, name) : all[0]));
    return `${filled[0].toUpperCase()}${filled.slice(1)}.`.replace(/([.?!])\.$/, "$1");
  }

  fact({ facts }, name) {
    return name === "character" && facts.character ? this.sign(facts.character) : String(facts[name] ?? "…");
  }

  /** A sign as it is seen, and what cannot be seen of it: that it is a letter, of which alphabet, its number in Unicode. */
  sign(character) {
    const number = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    if (/\p{Z}/u.test(character)) return character === " " ? this.words["form.space"] : `${this.words["form.space"]}, ${number}`;
    if (/\p{C}/u.test(character)) return number;
    const sign = /\p{L}/u.test(character) ? this.words["form.letter"].replace("{sign}", character) : character;
    if (/[\x21-\x7eåäöÅÄÖ]/.test(character)) return sign;
    const alphabet = ["Cyrl", "Grek"].find((script) => new RegExp(`\\p{Script=${script}}`, "u").test(character));
    const name = alphabet && new Intl.DisplayNames(this.language, { type: "script" }).of(alphabet);
    return [sign, name, number].filter(Boolean).join(", ");
  }

  count(faults) {
    const errors = faults.filter((fault) => !this.isWarning(fault)).length;
    this.part.status.textContent = errors ? plural(this.words, "form.count", errors) : this.words["form.count_none"];
  }

  finish() {
    clearTimeout(this.timer);
    this.asked = true;
    const { value, faults } = this.checked();
    const errors = faults.filter((fault) => !this.isWarning(fault));
    this.summary(errors);
    this.part.result.hidden = errors.length > 0;
    if (!errors.length) this.deliver(value);
  }

  /** All that is left to mend, each a link to its field. */
  summary(errors) {
    const { summary, faults } = this.part;
    summary.hidden = !errors.length;
    faults.replaceChildren(...errors.map((fault) => {
      const { control } = this.drawing.spots.get(this.spotOf(fault));
      control.id ||= `field-${Math.random().toString(36).slice(2)}`;
      const link = element("a", { href: `#${control.id}` }, [`${this.label(fault)}: ${this.message(fault)}`]);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
        if (control.tabIndex < 0) control.tabIndex = -1;
        control.focus();
      });
      return element("li", {}, [link]);
    }));
    if (errors.length) summary.focus();
  }

  label(fault) {
    let kind = this.rules.profile;
    let label = "";
    for (const key of [...fault.path, ...(fault.facts.missing ? [fault.facts.missing] : [])]) {
      if (kind.kind === "group" && key in kind.fields) {
        kind = kind.fields[key];
        label = this.drawing.localised(this.drawing.field(kind.path).label);
      } else if (kind.kind === "map" || (kind.kind === "list" && kind.of.kind === "group")) kind = kind.of;
    }
    return label || this.id;
  }

  deliver(value) {
    const { text, lost } = write(value, this.rules, this.original);
    const unchanged = this.original && same(value, this.original.profile);
    const { result, file, lost: note, comments, download, unchanged: nothing, propose, hint } = this.part;
    file.value = text;
    file.rows = Math.min(30, text.split("\n").length);
    nothing.hidden = !unchanged;
    note.hidden = !lost.length;
    comments.replaceChildren(...lost.map((line) => element("li", {}, [line])));
    if (download.href) URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    download.download = `${this.id}.yaml`;
    if (propose) this.proposal(propose, hint, text);
    result.hidden = false;
    this.heading2(result);
  }

  heading2(result) {
    result.querySelector("h2").focus();
  }

  /** A new profile is proposed with its text; of one that is there already the text is copied and put into the editor. */
  proposal(link, hint, text) {
    const { repository } = this.root.dataset;
    const path = `providers/${this.id}.yaml`;
    const fresh = `${repository}/new/main?filename=${encodeURIComponent(path)}&value=${encodeURIComponent(text)}`;
    const isNew = !this.original && fresh.length <= ADDRESS_MAX;
    link.href = isNew ? fresh : this.original ? `${repository}/edit/main/${path}` : `${repository}/new/main?filename=${encodeURIComponent(path)}`;
    Object.assign(link, { target: "_blank", rel: "noreferrer" });
    hint.textContent = this.words[isNew ? "form.propose_new" : "form.propose_edit"];
  }

  async copy() {
    await copyText(this.part.file);
    this.changed = false;
    this.part.copied.textContent = this.words["form.copied"];
  }
}

const root = document.getElementById("profile-form");
if (root) await new Form(root).start();
