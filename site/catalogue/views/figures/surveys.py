"""Surveys of clients as `build.py survey` writes them, `policy/surveys/<id>.json`, years side by side (D20, D51)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.schema.problem import Problem, make_problem
from catalogue.views.charts import StatisticsCharts
from catalogue.views.published_statistics import Mark, is_mean, is_table
from chalicelib.register import codes

SHOWN_SURVEYS = 3
BY_SCORE = "answers×score"
ALL = "all"


@dataclass(frozen=True)
class Question:
    """The published answers to a question: a hidden cell is None; a stated mean has no answers."""

    id: str
    name: Mapping[str, str]
    tables: Mapping[str, Mapping[str, int | None]]
    means: Mapping[str, float]
    stated: bool

    def mean(self, group: str) -> float | Mark:
        """Return the mean of all, or of a kind of provider; what was only stated has none of these."""
        if group in self.means:
            return self.means[group]
        return Mark.NOT_COLLECTED if self.stated else Mark.HIDDEN

    def by_score(self) -> list[int | Mark]:
        """Return how many are in each class of scores, and all of them."""
        cells = self.tables.get(BY_SCORE, {})
        values = [cells.get(f"{BY_SCORE}|{score}") for score in codes.SCORES]
        return [Mark.HIDDEN if value is None else value for value in (*values, cells.get("answers"))]


@dataclass(frozen=True)
class Survey:
    """One survey of a service's clients."""

    id: str
    service: str
    year: int
    name: Mapping[str, str]
    source: Mapping[str, str]
    scale: int
    clients: int | None
    demo: bool
    questions: Mapping[str, Question]


class SurveyTable(NamedTuple):
    """A captioned table of the page."""

    caption: str
    head: list[str]
    rows: list[tuple[str, list[str]]]


class ServiceSurveys(NamedTuple):
    """What the page shows of a service's surveys; the name is empty if there is but one service."""

    name: str
    means: SurveyTable
    answers: SurveyTable | None
    sources: list[str]
    explanations: list[str]


def load(folder: Path, root: Path) -> tuple[list[Survey], list[Problem]]:
    """Read every survey, the newest first; a missing folder has none."""
    surveys, problems = [], []
    for file in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        survey = _read(file)
        if survey is None:
            problems.append(make_problem("survey_format", file.relative_to(root).as_posix()))
        else:
            surveys.append(survey)
    return sorted(surveys, key=lambda survey: (survey.year, survey.id), reverse=True), problems


def by_service(policy: Policy, surveys: Sequence[Survey], words: Messages) -> list[ServiceSurveys]:
    """Return what the page shows of each service that has a survey, in policy's order."""
    several = len(policy.services) > 1
    of_service = {
        service: [survey for survey in surveys if survey.service == service][:SHOWN_SURVEYS]
        for service in policy.services
    }
    return [
        _shown(localised(policy.services[service].name, words.lang) if several else "", own, words.of(service))
        for service, own in of_service.items()
        if own
    ]


def _shown(name: str, surveys: Sequence[Survey], words: Messages) -> ServiceSurveys:
    charts = StatisticsCharts((), words, Formats(words))
    newest = surveys[0]
    means = SurveyTable(
        words.format("statistics.survey.means", scale=newest.scale),
        [words["statistics.survey.question"], *(str(survey.year) for survey in surveys)],
        [(label, [charts.cell(cell) for cell in cells]) for label, cells in _mean_rows(surveys, words)],
    )
    with_answers = [question for question in newest.questions.values() if not question.stated]
    answers = SurveyTable(
        words.format("statistics.survey.answers", year=newest.year),
        [
            words["statistics.survey.question"],
            *(_span(newest.scale, score) for score in codes.SCORES),
            words["statistics.total"],
        ],
        [
            (localised(question.name, words.lang), [charts.cell(cell) for cell in question.by_score()])
            for question in with_answers
        ],
    )
    sources = [_source(survey, words, charts) for survey in surveys]
    shown = [table for table in (means, answers) if table.rows]
    explanations = charts.explanations([], [row for table in shown for row in table.rows])
    return ServiceSurveys(name, means, answers if with_answers else None, sources, explanations)


def _mean_rows(surveys: Sequence[Survey], words: Messages) -> Iterator[tuple[str, list[float | Mark]]]:
    """Yield the means of each question by survey: of all, then of each kind of provider of which any is shown.

    The questions stand in the order in which they were asked, and are compared only on the newest survey's scale.
    """
    for id_, question in {id_: one for survey in reversed(surveys) for id_, one in survey.questions.items()}.items():
        label = localised(question.name, words.lang)
        yield label, _means(surveys, id_, ALL)
        for regi in codes.REGI:
            means = _means(surveys, id_, regi)
            if any(not isinstance(mean, Mark) for mean in means):
                yield f"{label}: {words[f'statistics.survey.of_{regi}']}", means


def _means(surveys: Iterable[Survey], question: str, group: str) -> list[float | Mark]:
    surveys = list(surveys)
    return [
        survey.questions[question].mean(group)
        if question in survey.questions and survey.scale == surveys[0].scale
        else Mark.NOT_COLLECTED
        for survey in surveys
    ]


def _span(scale: int, score: str) -> str:
    """Format the first and the last score of a class."""
    scores = [value for value in range(1, scale + 1) if codes.score_class(value, scale) == score]
    return "–".join(map(str, dict.fromkeys((scores[0], scores[-1]))))


def _source(survey: Survey, words: Messages, charts: StatisticsCharts) -> str:
    name, source = (localised(texts, words.lang) for texts in (survey.name, survey.source))
    sentences = [f"{survey.year}: {name}."]
    if survey.clients:
        sentences.append(words.format("statistics.survey.clients", count=charts.number(survey.clients)))
    if any(question.stated for question in survey.questions.values()):
        sentences.append(words["statistics.survey.stated"])
    return " ".join([*sentences, words.format("statistics.survey.source", source=source)])


def _read(file: Path) -> Survey | None:
    """Read a survey; return None if it is not in the format of `build.py survey`, or has another id than its name."""
    try:
        match json.loads(file.read_text(encoding="utf-8")):
            case {
                "schema": 1,
                "id": str(id_),
                "service": str(service),
                "year": int(year),
                "name": dict(name),
                "source": dict(source),
                "scale": int(scale),
                "demo": bool(demo),
                "smallest_shown": int(smallest),
                "questions": [*entries],
                **more,
            } if file.name == f"{id_}.json" and scale in range(3, 12):
                clients = more.get("clients")
                questions = [_question(entry, smallest) for entry in entries]
                if None in questions:
                    return None
                by_id = {question.id: question for question in questions if question}
                count = clients if isinstance(clients, int) else None
                return Survey(id_, service, year, name, source, scale, count, demo, by_id)
    except (OSError, ValueError, RecursionError):
        pass
    return None


def _question(entry: object, smallest: int) -> Question | None:
    match entry:
        case {"id": str(id_), "name": dict(name), "tables": dict(tables), "means": dict(means), **more} if all(
            is_table(cells, smallest) for cells in tables.values()
        ) and all(map(is_mean, means.values())):
            return Question(id_, name, tables, means, bool(more.get("stated", False)))
    return None
