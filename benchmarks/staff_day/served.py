"""A tree served by its own `build.py serve`, over a copy of the demonstration with past months."""

import contextlib
import datetime as dt
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SERVICE, PROVIDER = "familjeradgivning", "exempelbron"
READY, CLOSED = 1, 3
"""How many months ago the month was that is over and not closed; the two before it are closed."""
START_SECONDS = 180
AGED_DAYS = 45
"""How old the waiting times of all other providers are: older than may be shown."""
WAITING_TIME = re.compile(r"(waiting_time:\n\s+working_days: \d+\n\s+stated: )[\d-]+")


class ServeFailed(RuntimeError):  # noqa: N818 - it names what happened
    """A tree does not serve, so nothing of it can be measured."""


@dataclass
class Served:
    """A served tree: its address, and what a measurement prepares there without a browser."""

    url: str
    root: Path
    tree: Path
    claims: dict[str, list[str]] = field(default_factory=dict)
    """The claims of each past month and of this one, at other prices than today's."""
    aged: list[str] = field(default_factory=list)
    """Providers whose waiting time is too old to be shown, until it is confirmed."""

    def post(self, path: str, who: str, body: object) -> dict[str, Any]:
        """Post as a role or as a provider, and return the answer."""
        headers = {"Authorization": f"Bearer {self._token(who)}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", json.dumps(body).encode(), headers)  # noqa: S310 - our own
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own
            found: dict[str, Any] = json.load(answer)
            return found

    def number(self, **order: object) -> str:
        """Issue a number as the reception."""
        return str(self.post("/v1/numbers", "reception", {"service": SERVICE, **order})["number"])

    def claim(self, number: str) -> str:
        """Report a session of today; return the claim's id."""
        body = {"number": number, "service": SERVICE, "date": today().isoformat()}
        return str(self.post("/v1/claims", PROVIDER, body)["claim_id"])

    def locked(self) -> str:
        """Issue a number and try five wrong presence codes on it."""
        issued = self.post("/v1/numbers", "reception", {"service": SERVICE})
        wrong = [code for code in ("BBBB", "CCCC", "DDDD", "FFFF", "GGGG", "HHHH") if code not in issued["codes"]][:5]
        for code in wrong:
            with contextlib.suppress(urllib.error.HTTPError):
                body = {"number": issued["number"], "service": SERVICE, "date": today().isoformat(), "code": code}
                self.post("/v1/claims", PROVIDER, body)
        return str(issued["number"])

    def record(self, *ago: int) -> None:
        """Record sessions in months so long ago, 0 being this one, at other prices than today's."""
        days = [day_of(months).isoformat() for months in ago]
        command = [str(self.python), "-P", str(HERE / "past_months.py"), str(self.tree), str(self.root), *days]
        printed = subprocess.run(command, cwd=self.tree, check=True, capture_output=True).stdout
        self.claims |= json.loads(printed.splitlines()[-1])

    def another_month(self) -> str:
        """Record sessions in the month before all others, and return it."""
        ago = len(self.claims)
        self.record(ago)
        return f"{day_of(ago):%Y-%m}"

    @property
    def python(self) -> Path:
        """Return the tree's own interpreter."""
        return self.tree / ".venv" / "bin" / "python"

    def _token(self, who: str) -> str:
        fields = {"role": who} if who in {"reception", "controller"} else {"role": "provider", "provider": who}
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self.url}/dev/token", data, {"Accept": "text/plain"})  # noqa: S310 - our own
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own
            return str(answer.read().decode().strip())


def today() -> dt.date:
    """Return today, as the served tree has it."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def day_of(ago: int) -> dt.date:
    """Return today, or a day of a month so long ago."""
    day = today()
    for _ in range(ago):
        day = (day.replace(day=1) - dt.timedelta(days=1)).replace(day=12)
    return day


def laid(tree: Path, root: Path, *, coded: bool) -> list[str]:
    """Copy a tree's demonstration, with waiting times of now and of long ago; return the providers of the latter.

    With `coded`, the service has presence codes, and a number may get more than the rule gives.
    """
    shutil.copytree(tree / "tests" / "demonstration" / "data", root)
    aged = []
    for file in sorted((root / "providers").glob("*.yaml")):
        is_ours = file.stem == PROVIDER
        day = today() - dt.timedelta(days=0 if is_ours else AGED_DAYS)
        text, count = WAITING_TIME.subn(rf"\g<1>{day}", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        if count and not is_ours:
            aged.append(file.stem)
    if coded:
        services = root / "policy" / "services.yaml"
        text = services.read_text(encoding="utf-8").replace("presence_codes: false", "presence_codes: true")
        services.write_text(text.replace("    granted: 5\n", "    granted: 5\n    most: 11\n"), encoding="utf-8")
    return aged


@contextlib.contextmanager
def serving(tree: Path, root: Path, *, coded: bool = False) -> Iterator[Served]:
    """Serve a tree over a data folder of its own until the block ends."""
    aged = laid(tree, root, coded=coded)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    log = root.with_suffix(".log")
    served = Served(f"http://127.0.0.1:{port}", root, tree, aged=aged)
    build = [str(served.python), "build.py"]
    with log.open("wb") as output:
        command = [*build, "serve", "--port", str(port), "--data", str(root)]
        process = subprocess.Popen(command, cwd=tree, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(served, process, log)
        if not coded:
            served.record(*range(CLOSED + 1))
            for ago in range(READY + 1, CLOSED + 1):
                month = f"{day_of(ago):%Y-%m}"
                command = [*build, "payment-run", month, "--no-statements", "--data", str(root)]
                subprocess.run(command, cwd=tree, check=True, capture_output=True)
        yield served
    finally:
        process.terminate()
        process.wait()


def _wait(served: Served, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when the service answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{served.url}/v1/health"):  # noqa: S310 - our own
            return
        time.sleep(0.2)
    raise ServeFailed(f"{served.tree} does not serve: {log.read_text(encoding='utf-8')[-2000:]}")
