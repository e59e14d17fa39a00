"""The same sources give the same bytes, whatever was built before; the register goes with the site."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from catalogue import REGISTER
from catalogue.build import pipeline
from catalogue.build.report import BuildError
from catalogue.policy import loader as policies
from catalogue.policy import register as register_json
from chalicelib.register import parser
from tests.support.catalogue import small
from tests.support.catalogue.small import ENDING, NORMAL, PARTNER, SILENT, TODAY


def page(provider: str, address: str = "utforare") -> str:
    return f"dist/{address}/{provider}/index.html"


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


class TestSameSourcesSameBytes:
    """Whatever the folder, the zone, the hash seed or what was built before."""

    def test_another_folder_zone_and_hash_seed_give_the_same_files(self, standing: Path, tmp_path: Path) -> None:
        elsewhere = small.checkout(tmp_path / "a" / "quite" / "different" / "place")
        environment = os.environ | {
            "PYTHONHASHSEED": "4711",
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            **small.PATHS,
        }
        subprocess.run([sys.executable, "-c", small.BUILD, str(elsewhere)], env=environment, check=True)
        assert small.output(elsewhere) == small.output(standing)

    def test_whatever_stood_before_the_next_site_is_what_a_first_build_gives(self, folder: Path) -> None:
        small.write(folder, SILENT, small.PROFILE.format(id=SILENT, name="Tysta rummet"))
        small.built(folder)
        (folder / "dist" / "utforare" / PARTNER / "index.html").write_text("changed by hand", encoding="utf-8")
        (folder / "providers" / f"{SILENT}.yaml").unlink()
        small.edit(folder / "providers" / f"{NORMAL}.yaml", "Tre ekar", "Fyra ekar")
        small.edit(folder / "policy" / "vocabulary.yaml", "på plats", "i samma rum")
        small.edit(folder / "policy" / "authorisations.yaml", "tre-ekar AB", "tre-ekar och ask AB")
        tomorrow = TODAY + timedelta(days=1)
        small.built(folder, tomorrow)
        assert small.output(folder) == small.fresh(folder, tomorrow)

    def test_it_is_told_how_many_files_the_site_has(self, folder: Path) -> None:
        report = small.built(folder)
        assert report.files == len([path for path in (folder / "dist").rglob("*") if path.is_file()])

    def test_a_page_is_another_on_the_day_its_waiting_time_is_too_old(self, standing: Path) -> None:
        fresh_enough, too_old = date(2026, 12, 1), date(2026, 12, 2)
        before = small.output(standing)
        small.built(standing, fresh_enough)
        assert page(NORMAL) not in changed(before, small.output(standing))
        small.built(standing, too_old)
        assert page(NORMAL) in changed(before, small.output(standing))


class TestWhatIsShown:
    """A change reaches every page that shows it, and no other."""

    def test_a_new_name_changes_page_and_list_in_every_language(self, standing: Path) -> None:
        before = small.output(standing)
        small.edit(standing / "providers" / f"{PARTNER}.yaml", "Broar till tal", "Broar till samtal")
        small.built(standing)
        touched = changed(before, small.output(standing))
        assert {page(PARTNER), page(PARTNER, "en/providers")} <= touched
        assert {"dist/utforare/index.html", "dist/en/providers/index.html"} <= touched
        assert page(NORMAL) not in touched

    def test_a_partners_new_legal_name_reaches_the_page_that_names_it(self, standing: Path) -> None:
        before = small.output(standing)
        small.edit(standing / "policy" / "authorisations.yaml", f"{NORMAL} AB", f"{NORMAL} och söner AB")
        small.built(standing)
        touched = changed(before, small.output(standing))
        assert page(PARTNER) in touched
        assert page(ENDING) not in touched

    def test_a_provider_whose_authorisation_has_ended_disappears(self, standing: Path) -> None:
        report = small.built(standing, date(2026, 12, 6))
        assert not [path for path in (standing / "dist").rglob("*") if ENDING in (*path.parts, path.stem)]
        assert [problem.code for problem in report.warnings if problem.path.endswith(f"{ENDING}.yaml")] == [
            "provider_ended"
        ]

    def test_a_provider_without_a_profile_has_a_page_from_the_authorisation_alone(self, standing: Path) -> None:
        assert f"{SILENT} AB" in (standing / page(SILENT)).read_text(encoding="utf-8")

    def test_what_somebody_left_in_the_output_is_removed(self, standing: Path) -> None:
        stray = standing / "dist" / "utforare" / "stray" / "index.html"
        stray.parent.mkdir()
        stray.write_text("stray", encoding="utf-8")
        small.built(standing)
        assert not stray.parent.exists()


class TestRegister:
    """The second door is written by the same build, from policy alone."""

    def test_the_function_accepts_the_register_that_a_build_writes(self, standing: Path) -> None:
        loaded = parser.load(standing / REGISTER)
        assert NORMAL in loaded.providers

    def test_it_is_the_text_of_the_policy(self, standing: Path) -> None:
        rules, _ = policies.load(standing / "policy")
        assert rules is not None
        text = register_json.text(register_json.register(rules))
        assert (standing / REGISTER).read_text(encoding="utf-8") == text

    def test_a_site_is_not_published_beside_a_register_that_cannot_be_written(self, standing: Path) -> None:
        shown = (standing / "dist").resolve()
        (standing / REGISTER).unlink()
        (standing / REGISTER).mkdir()
        with pytest.raises(BuildError, match=r"register\.json"):
            pipeline.build(standing, today=TODAY)
        assert (standing / "dist").resolve() == shown

    def test_one_that_was_changed_by_hand_is_written_anew(self, standing: Path) -> None:
        before = small.output(standing)
        (standing / REGISTER).write_text("{}", encoding="utf-8")
        small.built(standing)
        assert small.output(standing) == before


class TestProgress:
    """A long build can be followed."""

    def test_progress_ends_with_all_providers(self, folder: Path) -> None:
        told: list[tuple[int, int]] = []
        pipeline.build(folder, today=TODAY, progress=lambda done, of: told.append((done, of)))
        assert told[-1] == (5, 5)
