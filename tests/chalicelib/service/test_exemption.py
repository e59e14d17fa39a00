"""An exemption from the fee is set and ended on a number later; what was recorded stays as it is."""

from dataclasses import replace

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import NumberRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Adjusted, Changed, Checked, Issued, Refused
from tests.support.chalicelib.sample import (
    HOURS,
    ONE,
    OWN,
    SERVICE,
    TODAY,
    Clock,
    Services,
    desk,
    fee,
    issued,
    nacka,
    rewired,
    rules,
    tariff,
)
from tests.support.chalicelib.talk import recorded

CLAIM = Claim(SERVICE, TODAY)
AGAIN = replace(CLAIM, nth=2)
WHO = "reception-1"
FEE_ORE = 45_000


def exempted(at: Services, number: str, *, is_exempt: bool = True) -> Changed:
    """A number whose exemption is set or ended."""
    found = at.numbers.exempt(number, "decision", WHO, is_exempt=is_exempt)
    assert isinstance(found, Changed), found
    return found


def checked(at: Services, number: str, provider: str = ONE) -> Checked:
    """What a provider is told of a number."""
    found = at.claims.check(provider, number)
    assert isinstance(found, Checked), found
    return found


def standing(at: Services, number: str) -> NumberRow:
    """A number as the reception finds it."""
    found = at.numbers.inspect(number)
    assert isinstance(found, Checked), found
    return found.row


def replaced(at: Services, number: str) -> str:
    """The number that took another's place."""
    found = at.numbers.replace(number, "lost", WHO, "replacement")
    assert isinstance(found, Issued), found
    return found.number


class TestChange:
    """The reception sets and ends it, with a reason."""

    def test_claims_from_then_on_are_free_for_the_resident(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first = recorded(at, number)
        exempted(at, number)
        assert (first.fee_ore, recorded(at, number, AGAIN).fee_ore) == (FEE_ORE, 0)

    def test_claims_after_its_end_cost_again(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at, exempt=True)
        first = recorded(at, number)
        exempted(at, number, is_exempt=False)
        assert (first.fee_ore, recorded(at, number, AGAIN).fee_ore) == (0, FEE_ORE)

    def test_a_claim_from_before_is_adjusted_as_it_was_recorded(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        row = recorded(at, number)
        exempted(at, number)
        dearer = rewired(at, register=rules(tariffs=[tariff(amount_ore=120_000)]))
        found = dearer.claims.adjust(row.claim_id, "wrong_tariff", WHO)
        assert isinstance(found, Adjusted)
        assert (found.adjustment.amount_ore, found.adjustment.fee_ore) == (9_600, 0)

    def test_the_same_again_changes_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        first = exempted(at, number)
        assert exempted(at, number) == Changed(first.row, replayed=True)

    def test_a_reason_that_says_on_what_grounds_is_refused(self, ledger: Ledger) -> None:
        at = desk(ledger)
        assert at.numbers.exempt(issued(at), "poor", WHO, is_exempt=True) == Refused("unknown_reason")

    def test_there_is_nothing_to_be_exempt_from_without_a_fee(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(fees=[]))
        assert at.numbers.exempt(issued(at), "decision", WHO, is_exempt=True) == Refused("no_fee")

    def test_an_exemption_that_was_never_of_use_can_be_ended(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(fees=[]))
        assert not exempted(at, issued(at, exempt=True), is_exempt=False).row.exempt

    def test_a_closed_number_is_refused_as_such(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        at.numbers.revoke(number, "moved", WHO)
        assert at.numbers.exempt(number, "decision", WHO, is_exempt=True) == Refused("number_revoked")

    def test_a_replacement_is_exempt_as_the_number_before(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        exempted(at, number)
        assert standing(at, replaced(at, number)).exempt

    def test_a_number_that_is_given_back_is_as_its_replacement_was(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        new = replaced(at, number)
        exempted(at, new)
        at.numbers.give_back(number, new, WHO)
        assert standing(at, number).exempt

    def test_a_change_of_the_replacement_is_counted_on_the_number_that_is_given_back(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        new = replaced(at, number)
        exempted(at, new)
        at.numbers.give_back(number, new, WHO)
        assert [standing(at, either).exempt_changed for either in (number, new)] == [True, False]


class TestFeeOfTheVisit:
    """A provider is told what to charge before the visit, and not why."""

    def test_it_is_the_fee_of_the_claim_that_follows(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        assert checked(at, number).fee_ore == recorded(at, number).fee_ore == FEE_ORE

    def test_whoever_is_exempt_pays_nothing(self, ledger: Ledger) -> None:
        at = desk(ledger)
        number = issued(at)
        exempted(at, number)
        assert checked(at, number).fee_ore == 0

    def test_a_first_visit_is_cheaper(self, ledger: Ledger) -> None:
        first = {"count": 1, "amount_ore": 10_000, "paid_by": "municipality"}
        at = desk(ledger, register=rules(fees=[fee(first_visits=first)]))
        number = issued(at)
        before = checked(at, number).fee_ore
        recorded(at, number)
        assert (before, checked(at, number).fee_ore) == (10_000, FEE_ORE)

    def test_a_service_without_a_fee_is_free(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(fees=[]))
        assert checked(at, issued(at)).fee_ore == 0

    def test_hours_by_decision_have_the_fee_of_their_service(self, ledger: Ledger) -> None:
        by_hour = replace(nacka(), fees=(replace(rules().fees[0], service=HOURS),))
        at = desk(ledger, register=by_hour)
        request = IssueRequest(HOURS, decision=DecisionGrant(180, 2))
        found = at.numbers.issue(request, WHO, "decided")
        assert isinstance(found, Issued)
        assert checked(at, found.number).fee_ore == FEE_ORE

    def test_where_there_is_no_price_no_fee_is_told(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(tariffs=[tariff(regi="own")]))
        number = issued(at)
        assert (checked(at, number).fee_ore, checked(at, number, OWN).fee_ore) == (None, FEE_ORE)

    def test_a_price_for_two_counsellors_is_a_price(self, ledger: Ledger) -> None:
        at = desk(ledger, register=rules(tariffs=[tariff(counsellors=2)]))
        assert checked(at, issued(at)).fee_ore == FEE_ORE

    def test_of_a_number_that_cannot_be_used_no_fee_is_told(self, ledger: Ledger) -> None:
        at = desk(ledger, now=Clock())
        number = issued(at)
        for nth in range(1, 6):
            recorded(at, number, replace(CLAIM, nth=nth))
        assert checked(at, number).fee_ore is None
