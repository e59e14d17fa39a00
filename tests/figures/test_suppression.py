"""What is published opens nothing: an attacker's linear programmes over random years, and the rules one by one."""

import pytest

from chalicelib.reporting import suppression
from chalicelib.reporting import tables as publication
from chalicelib.reporting.suppression import Cell, Publication, Suppressed, suppress
from tests.support import size
from tests.support.figures import attacker, year

SEEDS, AT_ONCE = size.of(30, 1_000), 10
CONTROLS = size.of(3, 50)


def opened(found: Publication, done: Suppressed, readers: tuple[str, ...]) -> list[attacker.Interval]:
    """Every hidden cell that one of the readers can tell."""
    return [one for reader in readers for one in attacker.attack(found, done.shown, done.hidden, reader) if one.opened]


def readers(seed: int) -> tuple[str, ...]:
    """The public, and two of the four providers with their own figures, in turn."""
    return "", year.PROVIDERS[seed % 4], year.PROVIDERS[(seed + 1) % 4]


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_hidden_cell_is_told_over_random_years(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        found = publication.publication_of(year.of_seed(seed))
        done = suppress(found)
        assert done.primary, f"seed {seed} has nothing to hide"
        assert opened(found, done, readers(seed)) == [], f"seed {seed}"


def test_the_same_attack_succeeds_when_only_small_cells_are_hidden() -> None:
    """The negative control: without complementary cells every one of these years is opened."""
    for seed in range(CONTROLS):
        found = publication.publication_of(year.of_seed(seed))
        assert opened(found, suppress(found, complementary=False), ("",)), f"seed {seed}"


def row(*values: int, total: bool = True, own: dict[int, dict[str, int]] | None = None) -> Publication:
    """A table of one row, with its total."""
    names = tuple(f"c{place}" for place in range(len(values)))
    cells = {
        name: Cell(value, (own or {}).get(place, {}))
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    }
    mine = {who for cell in cells.values() for who in cell.own}
    cells["all"] = Cell(sum(values), {who: sum(cell.own.get(who, 0) for cell in cells.values()) for who in mine})
    sums = (suppression.Sum("all", names),) if total else ()
    return Publication(cells, sums, (suppression.Table("t", ("all", *names)),))


class TestOneRow:
    """The rules, where they can be followed by eye."""

    def test_a_table_that_needs_nothing_hidden_is_shown_whole(self) -> None:
        done = suppress(row(5, 0, 12))
        assert (done.shown, done.hidden, done.withheld) == ({"all": 17, "c0": 5, "c1": 0, "c2": 12}, frozenset(), ())

    def test_a_lone_small_cell_takes_the_smallest_other_with_it(self) -> None:
        assert suppress(row(3, 40, 12)).hidden == {"c0", "c2"}

    def test_two_small_cells_that_are_five_together_need_no_other(self) -> None:
        assert suppress(row(3, 2, 12)).hidden == {"c0", "c1"}

    def test_two_small_cells_that_are_four_together_need_another(self) -> None:
        assert suppress(row(3, 1, 12)).hidden == {"c0", "c1", "c2"}

    def test_without_a_total_a_small_cell_stands_alone(self) -> None:
        assert suppress(row(3, 40, total=False)).hidden == {"c0"}

    def test_a_small_total_is_hidden_too(self) -> None:
        assert "all" not in suppress(row(3, 0)).shown

    def test_zero_is_shown_and_five_is_shown(self) -> None:
        done = suppress(row(0, 5, 9))
        assert (done.shown["c0"], done.shown["c1"]) == (0, 5)

    def test_hidden_cells_have_one_mark_whatever_the_reason(self) -> None:
        done = suppress(row(3, 40, 12))
        assert not {"c0", "c2"} & done.shown.keys()
        assert (set(done.primary), set(done.complementary)) == ({"c0"}, {"c2"})


class TestOwnFigures:
    """A provider takes its own part away: what is left may be small."""

    def test_a_cell_is_hidden_when_others_have_few_in_it(self) -> None:
        assert "c0" in suppress(row(9, 40, 30, own={0: {"a": 7}})).hidden

    def test_a_cell_of_one_provider_alone_tells_that_provider_nothing(self) -> None:
        assert suppress(row(9, 40, own={0: {"a": 9}})).hidden == frozenset()

    def test_a_provider_without_a_part_knows_what_the_public_knows(self) -> None:
        """`b` filed all of the complementary cell, so that the public's room would be none for it."""
        found = row(2, 6, 30, own={1: {"b": 6}})
        assert opened(found, suppress(found), ("", "b")) == []
        assert suppress(found).hidden == {"c0", "c1", "c2"}


class TestSharedMargins:
    """One table cannot give away another."""

    def crossed(self, other: int = 22) -> Publication:
        """Two by three, with one small cell or two; its margins stand in tables of their own."""
        inner = {"r0k0": 3, "r0k1": 20, "r0k2": 30, "r1k0": 25, "r1k1": other, "r1k2": 18}
        cells = {name: Cell(value) for name, value in inner.items()}
        sums = []
        for row_ in range(2):
            parts = tuple(f"r{row_}k{column}" for column in range(3))
            cells[f"r{row_}"] = Cell(sum(inner[part] for part in parts))
            sums.append(suppression.Sum(f"r{row_}", parts))
        for column in range(3):
            parts = tuple(f"r{row_}k{column}" for row_ in range(2))
            cells[f"k{column}"] = Cell(sum(inner[part] for part in parts))
            sums.append(suppression.Sum(f"k{column}", parts))
        cells["all"] = Cell(sum(inner.values()))
        sums += [suppression.Sum("all", ("r0", "r1")), suppression.Sum("all", ("k0", "k1", "k2"))]
        tables = (
            suppression.Table("rows", ("all", "r0", "r1")),
            suppression.Table("columns", ("all", "k0", "k1", "k2")),
            suppression.Table("crossed", tuple(inner)),
        )
        return Publication(cells, tuple(sums), tables)

    def test_small_cells_of_a_crossed_table_take_others_of_their_rows_and_columns_with_them(self) -> None:
        done = suppress(self.crossed(2))
        assert {"r0k0", "r1k1"} < done.hidden
        assert done.withheld == ()
        assert opened(self.crossed(2), done, ("",)) == []

    def test_a_table_with_more_than_two_complementary_for_each_small_cell_is_withheld_and_named(self) -> None:
        done = suppress(self.crossed())
        assert done.withheld == ("crossed",)
        assert not {name for name in done.shown if "k" in name and "r" in name}

    def test_tables_around_a_withheld_one_are_still_shown(self) -> None:
        assert suppress(self.crossed()).shown.keys() == {"all", "r0", "r1", "k0", "k1", "k2"}


class TestEarlierFiles:
    """What was published stays published, and what was hidden stays hidden."""

    def test_a_cell_that_was_shown_is_not_chosen_to_hide_another(self) -> None:
        assert suppress(row(3, 40, 12), {"c2": 12}).hidden == {"c0", "c1"}

    def test_a_cell_that_was_hidden_is_hidden_again(self) -> None:
        assert "c2" in suppress(row(6, 40, 12, 50), {"c2": None}).hidden

    def test_what_only_an_earlier_file_gives_away_is_withheld_with_its_table(self) -> None:
        done = suppress(row(3, 40), {"c1": 40})
        assert "c0" not in done.shown
        assert done.withheld == ("t",) or "all" not in done.shown

    def test_the_year_s_own_file_changes_nothing_when_it_is_made_again(self) -> None:
        counted = year.alone(year.of_seed(3))
        first = publication.content(year.RULES, year.YEAR, counted, None)
        again = publication.content(year.RULES, year.YEAR, counted, first)
        assert again == first


def test_four_fifths_of_the_figures_of_a_year_as_large_as_stockholm_s_are_published() -> None:
    """7,200 sessions, 2,200 cases, thirty providers of which one has 22 % (D22, D27): most of it needs no hiding."""
    found = publication.publication_of(year.as_large_as_stockholm())
    some = [name for name, cell in found.cells.items() if cell.value > 0]
    done = suppress(found)
    assert found.cells["events×event|session"].value > 6_000
    assert len(done.shown.keys() & {*some}) >= 0.8 * len(some)
