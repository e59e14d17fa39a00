"""The systems of the sources: a whole policy each, in a folder of its own, and a year that fits it.

`common/` is what they share. Figures are the sources' own by their numbers in `docs/domain.md`; whatever is not said
there is marked as assumed in the policy itself. How many visits a year has is ours, unless the plan says `exact`.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy import register as register_json
from catalogue.policy.loader import Policy
from chalicelib.register import parser
from chalicelib.register.parser import Register
from chalicelib.rules.issuing import DecisionGrant
from tests.support.municipalities.synthetic import Plan

HERE = Path(__file__).parents[3] / "tests" / "municipalities"
FACTOR = int(os.environ.get("KUNDVAL_YEARS", "1"))
"""How many times the ordinary visits a year has: `make years` lives through ten times as many."""
OWN = "egen-regi"
FR, GROUP, TOGETHER, FB = "familjeradgivning", "gruppbehandling", "samarbetssamtal", "familjebehandling"
POPULATION = {
    "2303": 5_150,
    "2305": 6_037,
    "2309": 15_702,
    "2313": 10_995,
    "2321": 12_626,
    "2326": 7_101,
    "2361": 10_120,
    "2380": 64_977,
}
"""D42, as `jamtland/municipality.yaml` has it: visits are spread as people are."""
HOURS = (60, 120, 180)
MANY = (5, 5, 5, 5, 10, 10, 10, 10, 15, 25)


@dataclass(frozen=True)
class System:
    """One municipality's rules and a plan for a year."""

    name: str
    year: int
    plans: tuple[Plan, ...]

    def written(self, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Policy:
        """Write the policy into a folder, with a text put in another's place in some files, and read it."""
        shutil.copytree(HERE / "common", folder)
        shutil.copytree(HERE / self.name, folder, dirs_exist_ok=True)
        shared = (HERE / "common" / "municipality.yaml").read_text(encoding="utf-8")
        own = (HERE / self.name / "municipality.yaml").read_text(encoding="utf-8")
        (folder / "municipality.yaml").write_text(shared + own, encoding="utf-8")
        for name, (old, new) in (changes or {}).items():
            file = folder / f"{name}.yaml"
            text = file.read_text(encoding="utf-8")
            assert old in text, f"{old} is not in {file.name}"
            file.write_text(text.replace(old, new), encoding="utf-8")
        read, problems = loader.load(folder)
        assert read is not None, problems
        assert problems == []
        return read


def rules(read: Policy) -> Register:
    """Make the register of a policy, as a build does."""
    return parser.parse(register_json.register(read))


def _private(count: int, visits: int) -> dict[str, int]:
    """Spread visits over providers, the later ones with more; whatever is left over falls to the last."""
    whole = count * (count + 1) // 2
    spread = {f"utforare-{n:02}": visits * n // whole for n in range(1, count + 1)}
    return spread | {f"utforare-{count:02}": spread[f"utforare-{count:02}"] + visits - sum(spread.values())}


def _hours(year: int, visits: Mapping[str, int], counsellors: int = 1) -> Plan:
    """A year of familjebehandling by decision, twice a week or so, five hours a week at most (D34)."""
    decision = DecisionGrant(minutes_week=300, months=6, counsellors=counsellors)
    return Plan(FB, year, visits, lengths=MANY, decision=decision, minutes=HOURS, gap_days=(3, 5))


SYSTEMS = {
    one.name: one
    for one in (
        System(
            "stockholm-2007",
            2006,
            (
                Plan(FR, 2006, {OWN: 7_200}, exact=True, exempt=89),  # D22, D15
                Plan(FR, 2006, _private(8, 2_500)),
                Plan(GROUP, 2006, {OWN: 100}, lengths=(0, 0, 0, 0, 50, 50)),
                Plan(TOGETHER, 2006, {OWN: 238}, exact=True),  # 3.2 % of all sessions of the own unit (D22)
            ),
        ),
        System(
            "stockholm-2024",
            2023,
            (Plan(FR, 2023, {OWN: 5_163} | _private(30, 18_305), exact=True, numbered=False),),  # D30; 22 % (D27)
        ),
        System("nacka", 2024, (_hours(2024, {OWN: 1_000} | _private(11, 7_000)), _hours(2024, _private(11, 2_000), 2))),
        System(
            "jamtland",
            2025,
            (
                Plan(
                    FR,
                    2025,
                    {OWN: 10_000},
                    lengths=(25, 15, 12, 10, 8, 7, 6, 6, 4, 3, 2, 2),
                    exempt=120,
                    missed={"late_cancellation": 0.04, "no_show": 0.02},
                    members=POPULATION,
                ),
            ),
        ),
        System("huddinge", 2021, (_hours(2021, {OWN: 10_000}),)),
        System(
            "attested",
            2022,
            (Plan(FR, 2022, {OWN: 2_000}, exempt=100), Plan(FR, 2022, _private(6, 8_000), exempt=300)),
        ),
    )
}
