"""The secrets are rotated while numbers are in use: file by file, as an operator does it."""

import secrets
from pathlib import Path

import pytest

from chalicelib.control_numbers import key_ring
from chalicelib.control_numbers.key_ring import KeyRing, KeysError
from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import AlreadyReversed, Checked, Issued, Replayed, Reversed
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, coded, desk, issued
from tests.support.chalicelib.talk import recorded, refused

CLAIM = Claim(SERVICE, TODAY)


def rotate(path: Path) -> KeyRing:
    """Insert a fresh secret before those in the file, and read it."""
    path.write_text(f"{secrets.token_hex(key_ring.LENGTH)}\n{path.read_text()}")
    return key_ring.read(path)


def retire(path: Path) -> KeyRing:
    """Take the oldest secret away, and read the file."""
    path.write_text("\n".join(path.read_text().split()[:-1]))
    return key_ring.read(path)


def test_a_rotation_from_beginning_to_end(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    key_ring.create(path)
    before = desk(ledger, key_ring.read(path))
    old, claimed_before = issued(before, "old"), recorded(before, issued(before, "other"))
    row = recorded(before, old)

    during = desk(ledger, rotate(path))
    new = issued(during, "new")
    assert isinstance(during.claims.claim(ONE, old, CLAIM), Replayed)
    assert recorded(during, old, Claim(SERVICE, TODAY, nth=2)).left == 3
    assert recorded(during, new).left == 4
    assert issued(during, "old") == old
    assert isinstance(during.claims.reverse(row.claim_id, "duplicate", "subject", ONE), Reversed)

    after = desk(ledger, retire(path))
    assert refused(after.claims.claim(ONE, old, CLAIM)) == "number_unknown"
    assert isinstance(after.claims.check(ONE, new), Checked)
    assert isinstance(after.claims.reverse(row.claim_id, "duplicate", "subject", ONE), AlreadyReversed)
    assert isinstance(after.claims.reverse(claimed_before.claim_id, "duplicate", "subject", ONE), Reversed)


def test_a_container_that_has_not_read_the_new_secret_yet_does_not_know_its_numbers(
    ledger: Ledger, tmp_path: Path
) -> None:
    """So the new secret is put second first, and made the one in use once every container has read it."""
    path = tmp_path / "secret"
    key_ring.create(path)
    slow = key_ring.read(path)
    quick = rotate(path)
    assert refused(desk(ledger, slow).claims.check(ONE, issued(desk(ledger, quick)))) == "number_unknown"
    told = KeyRing(tuple(reversed(quick.live)))
    assert isinstance(desk(ledger, told).claims.check(ONE, issued(desk(ledger, quick))), Checked)


def test_the_codes_of_a_slip_go_on_working(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    key_ring.create(path)
    made = desk(ledger, key_ring.read(path), register=coded()).numbers.issue(
        IssueRequest(SERVICE), "reception-1", "key"
    )
    assert isinstance(made, Issued)
    during = desk(ledger, rotate(path), register=coded())
    assert recorded(during, made.number, Claim(SERVICE, TODAY, code=made.codes[2])).code == 3


def test_a_third_live_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    key_ring.create(path)
    rotate(path)
    with pytest.raises(KeysError, match="There are 3 secrets: one or two can be live"):
        rotate(path)
