"""The whole loop at the desk, over both ledgers: the same answers whatever is below."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.port import Ledger
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, Checked, Issued, Replayed, Reversed
from tests.support.chalicelib.sample import NOON, ONE, OWN, RING, SERVICE, TWO, Clock, desk, issued, rules
from tests.support.chalicelib.talk import CLAIM, NEVER_ISSUED, recorded, refused


class TestIssue:
    """A number is issued once for a request."""

    def test_the_same_request_gets_the_same_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        first, again = (at.numbers.issue(IssueRequest(SERVICE), "reception-1", "key") for _ in range(2))
        assert isinstance(first, Issued)
        assert isinstance(again, Issued)
        assert (first.number, first.replayed, again.replayed) == (again.number, False, True)

    def test_a_repeated_request_says_what_is_left_now(self, ledger: Ledger) -> None:
        at = desk(ledger)
        recorded(at, issued(at, "key"))
        again = at.numbers.issue(IssueRequest(SERVICE, residence="checked"), "reception-1", "key")
        assert isinstance(again, Issued)
        assert again.row.left == 4

    def test_the_request_sent_again_hands_out_no_number_that_was_revoked_since(self, ledger: Ledger) -> None:
        at = desk(ledger)
        at.numbers.revoke(issued(at, "key"), "misused", "reception-1")
        assert (
            refused(at.numbers.issue(IssueRequest(SERVICE, residence="checked"), "reception-1", "key"))
            == "number_revoked"
        )

    def test_another_body_under_the_same_key_is_a_conflict(self, ledger: Ledger) -> None:
        at = desk(ledger)
        issued(at, "key")
        assert (
            refused(at.numbers.issue(IssueRequest(SERVICE, exempt=True), "reception-1", "key"))
            == "idempotency_conflict"
        )

    def test_another_key_or_another_person_gets_another_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        requests = [("reception-1", "key"), ("reception-1", "other"), ("reception-2", "key")]
        found = [at.numbers.issue(IssueRequest(SERVICE), *request) for request in requests]
        assert len({one.number for one in found if isinstance(one, Issued)}) == 3

    def test_a_request_repeated_after_a_rotation_gets_the_same_number(self, ledger: Ledger) -> None:
        number = issued(desk(ledger), "key")
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert issued(rotated, "key") == number
        assert issued(rotated, "other") != number

    def test_what_cannot_be_issued_is_refused(self, ledger: Ledger) -> None:
        assert refused(desk(ledger).numbers.issue(IssueRequest("tea"), "reception-1", "key")) == "unknown_service"


class TestCheck:
    """A provider asks whether a number can be used."""

    def test_a_number_can_be_used_however_it_is_typed(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.claims.check(ONE, " " + issued(at).lower() + " ")
        assert isinstance(found, Checked)
        assert (found.reason, found.row.left) == (None, 5)

    def test_a_date_after_the_last_day_is_said_to_be_so(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.claims.check(ONE, issued(at), on=date(2027, 11, 21))
        assert isinstance(found, Checked)
        assert found.reason == "number_expired"

    def test_checking_changes_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first, second = at.claims.check(ONE, number), at.claims.check(ONE, number)
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
        again = at.claims.claim(ONE, number, CLAIM)
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
        again = later.claims.claim(ONE, number, CLAIM)
        assert isinstance(again, Replayed)
        assert again.claim == row

    def test_a_number_from_before_a_rotation_can_be_used_up(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        assert [recorded(rotated, number, replace(CLAIM, nth=nth)).left for nth in range(1, 6)] == [4, 3, 2, 1, 0]

    def test_a_number_whose_secret_is_gone_is_unknown(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        assert refused(desk(ledger, KeyRing((b"n" * 32,))).claims.claim(ONE, number, CLAIM)) == "number_unknown"

    def test_another_claim_under_the_same_key_is_a_conflict(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        assert refused(at.claims.claim(ONE, number, replace(CLAIM, event="no_show"))) == "conflict"

    def test_two_providers_claim_on_the_same_day_under_keys_of_their_own(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert [recorded(at, number, by=by).left for by in (ONE, TWO)] == [4, 3]

    def test_the_sessions_that_were_granted_can_be_claimed_and_no_more(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        for nth in range(1, 6):
            recorded(at, number, replace(CLAIM, nth=nth))
        assert refused(at.claims.claim(ONE, number, replace(CLAIM, nth=6))) == "exhausted"

    def test_a_mistyped_number_is_refused_before_anything_is_looked_up(self) -> None:
        at = desk(cast("Ledger", None))
        assert refused(at.claims.claim(ONE, "7K3M-9RT4-WXC7", CLAIM)) == "number_mistyped"
        assert refused(at.claims.check(ONE, "hello")) == "number_mistyped"

    def test_a_provider_that_the_register_has_not_is_refused(self) -> None:
        assert refused(desk(cast("Ledger", None)).claims.claim("nobody", NEVER_ISSUED, CLAIM)) == "not_authorised"

    def test_no_refusal_repeats_the_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        answers = [
            at.claims.claim(ONE, NEVER_ISSUED, CLAIM),
            at.claims.claim(ONE, number, replace(CLAIM, minutes=1)),
            at.claims.claim(ONE, number, replace(CLAIM, nth=9)),
        ]
        places = RING.hashes(number)
        assert not [answer for answer in answers if any(text in repr(answer) for text in (number, *places))]


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
            found = at.claims.reverse(chance.choice(claimed[key]), "duplicate", "subject", None)
            reversals[key] += isinstance(found, Reversed)
        else:
            claim = at.claims.claim(by, numbers[key], replace(CLAIM, nth=chance.randint(1, 4)))
            claimed[key] += [claim.claim.claim_id] if isinstance(claim, Accepted) else []
        state = at.claims.check(OWN, numbers[key])
        assert isinstance(state, Checked)
        assert state.row.granted == state.row.left + len(claimed[key]) - reversals[key]
    assert all(claimed.values())
    assert all(reversals[key] for key in numbers)
