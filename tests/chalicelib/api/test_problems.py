"""The one table of refusals."""

import datetime as dt
import re

from chalicelib.api import problems

NOW = dt.datetime(2026, 11, 21, 11, 58, 30, tzinfo=dt.UTC)


class TestTable:
    """Every code has a status, a title and a sentence of help."""

    def test_a_code_is_stable_and_plain(self) -> None:
        assert [code for code in problems.PROBLEM_TYPES if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []

    def test_a_status_is_a_refusal(self) -> None:
        statuses = {code: kind.status for code, kind in problems.PROBLEM_TYPES.items()}
        assert {code: status for code, status in statuses.items() if not 400 <= status < 600} == {}

    def test_a_sentence_ends(self) -> None:
        details = {code: kind.detail for code, kind in problems.PROBLEM_TYPES.items()}
        assert {code: detail for code, detail in details.items() if not detail.endswith((".", "…"))} == {}

    def test_a_title_is_no_sentence(self) -> None:
        titles = {code: kind.title for code, kind in problems.PROBLEM_TYPES.items()}
        assert {code: title for code, title in titles.items() if title.endswith(".")} == {}

    def test_no_two_say_the_same(self) -> None:
        titles = [kind.title for kind in problems.PROBLEM_TYPES.values()]
        assert len(set(titles)) == len(titles)

    def test_when_to_try_again_is_said_where_it_helps(self) -> None:
        again = {code for code, kind in problems.PROBLEM_TYPES.items() if kind.retry_after_seconds is not None}
        assert again == {code for code, kind in problems.PROBLEM_TYPES.items() if kind.status in {429, 503}}


class TestDocument:
    """RFC 9457."""

    def test_it_has_the_members_of_the_standard_and_a_code(self) -> None:
        assert problems.body("nth_skipped", {"next_nth": 2}) == {
            "type": "urn:kundval:problem:nth_skipped",
            "title": "`nth` leaves a gap",
            "status": 422,
            "detail": "Send `next_nth` as `nth`.",
            "code": "nth_skipped",
            "next_nth": 2,
        }

    def test_its_headers_say_what_it_is_and_when_to_come_back(self) -> None:
        assert problems.headers("unauthorised")["WWW-Authenticate"] == "Bearer"
        assert problems.headers("too_many_failures", NOW)["Retry-After"] == "90"
        assert problems.headers("busy", NOW) == {"Content-Type": "application/problem+json", "Retry-After": "2"}
