"""One contract for every ledger: what is written stands whole, and only where nothing has moved."""

from dataclasses import fields, replace

import pytest

from chalicelib.ledger import (
    AdjustmentRow,
    ClaimRow,
    EventRow,
    Ledger,
    Look,
    MovedError,
    NumberRow,
    Pointer,
    ReversalRow,
    SealRow,
    Slot,
)
from tests.chalicelib.test_claim import NUMBER, accepted, reversed_, taken

HOUR = "2026-11-21T11"
CLAIM = accepted().claim
TAKEN = taken()
SLOT = CLAIM.slot
GIVEN_BACK = replace(TAKEN, used=0, version=3)
REVERSAL = reversed_(CLAIM)
EVENT = EventRow(NUMBER.place, NUMBER.issued_at, 1, "issue", "subject", reason=None, told=True)


def look(*places: str, slot: Slot | None = SLOT) -> Look:
    """A look at places, with the claim's slot."""
    return Look(places or (NUMBER.place,), SLOT.provider, HOUR, slot)


def with_number(ledger: Ledger, number: NumberRow = NUMBER) -> Ledger:
    """The ledger with a number in it."""
    ledger.issue(number, replace(EVENT, place=number.place))
    return ledger


def with_claim(ledger: Ledger) -> Ledger:
    """The ledger with a number and a claim in it."""
    with_number(ledger).record(CLAIM, TAKEN)
    return ledger


def nth_claim(place: int) -> tuple[ClaimRow, NumberRow]:
    """One of several claims on the same day, a second apart, with the number after it."""
    at = f"2026-11-21T11:00:{place:02}.000000Z"
    claim = replace(CLAIM, nth=place, claim_id=f"{place:032}", recorded_at=at, booking_month="2026-11")
    return claim, replace(NUMBER, used=place, version=1 + place, nth={SLOT.day: place})


def with_claims(ledger: Ledger, count: int) -> Ledger:
    """The ledger with several claims in it."""
    with_number(ledger)
    for place in range(1, count + 1):
        ledger.record(*nth_claim(place))
    return ledger


class TestLook:
    """One look sees the number, the claim, its reversal and the failures of an hour."""

    def test_nothing_stands_in_an_empty_ledger(self, ledger: Ledger) -> None:
        view = ledger.look(look())
        assert (view.number, view.standing, view.reversal, view.failures) == (None, None, None, 0)

    def test_a_number_comes_back_as_it_was_written(self, ledger: Ledger) -> None:
        number = replace(NUMBER, member="2305", exempt=True, nth={"a#2026-01-01": 2})
        assert with_number(ledger, number).look(look()).number == number

    def test_a_number_without_a_member_comes_back_without(self, ledger: Ledger) -> None:
        assert with_number(ledger).look(look()).number == NUMBER

    def test_a_number_is_found_at_either_of_two_places(self, ledger: Ledger) -> None:
        with_claim(ledger)
        for places in (("elsewhere", NUMBER.place), (NUMBER.place, "elsewhere")):
            view = ledger.look(look(*places))
            assert (view.number, view.standing) == (TAKEN, CLAIM)

    def test_a_look_without_a_slot_sees_no_claim(self, ledger: Ledger) -> None:
        assert with_claim(ledger).look(look(slot=None)).standing is None

    def test_another_providers_claim_is_not_seen(self, ledger: Ledger) -> None:
        assert with_claim(ledger).look(look(slot=replace(SLOT, provider="another"))).standing is None

    def test_numbers_are_found_by_their_places(self, ledger: Ledger) -> None:
        other = replace(NUMBER, place="other")
        with_number(with_number(ledger), other)
        found = ledger.numbers((NUMBER.place, "nowhere", "other"))
        assert found == {NUMBER.place: NUMBER, "other": other}


