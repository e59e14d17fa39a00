"""A survey becomes a file to publish: from counts, or from the means that a source has; never twice."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader
from catalogue.policy.model import Policy
from office import commands, survey_file
from office.context import OfficeError
from tests.support import frozen

ANSWERS = {"own": [0, 1, 1, 4, 6, 8, 12, 25, 30, 20], "private": [1, 2, 4, 5, 9, 20, 40, 80, 90, 70]}
IN_EACH_LANGUAGE = {"sv": "Hösten", "en": "Autumn", "fi": "Syksy"}
HELP = {"id": "help", "name": IN_EACH_LANGUAGE, "answers": ANSWERS}
ENTERED: Mapping[str, Any] = {
    "id": "host-2026",
    "service": "familjeradgivning",
    "year": 2026,
    "name": IN_EACH_LANGUAGE,
    "source": IN_EACH_LANGUAGE,
    "scale": 10,
    "questions": [HELP],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The demonstration's policy."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    return policy


def make(folder: Path, policy: Policy, **changes: object) -> Path:
    """Enter a survey, and write its file."""
    entered = folder / "entered.yaml"
    entered.write_text(json.dumps({**ENTERED, **changes}), encoding="utf-8")  # JSON is YAML
    return survey_file.make(folder, policy, entered)


def test_it_is_written_as_it_is_published_and_without_the_counts(policy: Policy, tmp_path: Path) -> None:
    written = json.loads(make(tmp_path, policy).read_text(encoding="utf-8"))
    (question,) = written["questions"]
    assert question["means"] == {"all": 8.1, "own": 8.0, "private": 8.2}
    assert question["tables"]["answers×score"]["answers×score|low"] == 18
    assert "answers" not in question


def test_a_survey_is_drawn_once(policy: Policy, tmp_path: Path) -> None:
    first = make(tmp_path, policy).read_bytes()
    with pytest.raises(OfficeError, match="is drawn once"):
        make(tmp_path, policy)
    assert make_path(tmp_path).read_bytes() == first


def test_the_same_survey_under_another_id_is_not_drawn_again(policy: Policy, tmp_path: Path) -> None:
    make(tmp_path, policy)
    with pytest.raises(OfficeError, match=r"host-2026\.json exists"):
        make(tmp_path, policy, id="hosten-2026")
    make(tmp_path, policy, id="var-2026", name={"sv": "Våren", "en": "Spring", "fi": "Kevät"})
    assert sorted(file.name for file in make_path(tmp_path).parent.iterdir()) == ["host-2026.json", "var-2026.json"]


def make_path(folder: Path) -> Path:
    """Where the survey is."""
    return folder / "policy" / "surveys" / "host-2026.json"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scale": 5}, "enter a count for each of the 5 scores"),
        ({"questions": [{**HELP, "answers": {}}]}, "enter `answers`, or `mean`"),
        ({"questions": [{**HELP, "mean": "8.5"}]}, "enter `answers`, or `mean`"),
        ({"questions": [{"id": "help", "name": IN_EACH_LANGUAGE, "mean": "11.0"}]}, "from 1 to 10"),
        ({"questions": [{"id": "help", "name": IN_EACH_LANGUAGE, "mean": "8,5"}]}, "with one decimal"),
        ({"questions": [HELP, HELP]}, "the same id"),
        ({"service": "parsamtal"}, "parsamtal"),
        ({"year": 2100}, "The year 2100 has not begun"),
        ({"questions": []}, "questions"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_nothing_is_written(
    policy: Policy, tmp_path: Path, changes: dict[str, object], fault: str
) -> None:
    with pytest.raises(OfficeError, match=fault):
        make(tmp_path, policy, **changes)
    assert not make_path(tmp_path).exists()


def test_the_command_says_what_it_wrote_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frozen.laid(tmp_path)
    (tmp_path / "entered.yaml").write_text(json.dumps(ENTERED), encoding="utf-8")
    assert commands.survey(tmp_path, tmp_path / "entered.yaml") == 0
    assert str(make_path(tmp_path)) in capsys.readouterr().out
    assert commands.survey(tmp_path, tmp_path / "entered.yaml") == 1
    assert capsys.readouterr().err.startswith("survey: ")
