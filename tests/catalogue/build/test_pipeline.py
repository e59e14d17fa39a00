"""The same sources give the same bytes; what has not changed is left as it stands; the register goes with the site."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.build import pipeline
from catalogue.policy import loader as policies
from catalogue.policy import register as register_json
from chalicelib.register import parser
from tests.support.catalogue import small
from tests.support.catalogue.small import ENDING, NORMAL, PARTNER, PROFILES, SILENT, TODAY


def page(provider: str, address: str = "utforare") -> str:
    return f"dist/{address}/{provider}/index.html"


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


class TestSameSourcesSameBytes:
    """Whatever the folder, the zone, the hash seed or the state of the cache."""

    def test_another_folder_zone_and_hash_seed_give_the_same_files(self, folder: Path, tmp_path: Path) -> None:
        small.built(folder)
        elsewhere = small.checkout(tmp_path / "a" / "quite" / "different" / "place")
        environment = os.environ | {
            "PYTHONHASHSEED": "4711",
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            "PYTHONPATH": os.pathsep.join(str(small.ROOT / part) for part in ("site", "functions")),
        }
        subprocess.run([sys.executable, "-c", small.BUILD, str(elsewhere)], env=environment, check=True)
        assert small.output(elsewhere) == small.output(folder)

    def test_building_again_writes_nothing(self, folder: Path) -> None:
        first = small.built(folder)
        before = small.stamps(folder)
        second = small.built(folder)
        assert (second.written, second.unchanged, second.removed) == (0, first.written, 0)
        assert small.stamps(folder) == before

    @pytest.mark.parametrize(
        "damage",
        [
            lambda _: b"",
            lambda text: b"{" + text,
            lambda text: text[:-1],
            lambda text: text.replace(b"Tre ekar", b"Tre alar"),
        ],
        ids=["empty", "prefixed", "cut", "forged"],
    )
    def test_a_damaged_cache_is_no_cache(self, folder: Path, damage: Callable[[bytes], bytes]) -> None:
        small.built(folder)
        cache = folder / "var" / "cache" / "build.json"
        cache.write_bytes(damage(cache.read_bytes()))
        small.edit(folder / "providers" / f"{NORMAL}.yaml", "Tre ekar", "Fyra ekar")
        assert small.built(folder).ok
        assert small.output(folder) == small.fresh(folder)

    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(0, 7), min_size=1, max_size=4), st.integers(0, 70))
    def test_a_cached_build_after_any_edits_is_a_fresh_build(
        self, tmp_path_factory: pytest.TempPathFactory, edits: list[int], days: int
    ) -> None:
        folder = small.checkout(tmp_path_factory.mktemp("edits") / "here")
        small.built(folder)
        for number, edit in enumerate(edits):
            apply(folder, edit, number)
            small.built(folder, TODAY + timedelta(days=days * number % 71))
        last = TODAY + timedelta(days=days)
        assert small.built(folder, last).ok
        assert small.output(folder) == small.fresh(folder, last)

    def test_a_profile_is_rendered_again_on_the_day_its_waiting_time_is_too_old(self, folder: Path) -> None:
        small.built(folder)
        fresh_enough, too_old = date(2026, 12, 1), date(2026, 12, 2)
        before = small.output(folder)
        small.built(folder, fresh_enough)
        assert page(NORMAL) not in changed(before, small.output(folder))
        small.built(folder, too_old)
        assert page(NORMAL) in changed(before, small.output(folder))
        assert small.output(folder) == small.fresh(folder, too_old)


def apply(folder: Path, edit: int, number: int) -> None:
    """One of eight edits that people make."""
    authorisations = folder / "policy" / "authorisations.yaml"
    profile = folder / "providers" / f"{NORMAL}.yaml"
    match edit:
        case 0:
            small.write(folder, NORMAL, PROFILES[NORMAL].replace("Tre ekar", f"Ekar {number}"))
        case 1:
            small.write(folder, SILENT, small.PROFILE.format(id=SILENT, name="Tysta rummet"))
        case 2:
            (folder / "providers" / f"{SILENT}.yaml").unlink(missing_ok=True)
        case 3:
            text = authorisations.read_text(encoding="utf-8")
            authorisations.write_text(text.replace("tre-ekar AB", "tre-ekar och ask AB"), encoding="utf-8")
        case 4:
            small.write(folder, NORMAL, PROFILES[NORMAL])
        case 5:
            (folder / "dist" / "utforare" / NORMAL / "index.html").write_text("changed by hand", encoding="utf-8")
        case 6:
            vocabulary = folder / "policy" / "vocabulary.yaml"
            text = vocabulary.read_text(encoding="utf-8")
            vocabulary.write_text(text.replace("på plats", f"på plats {number}"), encoding="utf-8")
        case _:
            profile.write_text(profile.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")


class TestOnlyWhatChanged:
    """The next build touches what depends on the change, and nothing else."""

    def test_a_text_that_only_the_page_shows_changes_only_the_pages_the_data_and_what_is_searched(
        self, folder: Path
    ) -> None:
        small.built(folder)
        before = small.stamps(folder)
        small.edit(folder / "providers" / f"{NORMAL}.yaml", "par och familjer", "familjer och par")
        report = small.built(folder)
        after = small.stamps(folder)
        touched = {name for name in after if after[name] != before[name]}
        data = {f"dist/api/v1/{file}.json" for file in ("providers", f"providers/{NORMAL}", "hsds/services")}
        also = {f"dist/profiles/{NORMAL}.json", "dist/search.json"}
        assert touched == {page(NORMAL), page(NORMAL, "en/providers")} | also | data
        assert report.written == 7

    def test_a_new_name_changes_page_and_list_in_every_language(self, folder: Path) -> None:
        small.built(folder)
        before = small.output(folder)
        small.edit(folder / "providers" / f"{PARTNER}.yaml", "Broar till tal", "Broar till samtal")
        small.built(folder)
        touched = changed(before, small.output(folder))
        assert {page(PARTNER), page(PARTNER, "en/providers")} <= touched
        assert {"dist/utforare/index.html", "dist/en/providers/index.html"} <= touched
        assert page(NORMAL) not in touched

    def test_a_partners_new_legal_name_reaches_the_page_that_names_it(self, folder: Path) -> None:
        small.built(folder)
        before = small.output(folder)
        small.edit(folder / "policy" / "authorisations.yaml", f"{NORMAL} AB", f"{NORMAL} och söner AB")
        small.built(folder)
        touched = changed(before, small.output(folder))
        assert page(PARTNER) in touched
        assert page(ENDING) not in touched

    def test_a_provider_whose_authorisation_has_ended_disappears(self, folder: Path) -> None:
        small.built(folder)
        report = small.built(folder, date(2026, 12, 6))
        assert not [path for path in (folder / "dist").rglob("*") if ENDING in (*path.parts, path.stem)]
        assert [problem.code for problem in report.warnings if problem.path.endswith(f"{ENDING}.yaml")] == [
            "provider_ended"
        ]

    def test_a_provider_without_a_profile_has_a_page_from_the_authorisation_alone(self, folder: Path) -> None:
        small.built(folder)
        assert f"{SILENT} AB" in (folder / page(SILENT)).read_text(encoding="utf-8")

    def test_what_somebody_left_in_the_output_is_removed(self, folder: Path) -> None:
        small.built(folder)
        stray = folder / "dist" / "utforare" / "stray" / "index.html"
        stray.parent.mkdir()
        stray.write_text("stray", encoding="utf-8")
        small.built(folder)
        assert not stray.parent.exists()

    def test_warnings_are_told_by_a_cached_build_too(self, folder: Path) -> None:
        small.edit(folder / "providers" / f"{NORMAL}.yaml", "Vi samtalar", "Vi är bäst och samtalar")
        first = small.built(folder)
        assert "neutral_superlative" in {problem.code for problem in first.problems}
        assert small.built(folder).problems == first.problems


class TestRegister:
    """The second door is written by the same build, from policy alone."""

    def test_the_function_accepts_the_register_that_a_build_writes(self, folder: Path) -> None:
        small.built(folder)
        loaded = parser.load(folder / pipeline.REGISTER)
        assert NORMAL in loaded.providers

    def test_it_is_the_text_of_the_policy(self, folder: Path) -> None:
        small.built(folder)
        rules, _ = policies.load(folder / "policy")
        assert rules is not None
        text = register_json.text(register_json.register(rules))
        assert (folder / pipeline.REGISTER).read_text(encoding="utf-8") == text

    def test_one_that_was_changed_by_hand_is_written_anew(self, folder: Path) -> None:
        small.built(folder)
        before = small.output(folder)
        (folder / pipeline.REGISTER).write_text("{}", encoding="utf-8")
        small.built(folder)
        assert small.output(folder) == before


class TestProgress:
    """A long build can be followed."""

    def test_progress_ends_with_all_providers(self, folder: Path) -> None:
        told: list[tuple[int, int]] = []
        pipeline.build(folder, today=TODAY, progress=lambda done, of: told.append((done, of)))
        assert told[-1] == (5, 5)
