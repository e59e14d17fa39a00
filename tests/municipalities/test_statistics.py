"""Statistics whole, as Stockholm's inquiry and Jämtland's agreement have them: from reports to what is read."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalogue.build import pipeline
from office import survey_file
from tests.support.municipalities import page_text, sites
from tests.support.municipalities.lived import Lived, Through
from tests.support.municipalities.systems import FR, GROUP, TOGETHER

pytestmark = pytest.mark.xdist_group("stockholm-2007")
QUESTIONS = {
    "competence": ("Kompetens", "8.5"),
    "help": ("Hjälp", "8.1"),
    "children": ("Barnperspektiv", "8.2"),
    "access": ("Tillgänglighet och service", "7.4"),
}
"""D20: the source has the means alone, so they are stated; counts give derived ones."""
AUTUMN = {
    "id": "november-2006",
    "service": FR,
    "year": 2006,
    "name": {"sv": "Enkät vecka 46–47"},
    "source": {"sv": "Stockholms stad 2007"},
    "scale": 10,
    "clients": 400,
    "questions": [{"id": id_, "name": {"sv": name}, "mean": mean} for id_, (name, mean) in QUESTIONS.items()],
}


@pytest.fixture(scope="module")
def stockholm(through: Through) -> Lived:
    """Stockholm's year 2006."""
    return through("stockholm-2007")


def entered(lived: Lived, survey: object) -> dict[str, Any]:
    """Enter a survey as its owner does; return what is published of it."""
    file = lived.folder / "entered.yaml"
    file.write_text(json.dumps(survey), encoding="utf-8")  # JSON is YAML
    published: dict[str, Any] = json.loads(survey_file.make(lived.folder, lived.policy, file).read_text())
    return published


def page(lived: Lived, folder: Path, published: Mapping[str, Any], *changes: tuple[str, str]) -> str:
    """Build the municipality's site over its year and a survey; return its statistics page as it is read."""
    root = sites.written("stockholm-2007", folder / "here", ("sv",))
    (root / "policy" / "statistics").mkdir()
    (root / "policy" / "statistics" / "2006.json").write_bytes(lived.published.file.read_bytes())
    (root / "policy" / "surveys").mkdir()
    (root / "policy" / "surveys" / f"{published['id']}.json").write_text(json.dumps(published), encoding="utf-8")
    budget = root / "policy" / "budget.yaml"
    for old, new in changes:
        text = budget.read_text(encoding="utf-8")
        assert old in text
        budget.write_text(text.replace(old, new), encoding="utf-8")
    report = pipeline.build(root, today=sites.TODAY)
    assert report.ok, [problem.text("en") for problem in report.problems]
    (text,) = page_text.pages(root / "dist", "sv")["statistics"].values()
    return text.replace("\u00a0", " ")


def test_the_page_shows_all_of_it(stockholm: Lived, tmp_path: Path) -> None:
    text = page(stockholm, tmp_path, entered(stockholm, AUTUMN))
    persons = stockholm.counted[FR].count("persons")
    for sentence in (
        "Familjesituation",
        "Avslutade ärenden efter när de började",
        "Ärenden som fortsatte efter årsskiftet",
        f"på 1 000 invånare i åldern 18–69 år {1_000 * persons / 540_000:.1f}".replace(".", ","),
        "Invånare på varje familjerådgivare 55 000",
        "Kompetens 8,5 Hjälp 8,1 Barnperspektiv 8,2 Tillgänglighet och service 7,4",
        "2006: Enkät vecka 46–47. Antal som frågades: 400. Bara medelvärdena är kända.",
    ):
        assert sentence.replace("1 000", "1 000") in text


def test_what_it_is_derived_from_changes_it(stockholm: Lived, tmp_path: Path) -> None:
    changes = (("residents: 770000", "residents: 350000"), ("aged_18_69: 540000", "aged_18_69: 100000"))
    text = page(
        stockholm, tmp_path, {**AUTUMN, "schema": 1, "demo": False, "smallest_shown": 5, "questions": []}, *changes
    )
    persons = stockholm.counted[FR].count("persons")
    assert "Invånare på varje familjerådgivare 25 000" in text  # what Socialstyrelsen recommended (D22)
    assert f"18–69 år {1_000 * persons / 100_000:.1f}".replace(".", ",") in text


def test_the_national_file_counts_cases_and_leaves_samarbetssamtal_out(stockholm: Lived) -> None:
    text = stockholm.published.national.read_text(encoding="utf-8-sig")
    rows = {(row["service"], row["variable"]): row["2006"] for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert {service for service, _ in rows} == {FR, GROUP}
    assert TOGETHER in stockholm.published.content["services"]
    counts = stockholm.counted[FR]
    closed, going_on = counts.count("cases"), counts.count("continuing")
    began = counts.count("cases×started", "this_year") + counts.count("continuing×started", "this_year")
    names = ("cases_closed", "cases_continuing", "cases_current", "cases_started")
    assert [rows[FR, name] for name in names] == [*map(str, (closed, going_on, closed + going_on, began))]


@pytest.mark.xdist_group("jamtland")
def test_a_review_every_third_year_has_means_of_its_counts(through: Through) -> None:
    """D51: an only unit, so there is no kind to compare."""
    answers = {"own": [0, 6, 12, 60, 90]}
    help_ = {"id": "help", "name": {"sv": "Hjälp"}, "answers": answers}
    review = {**AUTUMN, "id": "granskning-2026", "year": 2026, "scale": 5, "questions": [help_]}
    (question,) = entered(through("jamtland"), review)["questions"]
    assert question["means"] == {"all": 4.4}
    assert question["tables"]["answers×score"] == {
        "answers": 168,
        "answers×score|low": 6,
        "answers×score|middle": 12,
        "answers×score|high": 150,
    }
