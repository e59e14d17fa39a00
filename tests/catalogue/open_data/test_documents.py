"""Open data: our own schema holds with unknown keys forbidden, and nothing that was not stated becomes a no."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest
import yaml

from catalogue.policy import daily_order, loader
from tests.support import frozen
from tests.support.catalogue import small
from tests.support.catalogue.published_demo import TODAY, data, demo, leaves, strict
from tests.support.catalogue.small import NORMAL, SILENT

DOCUMENTS = ("providers", "vocabulary", "services", "order", "changes", "index")
SAY_A_LICENCE = ("api/v1/index.json", "api/v1/providers.json", "api/v1/catalogue.rdf", "oppna-uppgifter/index.html")
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
FLAGS = ("two_counsellors", "interpreter", "sign_language", "single_sessions")


def faults(schema: str, document: object) -> list[str]:
    """What our published schema says against a document."""
    kind = jsonschema.Draft202012Validator
    validator = kind(data(f"schema/{schema}.json"), format_checker=kind.FORMAT_CHECKER)
    return [f"{list(fault.absolute_path)}: {fault.message[:200]}" for fault in validator.iter_errors(document)]


def provider(id_: str) -> Any:  # noqa: ANN401 - whatever the document holds
    return next(one for one in data("providers.json")["providers"] if one["id"] == id_)


class TestSchema:
    """The schema is published beside the data, and is a rule that can be broken."""

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_document_keeps_its_schema(self, name: str) -> None:
        assert not faults(name, data(f"{name}.json"))

    def test_every_provider_has_a_file_that_keeps_its_schema(self) -> None:
        ids = [one["id"] for one in data("providers.json")["providers"]]
        assert sorted(path.stem for path in (demo() / "api/v1/providers").iterdir()) == sorted(ids)
        assert not [fault for id_ in ids for fault in faults("provider", data(f"providers/{id_}.json"))]

    def test_a_providers_file_says_what_the_file_of_all_says(self) -> None:
        assert all(
            data(f"providers/{one['id']}.json")["provider"] == one for one in data("providers.json")["providers"]
        )

    @pytest.mark.parametrize("name", [*DOCUMENTS, "provider"])
    def test_no_schema_lets_an_unknown_key_pass(self, name: str) -> None:
        schema = data(f"schema/{name}.json")
        assert strict(schema) == schema

    @pytest.mark.parametrize("damage", ["unknown", "missing", "flag", "date"])
    def test_a_damaged_entry_breaks_the_schema(self, damage: str) -> None:
        document = data("providers.json")
        entry = next(one for one in document["providers"] if one["profile"])
        service = next(iter(entry["profile"]["services"].values()))
        match damage:
            case "unknown":
                entry["profile"]["rating"] = 5
            case "missing":
                del entry["profile"]["contact"]["phone"]
            case "flag":
                service["interpreter"] = "no"
            case "date":
                entry["municipality"]["services"][0]["from"] = "1 maj"
        assert faults("providers", document)

    def test_the_index_names_only_files_that_are_there(self) -> None:
        for file in data("index.json")["files"]:
            example = file["path"].replace("{id}", data("providers.json")["providers"][0]["id"])
            assert (demo() / example.lstrip("/")).is_file()
            if file["schema"] and file["schema"].startswith("/"):
                assert (demo() / file["schema"].lstrip("/")).is_file()


class TestWhatIsSaid:
    """The same facts as on the pages, and whose word each is."""

    def test_providers_stand_in_the_days_order_and_all_are_there(self) -> None:
        rules, _ = loader.load(frozen.POLICY)
        assert rules is not None
        document = data("providers.json")
        assert (
            [one["id"] for one in document["providers"]]
            == daily_order.order_on(rules, TODAY)
            == data("order.json")["order"]
        )
        assert document["total"] == len(document["providers"])

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_every_document_says_its_form_and_day(self, name: str) -> None:
        document = data(f"{name}.json")
        assert (document["schema_version"], document["generated_at"]) == ("1.0", TODAY.isoformat())

    def test_the_order_can_be_reckoned_again_from_what_is_published(self) -> None:
        told = data("order.json")
        by = told["reckoned"]
        again = daily_order.compute(by["base"], told["seed"], by["day"])
        assert again.order == told["order"]

    @pytest.mark.parametrize("flag", FLAGS)
    def test_a_flag_is_no_only_where_the_profile_says_no(self, flag: str) -> None:
        for entry in data("providers.json")["providers"]:
            path = frozen.PROVIDERS / f"{entry['id']}.yaml"
            if not path.exists():
                continue
            stated = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["services"]  # noqa: S506 - only text
            for service, told in entry["profile"]["services"].items():
                expected = {"yes": True, "no": False}.get(stated.get(service, {}).get(flag))
                assert told[flag] is expected

    def test_who_has_no_profile_says_nothing(self) -> None:
        without = [one for one in data("providers.json")["providers"] if one["profile"] is None]
        assert without
        assert all(one["name"] == one["municipality"]["legal_name"] and one["changed"] is None for one in without)

    def test_an_old_waiting_time_is_not_stated(self) -> None:
        service = provider("teckenrummet-exempel")["profile"]["services"]["familjeradgivning"]
        assert "waiting_time" in (frozen.PROVIDERS / "teckenrummet-exempel.yaml").read_text(encoding="utf-8")
        assert service["waiting_time"] is None

    def test_no_sole_trader_shows_a_number_that_is_the_owners(self) -> None:
        sole = [
            one["municipality"] for one in data("providers.json")["providers"] if one["municipality"]["sole_trader"]
        ]
        assert sole
        assert all(one["organisation_number"] is None for one in sole)

    def test_nothing_of_the_policy_that_is_not_for_everyone_is_there(self) -> None:
        texts = {str(value) for value in leaves(data("providers.json"))}
        rows = yaml.safe_load((frozen.POLICY / "authorisations.yaml").read_text(encoding="utf-8"))["providers"]
        private = {str(row[key]) for row in rows for key in ("supplier", "ended_reason") if key in row}
        accounts = {str(account) for row in rows for account in row.get("accounts", [])}
        assert not texts & (private | accounts)


class TestLicence:
    """The licence of its data is the municipality's decision; none is ever invented."""

    def test_none_is_said_when_none_is_chosen(self, standing: Path) -> None:
        files = {name: (standing / "dist" / name).read_text(encoding="utf-8") for name in SAY_A_LICENCE}
        assert [json.loads(text)["licence"] for name, text in files.items() if name.endswith(".json")] == [None, None]
        assert "dcterms:license" not in files["api/v1/catalogue.rdf"]
        assert "har inte valt någon licens" in files["oppna-uppgifter/index.html"]

    def test_that_of_the_demonstration_is_cc0(self) -> None:
        assert data("providers.json")["licence"] == CC0

    def test_a_chosen_one_is_said_everywhere(self, tmp_path: Path) -> None:
        folder = small.checkout(tmp_path / "here")
        small.edit(folder / "policy/municipality.yaml", "exit_link:", f"data_licence: {CC0}\nexit_link:")
        small.built(folder)
        assert all(CC0 in (folder / "dist" / file).read_text(encoding="utf-8") for file in SAY_A_LICENCE)


