"""Random years of towns of every kind, most of them small: counts alone, drawn event by event, without a ledger."""

import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.register import codes
from chalicelib.register.codes import AT_OWN_UNIT, CHECKED
from chalicelib.register.model import Register
from chalicelib.reporting import dimensions, first_sessions
from chalicelib.reporting.counts import Key, YearCounts
from chalicelib.reporting.dimensions import HOST, OTHERS
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import HOURS, OPEN, OWN, SERVICE, fee, provider, rules, service, tariff
from tests.support.figures.year import EVENTS, YEAR

PLACES = ["bup", "familjeratten", "umo"]
TOWN = {"code": "0180", "name": "Provköping", "demo": True, "elsewhere": PLACES}
PRIVATE = tuple(f"{letter}-samtal" for letter in "abcdefghijk")


@dataclass(frozen=True)
class Town:
    """A service of a municipality, and its year's counts."""

    register: Register
    service: str
    counts: YearCounts
    seed: int

    @property
    def draw(self) -> Draw:
        """Return a draw of its own for each town."""
        return Draw(b"%d" % self.seed, YEAR)


def of_many(seed: int) -> Town:
    """Draw a town of up to a dozen providers that publishes their first sessions, some with few and some with many."""
    rng = random.Random(f"many|{seed}")
    register = _register(rng.choice((2, 4, 6, 8, 11)), first_sessions=True)
    town = Town(register, SERVICE, YearCounts(), seed)
    lots = [rng.random() ** 2 + 0.02 for _ in register.providers]
    _add_visits(town, rng, rng.randint(200, 1_500), lots, waits=rng.choice(((2, 4, 5, 4, 1), (6, 9, 2, 2, 2))))
    return town


def of_recommending(seed: int) -> Town:
    """Draw a town whose reception recommends private providers often: some of them, and for some reasons, seldom."""
    rng = random.Random(f"recommending|{seed}")
    town = Town(_register(rng.choice((5, 8, 11))), SERVICE, YearCounts(), seed)
    private = sorted(set(town.register.providers) - {OWN})
    some = rng.choice(((0.0, 0.05, 0.5, 1.0, 1.0), (1.0,)))
    lots = [rng.choice(some) for _ in private[1:]] + [1.0]
    reasons = rng.choice(((1, 1, 0, 0, 0), (1, 0, 0, 0, 0), (5, 4, 3, 2, 1)))
    of_own = rng.choice((reasons, (1, 10, 0, 0, 0)))
    for _ in range(rng.randint(60, 400)):
        kind = rng.choices(("none", "own", "private"), (6, 2, 8))[0]
        because = "none" if kind == "none" else rng.choices(codes.BECAUSE, of_own if kind == "own" else reasons)[0]
        town.counts.add("numbers", "", {"told": "yes", "recommended": kind, "because": because})
        if kind == "private":
            name = rng.choices(private, lots)[0]
            town.counts.add("recommended", name, {"provider": name, "because": because})
    return town


def of_first_visits(seed: int) -> Town:
    """Draw a town in which some providers have few visits but the first, so that a kind of them may have few."""
    rng = random.Random(f"first visits|{seed}")
    town = Town(rng.choice((TWO, FOUR, _register(8, first_sessions=True))), SERVICE, YearCounts(), seed)
    for name in sorted(town.register.providers):
        later = rng.choice((0.0, 0.02, 0.02, 0.5))
        for _ in range(rng.randint(10, 80)):
            visit = "2-4" if rng.random() < later else "1"
            town.counts.add("events", name, {"event": "session"})
            town.counts.add("sessions", name, {"regi": town.register.providers[name].regi, "visit": visit})
            if visit == "1":
                _add_first(town, name, rng.choice((3, 8, 13, 18, 30)))
    return town


def _register(providers: int, service_id: str = SERVICE, *members: str, **changes: object) -> Register:
    """Build the rules of a town with the own unit and some private providers."""
    right = {"service": service_id, "from": "2019-01-01", "to": None}
    return rules(
        municipality=TOWN | {"members": list(members)},
        services=[service(id=service_id, case_reports=True, first_contact=True, **changes)],
        tariffs=[
            tariff(service=service_id, event=event, regi=regi, counsellors=counsellors)
            for event in EVENTS
            for regi in codes.REGI
            for counsellors in (1, 2)
            if event == "session" or counsellors == 1
        ],
        fees=[fee(service=service_id)],
        accounts=[],
        providers=[provider(OWN, "own", right), *(provider(name, "private", right) for name in PRIVATE[:providers])],
    )


