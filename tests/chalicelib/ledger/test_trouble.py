"""Conflicts, throttling and lost answers of DynamoDB: tried again while there is time, never twice recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_table import Client
from chalicelib.ledger.port import BusyError, ContendedError
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Checked, Refused, Replayed
from tests.support.chalicelib.kept import look
from tests.support.chalicelib.ledgers import TABLE
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Services, desk, issued

CLAIM = Claim(SERVICE, TODAY)
READ, WRITE = "TransactGetItems", "TransactWriteItems"


@pytest.fixture
def at(client: Client) -> Services:
    """A desk over an emulated table."""
    return desk(DynamoLedger(client, TABLE))


@dataclass
class Troubled:
    """A client whose next calls of one operation go wrong, before they arrive or after they were done."""

    client: Client
    operation: str
    troubles: list[Exception] = field(default_factory=list)
    done_first: bool = False
    calls: int = 0

    def __getattr__(self, name: str) -> object:
        made = getattr(self.client, name)
        return self._spoil(made) if name == self.operation else made

    def _spoil(self, made: Callable[..., object]) -> Callable[..., object]:
        def call(**parameters: object) -> object:
            self.calls += 1
            if not self.troubles:
                return made(**parameters)
            if self.done_first:
                made(**parameters)
            raise self.troubles.pop()

        return call


def cancelled(*codes: str) -> ClientError:
    """A transaction that was cancelled, with a reason for each of its operations."""
    response = {
        "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }
    return ClientError(response, WRITE)


def failed(code: str) -> ClientError:
    """A call that was refused as a whole."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, WRITE)


CONFLICT = cancelled("None", "None", "TransactionConflict")
CONTENTION = [
    pytest.param(CONFLICT, id="conflict"),
    pytest.param(cancelled("ThrottlingError", "None"), id="throttled within a transaction"),
    pytest.param(failed("ThrottlingException"), id="throttled"),
    pytest.param(failed("ProvisionedThroughputExceededException"), id="over capacity"),
    pytest.param(failed("InternalServerError"), id="their fault"),
    pytest.param(ReadTimeoutError(endpoint_url="https://db.example"), id="no answer"),
    pytest.param(ConnectTimeoutError(endpoint_url="https://db.example"), id="no connection"),
    pytest.param(EndpointConnectionError(endpoint_url="https://db.example"), id="no route"),
]


class TestTrouble:
    """What may pass is tried again and recorded once; what does not pass is busy; what is wrong is raised."""

    def troubled(
        self, client: Client, operation: str, *troubles: Exception, limit_s: float = 60
    ) -> tuple[Services, Troubled]:
        """A desk that meets trouble, with a number's desk's own secrets."""
        trouble = Troubled(client, operation, list(troubles))
        return desk(DynamoLedger(trouble, TABLE), limit_s=limit_s), trouble

    @pytest.mark.parametrize("error", CONTENTION)
    @pytest.mark.parametrize("operation", ["transact_get_items", "transact_write_items"])
    def test_trouble_twice_and_then_success(
        self, client: Client, at: Services, operation: str, error: Exception
    ) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, operation, error, error)
        found = ours.claims.claim(ONE, number, CLAIM)
        assert isinstance(found, Accepted)
        assert (found.claim.left, trouble.calls) == (4, 3)

    def test_trouble_that_does_not_pass_is_busy_within_the_time_limit(self, client: Client, at: Services) -> None:
        number = issued(at)
        ours, _ = self.troubled(client, "transact_write_items", *[CONFLICT] * 10_000, limit_s=0.2)
        with pytest.raises(BusyError):
            ours.claims.claim(ONE, number, CLAIM)
        state = at.claims.check(ONE, number)
        assert isinstance(state, Checked)
        assert state.row.left == 5

    def test_sending_again_after_busy_is_safe(self, client: Client, at: Services) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", *[CONFLICT] * 10_000, limit_s=0.05)
        with pytest.raises(BusyError):
            ours.claims.claim(ONE, number, CLAIM)
        trouble.troubles.clear()
        assert isinstance(ours.claims.claim(ONE, number, CLAIM), Accepted)
        assert isinstance(ours.claims.claim(ONE, number, CLAIM), Replayed)

    def test_an_answer_that_was_lost_after_the_write_is_still_ours_and_recorded_once(
        self, client: Client, at: Services
    ) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        found = ours.claims.claim(ONE, number, CLAIM)
        assert isinstance(found, Accepted)
        assert (found.claim.left, trouble.calls) == (4, 1)
        assert found.number is not None
        assert found.number.used == 1

    def test_a_number_whose_answer_was_lost_is_issued_once(self, client: Client, at: Services) -> None:
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        assert issued(ours) == issued(at)

    def test_a_reversal_whose_answer_was_lost_gives_one_session_back(self, client: Client, at: Services) -> None:
        number = issued(at)
        claimed = at.claims.claim(ONE, number, CLAIM)
        assert isinstance(claimed, Accepted)
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        found = ours.claims.reverse(claimed.claim.claim_id, "duplicate", "subject", ONE)
        assert not isinstance(found, Refused)
        assert found.reversal.left == 5

    def test_a_condition_that_did_not_hold_is_decided_again(self, client: Client, at: Services) -> None:
        number = issued(at)
        ours, trouble = self.troubled(
            client, "transact_write_items", cancelled("None", "None", "ConditionalCheckFailed")
        )
        assert isinstance(ours.claims.claim(ONE, number, CLAIM), Accepted)
        assert trouble.calls == 2

    @pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])
    def test_what_is_wrong_is_raised_at_once(self, client: Client, at: Services, code: str) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", failed(code))
        with pytest.raises(ClientError):
            ours.claims.claim(ONE, number, CLAIM)
        assert trouble.calls == 1

    def test_a_transaction_that_aws_found_invalid_is_raised(self, client: Client, at: Services) -> None:
        number = issued(at)
        ours, _ = self.troubled(client, "transact_write_items", cancelled("ValidationError", "None", "None"))
        with pytest.raises(ClientError):
            ours.claims.claim(ONE, number, CLAIM)

    def test_a_failure_that_could_not_be_counted_is_not_passed_over(self, client: Client) -> None:
        ours, _ = self.troubled(client, "update_item", *[failed("ThrottlingException")] * 10_000, limit_s=0.05)
        with pytest.raises(BusyError):
            ours.claims.check(ONE, "7K3M9RT4WXC6")

    def test_contention_below_the_desk_is_said_to_be_so(self, client: Client) -> None:
        trouble = Troubled(client, "transact_get_items", [CONFLICT])
        with pytest.raises(ContendedError):
            DynamoLedger(trouble, TABLE).snapshot(look())