class TestEntries:
    """An entry follows its own profile, and the order follows the day."""

    def read(self, folder: Path) -> Any:  # noqa: ANN401 - whatever the document holds
        """Return the published entries."""
        return json.loads((folder / "dist/api/v1/providers.json").read_text(encoding="utf-8"))["providers"]

    def test_one_changed_profile_changes_its_entry_alone(self, standing: Path) -> None:
        before = self.read(standing)
        small.write(standing, NORMAL, small.PROFILES[NORMAL] + "    interpreter: no\n")
        small.built(standing)
        differing = [new["id"] for old, new in zip(before, self.read(standing), strict=True) if old != new]
        assert differing == [NORMAL]

    def test_another_day_has_another_order_and_the_same_entries(self, standing: Path) -> None:
        before = self.read(standing)
        small.built(standing, small.TODAY.replace(day=22))
        assert sorted(map(str, before)) == sorted(map(str, self.read(standing)))
        assert [entry["id"] for entry in before] != [entry["id"] for entry in self.read(standing)]

    def test_a_profile_that_comes_fills_the_entry(self, standing: Path) -> None:
        small.write(standing, SILENT, small.PROFILE.format(id=SILENT, name="Tysta rummet"))
        small.built(standing)
        entry = next(entry for entry in self.read(standing) if entry["id"] == SILENT)
        assert entry["profile"]["name"] == "Tysta rummet"


def test_above_the_limit_there_is_no_file_a_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.open_data.bulk_files.ONE_EACH_MAX", 4)
    folder = small.checkout(tmp_path / "here")
    small.built(folder)
    api = folder / "dist/api/v1"
    assert not (api / "providers").exists()
    assert not (api / "hsds").exists()
    names = {file["name"] for file in json.loads((api / "index.json").read_text(encoding="utf-8"))["files"]}
    assert not names & {"provider", "hsds"}
    assert (api / "providers.json").is_file()