class TestIssue:
    """A number is put where none stands."""

    def test_a_number_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.issue(replace(NUMBER, granted=99), replace(EVENT, n=2))
        assert ledger.look(look()).number == NUMBER

    def test_a_number_is_not_written_without_its_event(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.issue(replace(NUMBER, place="other"), EVENT)
        assert ledger.numbers(("other",)) == {}


class TestRecord:
    """A claim is put once, with the number's next version, or neither is written."""

    def test_claim_and_number_stand_as_they_were_written(self, ledger: Ledger) -> None:
        view = with_claim(ledger).look(look())
        assert (view.standing, view.number) == (CLAIM, TAKEN)

    def test_minutes_and_member_come_back(self, ledger: Ledger) -> None:
        claim = replace(CLAIM, minutes=90, member="2305", exempt=True)
        with_number(ledger).record(claim, TAKEN)
        assert ledger.look(look()).standing == claim

    def test_a_claim_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger)
        other = replace(CLAIM, claim_id="f" * 32, amount_ore=1)
        with pytest.raises(MovedError):
            ledger.record(other, replace(TAKEN, used=2, version=3))
        view = ledger.look(look())
        assert (view.standing, view.number) == (CLAIM, TAKEN)
        assert ledger.find("f" * 32) is None

    def test_a_number_that_moved_since_the_look_is_not_moved_again(self, ledger: Ledger) -> None:
        with_claim(ledger)
        stale = replace(CLAIM, nth=2, claim_id="f" * 32)
        with pytest.raises(MovedError):
            ledger.record(stale, replace(TAKEN, nth={SLOT.day: 2}))
        assert ledger.look(look(slot=stale.slot)).standing is None
        assert ledger.look(look()).number == TAKEN

    def test_a_number_that_does_not_stand_cannot_be_claimed_on(self, ledger: Ledger) -> None:
        with pytest.raises(MovedError):
            ledger.record(CLAIM, TAKEN)
        assert ledger.look(look()).standing is None

    def test_a_claim_is_found_by_its_id(self, ledger: Ledger) -> None:
        assert with_claim(ledger).find(CLAIM.claim_id) == Pointer(NUMBER.place, SLOT)

    def test_an_id_that_nobody_gave_leads_nowhere(self, ledger: Ledger) -> None:
        assert with_claim(ledger).find("f" * 32) is None

    def test_the_highest_nth_of_each_provider_and_day_is_kept(self, ledger: Ledger) -> None:
        with_claim(ledger)
        other = replace(CLAIM, provider="another", claim_id="f" * 32)
        ledger.record(other, replace(TAKEN, used=2, version=3, nth={SLOT.day: 1, other.slot.day: 1}))
        number = ledger.look(look()).number
        assert number is not None
        assert number.nth == {SLOT.day: 1, "another#2026-11-21": 1}


class TestReverse:
    """A reversal is put once, of a claim that stands."""

    def test_reversal_and_number_stand_as_they_were_written(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        view = ledger.look(look())
        assert (view.standing, view.reversal, view.number) == (CLAIM, REVERSAL, GIVEN_BACK)

    def test_a_reversal_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        with pytest.raises(MovedError):
            ledger.reverse(replace(REVERSAL, reason="other"), 0, [replace(GIVEN_BACK, version=4)])
        assert ledger.look(look()).reversal == REVERSAL

    def test_a_claim_that_does_not_stand_is_not_reversed(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [TAKEN])
        view = ledger.look(look())
        assert (view.reversal, view.number) == (None, NUMBER)

    def test_a_number_that_moved_since_the_look_is_not_moved_again(self, ledger: Ledger) -> None:
        with_claim(ledger)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [replace(GIVEN_BACK, version=2)])
        assert ledger.look(look()).reversal is None


class TestFailures:
    """Failed look-ups are counted by provider and hour."""

    def test_they_add_up(self, ledger: Ledger) -> None:
        for _ in range(3):
            ledger.fail(SLOT.provider, HOUR)
        assert ledger.look(look()).failures == 3

    @pytest.mark.parametrize(("provider", "hour"), [("another", HOUR), (SLOT.provider, "2026-11-21T10")])
    def test_another_providers_and_another_hours_do_not_count(self, ledger: Ledger, provider: str, hour: str) -> None:
        ledger.fail(provider, hour)
        assert ledger.look(look()).failures == 0


