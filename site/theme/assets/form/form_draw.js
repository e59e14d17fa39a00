// Draws the fields of a profile from the rules that the build wrote, one kind of value at a time, and reads them back.
// A drawn field is { node, read }: `read` gives the value as the file has it, or undefined where nothing is stated.
// What a field cannot hold (a key that the rules do not know) is kept and given back.

import { element } from "../shared/element.js";
import { mend } from "./form_mend.js";
import { stripMarks } from "../shared/pasted_text.js";
import { plural } from "../shared/words.js";

const SELDOM = "locations.hours";
let serial = 0;

/** Everything that drawing needs: rules, words, the page's language, the provider, and where faults are shown. */
export class Drawing {
  constructor(rules, words, language, provider, changed) {
    Object.assign(this, { rules, words, language, provider, changed });
    this.spots = new Map(); // path -> { control, note }
  }

  field(path) {
    return this.rules.fields[path] ?? { label: {}, meaning: {} };
  }

  localised(texts) {
    return texts[this.language] ?? Object.values(texts)[0] ?? "";
  }

  option(key, texts) {
    return this.localised(texts) || this.named("option", key);
  }

  /** The word for a key, or the key itself: a profile can hold what the page has no word for. */
  named(family, key) {
    const word = `form.${family}.${key}`;
    return word in this.words ? this.words[word] : key;
  }

  draw(kind, path, value, label) {
    return this[kind.kind](kind, path, value, label ?? this.localised(this.field(kind.path).label));
  }

  spot(path, control, note) {
    this.spots.set(JSON.stringify(path), { control, note });
  }

  group(kind, path, value, label) {
    const had = isGroup(value) ? value : {};
    const inner = Object.entries(kind.fields).map(([key, child]) => [key, this.draw(child, [...path, key], had[key])]);
    const rest = Object.entries(had).filter(([key]) => !(key in kind.fields));
    const read = () => {
      const now = new Map([...inner.map(([key, field]) => [key, field.read()]), ...rest].filter(([, item]) => item !== undefined));
      const keys = [...Object.keys(had).filter((key) => now.has(key)), ...[...now.keys()].filter((key) => !(key in had))];
      if (!keys.length && (value === undefined || Object.keys(had).length > 0)) return undefined;
      return Object.fromEntries(keys.map((key) => [key, now.get(key)]));
    };
    const note = this.fault();
    const node = this.box(kind, path, label, [note, ...this.folded(kind, Object.keys(had).length, inner.map(([, field]) => field.node))]);
    this.spot(path, node, note);
    this.keepDated(kind, path, inner);
    return { node, read };
  }

  /** What few need is folded until it is stated. */
  folded(kind, open, nodes) {
    if (kind.path !== SELDOM) return nodes;
    return [element("details", { open: Boolean(open) }, [element("summary", {}, [this.words["form.other_hours"]]), ...nodes])];
  }

  /** Where a figure is stated with its day, changing the figure sets the day to today. */
  keepDated(kind, path, inner) {
    for (const [key, field] of inner) {
      const dated = this.rules.dated[kind.fields[key].path];
      if (dated) field.node.addEventListener("input", () => this.setToday([...path, dated]));
    }
  }

  setToday(path) {
    const { control } = this.spots.get(JSON.stringify(path));
    control.value = this.today;
  }

  map(kind, path, value, label) {
    const had = isGroup(value) ? value : {};
    const allowed = this.rules.authorised[this.provider] ?? [];
    const keys = [...new Set([...Object.keys(had), ...Object.keys(kind.options).filter((key) => allowed.includes(key))])];
    const inner = keys.map((key) => [key, this.draw(kind.of, [...path, key], had[key] ?? {}, this.option(key, kind.options[key] ?? {}))]);
    const note = this.fault();
    const node = this.box(kind, path, label, [note, ...inner.map(([, field]) => field.node)]);
    this.spot(path, node, note);
    return { node, read: () => Object.fromEntries(inner.map(([key, field]) => [key, field.read() ?? {}])) };
  }

  list(kind, path, value, label) {
    return kind.of.kind === "choice" ? this.choices(kind, path, value, label) : this.rows(kind, path, value, label);
  }

