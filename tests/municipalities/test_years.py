"""Every system in the sources stays runnable: a seeded year goes through reception, claims, runs and report."""

import pytest

from chalicelib.ledger.rows import ClaimRow, ReversalRow
from chalicelib.register.codes import BECAUSE
from chalicelib.reporting import follow_up
from chalicelib.reporting.suppression import PUBLIC
from tests.support import size
from tests.support.figures.attacker import Attack
from tests.support.figures.towns import Town
from tests.support.municipalities.lived import Lived, Through, simulated
from tests.support.municipalities.synthetic import RECOMMENDED_EACH, is_supplier
from tests.support.municipalities.systems import OWN, SYSTEMS


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in sorted(SYSTEMS)])
def lived(request: pytest.FixtureRequest, through: Through) -> Lived:
    """A system's whole year."""
    return through(request.param)


def test_a_whole_year_has_thousands_of_claims(lived: Lived) -> None:
    sent = len(lived.year.accepted) + len(lived.year.refused)
    assert sent >= simulated(6_000 if lived.system.name == "stockholm-2000" else 10_000)
    assert {one.code for one in lived.year.refused} <= {"week_full"}


def test_runs_add_up_to_the_ledger_per_provider_and_month(lived: Lived) -> None:
    assert lived.paid_ore == lived.booked_ore
    assert sum(counts.amount_ore for counts in lived.counted.values()) == sum(lived.paid_ore.values())


def test_some_claims_are_taken_back_in_a_later_run(lived: Lived) -> None:
    claimed = {row.claim_id: month for month, row in lived.rows if isinstance(row, ClaimRow)}
    back = {row.claim_id: month for month, row in lived.rows if isinstance(row, ReversalRow)}
    assert back.keys() == lived.year.taken_back
    assert {month for claim_id, month in back.items() if claimed[claim_id] < month}


def test_what_was_sent_is_what_is_counted(lived: Lived) -> None:
    """Each visit that stands counts once, by its event and by who performed it."""
    standing = [one.claim for one in lived.year.standing()]
    assert lived.count("events") == len(standing)
    own = sum(row.provider == OWN and row.event == "session" for row in standing)
    assert lived.count("sessions×regi", "own") == own


def test_there_is_a_report_with_every_table_that_the_system_has(lived: Lived) -> None:
    services = lived.published.content["services"].values()
    named = {table for service in services for table in (*service["tables"], *service["withheld"])}
    plans = lived.system.plans
    case_reports = any(service.case_reports for service in lived.register.services.values())
    assert "sessions×month" in named
    assert ({"cases×content", "persons×age"} <= named) == case_reports
    assert ("sessions×member" in named) == any(plan.members for plan in plans)
    assert ("sessions×regi" in named) == (len({provider.regi for provider in lived.register.providers.values()}) > 1)
    assert ("firsts×wait" in named) == any(plan.numbered and not plan.decision for plan in plans)


def test_no_hidden_figure_is_told_to_the_public_or_to_a_provider(lived: Lived) -> None:
    for service, counts in lived.counted.items():
        town = Town(lived.register, service, counts, seed=1)
        for reader in (PUBLIC, *sorted(lived.register.providers)[: size.of(2, 1_000)]):
            assert Attack(town, reader).told() == []


def test_no_figure_from_one_to_four_is_published(lived: Lived) -> None:
    services = lived.published.content["services"].values()
    shown = {value for service in services for cells in service["tables"].values() for value in cells.values()}
    assert not {1, 2, 3, 4} & shown


def test_what_the_reception_recommended_is_counted(lived: Lived) -> None:
    asked = [
        case
        for n, case in enumerate(lived.year.cases)
        if case.plan.numbered and n % RECOMMENDED_EACH == 0 and not is_supplier(lived.register, case.provider)
    ]
    own = sum(case.provider == OWN for case in asked)
    found = {name: lived.count("numbers×recommended", name) for name in ("own", "private")}
    assert found == {"own": own, "private": len(asked) - own}
    assert sum(lived.count("numbers×because", one) for one in BECAUSE) == len(asked)


def test_numbers_and_what_they_granted_add_up(lived: Lived) -> None:
    today = lived.year.clock.time.date()
    source = lived.source
    services = follow_up.follow_up_of_year(source.ledger, source.register, lived.system.year, lived.counted, today)
    assert sum(service.numbers.issued for service in services) == sum(case.plan.numbered for case in lived.year.cases)
    for numbers in (service.numbers for service in services):
        assert numbers.granted == numbers.used + numbers.left + numbers.expired + numbers.closed
