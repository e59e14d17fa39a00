"""Nobody who knows the rule, but not the secret, can tell that a hidden figure is not zero, or not five or more."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

import pytest

from chalicelib.reporting import by_provider, layouts, tables
from chalicelib.reporting.first_sessions import LEAST_SESSIONS, TABLE
from chalicelib.reporting.layouts import BY_REASON, RECOMMENDED
from chalicelib.reporting.suppression import PUBLIC, Draw, Order, Row, hidden
from tests.support import size
from tests.support.figures import attacker, towns
from tests.support.figures.attacker import Attack, Told
from tests.support.figures.by_provider import HiddenProviders
from tests.support.figures.crossed import BY_ID, FACTS
from tests.support.figures.differences import Differences
from tests.support.figures.draws import Draws, guessed, leaked

YEARS, AT_ONCE, MOST = size.of(50, 2_000), 50, size.of(2, attacker.ALL)
CONTROLS = 20
FACTS_OF_A_ROW = 8
"""Four hidden cells, and two facts of each."""


def readers(town: towns.Town) -> dict[str, int]:
    """The public, and every provider or one of them in turn; and how much of each table is tried."""
    providers = sorted(town.register.providers)
    turn = town.seed // len(towns.KINDS) % len(providers)
    return {PUBLIC: attacker.ALL} | dict.fromkeys(providers if size.FULL else providers[turn : turn + 1], MOST)


@pytest.mark.parametrize("first", range(0, YEARS, AT_ONCE))
def test_no_hidden_figure_is_told_over_random_years_of_towns_of_every_kind(first: int) -> None:
    tried = 0
    for town in map(towns.of_seed, range(first, first + AT_ONCE)):
        for reader, most in readers(town).items():
            attack = Attack(town, reader, most=most)
            assert attack.told() == [], f"seed {town.seed}"
            tried += attack.tried
    assert tried > 30 * AT_ONCE


def of_hidden_providers(towns_: Iterable[towns.Town]) -> Iterator[str]:
    """Yield what the public or a provider is told of a hidden provider's first sessions, and in which town."""
    for town in towns_:
        for reader in readers(town):
            yield from (f"{town.seed}: {told}" for told in Attack(town, reader).told(TABLE))


@cache
def many() -> list[towns.Town]:
    """Towns of many providers, for every test that needs them."""
    return [*map(towns.of_many, range(size.of(20, 400)))]


def test_no_first_session_of_a_hidden_provider_is_told_over_random_years_of_towns_of_many() -> None:
    published = [tables.publish(town.register, town.service, town.counts, town.draw)["tables"] for town in many()]
    assert len([one for one in published if TABLE in one]) > len(published) / 4
    assert [*of_hidden_providers(many())] == []


@cache
def recommending() -> list[towns.Town]:
    """Towns that recommend, the same."""
    return [*map(towns.of_recommending, range(size.of(12, 200)))]


def of_recommended_providers(*only: str) -> Iterator[Told]:
    """Yield what the public or a provider is told of how often a hidden provider was recommended, or why."""
    for table in only or (BY_REASON, RECOMMENDED):
        for town in recommending():
            for reader in readers(town):
                yield from Attack(town, reader).told(table)


def test_no_recommendation_of_a_hidden_provider_is_told_over_random_years_of_towns_that_recommend() -> None:
    towns_ = recommending()
    published = [tables.publish(town.register, town.service, town.counts, town.draw)["tables"] for town in towns_]
    for table in (BY_REASON, RECOMMENDED):
        assert any(None in of_town.get(table, {}).values() for of_town in published), table
    assert [*of_recommended_providers()] == []


