"""Proof of presence: the resident hands over one code a session, and the claim quotes it (D24)."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, Changed, Issued, Refused, Replayed, Reversed
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import (
    ONE,
    OWN_ONLY,
    SERVICE,
    TODAY,
    TWO,
    Services,
    coded,
    desk,
    rewired,
    rules,
    service,
)
from tests.support.chalicelib.talk import recorded, refused

CLAIM = Claim(SERVICE, TODAY)


def slip(at: Services) -> Issued:
    """A number with its codes."""
    found = at.numbers.issue(IssueRequest(SERVICE), "reception-1", "key")
    assert isinstance(found, Issued)
    return found


def wrong(made: Issued, place: int = 0) -> str:
    """One of five codes that are none of the number's."""
    return [code for code in (f"{one}" * 4 for one in "0123456789") if code not in made.codes][place]


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """A desk that asks for presence codes."""
    return desk(ledger, register=coded())


def test_a_slip_has_a_code_for_each_session_and_the_same_again(at: Services) -> None:
    first, again = slip(at), slip(at)
    assert (len(first.codes), first.codes) == (5, again.codes)


def test_a_service_without_codes_gives_none(ledger: Ledger) -> None:
    assert slip(desk(ledger)).codes == ()


def test_each_code_pays_for_one_session_in_any_order(at: Services) -> None:
    made = slip(at)
    for nth, code in enumerate(reversed(made.codes), 1):
        assert recorded(at, made.number, replace(CLAIM, nth=nth, code=code)).left == 5 - nth


def test_a_code_is_taken_however_it_is_typed(at: Services) -> None:
    made = slip(at)
    assert recorded(at, made.number, replace(CLAIM, code=f" {made.codes[0].lower()} ")).code == 1


def test_a_session_without_a_code_is_refused(at: Services) -> None:
    assert refused(at.claims.claim(ONE, slip(at).number, CLAIM)) == "code_missing"


def test_a_code_pays_once_whoever_quotes_it(at: Services) -> None:
    made = slip(at)
    claimed = replace(CLAIM, code=made.codes[0])
    recorded(at, made.number, claimed)
    assert refused(at.claims.claim(TWO, made.number, claimed)) == "code_used"


def test_the_same_claim_again_is_replayed_and_with_another_code_a_conflict(at: Services) -> None:
    made = slip(at)
    claimed = replace(CLAIM, code=made.codes[0])
    recorded(at, made.number, claimed)
    assert isinstance(at.claims.claim(ONE, made.number, claimed), Replayed)
    for other in (made.codes[1], wrong(made), None):
        assert refused(at.claims.claim(ONE, made.number, replace(CLAIM, code=other))) == "conflict"


def test_whoever_did_not_come_handed_over_none(at: Services) -> None:
    assert recorded(at, slip(at).number, replace(CLAIM, event="no_show")).code is None


def test_a_claim_on_a_phone_call_needs_none(at: Services) -> None:
    assert recorded(at, slip(at).number, replace(CLAIM, event="phone")).code is None


def test_five_wrong_codes_lock_until_the_reception_unlocks(at: Services) -> None:
    made = slip(at)
    found = [refused(at.claims.claim(ONE, made.number, replace(CLAIM, code=wrong(made, place)))) for place in range(5)]
    assert found == ["code_wrong"] * 4 + ["codes_locked"]
    right = replace(CLAIM, code=made.codes[0])
    assert refused(at.claims.claim(TWO, made.number, right)) == "codes_locked"
    unlocked = at.numbers.unlock(made.number, "verified", "reception-1")
    assert isinstance(unlocked, Changed)
    assert recorded(at, made.number, right).left == 4


def test_a_wrong_code_that_is_sent_again_is_counted_once(at: Services) -> None:
    made = slip(at)
    found = [refused(at.claims.claim(ONE, made.number, replace(CLAIM, code=wrong(made)))) for _ in range(9)]
    assert found == ["code_wrong"] * 9
    assert recorded(at, made.number, replace(CLAIM, code=made.codes[0])).left == 4


