"""The demonstration's three published years, made up: `.venv/bin/python -m tests.support.municipalities.demonstration`.

Each is lived through by the demonstration's own policy and goes every year's way: desk, ledger, count, suppression.
"""

import datetime as dt
import sys
import tempfile
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy.loader import Policy
from office import statistics_file
from office.context import Source
from tests.support.municipalities import synthetic, systems
from tests.support.municipalities.lived import Kept
from tests.support.municipalities.synthetic import Plan
from tests.support.municipalities.systems import FR

ROOT = Path(__file__).parents[3]
SESSIONS = {2023: 4_850, 2024: 5_420, 2025: 5_910}
OWN_SHARE = 0.22
"""D27."""


def visits(read: Policy, year: int) -> dict[str, int]:
    """Spread a year's sessions over those who were authorised all through it."""
    whole = [one for one in read.authorisations.values() if all(p.start.year < year for p in one.services)]
    own = [one.id for one in whole if one.regi == "own"]
    private = [one.id for one in whole if one.regi == "private" and not one.has_ended(dt.date(year, 12, 31))]
    part = round(SESSIONS[year] * OWN_SHARE / len(own))
    return dict.fromkeys(own, part) | dict.fromkeys(private, (SESSIONS[year] - part * len(own)) // len(private))


def publish(folder: Path, year: int) -> Path:
    """Live through a year and write its file into the folder."""
    read, _ = loader.load(ROOT / "policy", ROOT)
    if read is None or not read.municipality.demo:
        sys.exit("policy/ has errors, or is no demonstration: figures are invented for that alone")
    register = systems.rules(read)
    plan = Plan(FR, year, visits(read, year), exempt=90 + 10 * (year - 2023))
    with tempfile.TemporaryDirectory() as beside:
        lived = synthetic.run(register, [plan], Path(beside), seed=year)
        source = Source(register, read, lived.ledger, Kept([*synthetic.reports(lived.cases, year)]), str(beside))
        now = dt.datetime(year + 1, 7, 1, tzinfo=dt.UTC)
        made = statistics_file.make(source, year, folder, Path(beside), now=now, progress=lambda _: None)
        lived.ledger.close()
    return made.file


if __name__ == "__main__":
    for each in SESSIONS:
        publish(ROOT / "policy" / "statistics", each)
