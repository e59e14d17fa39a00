"""What a year reads of DynamoDB: from the adapter's own items, so that a larger item costs more."""

import pytest

from benchmarks.endpoint import read_cost
from benchmarks.endpoint.read_cost import CLAIM, item_bytes
from chalicelib.ledger.dynamodb_items import entry_item


def test_an_item_is_charged_by_its_names_and_values() -> None:
    assert item_bytes({"pk": {"S": "abc"}}) == 5


def test_the_index_s_own_keys_are_part_of_a_claim() -> None:
    item = entry_item(CLAIM)
    assert {"pk", "sk", "month_pk", "month_sk"} <= item.keys()
    assert item_bytes(item) > sum(len(value.get("S", "")) for value in item.values())


def test_the_report_grows_as_the_claims_do() -> None:
    assert read_cost.year_cost(2_000).report == pytest.approx(2 * read_cost.year_cost(1_000).report)


def test_runs_cost_less_than_to_read_every_claim_alone_each_month() -> None:
    (runs, report) = read_cost.measure(1_000_000)
    assert runs.ratio < 1
    assert report.ours < runs.ours
