"""What is asked of a place after its deployment, and what is said of one that is not as it should be."""

from dataclasses import replace

import pytest

from ops.aws import smoke_test
from ops.server import static_files
from ops.server.api_gateway import Response, problem

ISSUER = "https://inloggning.example"
HEADERS = static_files.headers_for_issuer(ISSUER) | static_files.HTTPS_ONLY
PAGE = Response(200, {**HEADERS, "Content-Type": "text/html; charset=utf-8"}, b"<!doctype html>")
GOOD = {
    "/": PAGE,
    "/no-such-page/": replace(PAGE, status=404),
    "/v1/health": Response(200, {**HEADERS, "Content-Type": "application/json"}, b'{"register":"abc"}'),
    "/v1/claims": Response(401, {**HEADERS, **problem("unauthorised").headers}),
}


def wrong(path: str, answer: Response) -> list[str]:
    """What is said when one answer is another."""
    return [*smoke_test.faults({**GOOD, path: answer}.__getitem__, "abc", ISSUER)]


def test_nothing_is_said_of_a_place_as_it_should_be() -> None:
    assert wrong("/", PAGE) == []


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/no-such-page/", PAGE, "/no-such-page/: expected 404, got 200."),
        (
            "/v1/health",
            replace(PAGE, status=200),
            "/v1/health: expected application/json, got text/html; charset=utf-8.",
        ),
        ("/v1/health", replace(GOOD["/v1/health"], body=b"{}"), "/v1/health: it answers by another register than"),
        ("/v1/claims", replace(GOOD["/v1/claims"], status=200), "/v1/claims: expected 401, got 200."),
    ],
)
def test_what_is_wrong_is_said_once(path: str, answer: Response, said: str) -> None:
    (found,) = wrong(path, answer)
    assert found.startswith(said)


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_each_header_that_is_missing_is_named(name: str) -> None:
    headers = {key: value for key, value in PAGE.headers.items() if key != name}
    (found,) = wrong("/", replace(PAGE, headers=headers))
    assert f"the header {name} is" in found


def test_a_place_that_cannot_be_reached_is_wrong_from_the_first_answer_on() -> None:
    nowhere = smoke_test.https_client("https://localhost:1")
    assert next(smoke_test.faults(nowhere, "abc", ISSUER)) == "/: expected 200, got 0."


def test_only_https_is_asked() -> None:
    with pytest.raises(ValueError, match="begins with https"):
        smoke_test.https_client("http://kundval.example")