class TestMonth:
    """A month's rows come in the order in which they were recorded."""

    def test_claims_and_reversals_come_in_sequence(self, ledger: Ledger) -> None:
        later = replace(REVERSAL, recorded_at="2026-11-21T12:00:00.000000Z")
        with_claim(ledger).reverse(later, 0, [GIVEN_BACK])
        assert ledger.month(SLOT.provider, "2026-11", "", 9) == [CLAIM, later]

    def test_a_reversal_lands_in_its_own_month(self, ledger: Ledger) -> None:
        later = replace(REVERSAL, recorded_at="2026-12-01T12:00:00.000000Z", booking_month="2026-12")
        with_claim(ledger).reverse(later, 0, [GIVEN_BACK])
        assert ledger.month(SLOT.provider, "2026-11", "", 9) == [CLAIM]
        assert ledger.month(SLOT.provider, "2026-12", "", 9) == [later]

    def test_another_providers_rows_are_not_among_them(self, ledger: Ledger) -> None:
        assert with_claim(ledger).month("another", "2026-11", "", 9) == []

    def test_pages_that_follow_on_each_other_give_every_row_once(self, ledger: Ledger) -> None:
        with_claims(ledger, 5)
        after, pages = "", []
        while page := ledger.month(SLOT.provider, "2026-11", after, 2):
            pages.append([row.nth for row in page])
            after = page[-1].sequence
        assert pages == [[1, 2], [3, 4], [5]]

    def test_claims_and_reversals_are_paged_together(self, ledger: Ledger) -> None:
        with_claims(ledger, 3)
        number = replace(nth_claim(3)[1], used=2, version=5)
        ledger.reverse(replace(reversed_(nth_claim(1)[0]), recorded_at="2026-11-21T11:00:02.500000Z"), 0, [number])
        rows = ledger.month(SLOT.provider, "2026-11", "", 3)
        assert [(type(row), row.nth) for row in rows] == [(ClaimRow, 1), (ClaimRow, 2), (ReversalRow, 1)]


