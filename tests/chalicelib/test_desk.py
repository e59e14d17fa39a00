"""The whole loop at the desk, over both ledgers: the same answers whatever is below."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from chalicelib.claim import Claim
from chalicelib.desk import Desk, Statement
from chalicelib.issue import Order
from chalicelib.keys import KeyRing
from chalicelib.ledger import ClaimRow, Ledger, Look, View
from chalicelib.outcome import Accepted, AlreadyReversed, Checked, Issued, Refused, Replayed, Reversed
from tests.chalicelib.sample import NOON, ONE, OWN, OWN_ONLY, RING, SERVICE, TODAY, TWO, Clock, desk, issued, rules

CLAIM = Claim(SERVICE, TODAY)
NEVER_ISSUED = "7K3M-9RT4-WXC6"


def recorded(at: Desk, number: str, claimed: Claim = CLAIM, by: str = ONE) -> ClaimRow:
    """A claim that is accepted."""
    found = at.claim(by, number, claimed)
    assert isinstance(found, Accepted), found
    return found.claim


def refused(found: object) -> str:
    """The code of a refusal."""
    assert isinstance(found, Refused), found
    return found.code


def statement(at: Desk, month: str, provider: str | None, cursor: str | None = None) -> Statement:
    """A page that is given."""
    found = at.month(month, provider, cursor)
    assert isinstance(found, Statement)
    return found


class Interrupted:
    """A ledger in which somebody else does something between our next look and our write."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.deed: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def look(self, look: Look) -> View:
        """Look, and then be overtaken once."""
        view = self._ledger.look(look)
        if self.deed:
            deed, self.deed = self.deed, None
            deed()
        return view


def interrupted(ledger: Ledger) -> tuple[Desk, Desk, Interrupted]:
    """A desk that can be overtaken, another one over the same ledger, and the place to say by what."""
    between = Interrupted(ledger)
    return desk(cast("Ledger", between)), desk(ledger), between


class TestIssue:
    """A number is issued once for a request."""

    def test_the_same_request_gets_the_same_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        first, again = (at.issue(Order(SERVICE), "reception-1", "key") for _ in range(2))
        assert isinstance(first, Issued)
        assert isinstance(again, Issued)
        assert (first.number, first.replayed, again.replayed) == (again.number, False, True)

    def test_a_repeated_request_says_what_is_left_now(self, ledger: Ledger) -> None:
        at = desk(ledger)
        recorded(at, issued(at, "key"))
        again = at.issue(Order(SERVICE, residence="checked"), "reception-1", "key")
        assert isinstance(again, Issued)
        assert again.row.left == 4

    def test_another_body_under_the_same_key_is_a_conflict(self, ledger: Ledger) -> None:
        at = desk(ledger)
        issued(at, "key")
        assert refused(at.issue(Order(SERVICE, exempt=True), "reception-1", "key")) == "idempotency_conflict"

    def test_another_key_or_another_person_gets_another_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        requests = [("reception-1", "key"), ("reception-1", "other"), ("reception-2", "key")]
        found = [at.issue(Order(SERVICE), *request) for request in requests]
        assert len({one.number for one in found if isinstance(one, Issued)}) == 3

    def test_a_request_repeated_after_a_rotation_gets_the_same_number(self, ledger: Ledger) -> None:
        number = issued(desk(ledger), "key")
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert issued(rotated, "key") == number
        assert issued(rotated, "other") != number

    def test_what_cannot_be_issued_is_refused(self, ledger: Ledger) -> None:
        assert refused(desk(ledger).issue(Order("tea"), "reception-1", "key")) == "unknown_service"


