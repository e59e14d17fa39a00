"""The reception looks a number up, revokes, extends, unlocks and replaces it; each can be sent again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import AlreadyReversed, Changed, Checked, Issued, Outdated, Refused, Replayed, Reversed
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    ONE,
    OWN_ONLY,
    RING,
    SERVICE,
    TODAY,
    TWO,
    Clock,
    Services,
    coded,
    desk,
    issued,
    rewired,
)
from tests.support.chalicelib.talk import NEVER_ISSUED, recorded, refused

CLAIM = Claim(SERVICE, TODAY)
WHO = "reception-1"

Change = Callable[[Services, str], Changed | Issued | Outdated | Refused]
CHANGES: dict[str, Change] = {
    "revoke": lambda at, number: at.numbers.revoke(number, "moved", WHO),
    "extend": lambda at, number: at.numbers.extend(number, 8, "assessment", WHO),
    "exempt": lambda at, number: at.numbers.exempt(number, "decision", WHO, is_exempt=True),
    "unlock": lambda at, number: at.numbers.unlock(number, "verified", WHO),
    "replace": lambda at, number: at.numbers.replace(number, "lost", WHO, "replacement"),
}


def looked_up(at: Services, number: str) -> Checked:
    """What the reception is told."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked), found
    return found


def changed(found: object) -> Changed:
    """A change that was made."""
    assert isinstance(found, Changed), found
    return found


def replaced(at: Services, number: str, key: str = "replacement") -> Issued:
    """A number that took another's place."""
    found = at.numbers.replace(number, "lost", WHO, key)
    assert isinstance(found, Issued), found
    return found


