"""`make picture`: the README's picture, docs/pictures/kundval.png, taken from the built demonstration.

Three panels: today's list, a control number that the reception has just issued, and the receipt of a claim with it. The
ledger is a temporary one, so the number is of no use to anybody. Needs the environment of the tests, with Chromium.
"""

import base64
import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

try:
    from PIL import Image
    from playwright.sync_api import Browser, Error, Page, sync_playwright
except ModuleNotFoundError as missing:
    sys.exit(f"picture: {missing.name} is not installed. Run: make picture")

import app  # noqa: E402
from catalogue.i18n import urls  # noqa: E402
from chalicelib.dates import clock  # noqa: E402
from chalicelib.register.model import Register, RegisterError  # noqa: E402
from ops import setup  # noqa: E402
from ops.server.http_server import Server  # noqa: E402
from ops.server.serve import open_local  # noqa: E402

TARGET = ROOT / "docs" / "pictures" / "kundval.png"
WIDTH, HEIGHT, GAP = 350, 640, 24  # of a panel, in CSS pixels
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
img {{ display: block; width: {WIDTH}px; height: {HEIGHT}px; border-radius: 8px; }}
</style>"""


class NoPictureError(Exception):
    """Why there is no picture, in one sentence."""


def main() -> int:
    """Take the picture; return 0, or 1 with one message printed."""
    if not (ROOT / "dist").exists():
        sys.exit("picture: the site has not been built. Run: make picture")
    try:
        picture = _photograph()
    except (NoPictureError, RegisterError) as reason:
        print(f"picture: {reason}", file=sys.stderr)
        return 1
    print(f"{TARGET.relative_to(ROOT)}: {_write(picture)} kB")
    return 0


def _photograph() -> bytes:
    """Serve the built site over a temporary ledger, and return the three panels side by side as a PNG."""
    with tempfile.TemporaryDirectory(prefix="kundval-picture-") as folder, Server(0) as server:
        open_local(server, ROOT, var=Path(folder))
        app.configure(replace(app.wired(), write=lambda _line: None))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=setup.browser(), args=["--no-sandbox", "--disable-gpu"]
                )
                return _compose(browser, _panels(browser, server.origin))
        except Error as reason:
            raise NoPictureError(reason.message.splitlines()[0]) from reason
        finally:
            server.shutdown()
            thread.join()


def _panels(browser: Browser, origin: str) -> list[bytes]:
    """Return a picture of each page."""
    pages = urls.load(ROOT / "site", ("sv",))["sv"]
    page = _window(browser)
    page.goto(origin + pages.page("list"))
    page.locator("#cards.ordered.whole").wait_for()
    cards = _scrolled_to(page, "#cards")

    reception = _sign_in(browser, origin + pages.page("reception"), "Reception")
    reception.locator("[data-part=issue] [data-part=submit]").click()
    shown = reception.locator("[data-part=number_shown]")
    shown.wait_for()
    number = shown.inner_text()
    issued = _scrolled_to(reception, "[data-part=handover]")

    desk = _sign_in(browser, origin + pages.page("provider_desk"), _provider(app.wired().register))
    report = desk.locator("[data-part=report]")
    report.locator("#reported").fill(number)
    report.locator("[type=submit]").click()
    report.locator("[data-part=result]").wait_for()
    return [cards, issued, _scrolled_to(desk, "[data-part=report] [data-part=result]")]


def _provider(register: Register) -> str:
    """Return a private provider that is authorised today for the first service, which the pages offer first."""
    today = clock.day(clock.now())
    service = next(iter(register.services))
    for provider in register.providers.values():
        if provider.regi == "private" and provider.authorised(service, today):
            return provider.id
    raise NoPictureError(f"no private provider is authorised for {service} today.")


def _window(browser: Browser) -> Page:
    return browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, color_scheme="light"
    ).new_page()


def _sign_in(browser: Browser, address: str, role: str) -> Page:
    """Open a staff page in a new window, signed in as a role, or as a provider by its id."""
    page = _window(browser)
    page.goto(address)
    with page.expect_popup() as popup:
        page.locator("[data-part=sign_in]").click()
    popup.value.get_by_role("button", name=role, exact=True).click()
    page.locator("[data-part=work]").wait_for()
    return page


def _scrolled_to(page: Page, selector: str) -> bytes:
    """Return what a window shows from an element on."""
    page.evaluate("document.activeElement.blur()")
    script = "([element], gap) => scrollBy({ top: element.getBoundingClientRect().top - gap, behavior: 'instant' })"
    page.locator(selector).evaluate_all(script, GAP)
    return page.screenshot()


def _compose(browser: Browser, panels: list[bytes]) -> bytes:
    """Return the panels side by side, each under its caption."""
    images = [f'<img src="data:image/png;base64,{base64.b64encode(panel).decode()}">' for panel in panels]
    figures = "".join(
        f"<figure><figcaption>{caption}</figcaption>{image}</figure>"
        for caption, image in zip(CAPTIONS, images, strict=True)
    )
    width = len(panels) * (WIDTH + GAP) + GAP
    page = browser.new_context(viewport={"width": width, "height": HEIGHT}, device_scale_factor=2).new_page()
    page.set_content(FRAME + figures)
    return page.screenshot(full_page=True)


def _write(png: bytes) -> int:
    """Write the picture with a palette; return its size in kB."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    return TARGET.stat().st_size // 1000


if __name__ == "__main__":
    sys.exit(main())