def of_row(table: str, *values: int, seed: int = 0) -> Town:
    """Return a town with one provider and one table, of which these are the figures."""
    (dimension,) = table.split("×")[1:]
    classes = dimensions.VALUES[dimension]
    cells: dict[Key, Counter[str]] = {
        (table, (name,)): Counter({OWN: value}) for name, value in zip(classes, values, strict=True)
    }
    return Town(ALONE, SERVICE, YearCounts(cells=cells), seed)


ALONE, TWO, THREE, FOUR = (_register(private) for private in range(4))
JOINT = _register(0, SERVICE, "0180", "0184", "0186")
BOTH_WAYS = _register(1, residence=[CHECKED, AT_OWN_UNIT])
BY_HOUR = _register(2, HOURS, unit="hour", extra=[], decision={"minutes_week": 300, "months": 6})
DIRECT = _register(3, OPEN, control_number="none")
KINDS = (
    (FOUR, 400, 0.0),
    (TWO, 150, 0.0),
    (THREE, 60, 0.0),
    (ALONE, 200, 0.0),
    (FOUR, 200, 0.9),
    (JOINT, 200, 0.0),
    (BOTH_WAYS, 60, 0.9),
    (BY_HOUR, 150, 0.0),
    (DIRECT, 200, 0.0),
    (ALONE, 60, 0.0),
)
"""The rules, the most visits of a year, and what share one provider has of them beside its lot."""