class TestLookUp:
    """The reception is told what is left and until when."""

    def test_it_says_what_is_left(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        found = looked_up(at, number)
        assert (found.reason, found.row.left, found.row.valid_to) == (None, 4, "2027-11-20")

    def test_it_says_why_a_number_cannot_be_used(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        for nth in range(1, 6):
            recorded(at, number, replace(CLAIM, nth=nth))
        assert looked_up(at, number).reason == "exhausted"
        at.numbers.revoke(number, "moved", WHO)
        assert looked_up(at, number).reason == "number_revoked"

    def test_a_service_of_the_own_unit_is_known_to_the_reception(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert looked_up(at, issued(at, service=OWN_ONLY)).row.service == OWN_ONLY

    @pytest.mark.parametrize("deed", ["look_up", *CHANGES])
    @pytest.mark.parametrize(
        ("number", "code"), [(NEVER_ISSUED, "number_unknown"), ("7K3M-9RT4-WXC7", "number_mistyped")]
    )
    def test_a_number_that_does_not_stand_is_refused(self, ledger: Ledger, deed: str, number: str, code: str) -> None:
        at = desk(ledger)
        assert refused(CHANGES[deed](at, number) if deed in CHANGES else at.numbers.inspect(number)) == code


class TestRevoke:
    """A revoked number is revoked for good."""

    def test_it_can_no_longer_be_claimed_on(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        changed(at.numbers.revoke(number, "misused", WHO))
        assert refused(at.claims.claim(ONE, number, CLAIM)) == "number_revoked"

    def test_what_was_claimed_stands_and_can_be_taken_back(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        row = recorded(at, number)
        changed(at.numbers.revoke(number, "misused", WHO))
        assert isinstance(at.claims.claim(ONE, number, CLAIM), Replayed)
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)

    def test_again_it_is_answered_the_same_whatever_the_reason(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first = changed(at.numbers.revoke(number, "moved", WHO))
        again = changed(at.numbers.revoke(number, "misused", "reception-2"))
        assert (first.replayed, again) == (False, Changed(first.row, replayed=True))


class TestExtend:
    """A new total, not a difference."""

    def test_the_new_total_is_granted(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        recorded(at, number)
        row = changed(at.numbers.extend(number, 8, "assessment", WHO)).row
        assert (row.granted, row.used, row.left) == (8, 1, 7)

    def test_the_same_total_again_changes_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first = changed(at.numbers.extend(number, 8, "assessment", WHO))
        again = changed(at.numbers.extend(number, 8, "assessment", WHO))
        assert again == Changed(first.row, replayed=True)

    def test_a_reason_of_the_services_own_will_do(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert changed(at.numbers.extend(issued(at), 8, "children_under_18", WHO)).row.granted == 8

    def test_it_brings_the_codes_of_the_new_sessions_alone_and_again_the_same(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        order = at.numbers.issue(IssueRequest(SERVICE), WHO, "key")
        assert isinstance(order, Issued)
        found = [changed(at.numbers.extend(order.number, 8, "assessment", WHO)).codes for _ in range(2)]
        assert found[0] == found[1]
        assert (len(order.codes), len(found[0]), len({*order.codes, *found[0]})) == (5, 3, 8)


class TestReplace:
    """What is left moves to a new number; what was granted in all stays the same."""

    def test_the_new_number_has_what_was_left_and_the_old_one_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at, exempt=True)
        recorded(at, number)
        new = replaced(at, number)
        assert (new.row.left, new.row.valid_to, new.row.exempt) == (4, "2027-11-20", True)
        assert refused(at.claims.claim(TWO, number, CLAIM)) == "number_replaced"
        assert [recorded(at, new.number, replace(CLAIM, nth=nth)).left for nth in range(1, 5)] == [3, 2, 1, 0]

    def test_it_is_counted_as_a_replacement_and_not_as_another_resident(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert not looked_up(at, number).row.replaces
        assert looked_up(at, replaced(at, number).number).row.replaces

    def test_the_same_request_gets_the_same_number(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first, again = replaced(at, number), replaced(at, number)
        assert (first.number, again.replayed) == (again.number, True)

    def test_another_request_is_told_that_it_is_replaced(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        replaced(at, number)
        assert refused(at.numbers.replace(number, "lost", WHO, "other")) == "number_replaced"

    def test_the_key_of_an_issue_is_not_the_key_of_a_replacement(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert refused(at.numbers.replace(issued(at, "key"), "lost", WHO, "key")) == "idempotency_conflict"

    @pytest.mark.parametrize("times", [1, 2])
    def test_a_session_taken_back_on_the_old_number_comes_to_the_last_new_one(self, ledger: Ledger, times: int) -> None:
        at = desk(ledger)
        first = number = issued(at)
        row = recorded(at, number)
        for time in range(times):
            number = replaced(at, number, str(time)).number
        found = at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.left, looked_up(at, number).row.left, looked_up(at, first).row.left) == (5, 5, 0)
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), AlreadyReversed)

    def test_the_session_that_came_back_has_a_code_that_extend_gives(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = at.numbers.issue(IssueRequest(SERVICE), WHO, "key")
        assert isinstance(made, Issued)
        row = recorded(at, made.number, replace(CLAIM, code=made.codes[0]))
        new = replaced(at, made.number)
        at.claims.reverse(row.claim_id, "duplicate", "subject", ONE)
        (code,) = changed(at.numbers.extend(new.number, 5, "other", WHO)).codes
        assert code not in new.codes
        assert recorded(at, new.number, replace(CLAIM, code=code)).left == 4

    def test_a_claim_on_the_old_number_is_replayed_with_its_code(self, ledger: Ledger) -> None:
        at = desk(ledger, register=coded())
        made = at.numbers.issue(IssueRequest(SERVICE), WHO, "key")
        assert isinstance(made, Issued)
        claimed = replace(CLAIM, code=made.codes[4])
        recorded(at, made.number, claimed)
        replaced(at, made.number)
        assert isinstance(at.claims.claim(ONE, made.number, claimed), Replayed)

    def test_a_number_from_before_a_rotation_is_replaced_under_the_new_secret(self, ledger: Ledger) -> None:
        number = issued(desk(ledger))
        rotated = desk(ledger, KeyRing((b"n" * 32, *RING.live)))
        new = replaced(rotated, number)
        only_new = desk(ledger, KeyRing((b"n" * 32,)))
        assert recorded(only_new, new.number).left == 4

    def test_whoever_cannot_say_a_lost_number_gets_a_new_one_that_is_counted(self, ledger: Ledger) -> None:
        at = desk(ledger)
        found = at.numbers.issue(IssueRequest(SERVICE, lost=True, sessions=2), WHO, "key")
        assert isinstance(found, Issued)
        assert (found.row.granted, found.row.replaces) == (2, True)

    def test_no_more_sessions_than_policy_grants(self, ledger: Ledger) -> None:
        found = desk(ledger).numbers.issue(IssueRequest(SERVICE, lost=True, sessions=6), WHO, "key")
        assert found == Refused("not_within_limits", {"sessions": 5})


class TestClosed:
    """A number that nobody can use is not changed, and a reason is a code."""

    @pytest.mark.parametrize("deed", ["extend", "unlock", "replace"])
    def test_a_revoked_number(self, ledger: Ledger, deed: str) -> None:
        at = desk(ledger)
        number = issued(at)
        at.numbers.revoke(number, "moved", WHO)
        assert refused(CHANGES[deed](at, number)) == "number_revoked"

    @pytest.mark.parametrize("deed", ["revoke", "extend", "unlock"])
    def test_a_replaced_number(self, ledger: Ledger, deed: str) -> None:
        at = desk(ledger)
        number = issued(at)
        replaced(at, number)
        assert refused(CHANGES[deed](at, number)) == "number_replaced"

    @pytest.mark.parametrize("deed", ["extend", "unlock", "replace"])
    def test_an_expired_number(self, ledger: Ledger, deed: str) -> None:
        clock = Clock()
        at = desk(ledger, now=clock)
        number = issued(at)
        clock.move(days=365)
        assert CHANGES[deed](at, number) == Refused("number_expired", {"valid_to": "2027-11-20"})

    def test_a_reason_that_is_no_code(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        found = [
            at.numbers.revoke(number, "Anna", WHO),
            at.numbers.extend(number, 8, "Anna", WHO),
            at.numbers.unlock(number, "Anna", WHO),
            at.numbers.replace(number, "Anna", WHO, "key"),
        ]
        assert found == [Refused("unknown_reason")] * 4
        assert looked_up(at, number).row.version == 1


class TestLostAnswers:
    """Whatever was lost on the way is made once, with one event."""

    @pytest.mark.parametrize("fault", ["before", "after"])
    @pytest.mark.parametrize("deed", CHANGES)
    def test_a_change_is_made_once(self, ledger: Ledger, deed: str, fault: str) -> None:
        plain = desk(ledger, register=coded())
        number = issued(plain)
        if deed == "unlock":
            plain.claims.claim(ONE, number, replace(CLAIM, code="0000"))
        version = looked_up(plain, number).row.version
        ours = CHANGES[deed](rewired(plain, ledger=faulty(ledger, fault)), number)
        again = CHANGES[deed](plain, number)
        assert isinstance(ours, Changed | Issued)
        assert isinstance(again, Changed | Issued)
        assert again == replace(ours, replayed=True)
        assert looked_up(plain, number).row.version == version + 1
