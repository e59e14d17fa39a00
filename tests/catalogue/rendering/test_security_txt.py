"""Whom a municipality's site tells to write to of a security fault, as RFC 9116 has it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from catalogue.rendering import security_txt
from tests.support.catalogue import small

PATH = Path(".well-known/security.txt")
BUILT = dt.date(2026, 11, 21)


def fields(text: str) -> dict[str, str]:
    """Read the fields, of which each may stand once."""
    lines = [line.split(": ", 1) for line in text.splitlines()]
    assert len(dict(lines)) == len(lines)
    return {line[0]: line[1] for line in lines}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a built site."""
    return (small.standing(tmp_path_factory.mktemp("site") / "here") / "dist" / PATH).read_bytes()


def test_it_names_the_reception_the_languages_and_itself(built: bytes) -> None:
    told = fields(built.decode())
    assert told["Contact"].startswith("mailto:")
    assert "@" in told["Contact"]
    assert told["Canonical"].startswith("https://")
    assert told["Canonical"].endswith(f"/{PATH}")
    assert told["Preferred-Languages"] == "sv, en"


def test_it_expires_in_the_future_and_within_a_year(built: bytes) -> None:
    expires = dt.datetime.fromisoformat(fields(built.decode())["Expires"])
    assert dt.timedelta() < expires - dt.datetime.combine(small.TODAY, dt.time(), dt.UTC) < dt.timedelta(days=365)


def test_a_night_later_it_expires_a_day_later_and_on_the_same_day_it_is_the_same() -> None:
    first, again, next_day = (
        security_txt.text("https://kundval.example", "a@b.example", ["sv"], BUILT + dt.timedelta(days))
        for days in (0, 0, 1)
    )
    assert first == again
    assert (fields(first)["Expires"], fields(next_day)["Expires"]) == ("2027-05-20T00:00:00Z", "2027-05-21T00:00:00Z")


def test_a_host_with_swedish_letters_stands_as_a_program_writes_it() -> None:
    told = security_txt.text("https://kundval.example", "info@gränsby.example", ["sv"], BUILT)
    assert fields(told)["Contact"] == "mailto:info@xn--grnsby-cua.example"