  choices(kind, path, value, label) {
    const had = Array.isArray(value) ? value : [];
    const keys = [...new Set([...had, ...Object.keys(kind.of.options)])].filter((key) => !this.itself(kind.of, key));
    const boxes = keys.map((key) => {
      const id = `field-${++serial}`;
      const box = element("input", { type: "checkbox", id, value: key, checked: had.includes(key) });
      return { key, box, node: element("li", {}, [box, element("label", { htmlFor: id }, [this.option(key, kind.of.options[key] ?? {})])]) };
    });
    const note = this.fault();
    const list = element("ul", { className: "ticks" }, boxes.map((tick) => tick.node));
    const chosen = element("summary", {});
    const count = () => (chosen.textContent = plural(this.words, "form.chosen", boxes.filter((tick) => tick.box.checked).length));
    list.addEventListener("change", count);
    count();
    const many = boxes.length > 12 ? [element("details", {}, [chosen, list])] : [list];
    const node = this.box(kind, path, label, [note, ...many]);
    this.spot(path, boxes[0]?.box ?? node, note);
    const read = () => {
      const now = boxes.filter((tick) => tick.box.checked).map((tick) => tick.key);
      return now.length || (value && !had.length) ? now : undefined;
    };
    return { node, read };
  }

  itself(kind, key) {
    return kind.of_policy === "providers" && key === this.provider;
  }

  rows(kind, path, value, label) {
    const note = this.fault();
    const itemLabel = this.localised(this.field(kind.path).one ?? {}) || label;
    const list = element("div");
    const add = element("button", { type: "button", className: "quiet" }, [this.words["form.add"].replace("{field}", itemLabel)]);
    let fields = [];
    const redraw = (values) => {
      for (const key of [...this.spots.keys()]) if (key.startsWith(JSON.stringify(path).slice(0, -1) + ",")) this.spots.delete(key);
      fields = values.map((item, index) => this.draw(kind.of, [...path, index], item, `${itemLabel} ${index + 1}`));
      list.replaceChildren(...fields.map((field, index) => this.removable(field, index, itemLabel, () => remove(index))));
      add.disabled = fields.length >= kind.at_most;
    };
    const values = () => fields.map((field) => field.read() ?? {});
    const remove = (index) => {
      redraw(values().filter((_, other) => other !== index));
      add.focus();
      this.changed();
    };
    add.addEventListener("click", () => {
      redraw([...values(), {}]);
      list.lastElementChild.querySelector("input, select, textarea").focus();
      this.changed();
    });
    redraw(Array.isArray(value) ? value : []);
    const node = this.box(kind, path, label, [note, list, add]);
    this.spot(path, add, note);
    const read = () => (fields.length || (value && !value.length) ? values() : undefined);
    return { node, read };
  }

  removable(field, index, label, remove) {
    const text = this.words["form.remove"].replace("{field}", `${label} ${index + 1}`);
    const button = element("button", { type: "button", className: "quiet" }, [text]);
    button.addEventListener("click", remove);
    field.node.append(button);
    return field.node;
  }

  languages(kind, path, value, label) {
    const had = isGroup(value) ? value : {};
    const keys = [...new Set([...Object.keys(had), ...this.rules.languages])];
    this.quiet = path.length === 1; // what it means stands once, over all languages
    const inner = keys.map((key) => [key, this.draw(kind.of, [...path, key], had[key], `${label} (${this.named("language", key)})`)]);
    this.quiet = false;
    for (const [key, field] of inner) field.node.querySelector("input, textarea").lang = key;
    const note = this.fault();
    const texts = [note, ...inner.map(([, field]) => field.node)];
    const node = path.length === 1 ? this.box(kind, path, label, texts) : element("div", {}, texts);
    this.spot(path, inner[0][1].node.querySelector("input, textarea"), note);
    const read = () => {
      const now = inner.map(([key, field]) => [key, field.read()]).filter(([, text]) => text !== undefined);
      return now.length ? Object.fromEntries(now) : undefined;
    };
    return { node, read };
  }

  text(kind, path, value, label) {
    const long = kind.lines || kind.at_most > 150;
    const control = long ? element("textarea", { rows: kind.lines ? 8 : 3 }) : element("input", { type: "text" });
    return this.written({ ...kind, control }, path, value, label);
  }

