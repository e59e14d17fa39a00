"""Writes the demonstration's three invented years.

`PYTHONPATH=site:functions .venv/bin/python -m tests.support.municipalities.demonstration`; each is simulated by the
demonstration's own policy, through service, ledger, count and suppression.
"""

import datetime as dt
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy.model import Policy
from office import statistics_file
from office.context import Source
from tests.support.chalicelib.case_reports import ListCaseStore
from tests.support.municipalities import closed_cases, synthetic, systems
from tests.support.municipalities.synthetic import Plan
from tests.support.municipalities.systems import FR

ROOT = Path(__file__).parents[3]
SESSIONS = {2023: 4_850, 2024: 5_420, 2025: 5_910}
OWN_SHARE = 0.22
"""D27."""
MISSED = {"late_cancellation": 0.04, "no_show": 0.02}
"""The shares of what providers report that are no sessions."""


FIRST_ASKED = 2025
"""The first year whose first sessions are published by provider."""
SOON, LATE = (3, 24), (8, 50)
"""After how many days first visits are, at providers that have a time soon, and at one in three."""


def visits(policy: Policy, year: int) -> dict[str, int]:
    """Distribute what is reported in a year over the providers that were authorised for the whole year."""
    eligible = [row for row in policy.authorisations.values() if all(p.start.year < year for p in row.services)]
    own = [row.id for row in eligible if row.regi == "own"]
    private = [row.id for row in eligible if row.regi == "private" and not row.has_ended(dt.date(year, 12, 31))]
    reported = round(SESSIONS[year] / (1 - sum(MISSED.values())))
    part = round(reported * OWN_SHARE / len(own))
    return dict.fromkeys(own, part) | dict.fromkeys(private, (reported - part * len(own)) // len(private))


def publish(folder: Path, year: int) -> Path:
    """Simulate a year and write its statistics file into the folder."""
    policy, _ = loader.load(ROOT / "policy", ROOT)
    if policy is None or not policy.municipality.demo:
        sys.exit("policy/ has errors, or is no demonstration: figures are invented for that alone")
    asks = year >= FIRST_ASKED
    services = {id_: replace(service, first_sessions=asks) for id_, service in policy.services.items()}
    register = systems.rules(replace(policy, services=services))
    at, exempt = visits(policy, year), 90 + 10 * (year - 2023)
    plans = [
        Plan(
            FR,
            year,
            {provider: count},
            exempt=round(exempt * count / sum(at.values())),
            missed=MISSED,
            first_days=(SOON, SOON, LATE)[n % 3] if asks else Plan.first_days,
        )
        for n, (provider, count) in enumerate(at.items())
    ]
    with tempfile.TemporaryDirectory() as beside:
        simulated = synthetic.run(register, plans, Path(beside), seed=year)
        source = Source(
            register,
            policy,
            simulated.ledger,
            ListCaseStore([*closed_cases.reports(simulated.cases, year)]),
            str(beside),
        )
        now = dt.datetime(year + 1, 7, 1, tzinfo=dt.UTC)
        statistics = statistics_file.make(source, year, folder, Path(beside), now=now, progress=lambda _: None)
        simulated.ledger.close()
    return statistics.file


if __name__ == "__main__":
    for each in SESSIONS:
        (ROOT / "policy" / "statistics" / f"{each}.json").unlink(missing_ok=True)  # a published year is not drawn again
        publish(ROOT / "policy" / "statistics", each)
