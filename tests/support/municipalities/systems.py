"""The municipal systems of the sources: each a complete policy in a folder of its own, and a plan of a year.

`common/` has what they share. Figures are the sources' own, by their numbers in `docs/domain.md`; what is not there is
marked as assumed in the policy itself. The number of visits in a year is ours, unless the plan is `exact`.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy import register as register_json
from catalogue.policy.model import Policy
from chalicelib.register import parser
from chalicelib.register.model import Register
from chalicelib.rules.issuing import DecisionGrant
from tests.support.municipalities.synthetic import Plan

HERE = Path(__file__).parents[3] / "tests" / "municipalities"
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
"""D42, as in `jamtland/municipality.yaml`: visits are distributed by population."""
HOURS = (60, 120, 180)
PAIRS = {"utforare-04": "utforare-05", "utforare-06": "utforare-07"}
"""Nacka's one-person firms who work together, each with the other that reports the hour too (D37)."""
MANY = (5, 5, 5, 5, 10, 10, 10, 10, 15, 25)


@dataclass(frozen=True)
class System:
    """One municipality's rules, and a plan of a year."""

    name: str
    year: int
    plans: tuple[Plan, ...]

    def written(self, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Policy:
        """Write the policy into a folder, with texts replaced in some files, and load it."""
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
        policy, problems = loader.load(folder)
        assert policy is not None, problems
        assert problems == []
        return policy


def rules(policy: Policy) -> Register:
    """Build the register of a policy, as a build does."""
    return parser.parse(register_json.register(policy))


def _private(count: int, visits: int) -> dict[str, int]:
    """Distribute visits over providers, more to later ones; the remainder goes to the last."""
    shares = count * (count + 1) // 2
    visits_by_provider = {f"utforare-{n:02}": visits * n // shares for n in range(1, count + 1)}
    return visits_by_provider | {
        f"utforare-{count:02}": visits_by_provider[f"utforare-{count:02}"] + visits - sum(visits_by_provider.values())
    }


def _hours(
    year: int, visits: Mapping[str, int], counsellors: int = 1, partners: Mapping[str, str] | None = None
) -> Plan:
    """Plan a year of familjebehandling by decision, about twice a week, at most five hours a week (D34)."""
    decision = DecisionGrant(minutes_week=300, months=6, counsellors=counsellors)
    return Plan(
        FB,
        year,
        visits,
        lengths=MANY,
        decision=decision,
        minutes=HOURS,
        gap_days=(3, 5),
        partners=partners or {},
        days_decided=7 if partners else 0,
    )


def _suppliers(visits: int) -> dict[str, int]:
    """Distribute visits over the suppliers to whom Huddinge hands over: most to the one whose turn it is (D54, D55)."""
    first, others = "leverantor-02", ("leverantor-09", "leverantor-07")
    return {first: visits - len(others) * (visits // 5)} | dict.fromkeys(others, visits // 5)


def _beyond(year: int, visits: int) -> Plan:
    """Plan decisions on more than Nacka's kundval gave until 2018: ten hours a week, at the first supplier (D34)."""
    decision = DecisionGrant(minutes_week=600, months=9)
    return Plan(FB, year, {"leverantor-01": visits}, lengths=MANY, decision=decision, minutes=HOURS, gap_days=(3, 5))


SYSTEMS = {
    system.name: system
    for system in (
        System(
            "stockholm-2007",
            2006,
            (
                Plan(FR, 2006, {OWN: 7_200}, exact=True, exempt=89, anonymous=120),  # D22, D15, D7
                Plan(FR, 2006, _private(8, 2_500)),
                Plan(GROUP, 2006, {OWN: 100}, lengths=(0, 0, 0, 0, 50, 50)),
                Plan(TOGETHER, 2006, {OWN: 238}, exact=True),  # 3.2 % of all sessions of the own unit (D22)
            ),
        ),
        System(
            "stockholm-2000",
            2001,
            (Plan(FR, 2001, {OWN: 6_000}, exact=True, exempt=80, numbered=False),),  # D19: as many as were agreed
        ),
        System(
            "stockholm-2024",
            2023,
            (Plan(FR, 2023, {OWN: 5_163} | _private(30, 18_305), exact=True, numbered=False),),  # D30; 22 % (D27)
        ),
        System(
            "nacka",
            2024,
            (
                _hours(2024, {OWN: 1_000} | _private(11, 7_000)),
                _hours(2024, _private(11, 2_000), 2),
                _hours(2024, dict.fromkeys(PAIRS, 300), 2, PAIRS),  # D37
            ),
        ),
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
                    numbered=False,
                ),
            ),
        ),
        System("nacka-2014", 2016, (_hours(2016, {OWN: 1_000} | _private(11, 7_500)), _beyond(2016, 1_500))),
        System("huddinge", 2021, (_hours(2021, {OWN: 8_500} | _suppliers(1_500)),)),
        System(
            "attested",
            2022,
            (
                Plan(FR, 2022, {OWN: 2_000}, exempt=100, numbered=False, attested=True),
                Plan(FR, 2022, _private(6, 8_000), exempt=300, numbered=False, attested=True),
            ),
        ),
    )
}
