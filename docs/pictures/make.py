"""`make picture`: every picture of the README and the handbook, from built sites, the same to the byte each time.

The README's has three panels of the demonstration: the list, a control number that the reception has just issued, and
the receipt of a claim with it. The handbook's are of Exempelby, which its guide leads to. Day, data, windows and secret
are fixed, and the ledger is a temporary one, so the number is of no use to anybody. Needs the environment of the tests,
with Chromium. With a folder as its argument it writes them there instead.
"""

import base64
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

try:
    from PIL import Image
    from playwright.sync_api import Browser, Error, Page, sync_playwright
except ModuleNotFoundError as missing:
    sys.exit(f"picture: {missing.name} is not installed. Run: make picture")

import app  # noqa: E402
from catalogue.build import pipeline  # noqa: E402
from catalogue.i18n import urls  # noqa: E402
from chalicelib.dates import clock  # noqa: E402
from ops import setup  # noqa: E402
from ops.server.http_server import Server  # noqa: E402
from ops.server.serve import open_local  # noqa: E402
from tests.support import frozen, threads  # noqa: E402

NOON = datetime.combine(date(2026, 11, 20), time(12), clock.STOCKHOLM)  # a Friday
EXEMPELBY = ROOT / "tests" / "catalogue" / "handbook" / "exempelby"
PROVIDER = "familjeradgivningen"
PANEL, GAP = (350, 640), 24  # of the README's picture, in CSS pixels
PAGE = (900, 640)  # of each of the handbook's
COLOURS = 64  # few are used, and a palette makes the file a third as large
CAPTIONS = (
    "A resident reads today’s list",
    "The reception issues a number",
    "A provider claims the session",
)
FRAME = f"""<!doctype html><style>
body {{ margin: 0; padding: {GAP}px; display: flex; gap: {GAP}px; background: #d3d3cc; font: 600 17px sans-serif; }}
figure {{ margin: 0; }}
figcaption {{ margin-bottom: 12px; color: #1b2326; }}
img {{ display: block; width: {PANEL[0]}px; height: {PANEL[1]}px; border-radius: 8px; }}
</style>"""
UNRANDOM = "crypto.getRandomValues = (array) => array.fill(7);"
"""The number follows from the secret and the key of its request."""


def main(arguments: list[str]) -> int:
    """Take the pictures; return 0, or 1 with one message printed."""
    folder = Path(arguments[0]) if arguments else ROOT
    try:
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=setup.browser(), args=flags)
            for name, take in PICTURES.items():
                file = folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                picture = Image.open(io.BytesIO(take(browser))).convert("RGB")
                picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
                print(f"{name}: {file.stat().st_size // 1000} kB")
    except Error as reason:
        print(f"picture: {reason.message.splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """Build a municipality's site and serve it with the API, all on the fixed day; yield its address."""
    with tempfile.TemporaryDirectory(prefix="kundval-picture-") as name, Server(0) as server:
        root, var = Path(name), Path(name) / "ledger"
        for part in frozen.FOLDERS:
            shutil.copytree(data / part, root / part)
        report = pipeline.build(root, today=NOON.date())
        if not report.ok:
            sys.exit(f"picture: {report.problems[0].text('en')}")
        var.mkdir()
        (var / "secret").touch(mode=0o600)
        (var / "secret").write_text("5e" * 32 + "\n", encoding="ascii")
        open_local(server, root, var=var)
        app.configure(replace(app.wired(), write=lambda _line: None, now=lambda: NOON))
        with threads.serving(server):
            yield server.origin


def _page(address: str) -> Callable[[Browser], bytes]:
    """Return what takes the picture of a page of Exempelby."""

    def take(browser: Browser) -> bytes:
        with _served(EXEMPELBY) as origin:
            page = _window(browser, PAGE, scale=1)
            page.goto(origin + address)
            page.wait_for_load_state("networkidle")
            return _scrolled_to(page, "#cards, main", last=True)

    return take


def _loop(browser: Browser) -> bytes:
    """Return the three panels side by side, each under its caption."""
    with _served(frozen.DATA) as origin:
        panels = _panels(browser, origin)
    images = [f'<img src="data:image/png;base64,{base64.b64encode(panel).decode()}">' for panel in panels]
    figures = "".join(
        f"<figure><figcaption>{caption}</figcaption>{image}</figure>"
        for caption, image in zip(CAPTIONS, images, strict=True)
    )
    page = _window(browser, (len(panels) * (PANEL[0] + GAP) + GAP, PANEL[1]))
    page.set_content(FRAME + figures)
    return page.screenshot(full_page=True)


def _panels(browser: Browser, origin: str) -> list[bytes]:
    """Return a picture of each page."""
    pages = urls.load(ROOT / "site", ("sv",))["sv"]
    page = _window(browser, PANEL)
    page.goto(origin + pages.page("list"))
    page.locator("#cards.ordered.whole").wait_for()
    cards = _scrolled_to(page, "#cards")

    reception = _sign_in(browser, origin + pages.page("reception"), "Reception")
    reception.locator("[data-part=issue] [data-part=submit]").click()
    shown = reception.locator("[data-part=number_shown]")
    shown.wait_for()
    number = shown.inner_text()
    issued = _scrolled_to(reception, "[data-part=handover]")

    desk = _sign_in(browser, origin + pages.page("provider_desk"), PROVIDER)
    report = desk.locator("[data-part=report]")
    report.locator("#reported").fill(number)
    report.locator("[type=submit]").click()
    report.locator("[data-part=result]").wait_for()
    return [cards, issued, _scrolled_to(desk, "[data-part=report] [data-part=result]")]


def _window(browser: Browser, size: tuple[int, int], *, scale: int = 2) -> Page:
    """Open a light window of a size, on the fixed day."""
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale, color_scheme="light"
    ).new_page()
    page.clock.set_fixed_time(NOON)
    page.add_init_script(UNRANDOM)
    return page


def _sign_in(browser: Browser, address: str, role: str) -> Page:
    """Open a staff page in a new window, signed in as a role, or as a provider by its id."""
    page = _window(browser, PANEL)
    page.goto(address)
    with page.expect_popup() as popup:
        page.locator("[data-part=sign_in]").click()
    popup.value.get_by_role("button", name=role, exact=True).click()
    page.locator("[data-part=work]").wait_for()
    return page


def _scrolled_to(page: Page, selector: str, *, last: bool = False) -> bytes:
    """Return what a window shows from an element on, the first or the last that is meant."""
    page.evaluate("document.activeElement.blur()")
    script = "(found, gap) => scrollBy({ top: found.getBoundingClientRect().top - gap, behavior: 'instant' })"
    locator = page.locator(selector)
    (locator.last if last else locator.first).evaluate(script, 0 if last else GAP)
    return page.screenshot()


PICTURES: dict[str, Callable[[Browser], bytes]] = {
    "docs/pictures/kundval.png": _loop,
    "site/handbook/sv/pictures/start.png": _page("/"),
    "site/handbook/sv/pictures/lista.png": _page("/utforare/"),
}
"""What takes each picture, by its place in the repository."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