@pytest.mark.parametrize("table", [BY_REASON, RECOMMENDED])
def test_recommendations_of_hidden_providers_are_told_when_only_those_with_few_are_hidden(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(by_provider, "LEAST_PROVIDERS", 0)
    monkeypatch.setattr(by_provider, "_protect_each_other", lambda *_: True)
    assert any(told.table == table for told in of_recommended_providers(table))


@cache
def first_visits() -> list[towns.Town]:
    """Towns that tell of first visits, the same."""
    return [*map(towns.of_first_visits, range(size.of(20, 400)))]


def of_differences(towns_: Iterable[towns.Town]) -> set[str]:
    """What the public or a provider can add and subtract of all tables of a year: which figures from one to four."""
    return {
        table
        for town in towns_
        for reader in (PUBLIC, *sorted(town.register.providers)[:3])
        for table, _ in Differences(Attack(town, reader)).few()
    }


@pytest.mark.parametrize("some", [first_visits, recommending])
def test_no_tables_tell_of_few_when_one_is_subtracted_from_another(some: Callable[[], list[towns.Town]]) -> None:
    assert of_differences(some()) == set()


class TestSubtractionSucceeds:
    """The negative controls of tables that are parts of others."""

    def test_when_few_recommendations_are_left_for_the_own_unit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(by_provider, "leaves_few", lambda *_: False)
        assert of_differences(recommending()) == {"numbers×because×who"}

    def test_when_a_kind_has_few_visits_but_the_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables._Published, "_tells_few_by_kind", lambda _: False)
        assert of_differences(first_visits()) == {"sessions×visit×who"}

    def test_when_a_crossed_table_is_shown_whatever_is_in_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables._Published, "_hidden", lambda *_: frozenset())
        found = of_differences(map(towns.of_seed, range(CONTROLS) if size.FULL else (0, 5)))
        assert {"sessions×month×who", "sessions×fee×member", "persons×age×gender"} <= found


