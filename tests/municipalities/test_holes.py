"""A policy that `check` has nothing against builds, and what it cannot build from is an error with its place."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.build import check, pipeline
from tests.support import size
from tests.support.municipalities import holes
from tests.support.municipalities.systems import SYSTEMS

TODAY = date(2026, 11, 21)
REFUSED = {
    "accounts.accounts emptied",
    "authorisations.providers emptied",
    "authorisations.providers.organisation_number removed",
    "authorisations.providers.services emptied",
    "authorisations.providers.supplier removed",
    "budget.own_costs.kronor removed",
    "fees.fees.events emptied",
    "municipality.demo removed",
    "municipality.elsewhere.for emptied",
    "municipality.help_lines emptied",
    "municipality.help_lines.number removed",
    "municipality.identity emptied",
    "municipality.languages emptied",
    "order.orders emptied",
    "private providers only",
    "services.services emptied",
    "services.services.application.documents emptied",
    "services.services.application.requirements emptied",
    "services.services.application.wanted emptied",
    "services.services.granted removed",
    "services.services.residence emptied",
    "vocabulary.features emptied",
}
"""What the system with the most in its policy cannot do without."""


def without(hole: holes.Hole, whole: holes.Values, profiles: dict[str, str], folder: Path) -> Path:
    """Write a policy with something taken out, and the profiles of the providers that it still lists."""
    values = holes.cut(whole, hole)
    listed = {row["id"] for row in values["authorisations"]["providers"]}
    return holes.write(folder, values, {id_: text for id_, text in profiles.items() if id_ in listed})


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
        folder = without(hole, whole, profiles, tmp_path / "data")
        passed = check.check(folder, today=TODAY).ok
        if passed != pipeline.build(folder, today=TODAY).ok:
            differing.append(label)
    assert differing == []


def test_what_a_policy_cannot_do_without_is_refused(tmp_path: Path) -> None:
    policy = SYSTEMS["stockholm-2007"].written(tmp_path / "written")
    whole, profiles = holes.read(tmp_path / "written"), holes.starters(policy)
    refused = {
        label
        for label, hole in holes.holes(whole)
        if not check.check(without(hole, whole, profiles, tmp_path / "data"), today=TODAY).ok
    }
    assert refused == REFUSED
