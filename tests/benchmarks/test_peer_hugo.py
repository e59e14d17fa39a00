"""Hugo's side of the measurement is as large as ours, kind by kind, and says the same."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.catalogue import kinds
from benchmarks.catalogue.builds import Workbench
from benchmarks.measure import Command
from tests.support import frozen

ROOT = Path(__file__).parents[2]
PROVIDERS = 130  # three pages of the list, and some selections of two
APART_AT_MOST = 0.1


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    made = Workbench(frozen.root(), tmp_path_factory.mktemp("bench") / "work", PROVIDERS)
    for side in (made.ours, made.hugo):
        _run(side())
    return made


def _run(command: Command) -> None:
    process = command.start()
    command.check_exit(process.wait())


@pytest.fixture(scope="module")
def ours(bench: Workbench) -> Path:
    return bench.checkout / "dist"


@pytest.fixture(scope="module")
def theirs(bench: Workbench) -> Path:
    return bench.folder / "hugo" / "public"


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_both_write_as_many_files_of_each_kind(bench: Workbench, kind: str) -> None:
    told = bench.output()
    assert told["hugo"][kind]["files"] == told["ours"][kind]["files"] > 0


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_the_files_of_a_kind_are_alike_in_size(bench: Workbench, kind: str) -> None:
    told = bench.output()
    assert told["hugo"][kind]["median_bytes"] == pytest.approx(told["ours"][kind]["median_bytes"], rel=APART_AT_MOST)


def test_every_selection_shows_the_same_providers_in_the_same_order(ours: Path, theirs: Path) -> None:
    assert _shown(theirs / "urval") == _shown(ours / "urval")


def test_the_list_and_the_comparison_show_the_same_providers_in_the_same_order(ours: Path, theirs: Path) -> None:
    for part in ("utforare/sida", "jamfor"):
        assert _shown(theirs / part) == _shown(ours / part)


def _shown(folder: Path) -> dict[str, list[str]]:
    """The providers by page; Hugo has one word for `page` on the whole site, and we have none in a selection."""
    return {
        page.relative_to(folder).as_posix().replace("sida/", ""): re.findall(
            r'data-provider="([a-z0-9-]+)"', page.read_text(encoding="utf-8")
        )
        for page in folder.rglob("index.html")
    }


def test_every_selection_counts_the_same_who_do_not_match(ours: Path, theirs: Path) -> None:
    for page in (ours / "urval").glob("*/index.html"):
        same = theirs / page.relative_to(ours)
        assert _counts(same) == _counts(page)


def _counts(page: Path) -> list[str]:
    return re.findall(r"Antal som [^:<]+: (\d+)", page.read_text(encoding="utf-8"))


def test_the_form_is_given_the_same_profile_and_text(bench: Workbench, ours: Path, theirs: Path) -> None:
    name = f"{bench.providers[7].id}.json"
    assert _json(theirs / "utforare" / name) == _json(ours / "profiles" / name)


def test_everyone_answers_the_same(ours: Path, theirs: Path) -> None:
    mine, peers = _json(ours / "facets.json"), _json(theirs / "facets.json")
    assert {key: peers[key] for key in ("ids", "facets", "waiting_days")} == {
        key: mine[key] for key in ("ids", "facets", "waiting_days")
    }


def test_the_open_data_says_the_same_of_the_municipality_and_of_each_service(ours: Path, theirs: Path) -> None:
    assert _told(theirs) == _told(ours)


def _told(folder: Path) -> list[tuple[object, ...]]:
    rows = _json(folder / "api" / "v1" / "providers.json")["providers"]
    return [(row["id"], row["municipality"], row["profile"]["services"], row["profile"]["locations"]) for row in rows]


def _json(path: Path) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told
