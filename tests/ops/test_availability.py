"""What providers state is fetched before a build, and the site shows it after the next one."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from catalogue import REGISTER, encoding
from catalogue.policy import loader
from catalogue.profiles import availability as listed
from catalogue.profiles.availability import FILE
from catalogue.rendering import brochure
from catalogue.rendering.renderer import Renderer
from chalicelib.register import parser
from ops import availability
from ops.availability import FetchError
from ops.cli import site
from ops.profiles import commands as profiles_commands
from ops.server import serve
from tests.support.app import local_endpoint
from tests.support.catalogue import small
from tests.support.catalogue.small import ENDING, NORMAL, TODAY

SERVICE = "familjeradgivning"
TEN = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
"""Ten o'clock in Stockholm."""


def document(*entries: Mapping[str, object]) -> bytes:
    """Build the list as an endpoint gives it."""
    contents = {"schema": 1, "availability": list(entries)}
    return encoding.dumps(contents | {"sha256": parser.digest(contents)})


def state(folder: Path, provider: str, at: dt.datetime, **values: object) -> None:
    """State something at the endpoint of a folder, and carry it to the next build."""
    with local_endpoint.opened(folder, folder / REGISTER) as endpoint, endpoint.at(lambda: at):
        answer = endpoint.put("/v1/availability", provider, {"service": SERVICE, **values})
        assert answer.status == 200, answer.body
    environment = {"KUNDVAL_LEDGER": f"sqlite:{folder / 'ledger.sqlite'}"}
    today = at.date()
    availability.write(folder / FILE, availability.of_ledger(folder, today, environment), today)


def page(folder: Path, provider: str) -> str:
    """Return the text of a provider's page, its spaces plain."""
    text = (folder / "dist" / "utforare" / provider / "index.html").read_text(encoding="utf-8")
    return text.replace("\u00a0", " ")


def entry(folder: Path, provider: str) -> dict[str, object]:
    """Return what the open data has of a provider's service."""
    text = (folder / "dist" / "api" / "v1" / "providers" / f"{provider}.json").read_text(encoding="utf-8")
    service: dict[str, object] = json.loads(text)["provider"]["profile"]["services"][SERVICE]
    return service


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small municipality with its site, in which one provider has stated seven working days before."""
    return small.standing(tmp_path / "here")


class TestTheSite:
    """What is stated stands on the site after the next build."""

    def test_a_waiting_time_set_at_ten_stands_after_the_next_build_with_its_day(self, folder: Path) -> None:
        assert "7 arbetsdagar (enligt utföraren 1 november 2026)" in page(folder, NORMAL)
        state(folder, NORMAL, TEN, working_days=3, accepts_new="not_now")
        assert small.built(folder).ok
        assert "3 arbetsdagar (enligt utföraren 21 november 2026)" in page(folder, NORMAL)
        stated = entry(folder, NORMAL)
        assert (stated["waiting_time"], stated["accepts_new"]) == (
            {"working_days": 3, "stated": "2026-11-21"},
            "not_now",
        )

    def test_nobody_changes_place_and_no_other_page_changes(self, folder: Path) -> None:
        before = small.output(folder)
        state(folder, NORMAL, TEN, working_days=3)
        small.built(folder)
        changed = {name for name, content in small.output(folder).items() if before.get(name) != content}
        assert "dist/order.json" not in changed
        assert [name for name in changed if "/utforare/" in name and NORMAL not in name and "/index.html" in name] == [
            "dist/utforare/index.html"
        ]

    def test_a_day_more_than_thirty_later_it_is_not_stated(self, folder: Path) -> None:
        state(folder, NORMAL, TEN, working_days=3)
        small.built(folder, TODAY + dt.timedelta(days=30))
        fresh = entry(folder, NORMAL)["waiting_time"]
        small.built(folder, TODAY + dt.timedelta(days=31))
        assert (fresh, entry(folder, NORMAL)["waiting_time"]) == (
            {"working_days": 3, "stated": "2026-11-21"},
            None,
        )

    def test_of_an_ended_authorisation_nothing_is_shown(self, folder: Path) -> None:
        state(folder, ENDING, TEN, working_days=3)
        small.built(folder, dt.date(2026, 12, 6))
        assert not (folder / "dist" / "utforare" / ENDING).exists()

    def test_the_site_says_which_list_it_shows(self, folder: Path) -> None:
        assert not (folder / "dist" / "availability.json").exists()
        state(folder, NORMAL, TEN, working_days=3)
        small.built(folder)
        shown = json.loads((folder / "dist" / "availability.json").read_bytes())
        assert shown == {"sha256": json.loads((folder / FILE).read_bytes())["sha256"]}

    def test_a_damaged_file_is_a_warning_and_the_profiles_are_shown(self, folder: Path) -> None:
        state(folder, NORMAL, TEN, working_days=3)
        small.edit(folder / FILE, '"working_days": 3', '"working_days": 0')
        report = small.built(folder)
        assert report.ok
        assert [problem.code for problem in report.problems if problem.path == FILE.as_posix()] == [
            "availability_ignored"
        ]
        assert "7 arbetsdagar (enligt utföraren 1 november 2026)" in page(folder, NORMAL)


def test_the_development_server_carries_what_was_stated_there(folder: Path) -> None:
    with local_endpoint.opened(folder / "var", folder / REGISTER) as endpoint:
        endpoint.put("/v1/availability", NORMAL, {"service": SERVICE, "working_days": 3})
    serve._carry(folder)
    entries = json.loads((folder / FILE).read_bytes())["availability"]
    assert [entry["working_days"] for entry in entries if entry["provider"] == NORMAL] == [3]


def test_the_brochure_shows_what_was_stated(folder: Path) -> None:
    state(folder, NORMAL, TEN, working_days=3)
    rules, _ = loader.load(folder / "policy", folder)
    assert rules is not None
    stated, _ = listed.read(folder, TODAY)
    files: dict[str, tuple[str, str | Path]] = {NORMAL: ("a profile", folder / "providers" / f"{NORMAL}.yaml")}
    profiles = brochure.profiles(Renderer.load(folder, rules, TODAY), files, stated, {})
    waiting_time = profiles[NORMAL]["services"][SERVICE]["waiting_time"]
    assert waiting_time == {"working_days": 3, "stated": "2026-11-21"}


def test_a_provider_is_not_reminded_of_a_waiting_time_that_it_has_stated_since(folder: Path, tmp_path: Path) -> None:
    later = TODAY + dt.timedelta(days=20)
    reminders = []
    for name in ("before", "after"):
        profiles_commands.stale(folder, later, "sv", tmp_path / name)
        reminders.append("Väntetiden angavs" in (tmp_path / name / f"{NORMAL}.body").read_text(encoding="utf-8"))
        state(folder, NORMAL, TEN, working_days=3)
    assert reminders == [True, False]


class Answer(BaseHTTPRequestHandler):
    """Answers with what the server holds."""

    def do_GET(self) -> None:
        """Answer with status and body of the path's."""
        status, body = self.server.answers.get(self.path, (404, b""))  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", body.decode())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Log nothing."""


