"""The desk when somebody else comes between the look and the write, over both ledgers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import AlreadyReversed, Refused, Replayed, Reversed
from tests.support.chalicelib.sample import ONE, RING, SERVICE, TWO, Clock, desk, issued
from tests.support.chalicelib.talk import CLAIM, OvertakenLedger, interrupted, recorded, refused


class TestOvertaken:
    """When something moves between look and write, the rules are asked again."""

    def test_the_last_session_that_somebody_else_took_is_refused(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        for nth in range(1, 5):
            recorded(theirs, number, replace(CLAIM, nth=nth))
        between.deed = lambda: recorded(theirs, number, by=TWO)
        assert refused(ours.claims.claim(ONE, number, replace(CLAIM, nth=5))) == "exhausted"

    def test_a_session_that_is_still_left_is_taken_at_the_second_look(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        between.deed = lambda: recorded(theirs, number, by=TWO)
        assert recorded(ours, number).left == 3

    def test_the_same_claim_that_came_first_is_replayed(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        number = issued(theirs)
        between.deed = lambda: recorded(theirs, number)
        assert isinstance(ours.claims.claim(ONE, number, CLAIM), Replayed)

    def test_a_reversal_that_came_first_is_answered_with(self, ledger: Ledger) -> None:
        ours, theirs, between = interrupted(ledger)
        row = recorded(theirs, issued(theirs))
        between.deed = lambda: theirs.claims.reverse(row.claim_id, "wrong_date", "other", ONE)
        found = ours.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, AlreadyReversed)
        assert found.reversal.reason == "wrong_date"

    def test_a_claim_lands_in_the_month_of_the_attempt_that_commits(self, ledger: Ledger) -> None:
        between = OvertakenLedger(ledger)
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
        found = at.claims.reverse(recorded(at, issued(at)).claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.left, found.reversal.amount_ore) == (5, -110_400)

    def test_again_it_is_answered_with_the_first(self, ledger: Ledger) -> None:
        at = desk(ledger)
        claim_id = recorded(at, issued(at)).claim_id
        first = at.claims.reverse(claim_id, "duplicate", "subject", ONE)
        again = at.claims.reverse(claim_id, "wrong_date", "other", ONE)
        assert isinstance(first, Reversed)
        assert again == AlreadyReversed(first.reversal)

    def test_the_old_nth_is_gone_and_the_next_one_works(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        at.claims.reverse(recorded(at, number).claim_id, "wrong_event", "subject", ONE)
        assert at.claims.claim(ONE, number, CLAIM) == Refused("reversed", {"next_nth": 2})
        assert recorded(at, number, replace(CLAIM, nth=2)).left == 4
        assert at.claims.claim(ONE, number, CLAIM) == Refused("reversed", {"next_nth": 3})

    def test_the_last_session_can_be_claimed_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        rows = [recorded(at, number, replace(CLAIM, nth=nth)) for nth in range(1, 6)]
        at.claims.reverse(rows[0].claim_id, "not_performed", "subject", ONE)
        assert recorded(at, number, by=TWO).left == 0

    def test_another_providers_claim_is_as_unknown_as_none(self, ledger: Ledger) -> None:
        at = desk(ledger)
        foreign = recorded(at, issued(at)).claim_id
        answers = [at.claims.reverse(claim_id, "duplicate", "subject", TWO) for claim_id in (foreign, "f" * 32)]
        assert answers == [Refused("claim_unknown")] * 2

    def test_the_controller_can_reverse_anyones(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.claims.reverse(recorded(at, issued(at)).claim_id, "other", "controller-1", None)
        assert isinstance(found, Reversed)
        assert found.reversal.by == "controller-1"

    def test_a_reason_that_is_no_code_is_refused(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at))
        assert refused(at.claims.reverse(row.claim_id, "Anna was ill", "subject", ONE)) == "unknown_reason"

    def test_a_claim_on_a_number_from_before_a_rotation_can_be_reversed(self, ledger: Ledger) -> None:
        at = desk(ledger)
        row = recorded(at, issued(at))
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert isinstance(rotated.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)