class TestChange:
    """A number's next version is written with its event, or neither is."""

    CHANGED = replace(NUMBER, granted=8, granted_before=5, wrong_codes=("a", "b"), status="revoked", version=2)
    EXTENDED = replace(EVENT, n=2, kind="extend", granted=8)

    def test_what_changes_stands_as_it_was_written(self, ledger: Ledger) -> None:
        with_number(ledger).change(self.CHANGED, self.EXTENDED)
        assert ledger.look(look()).number == self.CHANGED

    def test_a_wrong_code_is_counted_without_an_event(self, ledger: Ledger) -> None:
        counted = replace(NUMBER, wrong_codes=("a",), version=2)
        with_number(ledger).change(counted, None)
        assert ledger.look(look()).number == counted

    def test_a_number_that_moved_since_the_look_is_not_changed(self, ledger: Ledger) -> None:
        with_claim(ledger)
        with pytest.raises(MovedError):
            ledger.change(self.CHANGED, self.EXTENDED)
        assert ledger.look(look()).number == TAKEN

    def test_a_number_is_not_changed_without_its_event(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.change(self.CHANGED, EVENT)
        assert ledger.look(look()).number == NUMBER


class TestReplace:
    """The old number's last version, the new number and both events are written together."""

    OLD = replace(NUMBER, granted=0, status="replaced", successor="new", version=2)
    NEW = replace(NUMBER, place="new", replaces=True, weeks={"2026-W47": 90}, codes=(2, 5), used_before=3)
    EVENTS = (replace(EVENT, n=2, kind="replace"), replace(EVENT, place="new"))

    def test_both_stand_as_they_were_written(self, ledger: Ledger) -> None:
        with_number(ledger).replace(self.OLD, self.NEW, self.EVENTS)
        assert ledger.numbers((NUMBER.place, "new")) == {NUMBER.place: self.OLD, "new": self.NEW}

    def test_neither_is_written_where_the_new_one_stands_or_the_old_one_moved(self, ledger: Ledger) -> None:
        with_number(with_number(ledger), replace(NUMBER, place="new"))
        with pytest.raises(MovedError):
            ledger.replace(self.OLD, self.NEW, self.EVENTS)
        with pytest.raises(MovedError):
            ledger.replace(replace(self.OLD, version=3), replace(self.NEW, place="newer"), self.EVENTS)
        assert ledger.numbers((NUMBER.place, "newer")) == {NUMBER.place: NUMBER}


ADJUSTMENT = AdjustmentRow(
    **{f.name: getattr(REVERSAL, f.name) for f in fields(AdjustmentRow) if f.name not in {"n", "register"}},
    n=1,
    register="register",
)
AT = Pointer(CLAIM.place, SLOT)


class TestAdjust:
    """An adjustment is put once, of a claim that stands and is not reversed."""

    def test_adjustments_stand_in_their_order(self, ledger: Ledger) -> None:
        second = replace(ADJUSTMENT, n=2, amount_ore=7)
        with_claim(ledger).adjust(ADJUSTMENT)
        ledger.adjust(second)
        assert ledger.adjustments(AT) == [ADJUSTMENT, second]

    def test_ten_and_more_come_in_their_order_too(self, ledger: Ledger) -> None:
        with_claim(ledger)
        for n in range(1, 12):
            ledger.adjust(replace(ADJUSTMENT, n=n))
        assert [row.n for row in ledger.adjustments(AT)] == [*range(1, 12)]

    def test_another_claims_are_not_among_them(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        assert ledger.adjustments(Pointer(CLAIM.place, replace(SLOT, nth=11))) == []

    def test_one_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        with pytest.raises(MovedError):
            ledger.adjust(replace(ADJUSTMENT, amount_ore=7))
        assert ledger.adjustments(AT) == [ADJUSTMENT]

    def test_a_claim_that_does_not_stand_is_not_adjusted(self, ledger: Ledger) -> None:
        with pytest.raises(MovedError):
            with_number(ledger).adjust(ADJUSTMENT)

    def test_a_reversed_claim_is_not_adjusted(self, ledger: Ledger) -> None:
        with_claim(ledger).reverse(REVERSAL, 0, [GIVEN_BACK])
        with pytest.raises(MovedError):
            ledger.adjust(ADJUSTMENT)
        assert ledger.adjustments(AT) == []

    def test_a_claim_that_was_adjusted_since_the_look_is_not_reversed(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(ADJUSTMENT)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [GIVEN_BACK])
        ledger.reverse(REVERSAL, 1, [GIVEN_BACK])
        assert ledger.look(look()).reversal == REVERSAL

    def test_it_is_listed_in_its_month(self, ledger: Ledger) -> None:
        with_claim(ledger).adjust(replace(ADJUSTMENT, booking_month="2026-12"))
        assert [row.booking_month for row in ledger.month(SLOT.provider, "2026-12", "", 9)] == ["2026-12"]


SEAL = SealRow("2026-11", 2, 220_800, "ab" * 32, "2026-12-01T01:00:00.000000Z", "controller-1")


class TestIssued:
    """Numbers by the month in which they were issued, in Stockholm."""

    def test_a_number_is_read_with_its_month_as_it_stands_now(self, ledger: Ledger) -> None:
        with_number(ledger).record(CLAIM, TAKEN)
        assert list(ledger.issued(NUMBER.issued_at[:7])) == [TAKEN]

    def test_a_number_is_not_read_with_another_month(self, ledger: Ledger) -> None:
        assert list(with_number(ledger).issued("2020-01")) == []

    def test_midnight_is_that_of_stockholm(self, ledger: Ledger) -> None:
        late = replace(NUMBER, issued_at="2026-10-31T23:30:00.000000Z")
        assert list(with_number(ledger, late).issued("2026-11")) == [late]


class TestSeal:
    """A month is sealed once, and nothing is corrected into it afterwards."""

    def test_an_open_month_has_none(self, ledger: Ledger) -> None:
        assert ledger.seals(["2026-11"]) == {}
        assert ledger.look(replace(look(), month="2026-11")).sealed is False

    def test_it_stands_as_it_was_written(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        assert ledger.seals(["2026-10", "2026-11"]) == {"2026-11": SEAL}

    def test_it_is_not_overwritten(self, ledger: Ledger) -> None:
        ledger.seal(SEAL)
        for again in (SEAL, replace(SEAL, sha256="cd" * 32)):
            with pytest.raises(MovedError):
                ledger.seal(again)
        assert ledger.seals(["2026-10", "2026-11"]) == {"2026-11": SEAL}

    def test_a_look_sees_the_seal_of_the_month_it_asks_about_and_of_no_other(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        seen = {month: ledger.look(replace(look(), month=month)) for month in ("2026-11", "2026-12")}
        assert {month: view.sealed for month, view in seen.items()} == {"2026-11": True, "2026-12": False}
        assert all((view.number, view.standing) == (TAKEN, CLAIM) for view in seen.values())

    def test_nothing_is_reversed_into_a_sealed_month(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        with pytest.raises(MovedError):
            ledger.reverse(REVERSAL, 0, [GIVEN_BACK])
        view = ledger.look(look())
        assert (view.reversal, view.number) == (None, TAKEN)

    def test_nothing_is_adjusted_into_a_sealed_month(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        with pytest.raises(MovedError):
            ledger.adjust(ADJUSTMENT)
        assert ledger.adjustments(AT) == []

    def test_a_claim_of_a_sealed_month_is_corrected_in_another(self, ledger: Ledger) -> None:
        with_claim(ledger).seal(SEAL)
        ledger.adjust(replace(ADJUSTMENT, booking_month="2026-12"))
        ledger.reverse(replace(REVERSAL, booking_month="2026-12"), 1, [GIVEN_BACK])
        assert [type(row) for row in ledger.month(None, "2026-11", "", 9)] == [ClaimRow]
        assert {type(row) for row in ledger.month(None, "2026-12", "", 9)} == {AdjustmentRow, ReversalRow}


class TestMonthOfAll:
    """A month can be read for every provider that has rows in it, whoever is authorised today."""

    def two(self, ledger: Ledger) -> Ledger:
        """The ledger with claims of two providers, whose ids begin alike."""
        with_claims(ledger, 3)
        other = replace(CLAIM, provider=f"{SLOT.provider}-2", claim_id="f" * 32)
        ledger.record(other, replace(NUMBER, used=4, version=5, nth={SLOT.day: 3, other.slot.day: 1}))
        return ledger

    def test_rows_come_provider_by_provider(self, ledger: Ledger) -> None:
        rows = self.two(ledger).month(None, "2026-11", "", 9)
        one, other = SLOT.provider, f"{SLOT.provider}-2"
        assert [(row.provider, row.nth) for row in rows] == [(one, 1), (one, 2), (one, 3), (other, 1)]

    def test_pages_go_over_from_one_provider_to_the_next(self, ledger: Ledger) -> None:
        after, pages = "", []
        self.two(ledger)
        while page := ledger.month(None, "2026-11", after, 2):
            pages.append([row.provider for row in page])
            after = page[-1].sequence
        assert pages == [[SLOT.provider, SLOT.provider], [SLOT.provider, f"{SLOT.provider}-2"]]

    def test_a_providers_own_rows_end_where_the_next_ones_begin(self, ledger: Ledger) -> None:
        self.two(ledger)
        assert len(ledger.month(SLOT.provider, "2026-11", "", 9)) == 3
        assert len(ledger.month(f"{SLOT.provider}-2", "2026-11", "", 9)) == 1

    def test_another_providers_place_gives_nothing_of_its(self, ledger: Ledger) -> None:
        later = self.two(ledger).month(f"{SLOT.provider}-2", "2026-11", "", 9)[-1].sequence
        assert ledger.month(SLOT.provider, "2026-11", later, 9) == []

    def test_the_rows_themselves_say_the_same_as_the_index(self, ledger: Ledger) -> None:
        rows = self.two(ledger).month(None, "2026-11", "", 9)
        assert sorted(ledger.booked("2026-11"), key=lambda row: row.sequence) == rows
        assert [*ledger.booked("2026-10")] == []
