"""CloudFront's function, run as it stands: it finds what `serve` finds, and says who asks."""

import json
import subprocess
from pathlib import Path
from typing import Any

import playwright
import pytest

from ops.aws import package, template
from ops.server import static_files

NODE = Path(playwright.__file__).parent / "driver" / "node"
RUN = "process.stdout.write(JSON.stringify(handler(JSON.parse(require('fs').readFileSync(0, 'utf8')))))"


def front(uri: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    """What it makes of a request."""
    script = (package.ROOT / "functions" / template.FRONT).read_text(encoding="utf-8")
    event = {"viewer": {"ip": "192.0.2.1"}, "request": {"uri": uri, "headers": headers or {}}}
    command = [str(NODE), "-e", script + RUN]
    done = subprocess.run(command, input=json.dumps(event), capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_says_who_asks_whatever_was_sent() -> None:
    sent = {"x-kundval-viewer": {"value": "203.0.113.9"}}
    assert front("/v1/numbers/mine", sent)["headers"]["x-kundval-viewer"] == {"value": "192.0.2.1"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/", "/index.html"),
        ("/en/list/", "/en/list/index.html"),
        ("/a/b.css", "/a/b.css"),
        ("/v1/health", "/v1/health"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
    ],
)
def test_a_folder_means_its_page(asked: str, found: str) -> None:
    assert front(asked)["uri"] == found


@pytest.mark.parametrize("asked", ["/en/list", "//evil.example/x"])
def test_without_its_slash_a_folder_is_elsewhere_as_it_is_locally(tmp_path: Path, asked: str) -> None:
    (tmp_path / asked.strip("/")).mkdir(parents=True)
    answer, local = front(asked), static_files.page(tmp_path, asked)
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (local.status, local.headers["Location"])
