"""What is asked of a place after its deployment, and what is said of one that is not as it should be."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue import REGISTER
from chalicelib.register import parser
from ops.aws import smoke_test, template
from ops.aws.package import ZIP
from ops.cli import aws as commands
from ops.server import static_files
from ops.server.api_gateway import Response, problem
from tests.support.app.endpoint import ago, provider, service
from tests.support.municipalities import sites
from tests.support.ops import stories
from tests.support.ops.serving import answering, ask

ORIGINS = ("https://inloggning.example", "https://utforare.example")
HEADERS = static_files.headers_for_origins(ORIGINS) | static_files.HTTPS_ONLY
OPEN = HEADERS | static_files.OPEN_DATA_HEADERS
PAGE = Response(200, {**HEADERS, "Content-Type": "text/html; charset=utf-8"}, b"<!doctype html>")
GOOD = {
    "/": PAGE,
    "/no-such-page/": replace(PAGE, status=404),
    "/api/v1/index.json": Response(200, {**OPEN, "Content-Type": "application/json"}, b"{}"),
    "/.well-known/security.txt": Response(200, {**HEADERS, "Content-Type": "text/plain; charset=utf-8"}, b"Contact: "),
    "/v1/health": Response(200, {**HEADERS, "Content-Type": "application/json"}, b'{"register":"abc"}'),
    "/v1/claims": Response(401, {**HEADERS, **problem("unauthorised").headers}),
}


def wrong(path: str, answer: Response) -> list[str]:
    """What is said when one answer is another."""
    return [*smoke_test.faults({**GOOD, path: answer}.__getitem__, "abc", ORIGINS)]


def test_nothing_is_said_of_a_place_as_it_should_be() -> None:
    assert wrong("/", PAGE) == []


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/no-such-page/", PAGE, "/no-such-page/: expected 404, got 200."),
        ("/.well-known/security.txt", replace(PAGE, status=404), "/.well-known/security.txt: expected 200, got 404."),
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


@pytest.mark.parametrize("name", sorted(static_files.OPEN_DATA_HEADERS))
def test_open_data_that_no_other_site_can_read_are_named(name: str) -> None:
    headers = {key: value for key, value in GOOD["/api/v1/index.json"].headers.items() if key != name}
    (found,) = wrong("/api/v1/index.json", Response(200, headers, b"{}"))
    assert found == f"/api/v1/index.json: the header {name} is 'missing'."


@pytest.mark.parametrize("path", ["/", "/v1/health", "/v1/claims"])
def test_what_other_sites_can_read_and_must_not_is_named(path: str) -> None:
    headers = {**GOOD[path].headers, "Access-Control-Allow-Origin": "*"}
    (found,) = wrong(path, replace(GOOD[path], headers=headers))
    assert found.startswith(f"{path}: the header Access-Control-Allow-Origin must not be there")


def test_a_place_that_cannot_be_reached_is_wrong_from_the_first_answer_on() -> None:
    nowhere = smoke_test.https_client("https://localhost:1")
    assert next(smoke_test.faults(nowhere, "abc", ORIGINS)) == "/: expected 200, got 0."


@pytest.mark.parametrize("name", sites.EACH)
def test_nothing_is_said_of_a_municipality_whatever_its_services(name: str, tmp_path: Path) -> None:
    dist, root = sites.built(name), stories.write(name, tmp_path)
    with answering(root, dist=dist) as local:
        rules = parser.load(local.register_path)
        added = static_files.headers_for_origins(rules.browser_origins) | static_files.HTTPS_ONLY

        def behind_a_proxy(path: str) -> Response:
            status, headers, body = ask(local, "GET", path)
            return Response(status, headers | added | static_files.own_headers(path), body)

        assert [*smoke_test.faults(behind_a_proxy, rules.sha256, rules.browser_origins)] == []


class TestTheCommand:
    """What `deploy` says once it has looked at the place."""

    @pytest.fixture
    def packed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A package whose only service has no price yet, and a place that is as it should be."""
        stories.write_endpoint(
            tmp_path, tariffs=[], services=[service()], providers=[provider("ana", "private", ago(9))]
        )
        rules = parser.load(tmp_path / REGISTER)
        with zipfile.ZipFile(tmp_path / ZIP, "w") as archive:
            archive.write(tmp_path / REGISTER, str(template.REGISTER))
        headers = static_files.headers_for_origins(rules.browser_origins) | static_files.HTTPS_ONLY
        health = replace(GOOD["/v1/health"], body=rules.sha256.encode())
        answers = {**GOOD, "/v1/health": health}
        good = {
            path: replace(answer, headers={**answer.headers, **headers} | static_files.own_headers(path))
            for path, answer in answers.items()
        }
        monkeypatch.setattr(smoke_test, "https_client", lambda _: good.__getitem__)
        return tmp_path

    def test_it_says_what_nobody_can_claim_today(self, packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
        commands._smoke("https://kundval.example", packed)
        said = capsys.readouterr().out
        assert said.startswith("deploy: it is as it should be, and nobody can claim this today: policy/tariffs.yaml: ")
        assert len(said.splitlines()) == 1


def test_only_https_is_asked() -> None:
    with pytest.raises(ValueError, match="begins with https"):
        smoke_test.https_client("http://kundval.example")
