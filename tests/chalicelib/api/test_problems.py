"""The one table of refusals."""

import re

import pytest

from chalicelib.api import problems

CODES = pytest.mark.parametrize("code", problems.PROBLEM_TYPES)


class TestTable:
    """Every code has a status, a title and a sentence of help."""

    @CODES
    def test_a_code_is_stable_and_plain(self, code: str) -> None:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)

    @CODES
    def test_a_status_is_a_refusal(self, code: str) -> None:
        assert 400 <= problems.PROBLEM_TYPES[code].status < 600

    @CODES
    def test_a_sentence_ends(self, code: str) -> None:
        kind = problems.PROBLEM_TYPES[code]
        assert kind.detail.endswith((".", "…"))
        assert not kind.title.endswith(".")

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
        assert problems.headers("too_many_failures", 90)["Retry-After"] == "90"
        assert problems.headers("busy", 90) == {"Content-Type": "application/problem+json", "Retry-After": "2"}
