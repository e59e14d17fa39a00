"""Each model becomes a policy with questions where the municipality decides, and no figure of another's."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader
from catalogue.schema import yaml_reader
from ops.municipality import data_folder, models
from ops.municipality.answers import Answers
from tests.support.ops.answered import questions

TODAY = dt.date(2026, 11, 29)
MODELS = ("stockholm-2007", "stockholm-2024", "nacka", "jamtland", "huddinge", "attested")
FILES = ("municipality", "services", "tariffs", "fees", "accounts", "authorisations", "vocabulary", "order", "budget")


def policy(folder: Path, *names: str, **known: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of `Answers`
    """Make a folder without a list, and return its policy."""
    data_folder.create(folder, Answers("Exempelby kommun", names, **known), None, TODAY)
    values = {}
    for name in FILES:
        data = (folder / "policy" / f"{name}.yaml").read_bytes()
        values[name], problems = yaml_reader.load(data, name, yaml_reader.POLICY_MAX_BYTES)
        assert problems == []
    return values


class TestEveryModel:
    """What holds whatever the system."""

    @pytest.mark.parametrize("model", MODELS)
    def test_it_is_offered(self, model: str) -> None:
        assert model in models.models()

    @pytest.mark.parametrize("model", MODELS)
    def test_no_amount_is_another_municipalitys(self, model: str, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", model)
        rows = [*made["tariffs"]["tariffs"], *made["fees"]["fees"]]
        figures = {row["amount"] for row in rows} | {row.get("exempt", {"amount": "0"})["amount"] for row in rows}
        assert {amount for amount in figures if not amount.startswith("TODO: ")} <= {"0"}
        sources = [row["source"]["sv"] for row in rows if row["amount"].startswith("TODO: ")]
        assert [source for source in sources if not source.startswith("TODO: ")] == []

    @pytest.mark.parametrize("model", MODELS)
    def test_the_words_that_people_search_with_belong_to_values_that_there_are(
        self, model: str, tmp_path: Path
    ) -> None:
        vocabulary = policy(tmp_path / "a", model)["vocabulary"]
        synonyms = vocabulary["synonyms"]
        assert synonyms["competences"].keys() <= vocabulary["competences"].keys()
        assert synonyms["features"].keys() <= vocabulary["features"].keys()
        assert "trappor" in synonyms["features"]["step_free"]
        assert synonyms["languages"]["zh"] == ["mandarin", "kantonesiska", "汉语", "普通话"]

    @pytest.mark.parametrize("model", MODELS)
    def test_what_can_be_added_to_a_service_fits_it_as_it_stands_in_the_comment(
        self, model: str, tmp_path: Path
    ) -> None:
        policy(tmp_path / "a", model)
        file = tmp_path / "a" / "policy" / "services.yaml"
        text = file.read_text(encoding="utf-8")
        added, count = re.subn(r"(?m)^    # ([a-z_]+: \S.*?)   .*$", r"    \1", text)
        assert count >= 4
        before, after = (self.codes(file, content) for content in (text, added))
        assert after == before
        for service in text.split("  - id: ")[1:]:
            numbered = "control_number: required" in service
            assert ("# delivery: " in service) == numbered
            assert ("# first_sessions: " in service) == (numbered and "decision:" not in service)

    def codes(self, file: Path, content: str) -> set[str]:
        """The codes of what is wrong with the services as they are written."""
        file.write_text(content, encoding="utf-8")
        return {one.code for one in loader.load_draft(file.parent)[1] if one.path.endswith("services.yaml")}

    @pytest.mark.parametrize("model", MODELS)
    def test_every_question_is_a_question_in_swedish(self, model: str, tmp_path: Path) -> None:
        asked = [holder[key] for _, holder, key in questions(policy(tmp_path / "a", model))]
        assert [text for text in asked if not re.fullmatch(r"TODO: [A-ZÅÄÖ][^?]+\?.*", text)] == []

    @pytest.mark.parametrize("model", MODELS)
    def test_the_question_of_each_account_says_whose_visits_it_is_for(self, model: str, tmp_path: Path) -> None:
        asked = [row["account"] for row in policy(tmp_path / "a", model)["accounts"]["accounts"]]
        assert len(set(asked)) == len(asked)

    @pytest.mark.parametrize("model", MODELS)
    def test_it_is_no_demonstration(self, model: str, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", model)
        assert made["municipality"]["demo"] is False
        assert made["vocabulary"]["areas"] == {}

    def test_it_begins_with_the_places_that_callers_are_sent_to(self, tmp_path: Path) -> None:
        places = policy(tmp_path / "a", "stockholm-2007")["municipality"]["elsewhere"]
        assert [place["id"] for place in places] == [
            *("familjeratten", "primarvard", "bup", "ungdomsmottagning"),
            *("rfsu", "beroende", "psykoterapi", "annan_kommun"),
        ]  # D10
        assert [place["id"] for place in places if place.get("phone", "").startswith("TODO")] == [
            "familjeratten",
            "beroende",
        ]

    @pytest.mark.parametrize("languages", [("sv",), ("sv", "fi"), ("sv", "en", "fi")])
    def test_texts_are_written_in_the_sites_languages_only(self, languages: tuple[str, ...], tmp_path: Path) -> None:
        made = policy(tmp_path / "a", "nacka", languages=languages)
        texts = [
            made["services"]["services"][0]["name"],
            made["vocabulary"]["methods"]["cbt"],
            made["municipality"]["name"],
        ]
        for key in ("help_lines", "elsewhere"):
            texts += [row["about"] for row in made["municipality"][key]]
        assert {tuple(text) for text in texts} == {languages}

    def test_two_services_stand_on_one_site(self, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", "stockholm-2024", "nacka")
        assert [row["id"] for row in made["services"]["services"]] == ["familjeradgivning", "familjebehandling"]
        assert made["vocabulary"]["methods"].keys() >= {"eft", "tryggare_barn"}
        assert "eller" in made["vocabulary"]["features"]["two_counsellors"]["sv"]

    def test_the_municipality_hosts_its_joint_service(self, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", "jamtland", code="0199")
        assert [member["code"][:4] for member in made["municipality"]["members"]] == ["0199", "TODO"]

    def test_only_the_own_unit_performs_what_the_model_keeps_for_it(self, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", "huddinge")
        assert [(row["id"], row["regi"]) for row in made["authorisations"]["providers"]] == [("egen-regi", "own")]
        assert made["services"]["services"][0]["non_choice"] == "egen-regi"

    def test_a_known_first_day_is_asked_for_nowhere(self, tmp_path: Path) -> None:
        made = policy(tmp_path / "a", "jamtland", start=dt.date(2027, 1, 1))
        rows = [*made["tariffs"]["tariffs"], *made["fees"]["fees"], *made["authorisations"]["providers"][0]["services"]]
        assert {row["from"] for row in rows} == {"2027-01-01"}


class TestTheSeed:
    """Drawn for each folder, and it says how."""

    def test_each_folder_has_a_seed_of_its_own_that_says_where_it_came_from(self, tmp_path: Path) -> None:
        first, second = (policy(tmp_path / name, "nacka")["order"]["orders"][0] for name in "ab")
        assert first["seed"] != second["seed"]
        assert first["source"]["sv"].startswith("Fröet drogs slumpvis av build.py init den 2026-11-29.")
