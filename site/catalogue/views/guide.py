"""The guide (Hjälp mig välja): questions whose answers filter providers. The rules are data, in site/guide.yaml.

Answers are filters of the list, so guide and list never disagree. There is no score: a provider is shown because it
has stated the facts asked for, and the page lists those facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Required, TypedDict

from catalogue.i18n.fallback import FallbackText
from catalogue.i18n.formatting import alphabetical
from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import PER_PAGE, Addresses
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, make_problem
from catalogue.search import facets
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facets import Facet
from catalogue.views import TemplateContext
from catalogue.views.filter_labels import FilterLabels

PATH = "site/guide.yaml"
_MESSAGES = (
    "progress",
    "left",
    "last",
    "next",
    "show",
    "count",
    "none",
    "nothing",
    "list",
    "maybe",
    "maybe_list",
    "why",
    "back_here",
    "failed",
)
"""Keys of the texts that the script shows; scripts contain no texts of their own."""


class Answer(TypedDict):
    """An answer with a text of its own, and the values of facets that it asks for."""

    id: str
    ask: dict[str, list[str]]


class Question(TypedDict, total=False):
    """A question of the rules; with `facet`, each value of that facet is an answer."""

    id: Required[str]
    facet: str
    answers: list[Answer]


Rules = list[Question]


class ShownAnswer(NamedTuple):
    """An answer on the page, with its filters as in the list's address; without a match it has no address."""

    text: str
    ask: str
    address: str


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
    values_of = {facet.key: facet.values for group in facets.groups(policy) for facet in group.facets}
    for key in ("service", *facets.LISTS):
        values_of.setdefault(key, ())  # a question without answers is not asked
    places = yaml_reader.locate(data)
    for number, question in enumerate(questions):
        for key, values in _filters(question):
            line, column = places.key(("questions", number))
            if key not in values_of:
                yield make_problem(
                    "guide_facet", PATH, line=line, column=column, key=key, facet=key, known=", ".join(values_of)
                )
            for item in values:
                if values_of.get(key) and item not in values_of[key]:
                    yield make_problem("guide_value", PATH, line=line, column=column, key=key, facet=key, value=item)


def _filters(question: Question) -> Iterator[tuple[str, list[str]]]:
    """Yield every facet that a question asks about, with the values that it names."""
    if "facet" in question:
        yield question["facet"], []
    for answer in question.get("answers", ()):
        yield from answer["ask"].items()


@dataclass(frozen=True)
class Guide:
    """Builds the guide in one language; `index` has the providers that match each answer."""

    rules: Rules
    filter_labels: FilterLabels
    index: FacetIndex
    urls: Addresses

    def template_context(self, built: str) -> TemplateContext:
        """Return the template's data; `built` is the day of the build."""
        words = self._words
        return {
            "questions": self.questions(),
            "rules": self.shown_rules(),
            "said": json.dumps(words.for_script("guide", _MESSAGES), ensure_ascii=False),
            "built": built,
            "first_address": self.urls.page("guide"),
            "list_address": self.urls.page("list"),
            "compare_address": self.urls.compare_page(2).replace("/2/", "/{page}/"),
            "per_page": PER_PAGE,
        }

    @property
    def _words(self) -> Messages:
        return self.filter_labels.presenter.words

    def questions(self) -> list[TemplateContext]:
        """Return the questions with an answer that at least one provider matches, and those answers."""
        words = self._words
        answers_of = [
            (question, [answer for answer in self._answers(question) if answer.address]) for question in self._asked()
        ]
        has_interpreter = any(answer.ask.startswith("interpreter=") for _, answers in answers_of for answer in answers)
        return [
            {
                "id": question["id"],
                "text": words[f"guide.question_{question['id']}"],
                "hint": words.texts.get(f"guide.hint_{question['id']}", "")
                if question["id"] != "language" or has_interpreter
                else "",
                "has_boxes": "answers" in question,
                "answers": answers,
            }
            for question, answers in answers_of
            if answers
        ]

    def _asked(self) -> Rules:
        """Return the questions about facets that the list has: policy may have no areas, for instance."""
        columns = self.index.columns
        return [question for question in self.rules if all(key in columns for key, _ in _filters(question))]

    def _answers(self, question: Question) -> Iterator[ShownAnswer]:
        if "facet" in question:
            facet = self._facet(question["facet"])
            options = self.filter_labels.options(facet)
            for value, label in sorted(options, key=lambda option: alphabetical(option[1], self._words.lang)):
                yield self._answer(label, {facet.key: [value]})
        for answer in question.get("answers", ()):
            yield self._answer(self._words[f"guide.answer_{answer['id']}"], answer["ask"])

    def _answer(self, text: str, filters: Mapping[str, list[str]]) -> ShownAnswer:
        """Return an answer with its filters; without scripts it links to the subset of its first filter."""
        first, first_values = next(iter(filters.items()))
        has_match = all(
            self.index.columns[key].splits[value].matching for key, values in filters.items() for value in values
        )
        ask = "&".join(f"{key}={','.join(values)}" for key, values in filters.items())
        return ShownAnswer(text, ask, self.urls.selection(first, first_values[0]) if has_match else "")

    def shown_rules(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the rules for display: each question, its answers, and what each requires of a provider."""
        return [(self._words[f"guide.question_{question['id']}"], self._rules(question)) for question in self._asked()]

    def _rules(self, question: Question) -> list[tuple[str, str]]:
        words = self._words
        each = [(words["guide.each"], self.filter_labels.label(question["facet"]))] if "facet" in question else []
        return each + [
            (
                words[f"guide.answer_{answer['id']}"],
                FallbackText.joined(
                    "; ", [self._rule(key, value) for key, values in answer["ask"].items() for value in values]
                ),
            )
            for answer in question.get("answers", ())
        ]

    def _rule(self, key: str, value: str) -> str:
        facet, label = self._facet(key), self.filter_labels.label(key)
        if facet.is_flag:
            return label
        return FallbackText.joined(": ", [label, self.filter_labels.value(facet, value)])

    def _facet(self, key: str) -> Facet:
        return self.index.columns[key].facet


def rules(site: Path) -> Rules:
    """Load the rules; they must have passed `check`."""
    value, _ = yaml_reader.load((site / "guide.yaml").read_bytes(), PATH, yaml_reader.POLICY_MAX_BYTES)
    questions: Rules = value["questions"]
    return questions
