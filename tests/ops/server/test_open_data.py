"""Open data from a machine of the municipality's own: who may read them, of what type they are, and what is kept."""

from pathlib import Path

import pytest

from ops.server import static_files
from ops.server.serve import Local
from tests.support.ops.serving import ask

DATA = "/api/v1/providers.json"
OTHER_SITE = {"Origin": "https://another.example"}


@pytest.fixture(autouse=True)
def data(root: Path) -> Path:
    """A file of open data in the built site."""
    file = root / "dist" / DATA.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_text("{}", encoding="utf-8")
    return file


def reader(local: Local, path: str) -> tuple[str | None, str | None]:
    """Return what an answer says of who may read it."""
    _, headers, _ = ask(local, "GET", path, headers=OTHER_SITE)
    return headers.get("access-control-allow-origin"), headers["cross-origin-resource-policy"]


class TestReaders:
    """Any site's page reads open data, and nothing else."""

    @pytest.mark.parametrize("path", [DATA, "/api/v1/nothing.json", "/schema/v1/x.json", "/en/changes/atom.xml"])
    def test_open_data_are_for_everybody(self, local: Local, path: str) -> None:
        assert reader(local, path) == ("*", "cross-origin")

    @pytest.mark.parametrize(
        "path",
        [
            *("/", "/nothing", "/order.json", "/assets/site.js", "/v1/health", "/v1/claims", "/v1/openapi.json"),
            *("/v1/atom.xml", "/api", "/dev/", "/dev/atom.xml", "/dev/jwks.json", "/en/api/x"),
        ],
    )
    def test_the_rest_is_for_the_site_itself(self, local: Local, path: str) -> None:
        assert reader(local, path) == (None, "same-origin")

    @pytest.mark.parametrize("path", ["/api/../order.json", "/api/%2e%2e/order.json", "/api/..%2forder.json"])
    def test_no_other_file_is_reached_through_an_open_folder(self, local: Local, path: str) -> None:
        assert ask(local, "GET", path, headers=OTHER_SITE)[0] == 404

    def test_another_site_may_ask_for_the_headers_alone(self, local: Local) -> None:
        status, headers, body = ask(local, "HEAD", DATA, headers=OTHER_SITE)
        assert (status, headers["access-control-allow-origin"], headers["content-length"], body) == (200, "*", "2", b"")


class TestWhatIsKept:
    """A file that a client has already is not sent again (RFC 9110 §13)."""

    @pytest.mark.parametrize("path", [DATA, "/", "/assets/site.css", "/en/"])
    def test_what_has_not_changed_is_not_sent(self, local: Local, path: str) -> None:
        _, headers, _ = ask(local, "GET", path)
        tag, date = headers["etag"], headers["last-modified"]
        conditions = [{"If-None-Match": one} for one in (tag, f'"other", W/{tag}', "*")]
        for condition in (*conditions, {"If-Modified-Since": date}):
            for method in ("GET", "HEAD"):
                status, again, body = ask(local, method, path, headers=condition)
                assert (status, body, again["etag"]) == (304, b"", tag)
                assert not {"content-length", "content-type"} & again.keys()

    def test_what_has_changed_is_sent(self, local: Local, data: Path) -> None:
        _, headers, _ = ask(local, "GET", DATA)
        data.write_text("[]", encoding="utf-8")
        tag = {"If-None-Match": headers["etag"]}
        assert ask(local, "GET", DATA, headers=tag)[::2] == (200, b"[]")

    def test_a_tag_goes_before_a_date(self, local: Local) -> None:
        _, headers, _ = ask(local, "GET", DATA)
        conditions = {"If-None-Match": '"other"', "If-Modified-Since": headers["last-modified"]}
        assert ask(local, "GET", DATA, headers=conditions)[0] == 200

    @pytest.mark.parametrize("path", ["/nothing", "/utforare/ana", "/v1/health"])
    def test_only_a_file_has_a_tag(self, local: Local, path: str) -> None:
        status, headers, _ = ask(local, "GET", path, headers={"If-None-Match": "*"})
        assert (status == 304, "etag" in headers) == (False, False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("catalogue.rdf", "application/rdf+xml"), ("atom.xml", "application/atom+xml"), ("x.xml", "application/xml")],
)
def test_a_file_has_its_registered_type_on_every_machine(name: str, kind: str) -> None:
    assert static_files.content_type(Path(name)) == kind