class TestTheSameAttackOnHiddenProvidersSucceeds:
    """The negative controls of first sessions by provider."""

    @pytest.mark.parametrize("fact", FACTS)
    def test_when_only_those_with_few_are_hidden(self, monkeypatch: pytest.MonkeyPatch, fact: str) -> None:
        monkeypatch.setattr(by_provider, "LEAST_PROVIDERS", 0)
        monkeypatch.setattr(by_provider, "_protect_each_other", lambda *_: True)
        assert any(fact in told for told in of_hidden_providers(many()[4:]))  # the first town in which any is told

    def test_when_the_others_need_not_have_enough_in_each_class(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(by_provider, "_protect_each_other", lambda *_: True)
        assert any(of_hidden_providers(many()))

    def test_when_the_secret_is_known(self) -> None:
        """Whoever knows the draw knows that a hidden provider which it places after a shown one is small itself."""
        told = [*told_small_by_the_draw(many()[:4])]
        assert told
        for town, provider in told:
            with_secret = HiddenProviders(Attack(town, draws=leaked(town.draw)), BY_ID[TABLE])
            without = HiddenProviders(Attack(town), BY_ID[TABLE])
            assert without.can_be_large(provider, LEAST_SESSIONS), town.seed
            assert not with_secret.can_be_large(provider, LEAST_SESSIONS), town.seed


def told_small_by_the_draw(towns_: Iterable[towns.Town]) -> Iterator[tuple[towns.Town, str]]:
    """Yield the towns in which the draw places a hidden provider after a shown one, and the last such provider."""
    for town in towns_:
        table = HiddenProviders(Attack(town), BY_ID[TABLE]).table
        order = sorted(table.true, key=lambda provider: town.draw.order(f"{TABLE}|{provider}"))
        hidden_ = [place for place, provider in enumerate(order) if provider in table.hidden]
        if hidden_ and hidden_[-1] >= len(hidden_):
            yield town, order[hidden_[-1]]


def told(
    draws: Callable[[towns.Town], Draws] = lambda _: guessed,
    most: int = 2,
    table: str | None = None,
    seeds: int = CONTROLS,
) -> Iterator[Told]:
    """Yield what the public is told in some random years, of all tables or of one, in the towns that have it."""
    for town in map(towns.of_seed, range(seeds)):
        collected = layouts.collected(town.register, town.register.services[town.service])
        if table is None or table in {layout.id for layout in collected}:
            yield from Attack(town, draws=draws(town), most=most).told(table)


NEW = (
    "contacts×contact",
    "referred×to",
    "complaints×about",
    "complaints×concerns",
    "cases×family",
    "cases×started",
    "continuing×started",
    "continuing×member",
    "own×residence",
    "numbers×residence",
)


class TestTheSameAttackSucceeds:
    """The negative controls: a rule with one part left out is broken by the same attacker."""

    @pytest.mark.parametrize("fact", FACTS)
    def test_when_complementary_cells_are_chosen_by_their_value(
        self, monkeypatch: pytest.MonkeyPatch, fact: str
    ) -> None:
        def by_value(row: Row, _order: Order, more: int = 0) -> frozenset[str]:
            return hidden(row, lambda name: row.cells[name].value.to_bytes(4, "big"), more)

        monkeypatch.setattr(tables, "hidden", by_value)
        assert any(one.never == fact for one in told())

    @pytest.mark.parametrize("fact", FACTS)
    def test_when_there_are_no_complementary_cells(self, monkeypatch: pytest.MonkeyPatch, fact: str) -> None:
        monkeypatch.setattr(tables, "hidden", lambda row, *_: row.small)
        assert any(one.never == fact for one in told())

    @pytest.mark.parametrize("table", NEW)
    def test_on_each_table_by_itself_when_there_are_no_complementary_cells(
        self, monkeypatch: pytest.MonkeyPatch, table: str
    ) -> None:
        monkeypatch.setattr(tables, "hidden", lambda row, *_: row.small)
        assert any(one.table == table for one in told(most=attacker.ALL, table=table, seeds=200))

    def test_when_a_zero_is_never_hidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def positive(row: Row, order: Order, more: int = 0) -> frozenset[str]:
            some = {name: cell for name, cell in row.cells.items() if cell.value}
            return hidden(Row(some, row.zero_tells, row.of_providers), order, more)

        monkeypatch.setattr(tables, "hidden", positive)
        assert any(one.never == "zero" for one in told())

    def test_when_one_that_is_not_small_is_asked_for_every_provider_as_well(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a town of three providers such a rule excludes so many tables that one of them is told a figure."""
        are_enough = Row.are_enough

        def for_everybody(row: Row, names: Collection[str], more: int) -> bool:
            cells = [row.cells[name] for name in names]
            few = (all(row._is_few(cell, reader) for cell in cells) for reader in row.readers)
            return are_enough(row, names, more) and not any(few)

        monkeypatch.setattr(Row, "are_enough", for_everybody)
        assert Attack(towns.of_seed(32), "b-samtal").told()

    def test_when_means_stand_beside_hidden_cells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "is_shown_whole", lambda published, table: table in published)
        assert next(told(most=attacker.ALL)).table == "firsts×wait"

    def test_when_the_secret_is_known(self) -> None:
        assert any(told(lambda town: leaked(town.draw)))


@pytest.mark.parametrize("seed", range(12))
def test_a_table_of_7_4_4_4_and_0_is_no_longer_determined(seed: int) -> None:
    """By value its three small cells were hidden alone: 19 - 7 - 0 of three from 1 to 4 is 4, 4, 4."""
    town = towns.of_row("cases×wait", 7, 4, 4, 4, 0, seed=seed)
    attack = Attack(town)
    assert attack.told() == []
    assert attack.tried >= FACTS_OF_A_ROW


def test_real_secrets_give_every_order_and_each_number_more() -> None:
    """What the attacker guesses of the draw can be."""
    draws = [Draw(b"secret %d" % n, 2025) for n in range(1_000)]
    assert len({tuple(sorted("abcd", key=draw.order)) for draw in draws}) == 4 * 3 * 2
    assert {0, 1, 2} <= {draw.more("table") for draw in draws}
