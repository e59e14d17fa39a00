"""What of a contact is counted, and what is refused."""

from dataclasses import replace

import pytest

from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.rules.contact import Counted, decide
from chalicelib.rules.outcomes import Refused
from tests.support.chalicelib.sample import OWN_ONLY, SERVICE, rules, service
from tests.support.tables import assert_rows

TOWN = {"code": "0180", "name": "Provköping", "members": [], "demo": True, "elsewhere": ["bup"]}
RULES = rules(municipality=TOWN, services=[service(first_contact=True), service(id=OWN_ONLY)])
ADVICE = ContactRow("a", "2026-11", SERVICE, "advice")
REFERRED = replace(ADVICE, kind="referred", sent_to="bup")
COMPLAINT = replace(ADVICE, kind="complaint", about="fee")


def outcome(asked: ContactRow, existing: ContactRow | None = None) -> tuple[str, object]:
    """The code of a refusal and the field that it names, or what stands then and whether it has to be written."""
    decided = decide(RULES, asked, existing)
    if isinstance(decided, Refused):
        return decided.code, decided.facts.get("field")
    return "undone" if decided.row.undone else "counted", decided.is_new or decided.is_undone


def test_each_kind_has_its_own_fields_and_no_others() -> None:
    assert_rows(
        [
            ((ADVICE,), ("counted", True)),
            ((REFERRED,), ("counted", True)),
            ((replace(REFERRED, sent_to="other"),), ("counted", True)),
            ((COMPLAINT,), ("counted", True)),
            ((replace(COMPLAINT, concerns="own"),), ("counted", True)),
            ((replace(REFERRED, sent_to=None),), ("missing_field", "to")),
            ((replace(REFERRED, sent_to="umo"),), ("invalid_field", "to")),
            ((replace(ADVICE, sent_to="bup"),), ("invalid_field", "to")),
            ((replace(COMPLAINT, about=None),), ("missing_field", "about")),
            ((replace(REFERRED, about="fee"),), ("invalid_field", "about")),
            ((replace(ADVICE, concerns="own"),), ("invalid_field", "concerns")),
            ((replace(ADVICE, service="sommarlager"),), ("unknown_service", None)),
            ((replace(ADVICE, service=OWN_ONLY),), ("contacts_unasked", None)),
        ],
        lambda asked: outcome(*asked),
    )


def test_a_repeated_request_counts_once_and_undoes_once() -> None:
    undo, undone = replace(ADVICE, undone=True), replace(ADVICE, undone=True)
    assert_rows(
        [
            ((ADVICE, ADVICE), ("counted", False)),
            ((undo, ADVICE), ("undone", True)),
            ((undo, undone), ("undone", False)),
            ((ADVICE, undone), ("undone", False)),
            ((undo, None), ("undone", True)),
            ((REFERRED, ADVICE), ("idempotency_conflict", None)),
            ((replace(ADVICE, month="2026-12"), ADVICE), ("counted", False)),
            ((replace(undo, month="2026-12"), ADVICE), ("too_late_to_undo", None)),
        ],
        lambda rows: outcome(*rows),
    )


@pytest.mark.parametrize("month", ["2026-11", "2026-12"])
def test_a_retry_in_another_month_stays_in_the_month_in_which_it_was_counted(month: str) -> None:
    decided = decide(RULES, replace(ADVICE, month=month), ADVICE)
    assert isinstance(decided, Counted)
    assert decided.row.month == "2026-11"
