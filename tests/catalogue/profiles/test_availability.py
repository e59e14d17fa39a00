"""The newer of what a profile says and what its provider has said since is shown, and nothing that is not known."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogue import encoding
from catalogue.profiles import availability
from catalogue.profiles.availability import FILE, Availability, AvailabilityError
from catalogue.profiles.model import Profile, ServiceDescription
from chalicelib.register import parser

TODAY = date(2026, 11, 21)
ANA, SERVICE = "ana", "familjeradgivning"


def document(*entries: object, **changes: object) -> bytes:
    """Build the list as the endpoint gives it, with some of its fields changed."""
    contents: dict[str, Any] = {"schema": 1, "availability": list(entries)}
    return encoding.dumps(contents | {"sha256": parser.digest(contents)} | changes)


def entry(**values: object) -> dict[str, object]:
    """Build an entry: by default a waiting time of three days, stated today."""
    stated = {"working_days": 3, "working_days_stated": "2026-11-21"}
    return {"provider": ANA, "service": SERVICE, **stated, **values}


def shown(*entries: object, dates: dict[str, str] | None = None, **written: object) -> dict[str, Any]:
    """Return what is shown of the service of a profile in which this was written."""
    description: ServiceDescription = written  # type: ignore[assignment] # some of its fields
    profile: Profile = {"name": "Ana", "services": {SERVICE: description}}
    stated = availability.parse(document(*entries), TODAY)
    newest, _ = stated.applied(profile, ANA, [SERVICE], dates)
    assert newest is not None
    return dict(newest["services"][SERVICE])


class TestTheNewer:
    """Each of the two fields is judged by itself."""

    def test_a_newer_statement_replaces_the_waiting_time_and_its_date(self) -> None:
        written = {"working_days": 20, "stated": "2026-11-01"}
        assert shown(entry(), waiting_time=written) == {"waiting_time": {"working_days": 3, "stated": "2026-11-21"}}

    def test_a_profile_that_was_changed_later_stands(self) -> None:
        written = {"working_days": 20, "stated": "2026-11-10"}
        assert shown(entry(working_days_stated="2026-11-09"), waiting_time=written)["waiting_time"] == written

    def test_what_was_taken_back_does_not_return_from_the_profile(self) -> None:
        written = {"working_days": 20, "stated": "2026-11-01"}
        assert shown(entry(working_days="not_stated"), waiting_time=written) == {}

    def test_an_older_withdrawal_leaves_a_newer_profile(self) -> None:
        written = {"working_days": 20, "stated": "2026-11-10"}
        stated = entry(working_days="not_stated", working_days_stated="2026-11-09")
        assert shown(stated, waiting_time=written)["waiting_time"] == written

    def test_whether_new_clients_are_accepted_is_dated_by_the_line_of_the_profile(self) -> None:
        stated = {"provider": ANA, "service": SERVICE, "accepts_new": "not_now", "accepts_new_stated": "2026-11-10"}
        answers = [
            shown(stated, accepts_new="yes", dates=dates)["accepts_new"]
            for dates in (
                None,
                {"services": "2026-11-15", "accepts_new": "2026-11-09"},
                {"services": "2026-11-15", "accepts_new": "2026-11-15"},
            )
        ]
        assert answers == ["not_now", "not_now", "yes"]

    def test_a_service_that_the_profile_does_not_describe_gets_what_was_stated(self) -> None:
        stated = availability.parse(document(entry()), TODAY)
        newest, _ = stated.applied({"name": "Ana"}, ANA, [SERVICE], None)
        assert newest == {
            "name": "Ana",
            "services": {SERVICE: {"waiting_time": {"working_days": 3, "stated": "2026-11-21"}}},
        }

    def test_the_part_of_the_profile_is_as_new_as_what_was_stated(self) -> None:
        stated = availability.parse(document(entry()), TODAY)
        _, dates = stated.applied({"name": "Ana"}, ANA, [SERVICE], {"name": "2026-11-01", "services": "2026-11-01"})
        assert dates == {"name": "2026-11-01", "services": "2026-11-21"}

    def test_the_profile_that_was_read_is_left_as_it_is(self) -> None:
        profile: Profile = {"name": "Ana", "services": {SERVICE: {"accepts_new": "yes"}}}
        availability.parse(document(entry()), TODAY).applied(profile, ANA, [SERVICE], None)
        assert profile == {"name": "Ana", "services": {SERVICE: {"accepts_new": "yes"}}}


class TestIgnored:
    """What is not known, or cannot be so, changes nothing."""

    @pytest.mark.parametrize(
        "stated",
        [
            entry(provider="somebody-else"),
            entry(service="another-service"),
            entry(working_days=366),
            entry(working_days=-1),
            entry(working_days=True),
            entry(working_days="3"),
            entry(working_days_stated="2026-11-22"),
            entry(working_days_stated="2026-W47"),
            entry(working_days_stated=None),
            {"provider": ANA, "service": SERVICE, "accepts_new": "no", "accepts_new_stated": "2026-11-21"},
            {"provider": [], "service": {}},
            "ana",
            None,
        ],
        ids=str,
    )
    def test_an_entry_that_is_not_known_changes_nothing(self, stated: object) -> None:
        written = {"working_days": 20, "stated": "2026-11-01"}
        assert shown(stated, waiting_time=written, accepts_new="yes") == {
            "waiting_time": written,
            "accepts_new": "yes",
        }

    def test_a_provider_without_a_profile_is_shown_by_its_authorisation_alone(self) -> None:
        assert availability.parse(document(entry()), TODAY).applied(None, ANA, [SERVICE], None) == (None, None)


class TestTheFile:
    """A file that cannot be used is ignored as a whole, with a warning that says why."""

    def test_without_one_nothing_is_said(self, tmp_path: Path) -> None:
        assert availability.read(tmp_path, TODAY) == (Availability(), [])

    @pytest.mark.parametrize(
        ("contents", "reason"),
        [
            (b"", "not JSON"),
            (b"{", "not JSON"),
            (b"[" * 100_000, "not JSON"),
            (b"[]", "not a list of schema 1"),
            (document(schema=2), "not a list of schema 1"),
            (document(entry(), sha256="0" * 64), "its sha256 is not that of its content"),
            (document(entry(), sha256=None), "its sha256 is not that of its content"),
            (b" " * (availability.MAX_BYTES + 1), "larger than 5 MB"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_faulty_file_is_a_warning(self, tmp_path: Path, contents: bytes, reason: str) -> None:
        (tmp_path / "var").mkdir()
        (tmp_path / FILE).write_bytes(contents)
        stated, (problem,) = availability.read(tmp_path, TODAY)
        assert (stated, problem.severity, problem.path) == (Availability(), "warning", "var/availability.json")
        assert f"({reason})" in problem.message.en

    def test_a_list_without_entries_is_refused(self) -> None:
        contents = {"schema": 1}
        with pytest.raises(AvailabilityError, match="without a list"):
            availability.parse(encoding.dumps(contents | {"sha256": parser.digest(contents)}), TODAY)