@pytest.fixture
def served() -> Iterator[ThreadingHTTPServer]:
    """Serve whatever a test puts into `answers`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.answers = {}  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command on a folder; return its exit code and what it says."""
    done = CliRunner().invoke(
        site.availability_, ["--data", str(folder), *arguments], env={"KUNDVAL_LEDGER": None, "KUNDVAL_REGISTER": None}
    )
    return done.exit_code, done.output


class TestTheCommand:
    """`build.py availability` writes a sound list in one step, and else nothing."""

    def test_it_writes_what_the_address_answers(self, folder: Path, served: ThreadingHTTPServer) -> None:
        contents = document(
            {"provider": NORMAL, "service": SERVICE, "working_days": 3, "working_days_stated": "2026-11-01"}
        )
        served.answers = {"/v1/availability": (200, contents)}  # type: ignore[attr-defined]
        code, said = run(folder, "--from", f"http://127.0.0.1:{served.server_port}/")
        assert (code, (folder / FILE).read_bytes()) == (0, contents), said

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            ((404, b"{}"), "404"),
            ((500, b"{}"), "500"),
            ((302, b"/elsewhere"), "302"),
            ((200, b"<!doctype html>"), "not JSON"),
            ((200, document() + b"x"), "not JSON"),
            ((200, b'{"schema": 1, "availability": [], "sha256": "0"}'), "sha256"),
            ((200, b" " * 5_000_001), "more than 5 MB"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_another_answer_leaves_the_file_as_it_was(
        self, folder: Path, served: ThreadingHTTPServer, answer: tuple[int, bytes], reason: str
    ) -> None:
        (folder / FILE).write_bytes(b"as it was")
        served.answers = {"/v1/availability": answer, "/elsewhere": (200, document())}  # type: ignore[attr-defined]
        code, said = run(folder, "--from", f"http://127.0.0.1:{served.server_port}")
        assert (code, reason in said, "Nothing was written" in said) == (1, True, True), said
        assert (folder / FILE).read_bytes() == b"as it was"

    @pytest.mark.parametrize("address", ["http://kundval.example", "ftp://127.0.0.1", "kundval.example", ""])
    def test_no_other_address_than_https_is_asked(self, address: str) -> None:
        with pytest.raises(FetchError, match="begins with https://"):
            availability.fetch(address)

    def test_an_answer_that_never_ends_is_given_up(self, served: ThreadingHTTPServer) -> None:
        served.answers = {"/v1/availability": (200, document())}  # type: ignore[attr-defined]
        with pytest.raises(FetchError, match="has not answered in full within"):
            availability.fetch(f"http://127.0.0.1:{served.server_port}", limit_s=1e-9)

    def test_a_host_that_cannot_be_is_said_with_the_address(self) -> None:
        with pytest.raises(FetchError, match=r"https://a\.\.b/v1/availability cannot be read"):
            availability.fetch("https://a..b")

    def test_nobody_there_is_said_with_the_address(self, folder: Path) -> None:
        code, said = run(folder, "--from", "http://127.0.0.1:9")
        assert (code, said.startswith("availability: http://127.0.0.1:9/v1/availability cannot be read: ")) == (1, True)

    def test_without_a_ledger_it_says_which_is_missing(self, folder: Path) -> None:
        code, said = run(folder, "--ledger")
        assert (code, "There is no ledger at" in said) == (1, True)
