"""Clients whose residence the provider attests, against a plain count, over both ledgers (D25)."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Checked, Refused
from chalicelib.service import clients
from tests.support import size
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, TWO, Services, desk, rules, service
from tests.support.model import loop

MOST = 3
ATTESTED = service(control_number="none", residence=["attested"], attestation={"most": MOST}, extra=[])


def left(at: Services, client: str, by: str) -> int:
    """How many sessions the provider is told that a client has left."""
    outcome = clients.check(at.context, by, SERVICE, client)
    assert isinstance(outcome, Checked), outcome
    return outcome.row.left


@settings(max_examples=size.of(15, 400), deadline=None)
@given(
    st.sampled_from([loop.sqlite, loop.dynamo]),
    st.lists(st.tuples(st.sampled_from("12"), st.sampled_from([ONE, TWO]), st.booleans()), max_size=14),
)
def test_granted_is_what_is_left_and_claims_less_reversals_at_every_look(
    opened: Callable[[ExitStack], Ledger], deeds: list[tuple[str, str, bool]]
) -> None:
    """Any sequence of claims and reversals of two clients of two providers agrees with a plain count."""
    with ExitStack() as until:
        at = desk(opened(until), register=rules(services=[ATTESTED, service(id=OWN_ONLY)]))
        standing: dict[tuple[str, str], list[str]] = {}
        nth: Counter[tuple[str, str]] = Counter()
        for client, by, takes_back in deeds:
            own = standing.setdefault((client, by), [])
            if takes_back and own:
                at.claims.reverse(own.pop(), "duplicate", "somebody", by)
            else:
                outcome = at.claims.claim(
                    by, None, Claim(SERVICE, TODAY, client=client, attested=True, nth=nth[client, by] + 1)
                )
                if len(own) == MOST:
                    assert outcome == Refused("exhausted")
                else:
                    assert isinstance(outcome, Accepted)
                    own.append(outcome.claim.claim_id)
                    nth[client, by] += 1
            assert {key: MOST - len(ids) for key, ids in standing.items()} == {
                (client, by): left(at, client, by) for client, by in standing
            }