def test_a_wrong_code_whose_answer_was_lost_is_counted_once(at: Services) -> None:
    made = slip(at)
    for place in range(4):
        unlucky = rewired(at, ledger=faulty(at.context.ledger, "after"))
        assert refused(unlucky.claims.claim(ONE, made.number, replace(CLAIM, code=wrong(made, place)))) == "code_wrong"
    assert recorded(at, made.number, replace(CLAIM, code=made.codes[0])).left == 4


def test_the_fifth_wrong_code_locks_also_when_its_answer_was_lost(at: Services) -> None:
    made = slip(at)
    unlucky = [rewired(at, ledger=faulty(at.context.ledger, "after")) for _ in range(5)]
    claims = [replace(CLAIM, code=wrong(made, place)) for place in range(5)]
    found = [refused(one.claims.claim(ONE, made.number, claim)) for one, claim in zip(unlucky, claims, strict=True)]
    assert found == ["code_wrong"] * 4 + ["codes_locked"]


def test_a_locked_number_pays_for_what_needs_no_code(at: Services) -> None:
    made = slip(at)
    for place in range(5):
        at.claims.claim(ONE, made.number, replace(CLAIM, code=wrong(made, place)))
    assert isinstance(at.claims.claim(ONE, made.number, replace(CLAIM, event="no_show")), Accepted)


def test_a_wrong_code_is_counted_only_when_all_else_is_right(at: Services) -> None:
    made = slip(at)
    for _ in range(9):
        assert refused(at.claims.claim(ONE, made.number, replace(CLAIM, nth=7, code=wrong(made)))) == "nth_skipped"
    assert recorded(at, made.number, replace(CLAIM, code=made.codes[0])).left == 4


def test_a_reversal_frees_the_code(at: Services) -> None:
    made = slip(at)
    claimed = replace(CLAIM, code=made.codes[0])
    assert isinstance(
        at.claims.reverse(recorded(at, made.number, claimed).claim_id, "wrong_date", "subject", ONE), Reversed
    )
    assert recorded(at, made.number, replace(claimed, nth=2)).code == 1


def test_the_codes_that_extend_brought_pay_too(at: Services) -> None:
    made = slip(at)
    more = at.numbers.extend(made.number, 7, "assessment", "reception-1")
    assert isinstance(more, Changed)
    assert recorded(at, made.number, replace(CLAIM, code=more.codes[-1])).code == 7


def test_a_code_beyond_what_is_granted_is_wrong(at: Services) -> None:
    made = slip(at)
    row = made.row
    beyond = at.context.keys.codes(made.number, row.place, 6)[5]
    assert refused(at.claims.claim(ONE, made.number, replace(CLAIM, code=beyond))) == "code_wrong"


def test_where_policy_asks_for_none_a_code_does_not_matter(ledger: Ledger) -> None:
    plain = desk(ledger)
    assert recorded(plain, slip(plain).number, replace(CLAIM, code="7K3M")).code is None


def test_a_replay_is_answered_after_policy_has_stopped_asking(at: Services) -> None:
    made = slip(at)
    claimed = replace(CLAIM, code=made.codes[0])
    recorded(at, made.number, claimed)
    later = rewired(at, register=rules(services=[service(), service(id=OWN_ONLY)]))
    assert isinstance(later.claims.claim(ONE, made.number, claimed), Replayed)


def test_no_row_and_no_refusal_holds_a_code(at: Services) -> None:
    made = slip(at)
    row = recorded(at, made.number, replace(CLAIM, code=made.codes[0]))
    answers: list[object] = [made, row, at.claims.claim(ONE, made.number, replace(CLAIM, nth=2, code=wrong(made)))]
    answers += [at.numbers.inspect(made.number), at.claims.claim(ONE, made.number, replace(CLAIM, code=wrong(made)))]
    assert not [answer for answer in answers for code in made.codes if f"'{code}'" in repr(answer)]
    assert isinstance(answers[-1], Refused)
