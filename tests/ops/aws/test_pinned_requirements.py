"""The function's requirements as the lock has them."""

import pytest

from ops.aws import package, pinned_requirements

LOCK = (package.ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8")


def test_what_a_requirement_needs_comes_with_it_and_all_of_it_has_hashes() -> None:
    found = pinned_requirements.pin("# why\npyjwt[crypto]>=2.10,<3\n", LOCK)
    names = [line.partition("==")[0] for line in found.splitlines() if line[0] != " "]
    assert names == ["cffi", "cryptography", "pycparser", "pyjwt"]
    assert all("--hash=sha256:" in entry for entry in found.split("\\\n    ", 1)[1:])


def test_an_extra_that_is_not_asked_for_stays_at_home() -> None:
    assert pinned_requirements.pin("pyjwt>=2.10,<3\n", LOCK).count("==") == 1


def test_what_the_lock_does_not_name_is_told() -> None:
    with pytest.raises(pinned_requirements.UnpinnedError, match=r"serve\.lock does not name pyjwt: run make lock"):
        pinned_requirements.pin("pyjwt>=2.10,<3\n", "")
