"""What is published of the reception: what contacts came to, complaints, and the private providers it recommended."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.ledger.rows import NumberRow
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register.model import Register
from chalicelib.reporting import contacts, tables, yearly_counts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.layouts import BY_REASON, RECOMMENDED
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import OWN, SERVICE, provider, rules, service, tariff
from tests.support.chalicelib.suppliers import supplier
from tests.support.figures import year
from tests.support.figures.towns import TOWN

NAMES = (OWN, *"abcdef")


def register(*others: dict[str, Any], first_contact: bool = True) -> Register:
    providers = [*(provider(name, "own" if name == OWN else "private") for name in NAMES), *others]
    town = TOWN | {"members": []}
    services = [service(first_contact=first_contact)]
    return rules(municipality=town, services=services, tariffs=[tariff()], accounts=[], providers=providers)


class Ledger(year.ListLedger):
    """Contacts in one month, beside numbers."""

    def __init__(self, counted: Mapping[ContactRow, int], numbers: Sequence[NumberRow] = ()) -> None:
        """Take how often each contact was counted, and the numbers."""
        super().__init__(number_rows=[*numbers])
        self.counted = [replace(row, id=f"{row.kind}-{n}") for row, count in counted.items() for n in range(count)]

    def contacts(self, month: str) -> Iterator[ContactRow]:
        """Return the contacts of November."""
        return iter(self.counted if month.endswith("-11") else [])


def row(kind: str, sent_to: str | None = None, about: str | None = None, *, undone: bool = False) -> ContactRow:
    return ContactRow("", "2025-11", SERVICE, kind, sent_to, about, undone=undone)


def numbers(count: int, recommended: str | None = None, because: str | None = None) -> list[NumberRow]:
    issued = year.number(f"{recommended}-{because}")
    return [
        replace(issued, place=f"{issued.place}-{n}", recommended=recommended, because=because) for n in range(count)
    ]


def published(ledger: Ledger, rules_: Register | None = None) -> dict[str, tables.Table]:
    """The tables of a year with these contacts and numbers."""
    rules_ = rules_ or register()
    counts = {SERVICE: YearCounts()}
    yearly_counts.add_numbers(counts, rules_, ledger, year.YEAR)  # type: ignore[arg-type]
    contacts.add_contacts(counts, rules_, ledger, year.YEAR)  # type: ignore[arg-type]
    found: dict[str, tables.Table] = tables.publish(rules_, SERVICE, counts[SERVICE], Draw(b"secret 3", year.YEAR))[
        "tables"
    ]
    return found


CALLS = {row("advice"): 15, row("first_assessment"): 20, row("referred", "bup"): 30, row("referred", "umo"): 15}


class TestContacts:
    """Contacts are counted by what they came to; a number is what one came to."""

    def test_a_share_of_all_who_got_in_touch_was_sent_elsewhere(self) -> None:
        table = published(Ledger(CALLS, numbers(100)))["contacts×contact"]
        assert (table["contacts"], table["contacts×contact|number"]) == (180, 100)
        assert table["contacts×contact|referred"] == 45

    def test_what_was_undone_is_not_counted_and_a_place_that_policy_has_no_more_is_another_place(self) -> None:
        more = {row("referred", "closed"): 25, row("advice", undone=True): 40}
        found = published(Ledger(CALLS | more, numbers(100)))
        assert found["contacts×contact"]["contacts×contact|advice"] == 15
        assert found["referred×to"]["referred×to|other"] == 25

    def test_a_few_are_not_shown_and_neither_is_where_they_were_sent(self) -> None:
        found = published(Ledger(CALLS | {row("first_assessment"): 2}, numbers(100)))
        assert None in found.get("contacts×contact", {"": None}).values()
        assert "referred×to" not in found

    def test_where_policy_does_not_ask_there_are_no_such_tables(self) -> None:
        found = published(Ledger(CALLS, numbers(100)), register(first_contact=False))
        assert not [table for table in found if table.startswith(("contacts", "referred", "complaints"))]


def test_complaints_are_counted_by_what_they_are_about_and_whom_they_concern() -> None:
    complaint = row("complaint", about="waiting")
    some = {replace(complaint, concerns=regi): 8 for regi in ("own", "private")}
    found = published(Ledger(some | {complaint: 6}))
    assert found["complaints×concerns"] == {
        "complaints": 22,
        "complaints×concerns|own": 8,
        "complaints×concerns|private": 8,
        "complaints×concerns|not_said": 6,
    }
    assert found["complaints×about"]["complaints×about|waiting"] == 22


ALL = [one for name in "abcdef" for one in (*numbers(8, name, "language"), *numbers(6, name, "place"))]
REST = (*numbers(60), *numbers(20, OWN, "language"))


class TestRecommendations:
    """A private provider's recommendations are shown whole or not at all."""

    def test_they_are_shown_with_their_reasons_where_none_is_few_and_add_up_to_those_of_private_providers(self) -> None:
        found = published(Ledger({}, [*ALL, *REST]))
        table = Counter({cell: value or 0 for cell, value in found[BY_REASON].items()})
        assert table[f"{BY_REASON}|a|language"] == 8
        assert table.pop("numbers×recommended|private") == table.total() == 6 * 14
        assert RECOMMENDED not in found

    def test_without_their_reasons_where_those_are_few(self) -> None:
        few = [one for name in "abcdef" for one in numbers(2, name, "time")]
        found = published(Ledger({}, [*ALL, *few, *REST]))
        assert BY_REASON not in found
        assert found[RECOMMENDED][f"{RECOMMENDED}|a"] == 16

    def test_one_who_was_seldom_recommended_is_hidden_with_three_others(self) -> None:
        found = published(Ledger({}, [*ALL[:-13], *REST]))
        hidden = {cell.split("|")[1] for cell, value in found[BY_REASON].items() if value is None}
        assert "f" in hidden
        assert len(hidden) >= 4

    def test_a_supplier_of_a_framework_agreement_is_not_among_them(self) -> None:
        """None is ever recommended, and everybody knows that: it would protect nobody."""
        found = published(Ledger({}, [*ALL, *REST]), register(supplier("foretradet", 1, SERVICE, {"rank": 1})))
        assert not [cell for cell in found[BY_REASON] if "|foretradet" in cell]

    def test_the_own_unit_is_not_among_them(self) -> None:
        assert not [cell for cell in published(Ledger({}, [*ALL, *REST]))[BY_REASON] if f"|{OWN}" in cell]

    @pytest.mark.parametrize(("own", "is_shown"), [(0, True), (1, False), (3, False), (4, False), (5, True)])
    def test_reasons_are_withheld_where_they_would_leave_few_of_the_own_unit_s(
        self,
        own: int,
        is_shown: bool,  # noqa: FBT001 - a column
    ) -> None:
        """Five have 20 for each of two reasons, none of them few: 103 for competence, less 100, are the own unit's."""
        private = [one for name in "abcde" for why in ("competence", "language") for one in numbers(20, name, why)]
        found = published(
            Ledger({}, [*private, *numbers(60), *numbers(own, OWN, "competence"), *numbers(40, OWN, "language")])
        )
        assert found["numbers×because"]["numbers×because|competence"] == 100 + own
        assert (BY_REASON in found) is is_shown
        assert is_shown or found[RECOMMENDED][f"{RECOMMENDED}|a"] == 40
