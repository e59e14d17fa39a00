"""Time until a first visit is usable on a slow phone, compared with the limit of one second.

The demonstration is built, served with gzip, and opened in chromium on the profile that Lighthouse calls mobile: 150 ms
round trip, 1.6 Mbit/s down, 750 kbit/s up, a processor four times slower. Usable is when the page is painted and its
scripts have run (`domContentLoadedEventEnd`); each visit has a new browser context with an empty cache.
"""

import gzip
import http.server
import shutil
import statistics
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import Measurement
from catalogue.build import pipeline

DAY = date(2026, 11, 21)
PAGES = {"provider": "/utforare/familjeradgivningen/", "list": "/utforare/"}
LIMIT_MS = 1000.0
VISITS = 5
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PROCESSOR_TIMES_SLOWER = 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
USABLE = """() => {
  const navigation = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  const sent = [navigation, ...performance.getEntriesByType("resource")];
  return {
    usable: Math.max(navigation.domContentLoadedEventEnd, painted?.startTime ?? Infinity),
    bytes: sent.reduce((sum, one) => sum + one.encodedBodySize, 0),
    requests: sent.length,
  };
}"""


class _Zipped(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, as the hosting does, and without caching."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        body = gzip.compress(file.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Log nothing: the terminal is for the measurements."""


def measure(root: Path, work: Path) -> Iterator[Measurement]:
    """Build the demonstration, and measure visits to a provider's page and to the list."""
    report = pipeline.build(root, today=DAY, out=work / "dist")
    if not report.ok:
        raise RuntimeError(report.problems[0].text("en"))
    handler = partial(_Zipped, directory=str(work / "dist"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for kind, address in PAGES.items():
            url = f"http://127.0.0.1:{server.server_port}{address}"
            visits = [_visit(browser, url) for _ in range(VISITS)]
            times = [visit["usable"] for visit in visits]
            details = {"runs_ms": times, "bytes": visits[0]["bytes"], "requests": visits[0]["requests"]}
            yield Measurement(f"first-visit-{kind}", statistics.median(times), "limit", LIMIT_MS, "ms", details)
        browser.close()
        server.shutdown()


def _visit(browser: Browser, url: str) -> dict[str, float]:
    """Measure one visit of a page on the slow phone, with an empty cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", NETWORK)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_TIMES_SLOWER})
    page.goto(url, wait_until="networkidle")
    times: dict[str, float] = page.evaluate(USABLE)
    context.close()
    return times
