"""The secret of a year's draw is made of what only the ledger has: claims, numbers and case reports."""

import random
from collections.abc import Iterable
from dataclasses import replace

from chalicelib.ledger.rows import ClaimRow
from chalicelib.reporting import tables, yearly_counts
from chalicelib.reporting.cases.case_report import CaseReport
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import OWN, SERVICE
from tests.support.figures.year import RULES, YEAR, ListLedger, claim, number, of_seed, report

CLAIMS = (claim(1, OWN), claim(2, OWN), claim(3, OWN))


def secret(claims: Iterable[ClaimRow] = (), numbers: str = "", reports: Iterable[CaseReport] = ()) -> bytes:
    """Return the secret of a year with these claims, numbers and case reports."""
    ledger = ListLedger([*claims], [number(place) for place in numbers])
    return yearly_counts.count_year(ledger, RULES, reports, YEAR)[SERVICE].secret  # type: ignore[arg-type]


def test_years_with_the_same_figures_have_different_ones() -> None:
    first, *others = CLAIMS
    changed = (
        replace(first, claim_id="f" * 32),
        replace(first, place="another"),
        replace(first, recorded_at=f"{YEAR}-01-02T12:00:00.000009Z"),
    )
    assert len({secret(CLAIMS), *(secret([claim_, *others]) for claim_ in changed)}) == 4


def test_a_year_with_numbers_and_no_claim_has_one() -> None:
    assert len({secret(), secret(numbers="a"), secret(numbers="b"), secret(numbers="ab")}) == 4


def test_a_year_with_case_reports_alone_has_one() -> None:
    case = report(random.Random(1), 1)
    assert len({secret(), secret(reports=[case]), secret(reports=[replace(case, id="f" * 32)])}) == 3


def test_the_order_in_which_numbers_and_case_reports_are_read_does_not_matter() -> None:
    cases = [report(random.Random(n), n) for n in range(3)]
    assert secret(CLAIMS, "abc", cases) == secret(CLAIMS, "cab", cases[::-1])


def test_a_year_is_published_under_its_own() -> None:
    counts = of_seed(3)
    content = tables.content(RULES, YEAR, dict.fromkeys(RULES.services, counts))
    assert content["services"][SERVICE] == tables.publish(RULES, SERVICE, counts, Draw(counts.secret, YEAR))
