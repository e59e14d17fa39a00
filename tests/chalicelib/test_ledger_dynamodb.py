"""What is DynamoDB's own: the count of calls, the items, and what the network and other writers do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from chalicelib.claim import Claim
from chalicelib.desk import Desk
from chalicelib.dynamodb_table import Client, connect, table
from chalicelib.ledger import BusyError, ContendedError
from chalicelib.ledger_dynamodb import DynamoLedger
from chalicelib.outcome import Accepted, Checked, Refused, Replayed, Reversed
from tests.chalicelib.conftest import TABLE
from tests.chalicelib.dynamo_calls import recorded
from tests.chalicelib.kept import look, with_claims
from tests.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, desk, issued

CLAIM = Claim(SERVICE, TODAY)
READ, WRITE = "TransactGetItems", "TransactWriteItems"


@pytest.fixture
def at(client: Client) -> Desk:
    """A desk over an emulated table."""
    return desk(DynamoLedger(client, TABLE))


class TestCalls:
    """One read and one write a claim, one read for a refusal or a replay."""

    def count(self, client: Client, deed: Callable[[], object]) -> list[str]:
        """The calls of a deed."""
        calls = recorded(client)
        deed()
        return [*calls]

    def test_an_accepted_claim_is_two(self, client: Client, at: Desk) -> None:
        number = issued(at)
        assert self.count(client, lambda: at.claim(ONE, number, CLAIM)) == [READ, WRITE]

    def test_a_replay_is_one(self, client: Client, at: Desk) -> None:
        number = issued(at)
        at.claim(ONE, number, CLAIM)
        assert self.count(client, lambda: at.claim(ONE, number, CLAIM)) == [READ]

    def test_a_refusal_is_one(self, client: Client, at: Desk) -> None:
        number = issued(at)
        late = Claim(SERVICE, TODAY + timedelta(days=1))
        assert self.count(client, lambda: at.claim(ONE, number, late)) == [READ]

    def test_a_check_is_one(self, client: Client, at: Desk) -> None:
        number = issued(at)
        assert self.count(client, lambda: at.check(ONE, number)) == [READ]

    def test_a_number_that_does_not_exist_is_one_and_one_to_count_the_failure(self, client: Client, at: Desk) -> None:
        assert self.count(client, lambda: at.check(ONE, "7K3M9RT4WXC6")) == [READ, "UpdateItem"]

    def test_an_own_unit_number_at_a_private_provider_costs_and_says_the_same(self, client: Client, at: Desk) -> None:
        own = issued(at, service=OWN_ONLY)
        calls = [self.count(client, partial(at.claim, ONE, quoted, CLAIM)) for quoted in (own, "7K3M9RT4WXC6")]
        assert calls[0] == calls[1] == [READ, "UpdateItem"]
        assert at.claim(ONE, own, CLAIM) == at.claim(ONE, "7K3M9RT4WXC6", CLAIM) == Refused("number_unknown")

    def test_a_mistyped_number_is_none(self, client: Client, at: Desk) -> None:
        assert self.count(client, lambda: at.claim(ONE, "7K3M9RT4WXC7", CLAIM)) == []

    def test_issuing_is_two_and_issuing_again_is_one(self, client: Client, at: Desk) -> None:
        assert self.count(client, lambda: issued(at)) == [READ, WRITE]
        assert self.count(client, lambda: issued(at)) == [READ]

    def test_a_reversal_is_four_for_the_pointer_comes_first_and_adjustments_count(
        self, client: Client, at: Desk
    ) -> None:
        claimed = at.claim(ONE, issued(at), CLAIM)
        assert isinstance(claimed, Accepted)
        claim_id = claimed.claim.claim_id
        calls = self.count(client, lambda: at.reverse(claim_id, "duplicate", "subject", ONE))
        assert calls == ["GetItem", READ, "Query", WRITE]


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
    ) -> tuple[Desk, Troubled]:
        """A desk that meets trouble, with a number's desk's own secrets."""
        trouble = Troubled(client, operation, list(troubles))
        return desk(DynamoLedger(trouble, TABLE), limit_s=limit_s), trouble

    @pytest.mark.parametrize("error", CONTENTION)
    @pytest.mark.parametrize("operation", ["transact_get_items", "transact_write_items"])
    def test_trouble_twice_and_then_success(self, client: Client, at: Desk, operation: str, error: Exception) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, operation, error, error)
        found = ours.claim(ONE, number, CLAIM)
        assert isinstance(found, Accepted)
        assert (found.claim.left, trouble.calls) == (4, 3)

    def test_trouble_that_does_not_pass_is_busy_within_the_time_limit(self, client: Client, at: Desk) -> None:
        number = issued(at)
        ours, _ = self.troubled(client, "transact_write_items", *[CONFLICT] * 10_000, limit_s=0.2)
        with pytest.raises(BusyError):
            ours.claim(ONE, number, CLAIM)
        state = at.check(ONE, number)
        assert isinstance(state, Checked)
        assert state.row.left == 5

    def test_sending_again_after_busy_is_safe(self, client: Client, at: Desk) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", *[CONFLICT] * 10_000, limit_s=0.05)
        with pytest.raises(BusyError):
            ours.claim(ONE, number, CLAIM)
        trouble.troubles.clear()
        assert isinstance(ours.claim(ONE, number, CLAIM), Accepted)
        assert isinstance(ours.claim(ONE, number, CLAIM), Replayed)

    def test_an_answer_that_was_lost_after_the_write_is_still_ours_and_recorded_once(
        self, client: Client, at: Desk
    ) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        found = ours.claim(ONE, number, CLAIM)
        assert isinstance(found, Accepted)
        assert (found.claim.left, trouble.calls) == (4, 1)
        assert found.number is not None
        assert found.number.used == 1

    def test_a_number_whose_answer_was_lost_is_issued_once(self, client: Client, at: Desk) -> None:
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        assert issued(ours) == issued(at)

    def test_a_reversal_whose_answer_was_lost_gives_one_session_back(self, client: Client, at: Desk) -> None:
        number = issued(at)
        claimed = at.claim(ONE, number, CLAIM)
        assert isinstance(claimed, Accepted)
        ours, trouble = self.troubled(client, "transact_write_items", ReadTimeoutError(endpoint_url="x"))
        trouble.done_first = True
        found = ours.reverse(claimed.claim.claim_id, "duplicate", "subject", ONE)
        assert not isinstance(found, Refused)
        assert found.reversal.left == 5

    def test_a_condition_that_did_not_hold_is_decided_again(self, client: Client, at: Desk) -> None:
        number = issued(at)
        ours, trouble = self.troubled(
            client, "transact_write_items", cancelled("None", "None", "ConditionalCheckFailed")
        )
        assert isinstance(ours.claim(ONE, number, CLAIM), Accepted)
        assert trouble.calls == 2

    @pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])
    def test_what_is_wrong_is_raised_at_once(self, client: Client, at: Desk, code: str) -> None:
        number = issued(at)
        ours, trouble = self.troubled(client, "transact_write_items", failed(code))
        with pytest.raises(ClientError):
            ours.claim(ONE, number, CLAIM)
        assert trouble.calls == 1

    def test_a_transaction_that_aws_found_invalid_is_raised(self, client: Client, at: Desk) -> None:
        number = issued(at)
        ours, _ = self.troubled(client, "transact_write_items", cancelled("ValidationError", "None", "None"))
        with pytest.raises(ClientError):
            ours.claim(ONE, number, CLAIM)

    def test_a_failure_that_could_not_be_counted_is_not_passed_over(self, client: Client) -> None:
        ours, _ = self.troubled(client, "update_item", *[failed("ThrottlingException")] * 10_000, limit_s=0.05)
        with pytest.raises(BusyError):
            ours.check(ONE, "7K3M9RT4WXC6")

    def test_contention_below_the_desk_is_said_to_be_so(self, client: Client) -> None:
        trouble = Troubled(client, "transact_get_items", [CONFLICT])
        with pytest.raises(ContendedError):
            DynamoLedger(trouble, TABLE).look(look())


class TestItems:
    """What lies in the table, and under which keys."""

    def items(self, client: Client) -> list[dict[str, dict[str, object]]]:
        """Everything."""
        found: list[dict[str, dict[str, object]]] = client.scan(TableName=TABLE)["Items"]
        return found

    def test_keys_are_those_of_the_design(self, client: Client, at: Desk) -> None:
        claimed = at.claim(ONE, issued(at), CLAIM)
        assert isinstance(claimed, Accepted)
        row = claimed.claim
        assert isinstance(at.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)
        at.check(ONE, "7K3M9RT4WXC6")
        place = f"N#{row.place}"
        assert {(item["pk"]["S"], item["sk"]["S"]) for item in self.items(client)} == {
            (place, "#"),
            (place, "E#2026-11-21T11:00:00.000001Z#1"),
            (place, f"C#{ONE}#2026-11-21#1"),
            (place, f"R#{ONE}#2026-11-21#1"),
            (f"I#{row.claim_id}", "#"),
            (f"F#{ONE}#2026-11-21T11", "#"),
        }

    def test_the_index_of_issued_numbers_lists_them_by_month(self, client: Client, at: Desk) -> None:
        issued(at)
        found = client.query(
            TableName=TABLE,
            IndexName="issued",
            KeyConditionExpression="#pk = :month",
            ExpressionAttributeNames={"#pk": "issued_pk"},
            ExpressionAttributeValues={":month": {"S": "M#2026-11"}},
        )
        assert [item["service"]["S"] for item in found["Items"]] == [SERVICE]

    def test_failures_expire_after_their_hour(self, client: Client, at: Desk) -> None:
        at.check(ONE, "7K3M9RT4WXC6")
        (item,) = self.items(client)
        assert item["expires"] == {"N": "1795266000"}  # 2026-11-21 13:00 UTC

    def test_the_number_itself_is_nowhere(self, client: Client, at: Desk) -> None:
        number = issued(at)
        at.claim(ONE, number, CLAIM)
        assert number not in str(self.items(client))

    def test_a_month_goes_on_over_pages_that_dynamodb_cuts_short(self, client: Client) -> None:
        ledger = with_claims(DynamoLedger(OneAtATime(client), TABLE), 4)
        assert [row.nth for row in ledger.month(ONE, "2026-11", "", 3)] == [1, 2, 3]
        assert [row.nth for row in ledger.month(ONE, "2026-11", "", 9)] == [1, 2, 3, 4]


@dataclass
class OneAtATime:
    """A client whose pages end after one row, as they may after 1 MB."""

    client: Client

    def __getattr__(self, name: str) -> object:
        return getattr(self.client, name)

    def query(self, **parameters: object) -> object:
        """Query for one row."""
        return self.client.query(**parameters | {"Limit": 1})


def test_the_table_is_paid_by_use_and_sorts_months_and_issues() -> None:
    definition = table("ledger")
    assert definition["BillingMode"] == "PAY_PER_REQUEST"
    assert [index["IndexName"] for index in definition["GlobalSecondaryIndexes"]] == ["by_month", "issued"]
    keys = [definition, *definition["GlobalSecondaryIndexes"]]
    named = {key["AttributeName"] for one in keys for key in one["KeySchema"]}
    assert named == {attribute["AttributeName"] for attribute in definition["AttributeDefinitions"]}


def test_the_client_answers_soon_or_fails_and_leaves_trying_again_to_us() -> None:
    client = connect("eu-north-1", "http://127.0.0.1:1")
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]) == (1, 2, 1)
    client.close()
