"""Reference for authors of profiles: every field with an example, and every problem with its fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, singledispatchmethod
from pathlib import Path

from catalogue.i18n.fallback import localised
from catalogue.i18n.messages import Messages
from catalogue.profiles import field_docs as fields
from catalogue.profiles import phrases
from catalogue.schema import yaml_reader, yaml_writer
from catalogue.schema.containers import Choice, Context, FieldType, Group, LangText, ListOf, MapOfChoices
from catalogue.schema.dates import Date, Hours
from catalogue.schema.problem import CHARACTER_REFUSED, MessageTemplate, message_templates
from catalogue.schema.scalars import Decimal, Integer, PatternText, Text, YesNo
from catalogue.schema.yaml_writer import SCHEMA_LINE
from catalogue.views import TemplateContext


@dataclass(frozen=True)
class Reference:
    """The reference of fields and problems in one language."""

    context: Context
    words: Messages

    def fields(self) -> TemplateContext:
        """Return every field, grouped by part, in the order of a profile."""
        parts: list[tuple[list[TemplateContext], str]] = []  # fields, example
        for path, kind, required in fields.paths(context=self.context):
            if "." not in path:
                parts.append(([], yaml_writer.dump({path: fields.example(kind, path, self.context)})))
            parts[-1][0].append(self._field(path, kind, required=required))
        return {"parts": parts, "first_line": SCHEMA_LINE}

    def problems(self) -> TemplateContext:
        """Return every problem of a profile with an example, and those of the municipality's files."""
        messages, example_of = message_templates(), examples()
        profiles = [self._problem(code, messages[code], example_of[code]) for code in messages if code in example_of]
        others = [
            self._problem(code, message, {})
            for code, message in messages.items()
            if code not in {*example_of, CHARACTER_REFUSED}
        ]
        return {"profiles": profiles, "others": others}

    def _field(self, path: str, kind: FieldType, *, required: bool) -> TemplateContext:
        label, meaning = fields.table()[path][:2]
        text, other_lang = fields.localised(meaning, self.words.lang)
        title = localised(label, self.words.lang)
        return {
            "path": path,
            "depth": path.count("."),
            "label": title,
            "meaning": "" if text.rstrip(".") == title else text,
            "lang": other_lang,
            "required": required,
            "how": self.how(kind),
            "options": self._options(kind),
        }

    @singledispatchmethod
    def how(self, kind: FieldType) -> str:
        """Return how a value of a type is written; raises TypeError for a type without a description."""
        raise TypeError(f"no description of how a {type(kind).__name__} is written")

    @how.register
    def _(self, kind: PatternText) -> str:
        return self._rule(kind.code)

    @how.register
    def _(self, kind: Date) -> str:  # noqa: ARG002 - what every kind is asked with
        return self._rule("date_format")

    @how.register
    def _(self, kind: Text) -> str:
        key = "how.lines" if kind.lines else "how.text"
        return self.words.format(key, at_most=kind.at_most)

    @how.register
    def _(self, kind: LangText) -> str:
        languages = ", ".join(self.context.languages)
        return self.words.format("how.languages", languages=languages, how=self.how(kind.kind))

    @how.register
    def _(self, kind: YesNo) -> str:  # noqa: ARG002 - what every kind is asked with
        return self.words["how.flag"]

    @how.register
    def _(self, kind: Integer) -> str:
        return self.words.format("how.whole", at_least=kind.at_least, at_most=kind.at_most)

    @how.register
    def _(self, kind: Decimal) -> str:
        return self.words.format("how.decimal", at_least=kind.at_least, at_most=kind.at_most)

    @how.register
    def _(self, kind: Hours) -> str:
        return self.words.format("how.hours", at_most=kind.at_most)

    @how.register
    def _(self, kind: Choice) -> str:  # noqa: ARG002 - what every kind is asked with
        return self.words["how.choice"]

    @how.register
    def _(self, kind: ListOf) -> str:
        key = "how.choices" if isinstance(kind.kind, Choice) else "how.list"
        return self.words.format(key, at_most=kind.at_most)

    @how.register
    def _(self, kind: MapOfChoices) -> str:
        return self.words.format("how.map", keys=", ".join(self.context.choices[kind.choice]))

    @how.register
    def _(self, kind: Group) -> str:  # noqa: ARG002 - what every kind is asked with
        return self.words["how.group"]

    def _options(self, kind: FieldType) -> Sequence[tuple[str, str]]:
        choice = kind.kind if isinstance(kind, ListOf) else kind
        if not isinstance(choice, Choice):
            return ()
        labelled: Mapping[str, Mapping[str, str]] = self.context.choices.get(choice.choice, {})
        return [
            (key, localised(labelled[key], self.words.lang) if labelled.get(key) else "")
            for key in fields.options(choice, self.context)
        ]

    def _rule(self, code: str) -> str:
        """Return the message of a problem as a sentence: it says how a value is written."""
        message = message_templates()[code]
        text, _ = fields.localised({"sv": message["sv"], "en": message["en"]}, self.words.lang)
        return f"{text[:1].upper()}{text[1:]}."

    def _problem(self, code: str, message: MessageTemplate, example: Mapping[str, str]) -> TemplateContext:
        text, other_lang = fields.localised({"sv": message["sv"], "en": message["en"]}, self.words.lang)
        return {
            "code": code,
            "severity": message["severity"],
            "text": text.format_map(_Dots()),
            "lang": other_lang,
            "wrong": example.get("wrong", "").translate(_VISIBLE),
            "right": example.get("right", ""),
            "words": list(_words(code)),
        }


_VISIBLE = str.maketrans({"\t": "⟨tab⟩", "\u00a0": "⟨U+00A0⟩", "\u200b": "⟨U+200B⟩"})
"""What a reader of an example cannot see, or cannot tell from spaces."""


class _Dots(dict[str, str]):
    """Replaces every parameter of a message by an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _words(code: str) -> Iterator[str]:
    """Yield the words that a neutrality code flags, as in the word list."""
    return (pattern for group in phrases.groups() if group["code"] == code for pattern in group["words"])


@cache
def examples() -> Mapping[str, Mapping[str, str]]:
    """Load an example of each problem of a profile and its fix: code → `wrong`, `right`."""
    texts: dict[str, dict[str, str]] = yaml_reader.load_own(Path(__file__).with_name("examples.yaml"))
    return texts
