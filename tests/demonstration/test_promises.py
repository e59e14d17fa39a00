"""What the demonstration's pages say of a late cancellation and a missed visit can be reported by the provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from catalogue.policy import loader as policies
from catalogue.policy import register
from chalicelib.ledger.sqlite import SqliteLedger
from ops.demo import plan as plans
from ops.demo.events import Event
from ops.demo.stage import DemoEndpoint
from tests.support.demonstration.files import POLICY, TODAY

WHO = "exempelbron"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[DemoEndpoint]:
    """The endpoint on the demonstration's own register."""
    policy, problems = policies.load(POLICY)
    assert policy is not None, problems
    file = tmp_path / "register.json"
    file.write_text(register.text(register.register(policy)), encoding="utf-8")
    yield DemoEndpoint.open(file, tmp_path, TODAY)
    ledger = app.wired().ledger()
    app._wired.clear()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()


@pytest.mark.parametrize("event", ["late_cancellation", "no_show"])
@pytest.mark.parametrize(
    ("exempt", "paid"), [(False, (0, 45_000)), (True, (45_000, 0))], ids=["who pays the fee", "who is exempt"]
)
def test_it_takes_the_fee_and_a_session_and_the_municipality_pays_nothing_more(
    stage: DemoEndpoint,
    event: str,
    exempt: bool,  # noqa: FBT001 - a column
    paid: tuple[int, int],
) -> None:
    (plan,) = plans.plan(stage.rules, stage.today).services
    resident = stage.resident(plan, 28, {"exempt": exempt})
    answer = stage.claim(WHO, resident, 21, Event(event))
    receipt = answer.json()
    assert (answer.status, receipt.get("code")) == (201, None)
    assert (receipt["amount_ore"], receipt["fee_ore"], receipt["left"]) == (*paid, resident.granted - 1)
