"""The systems of the sources as registers, and a year's plan for each; figures are theirs, by their rows in DOMAIN."""

from dataclasses import dataclass
from typing import Any

from chalicelib.issue import Granted
from chalicelib.register import Register
from tests.chalicelib.sample import HOURS, ONE, OPEN, OWN, SERVICE, TWO, fee, nacka, provider, rules, service, tariff
from tests.municipalities.synthetic import Plan

MEMBERS = {
    "2303": 5_150,
    "2305": 6_037,
    "2309": 15_702,
    "2313": 10_995,
    "2321": 12_626,
    "2326": 7_101,
    "2361": 10_120,
    "2380": 64_977,
}
HOST = "2380"
ALL = (OWN, ONE, TWO)


@dataclass(frozen=True)
class System:
    """One municipality's rules, a plan for a year, and what its prices make of one ordinary session."""

    name: str
    register: Register
    plan: Plan
    session_ore: dict[str, int]
    fee_ore: int


def _accounts(name: str) -> list[dict[str, Any]]:
    return [{"service": name, "type": "company", "account": "463", "motpart": "87", "credit": "251"}]


def stockholm_2007() -> System:
    """Control numbers, and a fee of 250 or, in a group, 125 (D2, D15); the source gives no remuneration: assumed."""
    register = rules(
        tariffs=[tariff(regi=regi, amount_ore=96_000, assumed=True) for regi in ("own", "private")],
        fees=[fee(amount_ore=25_000, **{"from": "2019-01-01"})],
        accounts=_accounts(SERVICE),
        providers=[provider(name, "own" if name == OWN else "private") for name in ALL],
    )
    plan = Plan(SERVICE, 2025, 70, dict.fromkeys(ALL, 1.0), exempt=89 / 7_200)
    return System("stockholm-2007", register, plan, dict.fromkeys(ALL, 96_000), 25_000)


def stockholm_2024() -> System:
    """Direct choice without numbers at 1 066 and 1 104, fee 450 (D28, D29)."""
    register = rules(
        services=[service(id=OPEN, control_number="none")],
        tariffs=[tariff(service=OPEN), tariff(service=OPEN, regi="own", amount_ore=106_600)],
        fees=[fee(service=OPEN)],
        accounts=_accounts(OPEN),
        providers=[
            provider(name, "own" if name == OWN else "private", {"service": OPEN, "from": "2019-01-01", "to": None})
            for name in ALL
        ],
    )
    plan = Plan(OPEN, 2025, 70, {OWN: 22, ONE: 39, TWO: 39}, numbered=False)
    return System("stockholm-2024", register, plan, {OWN: 106_600, ONE: 110_400, TWO: 110_400}, 45_000)


def nacka_hours() -> System:
    """Familjebehandling by decision, five hours a week at most, at Nacka's prices of 2024 (D34, `DOMAIN.md` §6)."""
    bare = nacka()
    by_hour = {OWN: 81_900, ONE: 86_800, TWO: 86_800}
    register = Register(
        municipality=bare.municipality,
        identity=bare.identity,
        services=bare.services,
        tariffs=bare.tariffs,
        fees=bare.fees,
        accounts=rules(accounts=_accounts(HOURS)).accounts,
        providers=bare.providers,
        sha256=bare.sha256,
    )
    decision = Granted(minutes_week=180, months=6, counsellors=2)
    plan = Plan(HOURS, 2025, 50, dict.fromkeys(ALL, 1.0), decision=decision, minutes=120, exempt=0)
    return System("nacka", register, plan, {name: 2 * ore for name, ore in by_hour.items()}, 0)


def jamtland() -> System:
    """Eight municipalities together, their own unit only, no fee at the door in this sample (D40-D50)."""
    town = {"code": HOST, "name": "Östersund", "members": sorted(MEMBERS), "demo": True}
    register = rules(
        municipality=town,
        services=[service(own_unit_only=True)],
        tariffs=[tariff(regi="own", amount_ore=100_000, assumed=True)],
        fees=[],
        accounts=_accounts(SERVICE),
        providers=[provider(OWN, "own")],
    )
    plan = Plan(SERVICE, 2025, 80, {OWN: 1.0}, members={code: float(people) for code, people in MEMBERS.items()})
    return System("jamtland", register, plan, {OWN: 100_000}, 0)


def huddinge() -> System:
    """Own unit first at its own cost, 567 kronor an hour (D52); the framework's prices are compared, not paid here."""
    hours = service(id=HOURS, unit="hour", extra=[], decision={"minutes_week": 300, "months": 6}, consumes=["session"])
    register = rules(
        services=[hours],
        tariffs=[tariff(service=HOURS, regi="own", amount_ore=56_700)],
        fees=[],
        accounts=_accounts(HOURS),
        providers=[provider(OWN, "own", {"service": HOURS, "from": "2019-01-01", "to": None})],
    )
    plan = Plan(HOURS, 2025, 40, {OWN: 1.0}, decision=Granted(180, 6), minutes=60, exempt=0)
    return System("huddinge", register, plan, {OWN: 56_700}, 0)


def attested() -> System:
    """Residence attested by the provider, as in Danderyd and Nacka (D7, `DOMAIN.md` §6)."""
    register = rules(
        services=[service(residence="attested")],
        tariffs=[tariff(regi=regi, amount_ore=109_800) for regi in ("own", "private")],
        fees=[fee(amount_ore=39_000)],
        accounts=_accounts(SERVICE),
        providers=[provider(name, "own" if name == OWN else "private") for name in ALL],
    )
    return System(
        "attested", register, Plan(SERVICE, 2025, 50, dict.fromkeys(ALL, 1.0)), dict.fromkeys(ALL, 109_800), 39_000
    )


SYSTEMS = {
    one.name: one for one in (stockholm_2007(), stockholm_2024(), nacka_hours(), jamtland(), huddinge(), attested())
}
