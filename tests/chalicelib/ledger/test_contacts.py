"""Contacts with the reception stand in every ledger as they were counted, each once."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import Ledger, MovedError
from chalicelib.ledger.stated_rows import ContactRow

REFERRED = ContactRow("a" * 32, "2026-11", "familjeradgivning", "referred", sent_to="bup")
COMPLAINT = ContactRow("b" * 32, "2026-11", "familjeradgivning", "complaint", about="fee", concerns="own")


def test_contacts_come_back_as_they_were_counted_in_their_month(ledger: Ledger) -> None:
    for row in (REFERRED, COMPLAINT, replace(REFERRED, id="c" * 32, month="2026-12")):
        ledger.add_contact(row)
    assert sorted(ledger.contacts("2026-11"), key=lambda row: row.id) == [REFERRED, COMPLAINT]
    assert ledger.contact(("f" * 32, COMPLAINT.id)) == COMPLAINT
    assert ledger.contact(("f" * 32,)) is None


def test_a_contact_that_was_counted_is_not_overwritten(ledger: Ledger) -> None:
    ledger.add_contact(REFERRED)
    with pytest.raises(MovedError):
        ledger.add_contact(replace(REFERRED, sent_to="other"))
    assert ledger.contact((REFERRED.id,)) == REFERRED


def test_one_that_is_undone_is_marked(ledger: Ledger) -> None:
    ledger.add_contact(REFERRED)
    for _ in range(2):
        ledger.undo_contact(replace(REFERRED, undone=True))
    assert [*ledger.contacts("2026-11")] == [replace(REFERRED, undone=True)]


def test_no_month_of_claims_has_them(ledger: Ledger) -> None:
    ledger.add_contact(REFERRED)
    assert [*ledger.scan_month("2026-11")] == [*ledger.entries(None, "2026-11", "", 10)] == []
