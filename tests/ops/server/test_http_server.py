"""The one port: who is let in, what is sent back, and that connections are kept."""

import json
import socket
from pathlib import Path

import pytest

from chalicelib.dates import clock
from chalicelib.register import parser
from chalicelib.register.model import RegisterError
from ops.server.api_gateway import Response
from ops.server.http_request import Request
from ops.server.serve import Local
from tests.support.app.endpoint import SERVICE, register_data
from tests.support.ops.serving import LATE_SECONDS, ask


def bytes_of(local: Local, sent: bytes) -> bytes:
    """What comes back for bytes as they stand."""
    with socket.create_connection(("127.0.0.1", local.server.server_port), timeout=LATE_SECONDS) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


class TestSite:
    """Files of the built site."""

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/", "text/html; charset=utf-8"),
            ("/index.html", "text/html; charset=utf-8"),
            ("/en/", "text/html; charset=utf-8"),
            ("/utforare/ana/", "text/html; charset=utf-8"),
            ("/?q=anything", "text/html; charset=utf-8"),
            ("/assets/site.css", "text/css; charset=utf-8"),
            ("/assets/site.js", "text/javascript; charset=utf-8"),
            ("/assets/icon.svg", "image/svg+xml"),
            ("/order.json", "application/json"),
        ],
    )
    def test_a_file_has_its_type(self, local: Local, path: str, kind: str) -> None:
        status, headers, body = ask(local, "GET", path)
        assert (status, headers["content-type"], int(headers["content-length"])) == (200, kind, len(body))

    def test_a_folder_gets_its_slash(self, local: Local) -> None:
        status, headers, _ = ask(local, "GET", "/utforare/ana")
        assert (status, headers["location"]) == (308, "/utforare/ana/")

    def test_a_slash_never_leads_to_another_site(self, local: Local) -> None:
        assert ask(local, "GET", "//utforare")[1]["location"] == "/utforare/"

    @pytest.mark.parametrize("path", ["/nothing", "/nothing/", "/assets/", "/%00", "/%ff", "/index.html/x", "/å"])
    def test_what_is_not_there_gets_the_sites_own_page(self, local: Local, path: str) -> None:
        status, headers, body = ask(local, "GET", path.replace("å", "%C3%A5"))
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert b"Sidan finns inte" in body

    @pytest.mark.parametrize(
        "path",
        [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/assets/../../secret.txt",
            "/assets/%2e%2e/%2e%2e/secret.txt",
            "/..%5csecret.txt",
            "/link",
            "/.hidden",
            "//../secret.txt",
            "/%252e%252e/secret.txt",
        ],
    )
    def test_nothing_outside_the_site_is_given(self, local: Local, path: str) -> None:
        status, _, body = ask(local, "GET", path)
        assert status == 404
        assert b"canary" not in body

    def test_head_has_the_headers_and_no_body(self, local: Local) -> None:
        status, headers, body = ask(local, "HEAD", "/")
        assert (status, int(headers["content-length"]) > 0, body) == (200, True, b"")

    def test_head_of_a_route_that_is_read_is_answered_as_get_is(self, local: Local) -> None:
        status, headers, body = ask(local, "HEAD", "/v1/health")
        assert (status, headers["content-type"], body) == (200, "application/json", b"")

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    def test_a_page_is_only_read(self, local: Local, method: str) -> None:
        status, headers, _ = ask(local, method, "/")
        assert (status, headers["allow"]) == (405, "GET, HEAD")


