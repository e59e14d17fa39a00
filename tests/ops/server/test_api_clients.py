"""The clients in the handbook's page API report a session to the running sandbox, as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from catalogue.handbook import pages
from chalicelib.dates import clock
from ops.server.serve import Local
from tests.support.app.endpoint import SERVICE

PAGE = pages.pages()["en/api.md"]
_BLOCK = re.compile(r"^```(?P<language>python|bash)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
MOST_LINES = 40


def block(language: str, word: str) -> str:
    """Return the page's only block of a language that has a word in it."""
    (code,) = [
        found["code"] for found in _BLOCK.finditer(PAGE) if found["language"] == language and word in found["code"]
    ]
    return code


def run(local: Local, command: list[str], number: str, day: str) -> str:
    """Run a client as the page says, with the sandbox's own client credentials."""
    environment = {
        **os.environ,
        "KUNDVAL_SITE": local.server.origin,
        "KUNDVAL_TOKEN_ENDPOINT": f"{local.server.origin}/dev/token",
        "KUNDVAL_CLIENT_ID": "ana",
        "KUNDVAL_CLIENT_SECRET": "development",
        "NUMBER": number,
        "SERVICE": SERVICE,
        "DATE": day,
    }
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout


def told(output: str) -> list[str]:
    """Return what the five answers of a client say, one word or two each."""
    words = ("usable", "reversed_at", "rows", "claim_id")
    return [next(word for word in words if word in line) for line in output.splitlines()]


@pytest.fixture
def number(local: Local) -> str:
    return str(local.client.post("/v1/numbers", "reception", {"service": SERVICE}).json()["number"])


@pytest.fixture
def day() -> str:
    return clock.day(clock.now()).isoformat()


ANSWERS = ["usable", "claim_id", "claim_id", "reversed_at", "rows"]


def test_the_client_in_python_reports_once_and_takes_it_back(
    local: Local, number: str, day: str, tmp_path: Path
) -> None:
    file = tmp_path / "client.py"
    file.write_text(block("python", "client_credentials"), encoding="utf-8")
    output = run(local, [sys.executable, str(file), number, SERVICE, day], number, day)
    assert told(output) == ANSWERS
    assert [line.split()[0] for line in output.splitlines()] == ["200", "201", "200", "201", "200"]


def test_the_client_of_curl_reports_once_and_takes_it_back(local: Local, number: str, day: str) -> None:
    output = run(local, ["sh", "-c", block("bash", "client_credentials")], number, day)
    assert told(output) == ANSWERS
    first, again = output.splitlines()[1:3]
    assert first == again


def test_both_are_short() -> None:
    for language in ("python", "bash"):
        lines = [line for line in block(language, "client_credentials").splitlines() if line.strip()]
        assert len(lines) <= MOST_LINES
