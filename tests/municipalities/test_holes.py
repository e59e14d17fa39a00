"""A policy that `check` has nothing against builds, and what it cannot build from is an error with its place."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.build import check, pipeline
from tests.support import size
from tests.support.municipalities import holes
from tests.support.municipalities.systems import SYSTEMS

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("system", list(SYSTEMS)[: size.of(2, len(SYSTEMS))])  # `test_sites.py` builds each, with more
def test_a_site_is_built_of_every_system_in_the_sources(system: str, tmp_path: Path) -> None:
    policy = SYSTEMS[system].written(tmp_path / "written")
    folder = holes.write(tmp_path / "data", holes.read(tmp_path / "written"), holes.starters(policy))
    report = pipeline.build(folder, today=TODAY)
    assert [problem.text("en") for problem in report.problems if problem.severity == "error"] == []
    assert all((folder / "dist" / "utforare" / provider / "index.html").is_file() for provider in policy.authorisations)


@pytest.mark.parametrize("system", list(SYSTEMS)[: size.of(2, len(SYSTEMS))])
def test_what_check_passes_with_something_taken_out_builds(system: str, tmp_path: Path) -> None:
    policy = SYSTEMS[system].written(tmp_path / "written")
    whole, profiles = holes.read(tmp_path / "written"), holes.starters(policy)
    every = list(holes.holes(whole))
    differing = []
    for label, hole in every[:: size.of(16, 1)]:
        values = holes.cut(whole, hole)
        listed = {row["id"] for row in values["authorisations"]["providers"]}
        folder = holes.write(tmp_path / "data", values, {id_: text for id_, text in profiles.items() if id_ in listed})
        passed = check.check(folder, today=TODAY).ok
        if passed != pipeline.build(folder, today=TODAY).ok:
            differing.append(label)
    assert differing == []
