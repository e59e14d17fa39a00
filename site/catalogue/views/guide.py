"""The guide (Hjälp mig välja): questions whose answers filter providers. The rules are data, in site/guide.yaml.

Answers are filters of the list, so guide and list never disagree. There is no score: a provider is shown because it
has stated the facts asked for, and the page lists those facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue.i18n.fallback import FallbackText
from catalogue.i18n.urls import PER_PAGE, Addresses
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, make_problem
from catalogue.search import facets
from catalogue.search.facet_index import FacetIndex
from catalogue.views.filter_labels import Finder

PATH = "site/guide.yaml"
Rules = list[Mapping[str, Any]]
_SAID = ("count", "none", "list", "maybe", "maybe_list", "why", "failed")
"""Keys of the texts that the script shows; scripts contain no texts of their own."""


def check(site: Path, policy: Policy) -> Iterator[Problem]:
    """Check the rules: every question must ask for facets and values that the list has. Yields the problems."""
    data, problems = yaml_reader.read(site / "guide.yaml", PATH, yaml_reader.POLICY_MAX_BYTES)
    if data is None:
        yield from problems
        return
    value, problems = yaml_reader.load(data, PATH, yaml_reader.POLICY_MAX_BYTES)
    yield from problems
    if problems:
        return
    questions = value.get("questions") if isinstance(value, dict) else None
    if not isinstance(questions, list) or not questions:
        yield make_problem("guide_questions", PATH)
        return
    known = {facet.key: facet.values for group in facets.groups(policy) for facet in group.facets}
    places = yaml_reader.locate(data)
    for number, question in enumerate(questions):
        for key, values in _asked(question):
            line, column = places.key(("questions", number))
            if key not in known:
                yield make_problem(
                    "guide_facet", PATH, line=line, column=column, key=key, facet=key, known=", ".join(known)
                )
            for one in values:
                if key in known and one not in known[key]:
                    yield make_problem("guide_value", PATH, line=line, column=column, key=key, facet=key, value=one)


def _asked(question: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield every facet that a question asks about, with the values that it names."""
    if "facet" in question:
        yield question["facet"], []
    for answer in question.get("answers", ()):
        yield from answer["ask"].items()


@dataclass(frozen=True)
class Guide:
    """Builds the guide in one language; `table` has the providers that match each answer."""

    rules: Rules
    finder: Finder
    table: FacetIndex
    where: Addresses

    def view(self, built: str) -> dict[str, Any]:
        """Return the template's data; `built` is the day of the build."""
        words = self.finder.presenter.words
        return {
            "questions": self.questions(),
            "rules": self.shown(),
            "said": json.dumps({key: words[f"guide.{key}"] for key in _SAID}, ensure_ascii=False),
            "built": built,
            "first_address": self.where.of("guide"),
            "list_address": self.where.of("list"),
            "compare_address": self.where.compare_page(2).replace("/2/", "/{page}/"),
            "per_page": PER_PAGE,
        }

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions, with the answers that at least one provider matches."""
        words = self.finder.presenter.words
        return [
            {
                "id": rule["id"],
                "text": words[f"guide.question_{rule['id']}"],
                "hint": words.texts.get(f"guide.hint_{rule['id']}", ""),
                "answers": [answer for answer in self._answers(rule) if answer["address"]],
            }
            for rule in self.rules
        ]

    def _answers(self, rule: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        if "facet" in rule:
            facet = self._facet(rule["facet"])
            for value in facet.values:
                yield self._answer(self.finder.value(facet, value), {facet.key: [value]})
        for answer in rule.get("answers", ()):
            yield self._answer(self.finder.presenter.words[f"guide.answer_{answer['id']}"], answer["ask"])

    def _answer(self, text: str, ask: Mapping[str, list[str]]) -> dict[str, str]:
        """Return an answer with its filters; without scripts it links to the subset of its first filter."""
        key, values = next(iter(ask.items()))
        somebody = all(self.table.columns[one].splits[value].matching for one, asked in ask.items() for value in asked)
        return {
            "text": text,
            "ask": "&".join(f"{one}={','.join(asked)}" for one, asked in ask.items()),
            "address": self.where.selection(key, values[0]) if somebody else "",
        }

    def shown(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the rules for display: each question, its answers, and what each requires of a provider."""
        words = self.finder.presenter.words
        return [(words[f"guide.question_{rule['id']}"], self._asked(rule)) for rule in self.rules]

    def _asked(self, rule: Mapping[str, Any]) -> list[tuple[str, str]]:
        words = self.finder.presenter.words
        each = [(words["guide.each"], self.finder.label(rule["facet"]))] if "facet" in rule else []
        return each + [
            (
                words[f"guide.answer_{answer['id']}"],
                FallbackText.joined(
                    "; ", [self._said(key, value) for key, values in answer["ask"].items() for value in values]
                ),
            )
            for answer in rule.get("answers", ())
        ]

    def _said(self, key: str, value: str) -> str:
        facet = self._facet(key)
        label = self.finder.label(key)
        return (
            label if facet.values == facets.YES else FallbackText.joined(": ", [label, self.finder.value(facet, value)])
        )

    def _facet(self, key: str) -> facets.Facet:
        return self.table.columns[key].facet


def rules(site: Path) -> Rules:
    """Load the rules; they must have passed `check`."""
    value, _ = yaml_reader.load((site / "guide.yaml").read_bytes(), PATH, yaml_reader.POLICY_MAX_BYTES)
    questions: Rules = value["questions"]
    return questions
