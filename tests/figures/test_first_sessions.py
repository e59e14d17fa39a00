"""First sessions by provider: whose figures are shown, and what they add up to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.register.model import Register
from chalicelib.reporting import by_provider, first_sessions, tables
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.first_sessions import TABLE
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import OWN, SERVICE, provider, rules, service, tariff
from tests.support.figures import towns, year
from tests.support.figures.draws import Guess
from tests.support.tables import assert_rows

MANY = {"a": (30, 20, 5), "b": (50, 0, 0), "c": (60, 40, 10)}


def in_order(parts: Mapping[str, Sequence[int]], order: str = "", more: int = 0) -> frozenset[str]:
    """The providers that are hidden when others are drawn in an order."""
    guess: Any = Guess({f"{TABLE}|{name}": n for n, name in enumerate(order)}, more)
    return by_provider.hidden(TABLE, parts, guess, first_sessions.LEAST_SESSIONS)


class TestRule:
    """Which providers are hidden."""

    def test_a_provider_is_hidden_with_fewer_than_twenty_or_with_few_in_a_class(self) -> None:
        others = {"few": (10, 9, 0), "seldom": (30, 20, 2), "none": (0, 0, 0), "twenty": (10, 9, 0)}
        assert_rows(
            [((10, 9, 0), True), ((11, 9, 0), False), ((20, 0, 0), False), ((30, 20, 1), True), ((30, 20, 5), False)],
            lambda counts: "it" in in_order({"it": counts, **others, **MANY}, "abc"),
        )

    def test_without_such_a_provider_all_are_shown(self) -> None:
        assert in_order(MANY) == frozenset()

    def test_one_that_is_hidden_takes_three_others_with_it_as_they_are_drawn(self) -> None:
        parts = {"few": (10, 9, 0)} | dict.fromkeys("abcdef", (40, 30, 20))
        assert_rows(
            [("fedcba", {"few", *"fed"}), ("acebdf", {"few", *"ace"})],
            lambda order: in_order(parts, order),
        )

    def test_others_are_hidden_until_each_class_holds_ten_and_five_for_each_of_them(self) -> None:
        parts = dict.fromkeys("xyz", (9, 9, 0)) | {"w": (9, 9, 3), "c": (30, 20, 6)}
        six, twelve, none = (30, 20, 6), (30, 20, 12), (30, 20, 0)
        assert_rows(
            [((six, six), "ab"), ((twelve, six), "ab"), ((none, twelve), "abc")],
            lambda others: "".join(sorted(in_order(parts | dict(zip("ab", others, strict=True)), "abc") - {*"wxyz"})),
        )

    def test_none_in_a_class_is_shown(self) -> None:
        assert in_order({"a": (20, 0, 0), "b": (0, 0, 20)}) == frozenset()

    def test_four_are_hidden_in_a_year_in_which_more_are_drawn_although_none_has_few(self) -> None:
        parts = dict.fromkeys("abcdef", (40, 30, 20))
        assert [len(in_order(parts, "abcdef", more)) for more in (0, 1, 2)] == [0, 4, 5]

    def test_where_there_are_too_few_to_protect_each_other_all_are_hidden(self) -> None:
        assert in_order({"few": (10, 9, 0), "a": (40, 30, 20), "b": (40, 30, 20)}) == {"few", "a", "b"}


NAMES = (OWN, *"abcdef")


def regi(name: str) -> str:
    return "own" if name == OWN else "private"


def register(*, asked: bool = True, **rights: dict[str, Any]) -> Register:
    """Build the rules of the providers, of which some have a right of their own."""
    providers = [provider(name, regi(name), *([rights[name]] if name in rights else [])) for name in NAMES]
    return rules(services=[service(first_sessions=asked)], tariffs=[tariff()], accounts=[], providers=providers)


def counted(parts: Mapping[str, Sequence[int]]) -> YearCounts:
    """Count a year in which each first session was followed by another one."""
    counts = YearCounts()
    for name, of_classes in parts.items():
        for wait, within, count in zip(("3", "13", "30"), first_sessions.WITHIN, of_classes, strict=True):
            of_wait = {"3": "0-5", "13": "11-15", "30": "21-"}[wait]
            for _ in range(count):
                first = {"wait": of_wait, "regi": regi(name), "provider": name, "within": within}
                counts.add("firsts", name, first)
                counts.add("sessions", name, {"visit": "1"})
                counts.add("sessions", name, {"visit": "2-4"})
    return counts


def published(parts: Mapping[str, Sequence[int]], *, asked: bool = True, **rights: dict[str, Any]) -> tables.Table:
    """What is published of a year by provider."""
    found = tables.publish(register(asked=asked, **rights), SERVICE, counted(parts), Draw(b"secret 3", year.YEAR))
    return found["tables"].get(TABLE, {}) if TABLE not in found["withheld"] else {"withheld": None}


PARTS = dict.fromkeys(NAMES, (30, 20, 10))


class TestTable:
    """What is published of a year."""

    def test_the_figures_of_all_providers_add_up_to_the_first_sessions_of_all(self) -> None:
        table = published(PARTS)
        assert table.pop("sessions×visit|1") == 7 * 60
        assert sum(value or 0 for value in table.values()) == 7 * 60

    def test_a_service_that_does_not_ask_has_no_such_table(self) -> None:
        assert published(PARTS, asked=False) == {}

    def test_a_published_year_keeps_it_when_policy_no_longer_asks(self) -> None:
        by_service = {SERVICE: counted(PARTS)}
        content = tables.content(register(), year.YEAR, by_service)
        assert TABLE in content["services"][SERVICE]["tables"]
        assert not [name for name in tables.differing(register(asked=False), by_service, content) if TABLE in name]

    def test_the_municipality_s_own_unit_is_hidden_as_others_are(self) -> None:
        table = published(PARTS | {OWN: (30, 20, 1)})
        assert {table[cell] for cell in first_sessions.cells([OWN])} == {None}

    def test_a_provider_that_was_not_authorised_in_the_year_is_not_in_it(self) -> None:
        ended = {"service": SERVICE, "from": "2019-01-01", "to": f"{year.YEAR - 1}-06-30"}
        table = published(dict.fromkeys(NAMES[:-1], (30, 20, 10)), f=ended)
        assert not any("|f|" in cell for cell in table)

    def test_it_is_withheld_where_the_waits_of_all_have_a_hidden_class(self) -> None:
        assert published(dict.fromkeys(NAMES, (30, 20, 0)) | {"a": (30, 20, 2)}) == {"withheld": None}


def test_first_sessions_by_kind_are_withheld_where_providers_of_both_kinds_are_hidden() -> None:
    """The hidden ones of the only own unit would be the difference."""
    kinds = 0
    for town in map(towns.of_many, range(30)):
        found = tables.publish(town.register, town.service, town.counts, town.draw)
        hidden = by_provider.hidden_providers(found["tables"].get(TABLE, {}))
        if OWN in hidden and len(hidden) > 1:
            kinds += 1
            assert "firsts×regi" in found["withheld"]
    assert kinds


def test_it_is_withheld_where_it_would_tell_of_few_later_sessions_of_a_kind() -> None:
    """All are shown, and so is how many sessions the own unit has had."""
    shown = set()
    for later in (2, 5):
        counts = counted(PARTS)
        for name in NAMES:
            for _ in range(60 + (later if name == OWN else 60)):
                counts.add("sessions", name, {"regi": regi(name)})
        counts.cells["sessions×visit", ("2-4",)] = Counter(dict.fromkeys(NAMES, 60) | {OWN: later})
        counts.cells["sessions", ()] = Counter(dict.fromkeys(NAMES, 120) | {OWN: 60 + later})
        found = tables.publish(register(), SERVICE, counts, Draw(b"secret 3", year.YEAR))
        assert "sessions×regi" in found["tables"]
        shown |= {later} if TABLE in found["tables"] else set()
    assert shown == {5}


def test_it_is_published_or_named_as_withheld_and_never_both() -> None:
    for town in map(towns.of_many, range(30)):
        found = tables.publish(town.register, town.service, town.counts, town.draw)
        assert (TABLE in found["tables"]) != (TABLE in found["withheld"])
