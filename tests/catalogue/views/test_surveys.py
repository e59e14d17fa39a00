"""Surveys on the statistics page: means with years side by side, and how many gave which answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.views.figures import surveys
from catalogue.views.figures.surveys import ServiceSurveys
from tests.support import frozen
from tests.support.catalogue.wording import words

NAMES = {"sv": "Hjälpen", "en": "The help", "fi": "Apu"}
SHOWN = {
    "answers×score": {"answers": 100, "answers×score|low": 6, "answers×score|middle": 24, "answers×score|high": 70}
}
COUNTED = {"id": "help", "name": NAMES, "tables": SHOWN, "withheld": [], "means": {"all": 8.1, "own": 8.0}}
HIDDEN = {"id": "help", "name": NAMES, "tables": {}, "withheld": ["answers×score"], "means": {}}
STATED = {"id": "help", "name": NAMES, "tables": {}, "withheld": [], "means": {"all": 8.5}, "stated": True}


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The demonstration's policy."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    return policy


def put(folder: Path, year: int, question: dict[str, Any], **changes: object) -> None:
    """Write a survey of one question."""
    whole = {
        "schema": 1,
        "id": f"s-{year}",
        "service": "familjeradgivning",
        "year": year,
        "name": NAMES,
        "source": NAMES,
        "scale": 10,
        "demo": True,
        "smallest_shown": 5,
        "questions": [question],
    }
    (folder / f"s-{year}.json").write_text(json.dumps(whole | changes), encoding="utf-8")


def shown(folder: Path, policy: Policy) -> ServiceSurveys:
    """What the page shows of the only service."""
    read, problems = surveys.load(folder, folder)
    assert problems == []
    (service,) = surveys.by_service(policy, read, words("sv")["sv"])
    return service


def test_years_stand_side_by_side_the_newest_first(tmp_path: Path, policy: Policy) -> None:
    for year, question in ((2006, STATED), (2024, HIDDEN), (2025, COUNTED)):
        put(tmp_path, year, question)
    means = shown(tmp_path, policy).means
    assert means.head == ["Fråga", "2025", "2024", "2006"]
    assert means.rows == [
        ("Hjälpen", ["8,1", "..", "8,5"]),
        ("Hjälpen: kommunens egen mottagning", ["8,0", "..", "saknas"]),
    ]


def test_both_marks_are_explained(tmp_path: Path, policy: Policy) -> None:
    for year, question in ((2006, STATED), (2024, HIDDEN), (2025, COUNTED)):
        put(tmp_path, year, question)
    assert len(shown(tmp_path, policy).explanations) == 2


def test_the_answers_to_the_newest_are_shown_in_classes(tmp_path: Path, policy: Policy) -> None:
    put(tmp_path, 2025, COUNTED)
    answers = shown(tmp_path, policy).answers
    assert answers is not None
    assert answers.head == ["Fråga", "1–4", "5–7", "8–10", "Totalt"]
    assert answers.rows == [("Hjälpen", ["6", "24", "70", "100"])]


def test_means_that_were_only_stated_are_said_to_be(tmp_path: Path, policy: Policy) -> None:
    put(tmp_path, 2006, STATED, clients=400)
    service = shown(tmp_path, policy)
    assert service.answers is None
    assert service.sources == ["2006: Hjälpen. Antal som frågades: 400. Bara medelvärdena är kända. Källa: Hjälpen"]


def test_means_on_another_scale_are_not_set_beside(tmp_path: Path, policy: Policy) -> None:
    put(tmp_path, 2024, COUNTED, scale=5)
    put(tmp_path, 2025, COUNTED)
    assert shown(tmp_path, policy).means.rows[0] == ("Hjälpen", ["8,1", "saknas"])


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"id": "another"},
        {"questions": [{**COUNTED, "tables": {"answers×score": {"answers": 3}}}]},
        {"questions": [{"id": "help"}]},
    ],
)
def test_a_file_that_the_command_did_not_write_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    put(tmp_path, 2025, COUNTED, **changes)
    read, problems = surveys.load(tmp_path, tmp_path)
    assert (read, [problem.code for problem in problems]) == ([], ["survey_format"])
