"""The facts of an annual report that are entered by hand: `policy/reports/<year>.yaml` (D47-D49).

Every part is optional; the report then says that it is missing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalogue.policy.money.budget import CostSharing
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Context, Group, ListOf, Validation
from catalogue.schema.problem import has_errors, report
from catalogue.schema.scalars import LARGE_AMOUNT, Integer, Text
from office.context import OfficeError

PARAGRAPHS = ListOf(Text(2_000, lines=True), at_most=50, unique=False)
AMOUNTS = ListOf(Group({"what": Text(120), "kronor": LARGE_AMOUNT}, frozenset({"what", "kronor"})), unique=False)
HOURS = Integer(0, 100_000)
MOST_KR = 10**9


def _facts(review_limit_kr: int) -> Group:
    return Group(
        {
            "goals": PARAGRAPHS,
            "events": PARAGRAPHS,
            "resources": PARAGRAPHS,
            "outreach": ListOf(
                Group(
                    {"where": Text(80), "occasions": Integer(0, 10_000), "participants": Integer(0, 1_000_000)},
                    frozenset({"where", "occasions", "participants"}),
                ),
                unique=False,
            ),
            "overtime_hours": HOURS,
            "branch_travel_hours": HOURS,
            "started_in_home_municipality": Integer(0, 100_000),
            "people_lost_to_waiting": Integer(0, 100_000),
            "income": AMOUNTS,
            "costs": AMOUNTS,
            "shared_kronor": Integer(0, 10**9),
            "review_kronor": Integer(0, review_limit_kr),
            "result_kronor": Integer(-MOST_KR, MOST_KR),
            "carried_over_kronor": Integer(0, MOST_KR),
        }
    )


FIELDS = tuple(_facts(MOST_KR).fields)


def read(root: Path, year: int, sharing: CostSharing | None) -> Mapping[str, Any]:
    """Return the year's entered facts, or an empty mapping without a file; raise OfficeError if the file has errors.

    The quality review costs at most what policy lets the steering group decide on (D44).
    """
    file = f"policy/reports/{year}.yaml"
    if not (root / file).exists():
        return {}
    data, problems = yaml_reader.read(root / file, file, yaml_reader.POLICY_MAX_BYTES)
    if data is not None:
        value, faults = yaml_reader.load(data, file, yaml_reader.POLICY_MAX_BYTES)
        problems += faults
        if not has_errors(problems):
            validation = Validation(Context(("sv",), {}))
            limit_ore = sharing.review_limit_ore if sharing else None
            _facts(MOST_KR if limit_ore is None else limit_ore // 100).check(value, (), validation)
            positions = yaml_reader.locate(data)
            problems += [fault.problem(file, positions) for fault in validation.faults]
            if not has_errors(problems):
                facts: Mapping[str, Any] = dict(value) if isinstance(value, dict) else {}
                return facts
    raise OfficeError(report(problems, "text", "en"))