  written(kind, path, value, label) {
    const control = kind.control ?? element("input", { type: "text" });
    control.inputMode = { phone_format: "tel", email_format: "email", url_format: "url", postcode_format: "numeric" }[kind.code] ?? "";
    control.value = value ?? "";
    const shown = control.value; // a field of one line cannot show a line end
    const text = () => (control.value === shown && typeof value === "string" ? value : mend(control.value.trim(), kind, this.rules));
    control.addEventListener("change", () => {
      if (text() !== control.value.trim() && control.value !== shown) control.value = text();
    });
    const read = () => (control.value.trim() === "" ? undefined : text());
    return { node: this.row(kind, path, control, label), read };
  }

  url(kind, path, value, label) {
    return this.written(kind, path, value, label);
  }

  number(kind, path, value, label, mode) {
    const control = element("input", { type: "text", inputMode: mode, className: "short", value: value === undefined ? "" : String(value) });
    const figures = () => stripMarks(control.value).replace(mode === "decimal" ? "," : /$^/, ".").match(/^-?[0-9]+(?:\.[0-9]+)?$/)?.[0];
    const read = () => (figures() ? Number(figures()) : control.value.trim() || undefined);
    control.addEventListener("change", () => {
      control.value = figures() ?? control.value;
    });
    return { node: this.row(kind, path, control, label), read };
  }

  whole(kind, path, value, label) {
    return this.number(kind, path, value, label, "numeric");
  }

  decimal(kind, path, value, label) {
    return this.number(kind, path, value, label, "decimal");
  }

  date(kind, path, value, label) {
    const control = element("input", { type: "date", className: "short", value: value ?? "" });
    return { node: this.row(kind, path, control, label), read: () => control.value || undefined };
  }

  hours(kind, path, value, label) {
    const control = element("input", { type: "text", value: (value ?? []).join(", ") });
    const shown = control.value;
    const read = () => {
      const spans = control.value.split(/[,;]/).filter((span) => span.trim()).map((span) => mend(span.trim(), kind, this.rules));
      return spans.length || (value && !value.length) ? spans : undefined;
    };
    control.addEventListener("change", () => {
      if (control.value !== shown) control.value = (read() ?? []).join(", ");
    });
    return { node: this.row(kind, path, control, label), read };
  }

  flag(kind, path, value, label) {
    return this.choice({ ...kind, options: Object.fromEntries(kind.options.map((key) => [key, {}])) }, path, value, label);
  }

  choice(kind, path, value, label) {
    const keys = [...new Set([...(value === undefined ? [] : [value]), ...Object.keys(kind.options)])].sort(
      (left, right) => Object.keys(kind.options).indexOf(left) - Object.keys(kind.options).indexOf(right),
    );
    const control = element("select", {}, [
      element("option", { value: "" }, [this.words["form.not_stated"]]),
      ...keys.map((key) => element("option", { value: key }, [this.option(key, kind.options[key] ?? {})])),
    ]);
    control.value = value ?? "";
    return { node: this.row(kind, path, control, label), read: () => control.value || undefined };
  }

  /** A label, what the field means, its fault, and the control, tied together for a screen reader. */
  row(kind, path, control, label) {
    control.id = `field-${++serial}`;
    control.autocomplete = "off";
    const note = this.fault();
    const meaning = this.quiet ? null : this.meaning(kind, label);
    control.setAttribute("aria-describedby", [meaning?.id, note.id].filter(Boolean).join(" "));
    this.spot(path, control, note);
    const parts = [element("label", { htmlFor: control.id }, [label]), meaning, note, control].filter(Boolean);
    return element("div", { className: "row-of-form" }, parts);
  }

  meaning(kind, label) {
    const text = this.localised(this.field(kind.path).meaning);
    if (!text || text.replace(/[.?]$/, "") === label) return null;
    return element("p", { className: "hint", id: `hint-${++serial}` }, [text]);
  }

  fault() {
    return element("p", { className: "fault", id: `fault-${++serial}`, hidden: true });
  }

  /** A set of fields with a legend; the outermost ones are the parts of the page. */
  box(kind, path, label, inner) {
    const meaning = this.meaning(kind, label);
    const own = typeof path.at(-1) === "number" || kind.path.endsWith("*") || !path.length ? null : meaning;
    const legend = element("legend", {}, path.length === 1 ? [element("h2", {}, [label])] : [label]);
    const box = element("fieldset", {}, [...(label ? [legend] : []), ...(own ? [own] : []), ...inner]);
    box.setAttribute("aria-describedby", [own?.id, inner[0].id].filter(Boolean).join(" "));
    return box;
  }
}

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