class TestCheck:
    """A provider asks whether a number can be used."""

    def test_a_number_can_be_used_however_it_is_typed(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.check(ONE, " " + issued(at).lower() + " ")
        assert isinstance(found, Checked)
        assert (found.reason, found.row.left) == (None, 5)

    def test_a_date_after_the_last_day_is_said_to_be_so(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.check(ONE, issued(at), on=date(2027, 11, 21))
        assert isinstance(found, Checked)
        assert found.reason == "number_expired"

    def test_checking_changes_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first, second = at.check(ONE, number), at.check(ONE, number)
        assert first == second


class TestClaim:
    """A claim is recorded once, at its price, and its session is gone."""

    def test_it_is_recorded_with_its_receipt(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at))
        assert (row.amount_ore, row.fee_ore, row.left, row.booking_month) == (110_400, 45_000, 4, "2026-11")

    def test_the_same_claim_again_gets_the_same_receipt(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        row = recorded(at, number)
        again = at.claim(ONE, number, CLAIM)
        assert isinstance(again, Replayed)
        assert again.claim == row

    def test_it_gets_the_same_receipt_after_years_and_a_rotation_and_other_rules(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        row = recorded(at, number)
        later = desk(
            ledger,
            KeyRing((b"n" * 32, *RING.live)),
            register=rules(tariffs=[]),
            now=Clock(NOON + timedelta(days=1_000)),
        )
        again = later.claim(ONE, number, CLAIM)
        assert isinstance(again, Replayed)
        assert again.claim == row

    def test_a_number_from_before_a_rotation_can_be_used_up(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert [recorded(rotated, number, replace(CLAIM, nth=nth)).left for nth in range(1, 6)] == [4, 3, 2, 1, 0]

    def test_a_number_whose_secret_is_gone_is_unknown(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        assert refused(desk(ledger, KeyRing((b"n" * 32,))).claim(ONE, number, CLAIM)) == "number_unknown"

    def test_another_claim_under_the_same_key_is_a_conflict(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        assert refused(at.claim(ONE, number, replace(CLAIM, event="no_show"))) == "conflict"

    def test_two_providers_claim_on_the_same_day_under_keys_of_their_own(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert [recorded(at, number, by=by).left for by in (ONE, TWO)] == [4, 3]

    def test_the_sessions_that_were_granted_can_be_claimed_and_no_more(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        for nth in range(1, 6):
            recorded(at, number, replace(CLAIM, nth=nth))
        assert refused(at.claim(ONE, number, replace(CLAIM, nth=6))) == "exhausted"

    def test_a_mistyped_number_is_refused_before_anything_is_looked_up(self) -> None:
        at = desk(cast("Ledger", None))
        assert refused(at.claim(ONE, "7K3M-9RT4-WXC7", CLAIM)) == "number_mistyped"
        assert refused(at.check(ONE, "hello")) == "number_mistyped"

    def test_a_provider_that_the_register_has_not_is_refused(self) -> None:
        assert refused(desk(cast("Ledger", None)).claim("nobody", NEVER_ISSUED, CLAIM)) == "not_authorised"

    def test_no_refusal_repeats_the_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        answers = [
            at.claim(ONE, NEVER_ISSUED, CLAIM),
            at.claim(ONE, number, replace(CLAIM, minutes=1)),
            at.claim(ONE, number, replace(CLAIM, nth=9)),
        ]
        places = RING.places(number)
        assert not [answer for answer in answers if any(text in repr(answer) for text in (number, *places))]


class TestOvertaken:
    """When something moves between look and write, the rules are asked again."""

    def test_the_last_session_that_somebody_else_took_is_refused(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        for nth in range(1, 5):
            recorded(theirs, number, replace(CLAIM, nth=nth))
        between.deed = lambda: recorded(theirs, number, by=TWO)
        assert refused(ours.claim(ONE, number, replace(CLAIM, nth=5))) == "exhausted"

    def test_a_session_that_is_still_left_is_taken_at_the_second_look(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        between.deed = lambda: recorded(theirs, number, by=TWO)
        assert recorded(ours, number).left == 3

    def test_the_same_claim_that_came_first_is_replayed(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        between.deed = lambda: recorded(theirs, number)
        assert isinstance(ours.claim(ONE, number, CLAIM), Replayed)

    def test_a_reversal_that_came_first_is_answered_with(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        row = recorded(theirs, issued(theirs))
        between.deed = lambda: theirs.reverse(row.claim_id, "wrong_date", "other", ONE)
        found = ours.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, AlreadyReversed)
        assert found.reversal.reason == "wrong_date"

    def test_a_claim_lands_in_the_month_of_the_attempt_that_commits(self, ledger: Ledger) -> None:
        between = Interrupted(ledger)
        clock = Clock(datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
        ours, theirs = (desk(one, now=clock) for one in (cast("Ledger", between), ledger))
        number, last_day = issued(ours), Claim(SERVICE, date(2026, 11, 30))

        def midnight_passes() -> None:
            recorded(theirs, number, last_day, by=TWO)
            clock.move(minutes=5)

        between.deed = midnight_passes
        assert recorded(ours, number, last_day).booking_month == "2026-12"


class TestReverse:
    """A claim is taken back once; its session can be claimed again under the next nth, never under the old one."""

    def test_the_session_returns(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.reverse(recorded(at, issued(at)).claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.left, found.reversal.amount_ore) == (5, -110_400)

    def test_again_it_is_answered_with_the_first(self, ledger: Ledger) -> None:
        at = desk(ledger)
        claim_id = recorded(at, issued(at)).claim_id
        first = at.reverse(claim_id, "duplicate", "subject", ONE)
        again = at.reverse(claim_id, "wrong_date", "other", ONE)
        assert isinstance(first, Reversed)
        assert again == AlreadyReversed(first.reversal)

    def test_the_old_nth_is_gone_and_the_next_one_works(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        at.reverse(recorded(at, number).claim_id, "wrong_event", "subject", ONE)
        assert at.claim(ONE, number, CLAIM) == Refused("reversed", {"next_nth": 2})
        assert recorded(at, number, replace(CLAIM, nth=2)).left == 4
        assert at.claim(ONE, number, CLAIM) == Refused("reversed", {"next_nth": 3})

    def test_the_last_session_can_be_claimed_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        rows = [recorded(at, number, replace(CLAIM, nth=nth)) for nth in range(1, 6)]
        at.reverse(rows[0].claim_id, "not_performed", "subject", ONE)
        assert recorded(at, number, by=TWO).left == 0

    def test_another_providers_claim_is_as_unknown_as_none(self, ledger: Ledger) -> None:
        at = desk(ledger)
        foreign = recorded(at, issued(at)).claim_id
        answers = [at.reverse(claim_id, "duplicate", "subject", TWO) for claim_id in (foreign, "f" * 32)]
        assert answers == [Refused("claim_unknown")] * 2

    def test_the_controller_can_reverse_anyones(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.reverse(recorded(at, issued(at)).claim_id, "other", "controller-1", None)
        assert isinstance(found, Reversed)
        assert found.reversal.by == "controller-1"

    def test_a_reason_that_is_no_code_is_refused(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at))
        assert refused(at.reverse(row.claim_id, "Anna was ill", "subject", ONE)) == "unknown_reason"

    def test_a_claim_on_a_number_from_before_a_rotation_can_be_reversed(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at))
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert isinstance(rotated.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)


class TestFailures:
    """Twenty failed look-ups in an hour lock a provider out until the next."""

    def fail(self, at: Desk, times: int, by: str = ONE) -> list[str]:
        """The codes of so many look-ups of a number that was never issued."""
        return [refused(at.check(by, NEVER_ISSUED)) for _ in range(times)]

    def test_the_twenty_first_is_told_to_wait(self, ledger: Ledger) -> None:
        assert Counter(self.fail(desk(ledger), 21)) == {"number_unknown": 20, "too_many_failures": 1}

    def test_claims_count_as_well_and_are_locked_out_as_well(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert {refused(at.claim(ONE, NEVER_ISSUED, CLAIM)) for _ in range(20)} == {"number_unknown"}
        assert refused(at.claim(ONE, number, CLAIM)) == "too_many_failures"

    def test_a_replay_is_answered_all_the_same(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        self.fail(at, 20)
        assert isinstance(at.claim(ONE, number, CLAIM), Replayed)

    def test_another_provider_is_not_locked_out(self, ledger: Ledger) -> None:
        at = desk(ledger)
        self.fail(at, 20)
        assert isinstance(at.check(TWO, issued(at)), Checked)

    def test_the_next_hour_is_a_new_one(self, ledger: Ledger) -> None:
        clock = Clock()
        at = desk(ledger, now=clock)
        self.fail(at, 20)
        clock.move(hours=1)
        assert isinstance(at.check(ONE, issued(at)), Checked)

    def test_mistyped_numbers_do_not_count(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert {refused(at.check(ONE, "7K3M-9RT4-WXC7")) for _ in range(25)} == {"number_mistyped"}
        assert isinstance(at.check(ONE, issued(at)), Checked)

    def test_an_own_unit_number_counts_as_unknown_at_a_private_provider(self, ledger: Ledger) -> None:
        at = desk(ledger)
        own = issued(at, service=OWN_ONLY)
        assert {refused(at.check(ONE, own)) for _ in range(20)} == {"number_unknown"}
        assert refused(at.check(ONE, own)) == "too_many_failures"
        assert isinstance(at.check(OWN, own), Checked)


class TestMonth:
    """A booking month is listed by the page, for one provider or for all."""

    def filled(self, ledger: Ledger, page_rows: int) -> Desk:
        """Three claims of one provider, one taken back, and two of another."""
        at = desk(ledger, page_rows=page_rows)
        number = issued(at)
        rows = [recorded(at, number, replace(CLAIM, nth=nth)) for nth in (1, 2, 3)]
        at.reverse(rows[0].claim_id, "duplicate", "subject", ONE)
        for nth in (1, 2):
            recorded(at, number, replace(CLAIM, nth=nth), TWO)
        return at

    def test_a_provider_sees_its_own_rows_and_their_sum(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 9), "2026-11", ONE)
        assert {row.provider for row in page.rows} == {ONE}
        assert (len(page.rows), page.sum_ore, page.cursor) == (4, 2 * 110_400, None)

    def test_the_controller_sees_all(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 9), "2026-11", None)
        assert (len(page.rows), page.sum_ore) == (6, 4 * 110_400)

    @pytest.mark.parametrize("page_rows", [1, 2, 3, 4, 6])
    def test_pages_give_every_row_once_and_add_up(self, ledger: Ledger, page_rows: int) -> None:
        at = self.filled(ledger, page_rows)
        pages = [statement(at, "2026-11", None)]
        while cursor := pages[-1].cursor:
            pages.append(statement(at, "2026-11", None, cursor))
        rows = [row for page in pages for row in page.rows]
        assert rows == list(statement(replace(at, page_rows=9), "2026-11", None).rows)
        assert sum(page.sum_ore for page in pages) == 4 * 110_400
        assert all(len(page.rows) == page_rows for page in pages[:-1])
        assert pages[-1].rows

    def test_a_month_without_rows_is_empty(self, ledger: Ledger) -> None:
        assert statement(desk(ledger), "2026-11", None) == Statement("2026-11", (), 0, None)

    @pytest.mark.parametrize("cursor", ["", "x", "!", "bm9ib2R5", "ö", "a" * 9])
    def test_a_cursor_that_no_page_gave_is_refused(self, cursor: str) -> None:
        assert refused(desk(cast("Ledger", None)).month("2026-11", ONE, cursor)) == "invalid_cursor"

    def test_a_cursor_does_not_tell_where_a_number_stands(self, ledger: Ledger) -> None:
        page = statement(self.filled(ledger, 1), "2026-11", ONE)
        assert page.cursor
        assert page.rows[0].place not in page.cursor


def test_granted_is_always_left_and_claims_less_reversals(ledger: Ledger) -> None:
    """A random hour of claims, repeats and reversals by two providers on two numbers."""
    chance = random.Random(4)
    at = desk(ledger)
    numbers = {key: issued(at, key) for key in ("a", "b")}
    claimed: dict[str, list[str]] = {key: [] for key in numbers}
    reversals: Counter[str] = Counter()
    for _ in range(80):
        key, by = chance.choice(list(numbers)), chance.choice([ONE, TWO])
        if claimed[key] and chance.random() < 0.3:
            found = at.reverse(chance.choice(claimed[key]), "duplicate", "subject", None)
            reversals[key] += isinstance(found, Reversed)
        else:
            claim = at.claim(by, numbers[key], replace(CLAIM, nth=chance.randint(1, 4)))
            claimed[key] += [claim.claim.claim_id] if isinstance(claim, Accepted) else []
        state = at.check(OWN, numbers[key])
        assert isinstance(state, Checked)
        assert state.row.granted == state.row.left + len(claimed[key]) - reversals[key]
    assert all(claimed.values())
    assert all(reversals[key] for key in numbers)
