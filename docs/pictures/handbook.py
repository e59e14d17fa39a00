"""`make picture`: the handbook's pictures, site/handbook/sv/pictures/, taken of Exempelby, which its guide leads to.

Needs the environment of the tests, with Chromium.
"""

import io
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

try:
    from PIL import Image
    from playwright.sync_api import Error, sync_playwright
except ModuleNotFoundError as missing:
    sys.exit(f"picture: {missing.name} is not installed. Run: make picture")

from catalogue.build import pipeline  # noqa: E402
from ops import setup  # noqa: E402
from tests.support.browser.built_sites import served  # noqa: E402

EXEMPELBY = ROOT / "tests" / "catalogue" / "handbook" / "exempelby"
TARGET = ROOT / "site" / "handbook" / "sv" / "pictures"
TODAY = date(2026, 11, 21)
PAGES = {"start": "/", "lista": "/utforare/"}
WIDTH, HEIGHT = 900, 640
COLOURS = 64  # few are used, and a palette makes the file a third as large


def main() -> int:
    """Take the pictures; return 0, or 1 with one message printed."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kundval-picture-") as name:
        folder = Path(name)
        for part in ("policy", "providers"):
            (folder / part).symlink_to(EXEMPELBY / part)
        report = pipeline.build(folder, today=TODAY)
        if not report.ok:
            print(f"picture: {report.problems[0].text('en')}", file=sys.stderr)
            return 1
        try:
            _photograph(folder / "dist")
        except Error as reason:
            print(f"picture: {reason.message.splitlines()[0]}", file=sys.stderr)
            return 1
    return 0


def _photograph(site: Path) -> None:
    """Write a picture of each page, with a palette."""
    with served(site.resolve()) as here, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=setup.browser(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        for name, address in PAGES.items():
            page.clock.set_fixed_time(datetime.combine(TODAY, time(12)))
            page.goto(here.url + address)
            page.wait_for_load_state("networkidle")
            page.locator("#cards, main").last.evaluate("(element) => scrollBy(0, element.getBoundingClientRect().top)")
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            file = TARGET / f"{name}.png"
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
