"""What a change of rows may do to what is in force: of policy's rows, or the register's."""

from datetime import date
from typing import Any, Final

import pytest

from catalogue.contributions import policy_changes

TODAY: Final = date(2026, 11, 30)
Rows = dict[str, list[dict[str, Any]]]


def tariff(**changes: object) -> dict[str, Any]:
    """Return a price in force."""
    key = {"service": "s", "event": "session", "regi": "private", "counsellors": 1, "from": "2026-01-01"}
    return {**key, "amount_ore": 100_000, "fee": "on_top", **changes}


def fee(**changes: object) -> dict[str, Any]:
    """Return a fee rule in force."""
    exempt = {"amount_ore": 0, "paid_by": "municipality"}
    entry = {"service": "s", "from": "2026-01-01", "amount_ore": 30_000, "events": ["session"], "exempt": exempt}
    return {**entry, **changes}


def provider(**changes: object) -> dict[str, Any]:
    """Return a provider in force."""
    period = {"service": "s", "from": "2026-01-01"}
    return {"id": "a", "organisation_number": "1", "regi": "private", "type": "x", "services": [period], **changes}


def codes(old: Rows, new: Rows) -> list[str]:
    """Return the codes of the changes that are refused."""
    return [change.code for change in policy_changes.changes(old, new, TODAY)]


FIRST: Final = {"count": 2, "amount_ore": 0, "paid_by": "municipality"}


@pytest.mark.parametrize(
    ("listed", "before", "after"),
    [
        ("tariffs", tariff(), tariff(fee="deducted")),
        ("fees", fee(), fee(events=["session", "phone"])),
        ("fees", fee(), fee(exempt={"amount_ore": 0, "paid_by": "provider"})),
        ("fees", fee(), fee(first_visits=FIRST)),
        ("providers", provider(), provider(regi="own")),
        ("providers", provider(), provider(type="y")),
    ],
)
def test_what_decides_a_price_in_force_is_frozen(listed: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert codes({listed: [before]}, {listed: [after]}) == ["entry_frozen"]


@pytest.mark.parametrize(("first", "refused"), [("2026-01-01", ["entry_frozen"]), ("2027-01-01", [])])
def test_a_service_with_a_price_in_force_is_paid_by_the_same_unit(first: str, refused: list[str]) -> None:
    tariffs = [tariff(**{"from": first})]
    by_session, by_hour = ([{"id": "s", "unit": unit}] for unit in ("session", "hour"))
    old = {"tariffs": tariffs, "services": by_session}
    assert codes(old, {"tariffs": tariffs, "services": by_hour}) == refused


@pytest.mark.parametrize("changes", [{"events": ["session", "phone"]}, {"first_visits": FIRST}])
def test_a_fee_to_come_that_reaches_another_event_or_visit_moves_from_or_to_nothing(changes: dict[str, Any]) -> None:
    coming = {"from": "2027-01-01"}
    assert codes({"fees": [fee()]}, {"fees": [fee(), fee(**coming)]}) == []
    assert codes({"fees": [fee()]}, {"fees": [fee(), fee(**coming, **changes)]}) == ["amount_jump"]


@pytest.mark.parametrize("dates", [("2026-10-31", None), (None, "2026-10-31"), ("2026-10-31", "2026-12-31")])
def test_an_authorisation_neither_ends_nor_goes_on_in_a_past_month(dates: tuple[str | None, str | None]) -> None:
    old, new = ([provider(services=[{"service": "s", "from": "2026-01-01", "to": day}])] for day in dates)
    assert codes({"providers": old}, {"providers": new}) == ["entry_backdated"]


@pytest.mark.parametrize(("reason", "refused"), [("the amount", ["entry_backdated"]), ("the day", [])])
def test_a_reason_that_an_entry_gave_before_does_not_move_it_into_a_past_month(reason: str, refused: list[str]) -> None:
    coming = tariff(**{"from": "2026-12-01"}, amount_ore=150_000, intended=True, reason="the amount")
    moved = coming | {"from": "2025-12-01", "reason": reason}
    assert codes({"tariffs": [tariff(), coming]}, {"tariffs": [tariff(), moved]}) == refused
