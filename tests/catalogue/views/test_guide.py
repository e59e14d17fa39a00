"""The guide's rules: data that the list can follow, said on the page as they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.views import guide
from tests.support import frozen

SITE = Path(__file__).parents[3] / "site"


@pytest.fixture(scope="module")
def rules() -> Policy:
    """Load the demonstration's policy."""
    loaded, _ = loader.load(frozen.POLICY)
    assert loaded is not None
    return loaded


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Copy the rules."""
    shutil.copy(SITE / "guide.yaml", tmp_path)
    return tmp_path


def edit(site: Path, old: str, new: str) -> None:
    """Change a text that must be there."""
    text = (site / "guide.yaml").read_text(encoding="utf-8")
    assert old in text
    (site / "guide.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")


def test_ours_are_sound(rules: Policy) -> None:
    assert list(guide.check(SITE, rules)) == []


def test_there_are_four_to_six_questions_about_one_service() -> None:
    assert 4 <= sum(question["id"] != "service" for question in guide.rules(SITE)) <= 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('waiting: ["5"]', 'waiting: ["4"]', "site/guide.yaml:15:5: error: waiting: waiting has no value 4"),
        ("evenings:", "nights:", "site/guide.yaml:15:5: error: nights: the list cannot be narrowed by nights"),
        ("facet: languages", "facet: tongues", "error: tongues: the list cannot be narrowed by tongues"),
        ("questions:", "asked:", "site/guide.yaml:1:1: error: "),
        ("questions:", "questions: [", "[yaml_"),
    ],
    ids=["value", "facet", "facet of a question", "no questions", "no YAML"],
)
def test_a_rule_that_the_list_cannot_follow_is_refused_where_it_stands(
    site: Path, rules: Policy, old: str, new: str, message: str
) -> None:
    edit(site, old, new)
    problems = [problem.text("en") for problem in guide.check(site, rules)]
    assert len(problems) == 1
    assert message in problems[0]


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, rules: Policy) -> None:
    assert "[file_missing]" in next(guide.check(tmp_path, rules)).text("en")