@lru_cache(maxsize=256)
def of_seed(seed: int) -> Town:
    """Draw a town of one kind after another, its year's visits, numbers and closed cases, unevenly spread."""
    register, most, dominated = KINDS[seed % len(KINDS)]
    (service_id,) = register.services
    rng = random.Random(seed)
    lots = [rng.random() ** 2 + 0.02 for _ in register.providers]
    lots[rng.randrange(len(lots))] += dominated / (1.001 - dominated) * sum(lots)
    town = Town(register, service_id, YearCounts(), seed)
    _add_visits(town, rng, rng.randint(most // 3, most), lots)
    _add_reports(town, rng, rng.randint(most // 6, most // 2), lots)
    return town


WAITS = (2, 4, 5, 4, 1)
"""How many first sessions are in each class of waits, by and large."""


def _add_visits(town: Town, rng: random.Random, visits: int, lots: list[float], waits: tuple[int, ...] = WAITS) -> None:
    providers, counts, rules_ = sorted(town.register.providers), town.counts, town.register.services[town.service]
    events = dimensions.values(town.register, rules_, "event")
    rare = [1.0, *(rng.choice((0.0, 0.01, 0.05, 0.1)) for _ in events[1:])]
    months = rng.sample(codes.MONTHS, rng.choice((2, 4, 12, 12)))
    exempt, pairs, others = (rng.choice((0.0, 0.02, 0.1)) for _ in range(3))
    numbered = bool(dimensions.values(town.register, rules_, "visit"))
    reception = random.Random(f"reception|{town.seed}")
    for _ in range(visits):
        name = rng.choices(providers, lots)[0]
        event, month, regi = rng.choices(events, rare)[0], rng.choice(months), town.register.providers[name].regi
        counts.add("events", name, {"event": event, "month": month})
        if event != "session":
            continue
        session = {"regi": regi, "month": month, "fee": "exempt" if rng.random() < exempt else "ordinary"}
        session["counsellors"] = "2" if rng.random() < pairs else "1"
        if town.register.municipality.members:
            session["member"] = OTHERS if rng.random() < others else HOST
        if numbered:
            session["visit"] = rng.choices(codes.SESSIONS[:3], (30, 40, 10))[0]
        session["residence"] = _residence(town, reception, regi)
        counts.add("sessions", name, session)
        if regi == "own":
            counts.add("own", name, {"residence": session["residence"]})
        if session.get("visit") == "1":
            _add_first(town, name, rng.choices((3, 8, 13, 18, 30), waits)[0])
    private = [name for name in providers if town.register.providers[name].regi == "private"]
    favoured = [reception.random() ** 2 + 0.02 for _ in private]
    for _ in range(visits // 4 if rules_.numbered else 0):
        recommended = rng.choices(*_recommended(town.register))[0]
        because = "none" if recommended == "none" else rng.choice(codes.BECAUSE)
        told = rng.choices(("yes", "no", "not_stated"), (20, 1, 3))[0]
        residence = _residence(town, reception, recommended)
        said = {"told": told, "recommended": recommended, "because": because}
        counts.add("numbers", "", said | {"residence": residence})
        counts.add("contacts", "", {"contact": "number"})
        if recommended == "private":
            name = reception.choices(private, favoured)[0]
            counts.add("recommended", name, {"provider": name, "because": because})
    _add_contacts(town, reception, visits)


def _residence(town: Town, rng: random.Random, regi: str) -> str:
    """Return how residence was established; nobody did where policy allows that, and only at the own unit."""
    allowed = town.register.services[town.service].residence
    anonymous = 0.05 + 0.3 * (town.seed // len(KINDS) % 2)
    return AT_OWN_UNIT if regi == "own" and AT_OWN_UNIT in allowed and rng.random() < anonymous else CHECKED


def _add_first(town: Town, name: str, days: int) -> None:
    """Count a first session after some days."""
    wait, regi = codes.WAITS[min(4, (days - 1) // 5)], town.register.providers[name].regi
    first = {"wait": wait, "regi": regi, "provider": name, "within": first_sessions.within(wait)}
    town.counts.add("firsts", name, first)
    town.counts.wait_days += days
    town.counts.waits += 1


def _add_contacts(town: Town, rng: random.Random, visits: int) -> None:
    """Count contacts that came to no number, and complaints, in classes of which some are rare."""
    places, rare = [*PLACES, codes.ELSEWHERE], rng.choice((0.02, 0.2, 1.0))
    for _ in range(rng.randint(0, visits // 4)):
        kind = rng.choices(codes.CONTACTS, (4, 6, rare))[0]
        town.counts.add("contacts", "", {"contact": kind})
        if kind == "referred":
            town.counts.add("referred", "", {"to": rng.choices(places, (6, 3, 1, rare))[0]})
    kinds = [one for one in codes.CONCERNS if one == "not_said" or dimensions.of_regi(town.register, town.service, one)]
    for _ in range(rng.randint(0, visits // 10)):
        about = rng.choices(codes.COMPLAINTS, (6, 4, 4, rare, rare, 2))[0]
        town.counts.add("complaints", "", {"about": about, "concerns": rng.choice(kinds)})


def _recommended(register: Register) -> tuple[list[str], list[int]]:
    """Return what a reception can recommend, and how often it does: only a kind that has a provider."""
    kinds = {provider.regi for provider in register.providers.values()}
    weights = {"none": 30} | {regi: 4 for regi in codes.REGI if regi in kinds}
    return list(weights), list(weights.values())


def _add_reports(town: Town, rng: random.Random, cases: int, lots: list[float]) -> None:
    providers = sorted(town.register.providers)
    quarters = rng.choices(("Q1", "Q2", "Q3", "Q4"), k=rng.choice((2, 4, 8)))
    continuing = rng.choice((0.05, 0.2, 0.6))
    for _ in range(cases):
        name = rng.choices(providers, lots)[0]
        dimensions = {
            "quarter": rng.choice(quarters),
            "wait": rng.choices(codes.WAITS, (2, 4, 5, 4, 1))[0],
            "sessions": rng.choices(codes.SESSIONS, (3, 5, 2, 0.3))[0],
            "content": rng.choices(codes.CONTENTS, (5, 6, 4, 2, 1, 0.4))[0],
            "initiative": rng.choices(codes.INITIATIVES, (10, 1))[0],
            "family": rng.choices(codes.FAMILIES, (12, 2, 6, 0.5))[0],
            "started": rng.choices(codes.STARTED, (5, 1))[0],
        }
        if town.register.municipality.members:
            dimensions["member"] = rng.choices((HOST, OTHERS), (9, 1))[0]
        town.counts.add("cases", name, dimensions)
        if rng.random() < continuing:
            going_on = {key: value for key, value in dimensions.items() if key in ("started", "member")}
            town.counts.add("continuing", name, going_on)
        for _ in range(rng.randint(1, 2)):
            gender = rng.choices(codes.GENDERS, (50, 48, 2))[0]
            age = rng.choices(codes.AGES, (8, 30, 30, 18, 6, 2))[0]
            town.counts.add("persons", name, {"gender": gender, "age": age})
        for age in rng.choices(codes.CHILD_AGES, (3, 3, 3, 1), k=rng.randint(0, 2)):
            town.counts.add("children", name, {"child_age": age})
