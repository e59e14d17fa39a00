"""One contract for every ledger: a provider's rows on a number and a day, and what providers say of their services."""

from dataclasses import replace

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.stated_rows import AvailabilityRow
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import ADJUSTMENT, CLAIM, GIVEN_BACK, REVERSAL, SLOT, TAKEN, with_claim, with_number

SAID = AvailabilityRow("parhuset", "familjeradgivning", "yes", "2026-11-20", 5, "2026-11-21")


class TestRowsOf:
    """A provider finds its own report again by number and day."""

    def test_a_claim_comes_with_what_was_corrected_of_it(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        reversal = replace(REVERSAL, recorded_at="2026-11-22T12:00:00.000000Z")
        ledger.reverse(reversal, 1, [GIVEN_BACK])
        rows = ledger.rows_of(("another hash", NUMBER.place), SLOT.provider, SLOT.key)
        assert set(rows) == {CLAIM, ADJUSTMENT, reversal}
        assert rows[-1] == reversal

    def test_every_visit_of_the_day_is_among_them(self, ledger: Ledger) -> None:
        second = replace(CLAIM, nth=2, claim_id="e" * 32, recorded_at="2026-11-21T11:30:00.000000Z")
        with_claim(ledger).append_claim(second, replace(TAKEN, used=2, version=3))
        assert [row.nth for row in ledger.rows_of((NUMBER.place,), SLOT.provider, SLOT.key)] == [1, 2]

    def test_neither_another_provider_nor_another_day_has_them(self, ledger: Ledger) -> None:
        with_claim(ledger)
        assert ledger.rows_of((NUMBER.place,), SLOT.provider[:-1], SLOT.key) == []
        assert ledger.rows_of((NUMBER.place,), SLOT.provider, "2026-11-2") == []
        assert ledger.rows_of(("another hash",), SLOT.provider, SLOT.key) == []


class TestAvailability:
    """What a provider says of a service takes the place of what it said before."""

    def test_nothing_is_said_at_first(self, ledger: Ledger) -> None:
        assert list(ledger.availability()) == []

    def test_it_stands_as_it_was_written_by_provider_and_service(self, ledger: Ledger) -> None:
        other, unsaid = replace(SAID, provider="anna"), AvailabilityRow("parhuset", "familjebehandling")
        ledger.put_availability([SAID, unsaid])
        ledger.put_availability([other])
        assert list(ledger.availability()) == [other, unsaid, SAID]

    def test_the_latest_word_counts(self, ledger: Ledger) -> None:
        ledger.put_availability([SAID])
        later = replace(SAID, accepts_new="not_now", accepts_new_stated="2026-11-22", working_days=None)
        ledger.put_availability([later])
        assert list(ledger.availability()) == [later]


class TestNumberThatChanges:
    """What the reception may change of a number is kept with its next version."""

    def test_exemption_and_a_grant_beyond_the_rule_are(self, ledger: Ledger) -> None:
        changed = replace(NUMBER, exempt=not NUMBER.exempt, beyond="assessment", version=2)
        with_number(ledger).change(changed, None)
        assert ledger.numbers([NUMBER.place]) == {NUMBER.place: changed}
