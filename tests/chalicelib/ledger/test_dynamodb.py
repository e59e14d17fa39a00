"""What is DynamoDB's own: the count of calls, the items, and what the network and other writers do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_items import seal_key, to_item
from chalicelib.ledger.dynamodb_table import Client, connect, table
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Refused, Reversed
from tests.support.chalicelib.dynamo_calls import recorded
from tests.support.chalicelib.kept import SEAL, with_claims
from tests.support.chalicelib.ledgers import TABLE
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TODAY, Services, desk, issued

CLAIM = Claim(SERVICE, TODAY)
READ, WRITE = "TransactGetItems", "TransactWriteItems"


@pytest.fixture
def at(client: Client) -> Services:
    """A desk over an emulated table."""
    return desk(DynamoLedger(client, TABLE))


def test_a_seal_from_before_there_were_layouts_is_of_the_first(client: Client) -> None:
    item = {name: value for name, value in to_item(SEAL).items() if name != "layout"}
    client.put_item(TableName=TABLE, Item=seal_key(SEAL.month) | item)
    assert DynamoLedger(client, TABLE).seals([SEAL.month]) == {SEAL.month: SEAL}


class TestCalls:
    """One read and one write a claim, one read for a refusal or a replay."""

    def count(self, client: Client, deed: Callable[[], object]) -> list[str]:
        """The calls of a deed."""
        calls = recorded(client)
        deed()
        return [*calls]

    def test_an_accepted_claim_is_two(self, client: Client, at: Services) -> None:
        number = issued(at)
        assert self.count(client, lambda: at.claims.claim(ONE, number, CLAIM)) == [READ, WRITE]

    def test_a_replay_is_one(self, client: Client, at: Services) -> None:
        number = issued(at)
        at.claims.claim(ONE, number, CLAIM)
        assert self.count(client, lambda: at.claims.claim(ONE, number, CLAIM)) == [READ]

    def test_a_refusal_is_one(self, client: Client, at: Services) -> None:
        number = issued(at)
        late = Claim(SERVICE, TODAY + timedelta(days=1))
        assert self.count(client, lambda: at.claims.claim(ONE, number, late)) == [READ]

    def test_a_check_is_one(self, client: Client, at: Services) -> None:
        number = issued(at)
        assert self.count(client, lambda: at.claims.check(ONE, number)) == [READ]

    def test_a_number_that_does_not_exist_is_one_and_one_to_count_the_failure(
        self, client: Client, at: Services
    ) -> None:
        assert self.count(client, lambda: at.claims.check(ONE, "7K3M9RT4WXC6")) == [READ, "UpdateItem"]

    def test_an_own_unit_number_at_a_private_provider_costs_and_says_the_same(
        self, client: Client, at: Services
    ) -> None:
        own = issued(at, service=OWN_ONLY)
        calls = [self.count(client, partial(at.claims.claim, ONE, quoted, CLAIM)) for quoted in (own, "7K3M9RT4WXC6")]
        assert calls[0] == calls[1] == [READ, "UpdateItem"]
        assert (
            at.claims.claim(ONE, own, CLAIM) == at.claims.claim(ONE, "7K3M9RT4WXC6", CLAIM) == Refused("number_unknown")
        )

    def test_a_mistyped_number_is_none(self, client: Client, at: Services) -> None:
        assert self.count(client, lambda: at.claims.claim(ONE, "7K3M9RT4WXC7", CLAIM)) == []

    def test_issuing_is_two_and_issuing_again_is_one(self, client: Client, at: Services) -> None:
        assert self.count(client, lambda: issued(at)) == [READ, WRITE]
        assert self.count(client, lambda: issued(at)) == [READ]

    def test_a_reversal_is_four_for_the_pointer_comes_first_and_adjustments_count(
        self, client: Client, at: Services
    ) -> None:
        claimed = at.claims.claim(ONE, issued(at), CLAIM)
        assert isinstance(claimed, Accepted)
        claim_id = claimed.claim.claim_id
        calls = self.count(client, lambda: at.claims.reverse(claim_id, "duplicate", "subject", ONE))
        assert calls == ["GetItem", READ, "Query", WRITE]


class TestItems:
    """What lies in the table, and under which keys."""

    def items(self, client: Client) -> list[dict[str, dict[str, object]]]:
        """Everything."""
        found: list[dict[str, dict[str, object]]] = client.scan(TableName=TABLE)["Items"]
        return found

    def test_keys_are_those_of_the_design(self, client: Client, at: Services) -> None:
        claimed = at.claims.claim(ONE, issued(at), CLAIM)
        assert isinstance(claimed, Accepted)
        row = claimed.claim
        assert isinstance(at.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)
        at.claims.check(ONE, "7K3M9RT4WXC6")
        place = f"N#{row.place}"
        assert {(item["pk"]["S"], item["sk"]["S"]) for item in self.items(client)} == {
            (place, "#"),
            (place, "E#2026-11-21T11:00:00.000001Z#1"),
            (place, f"C#{ONE}#2026-11-21#1"),
            (place, f"R#{ONE}#2026-11-21#1"),
            (f"I#{row.claim_id}", "#"),
            (f"F#{ONE}#2026-11-21T11", "#"),
        }

    def test_the_index_of_issued_numbers_lists_them_by_month(self, client: Client, at: Services) -> None:
        issued(at)
        found = client.query(
            TableName=TABLE,
            IndexName="issued",
            KeyConditionExpression="#pk = :month",
            ExpressionAttributeNames={"#pk": "issued_pk"},
            ExpressionAttributeValues={":month": {"S": "M#2026-11"}},
        )
        assert [item["service"]["S"] for item in found["Items"]] == [SERVICE]

    def test_failures_expire_after_their_hour(self, client: Client, at: Services) -> None:
        at.claims.check(ONE, "7K3M9RT4WXC6")
        (item,) = self.items(client)
        assert item["expires"] == {"N": "1795266000"}  # 2026-11-21 13:00 UTC

    def test_the_number_itself_is_nowhere(self, client: Client, at: Services) -> None:
        number = issued(at)
        at.claims.claim(ONE, number, CLAIM)
        assert number not in str(self.items(client))

    def test_a_month_goes_on_over_pages_that_dynamodb_cuts_short(self, client: Client) -> None:
        ledger = with_claims(DynamoLedger(OneAtATime(client), TABLE), 4)
        assert [row.nth for row in ledger.entries(ONE, "2026-11", "", 3)] == [1, 2, 3]
        assert [row.nth for row in ledger.entries(ONE, "2026-11", "", 9)] == [1, 2, 3, 4]


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