class TestHeaders:
    """What a meta element cannot carry."""

    @pytest.mark.parametrize("path", ["/", "/nothing", "/v1/health", "/v1/claims", "/dev/", "/assets/site.css"])
    def test_every_answer_has_them(self, local: Local, path: str) -> None:
        headers = ask(local, "GET", path)[1]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == ("same-origin" if path == "/dev/" else "no-referrer")
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]

    def test_none_stands_twice(self, local: Local) -> None:
        raw = bytes_of(local, f"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:{local.server.server_port}\r\n\r\n".encode())
        names = [line.split(b":")[0].lower() for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
        assert len(names) == len(set(names))


class TestLongHeaders:
    """Request line and headers have the limit that API Gateway has."""

    def test_a_token_of_the_greatest_length_is_judged_as_a_token(self, local: Local) -> None:
        status, _, body = ask(local, "GET", "/v1/claims", headers={"Authorization": "Bearer " + "x" * 8192})
        assert (status, json.loads(body).get("reason")) != (401, "too_long")

    def test_a_token_that_makes_them_too_long_is_refused_in_words(self, local: Local) -> None:
        status, headers, body = ask(local, "GET", "/v1/claims", headers={"Authorization": "Bearer " + "x" * 10_240})
        assert (status, headers["content-type"]) == (401, "application/problem+json")
        assert json.loads(body)["reason"] == "too_long"

    @pytest.mark.parametrize(("more_bytes", "status"), [(0, 200), (1, 431)])
    def test_all_of_them_count_to_the_byte(self, local: Local, more_bytes: int, status: int) -> None:
        start = f"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:{local.server.server_port}\r\n"
        fields = "".join(f"X-{number}: {'x' * 994}\r\n" for number in range(10))  # 1,000 bytes each, and 1 more
        filling = "X-Rest: " + "x" * (10_240 + more_bytes - len(start) - len(fields) - len("X-Rest: \r\n"))
        answer = bytes_of(local, f"{start}{fields}{filling}\r\n\r\n".encode())
        assert answer.split(b" ")[1] == str(status).encode()


class TestDoor:
    """Who is let in."""

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1:80@evil.example", ""])
    def test_another_name_is_refused(self, local: Local, host: str) -> None:
        status, _, body = ask(local, "GET", "/v1/health", headers={"Host": host})
        assert (status, host.encode() in body if host == "evil.example" else False) == (421, False)

    def test_localhost_is_our_name_too(self, local: Local) -> None:
        assert ask(local, "GET", "/", headers={"Host": f"localhost:{local.server.server_port}"})[0] == 200

    def test_a_page_of_another_site_gets_no_token(self, local: Local) -> None:
        headers = {"Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"}
        assert ask(local, "POST", "/dev/token", "role=controller", headers)[0] == 403

    def test_it_listens_on_the_loopback_address_only(self, local: Local) -> None:
        assert local.server.server_address[0] == "127.0.0.1"

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            (b"GARBAGE\r\n\r\n", b"400"),
            (b"GET / HTTP/9.9\r\n\r\n", b"505"),
            (b"trace / HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
            (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
            (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n", b"431"),
        ],
    )
    def test_what_is_not_http_is_refused_and_not_repeated(self, local: Local, sent: bytes, status: bytes) -> None:
        answer = bytes_of(local, sent)
        assert status in answer
        assert b"GARBAGE" not in answer
        assert b"TRACE" not in answer

    @pytest.mark.parametrize("told", ["-1", "1e3", "x", "٣", "9" * 5000])
    def test_a_length_that_is_no_length_is_refused(self, local: Local, told: str) -> None:
        host = f"Host: 127.0.0.1:{local.server.server_port}\r\n"
        answer = bytes_of(local, f"POST /v1/claims HTTP/1.1\r\n{host}Content-Length: {told}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400")

    @pytest.mark.parametrize("path", ["/" + "a" * 300, "/" + "a/" * 3000, "/%00", "http://[/"])
    def test_a_path_that_no_file_can_have_is_not_there(self, local: Local, path: str) -> None:
        sent = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{local.server.server_port}\r\nConnection: close\r\n\r\n"
        assert bytes_of(local, sent.encode()).startswith(b"HTTP/1.1 404 ")

    def test_an_origin_that_is_no_address_is_refused(self, local: Local) -> None:
        assert ask(local, "POST", "/dev/token", "role=reception", {"Origin": "http://["})[0] == 403

    def test_a_fault_of_ours_is_answered_and_told_without_what_was_sent(
        self, local: Local, capfd: pytest.CaptureFixture[str]
    ) -> None:
        def broken(asked: Request) -> Response:
            raise RuntimeError(asked.path)

        answers, local.server.answers = local.server.answers, broken
        status, _, body = ask(local, "GET", "/canary")
        local.server.answers = answers
        told = capfd.readouterr().err
        assert (status, json.loads(body)["code"]) == (500, "internal_error")
        assert "RuntimeError" in told
        assert "canary" not in told

    def test_a_body_that_is_too_large_is_told_so(self, local: Local) -> None:
        status, _, body = ask(local, "POST", "/v1/claims", b"x" * 300_000)
        assert (status, json.loads(body)["code"]) == (413, "too_large")


class TestApi:
    """The API on the same port."""

    def token(self, local: Local, **asked: str) -> str:
        """A token from the local issuer, by a form."""
        form = "&".join(f"{name}={value}" for name, value in asked.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return str(json.loads(ask(local, "POST", "/dev/token", form, headers)[2])["access_token"])

    def test_the_whole_loop_over_http(self, local: Local) -> None:
        def sent(who: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
            asked = {"role": who} if who == "reception" else {"role": "provider", "provider": who}
            headers = {"Authorization": f"Bearer {self.token(local, **asked)}", "Content-Type": "application/json"}
            status, _, answer = ask(local, "POST", path, json.dumps(body), headers)
            return status, json.loads(answer)

        status, issued = sent("reception", "/v1/numbers", {"service": SERVICE})
        assert status == 201
        claim = {"number": issued["number"], "service": SERVICE, "date": clock.day(clock.now()).isoformat()}
        assert [sent("ana", "/v1/claims", claim)[0] for _ in range(2)] == [201, 200]

    def test_no_token_is_a_problem_document(self, local: Local) -> None:
        status, headers, body = ask(local, "GET", "/v1/claims?month=2026-11")
        assert (status, headers["content-type"]) == (401, "application/problem+json")
        assert json.loads(body)["code"] == "unauthorised"

    def test_a_new_register_is_taken_without_a_restart(self, local: Local) -> None:
        data = register_data()
        data["municipality"]["name"] = "Solna (prov)"
        data["sha256"] = parser.digest(data)
        local.register_path.write_text(json.dumps(data), encoding="utf-8")
        local.reload()
        assert json.loads(ask(local, "GET", "/v1/health")[2])["register"] == data["sha256"]

    def test_a_register_that_is_not_whole_leaves_the_old_one(self, local: Local) -> None:
        before = ask(local, "GET", "/v1/health")[2]
        local.register_path.write_text("{", encoding="utf-8")
        with pytest.raises(RegisterError):
            local.reload()
        assert ask(local, "GET", "/v1/health")[2] == before

    def test_no_request_is_written_with_its_query(self, local: Local, capfd: pytest.CaptureFixture[str]) -> None:
        ask(local, "GET", "/?canary=1")
        ask(local, "GET", "/v1/health?canary=1")
        written = "".join(capfd.readouterr())
        assert "/v1/health" in written
        assert "canary" not in written


def test_files_are_read_from_the_folder_as_it_is_now(local: Local, root: Path) -> None:
    (root / "dist" / "index.html").write_text("new", encoding="utf-8")
    assert ask(local, "GET", "/")[2] == b"new"
