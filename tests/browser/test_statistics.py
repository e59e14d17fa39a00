"""The statistics page where figures are hidden, tables are withheld, and an earlier year had not all of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser.built_sites import built, served
from tests.support.browser.validator import States
from tests.support.browser.visiting import SERVICE, Site, Visit, fresh_windows

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
WAIT, REGI, EVENTS = "firsts×wait", "sessions×regi", "events×event"


def marked(root: Path) -> None:
    """Hide figures of the newest year, and take a table from an earlier one."""

    def edited(year: int) -> tuple[Path, dict[str, Any], dict[str, Any]]:
        file = root / "policy" / "statistics" / f"{year}.json"
        content = json.loads(file.read_text(encoding="utf-8"))
        return file, content, content["services"][SERVICE]

    file, content, newest = edited(2025)
    newest["tables"][WAIT] |= dict.fromkeys((f"{WAIT}|6-10", f"{WAIT}|16-20", f"{WAIT}|21-"))
    newest["tables"].pop(REGI)
    newest["withheld"].append(REGI)
    file.write_text(json.dumps(content), encoding="utf-8")
    file, content, earlier = edited(2023)
    earlier["tables"].pop(EVENTS)
    file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a site whose statistics have every mark."""
    root = tmp_path_factory.mktemp("marks")
    assert built(root, marked).ok
    with served(root / "dist") as site:
        yield site


@pytest.fixture
def visit(browser: Browser, marks: Site) -> Iterator[Visit]:
    """Open the statistics page in a new window."""
    with fresh_windows(browser) as context:
        visit = Visit(context, marks)
        visit.go("/statistik/")
        yield visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """The statistics page."""
    return visit.page


def row(page: Page, label: str) -> str:
    """Return a row as a screen reader has it."""
    return page.get_by_role("row").filter(has_text=label).aria_snapshot().splitlines()[0]


def test_a_hidden_figure_is_dots_for_the_eye_and_words_for_who_listens(page: Page) -> None:
    assert row(page, "6–10 arbetsdagar").startswith('- row "6–10 arbetsdagar visas inte ')
    cells = page.get_by_role("row").filter(has_text="6–10 arbetsdagar").get_by_role("cell")
    assert cells.first.locator("[aria-hidden]").inner_text() == ".."


def test_on_a_phone_every_year_is_seen_without_scrolling_a_table(visit: Visit) -> None:
    page = visit.look(390, 800)
    wide = "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)"
    assert page.locator("section.scroll").evaluate_all(wide) == []


def test_on_the_narrowest_phone_no_word_of_a_head_is_broken(visit: Visit) -> None:
    page = visit.look(320, 800)
    visit.go("/fi/tilastot/")
    page.locator("th.amount").evaluate_all("all => all.forEach((head) => { head.style.overflowWrap = 'normal'; })")
    broken = "all => all.filter((head) => head.scrollWidth > head.clientWidth).map((head) => head.textContent)"
    assert page.locator("thead th").evaluate_all(broken) == []


def test_on_paper_every_total_is_printed_once_below_its_own_table(page: Page) -> None:
    read = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    printed = "".join("".join(sheet.extract_text().split()) for sheet in read.pages)
    rows = [
        "".join(row.split())
        for row in page.locator("tfoot tr").evaluate_all("all => all.map((row) => row.textContent)")
    ]
    assert rows
    assert [row for row in rows if printed.count(row) != rows.count(row)] == []


def test_a_figure_that_was_not_collected_says_so(page: Page) -> None:
    assert row(page, "Sent återbud").endswith(' saknas":')


def test_both_marks_are_explained_above_the_first_table(page: Page) -> None:
    explanations = page.locator("main p.note").all_inner_texts()
    assert [text.partition(" betyder")[0] for text in explanations[-2:]] == ["Två punkter (..)", "”Saknas”"]
    above = "(all) => all.at(-1).compareDocumentPosition(document.querySelector('table')) & 4"
    assert page.locator("main p.note").evaluate_all(above)


def test_a_withheld_table_is_listed_below_the_reason(page: Page) -> None:
    part = page.locator("#withheld ~ p").first
    assert part.inner_text().startswith("I de här tabellerna visas inga siffror alls")
    assert page.locator("#withheld ~ ul li").first.inner_text() == "Hos kommunen eller hos privata utförare"


def test_the_marks_are_sound_in_every_look(visit: Visit, kept_states: Path) -> None:
    States(visit, kept_states, "statistics").look("marks")


class TestParts:
    """The list of parts at the top, and the part that few residents read."""

    def test_each_link_of_the_list_leads_to_a_heading_that_is_seen_and_each_such_heading_is_in_it(
        self, page: Page
    ) -> None:
        headings = page.locator("main h2, main h3").locator("visible=true").evaluate_all("all => all.map((h) => h.id)")
        links = page.locator("nav.parts a").evaluate_all("all => all.map((link) => link.hash.slice(1))")
        assert links == headings
        assert links[0] == "chart-wait"

    def test_a_table_that_is_folded_away_is_opened_by_its_address(self, visit: Visit) -> None:
        page = visit.go("/statistik/")
        assert not page.locator("#chart-complaints").is_visible()
        visit.go("/statistik/#chart-complaints")
        page.locator("#chart-complaints").wait_for(state="visible")

    def test_on_paper_nothing_is_folded_away(self, page: Page) -> None:
        page.emulate_media(media="print")
        assert page.locator("details[open]").count() == 0
        tables = page.locator("details table")
        assert tables.filter(visible=True).count() == tables.count() > 5
        assert page.locator("main summary").filter(visible=True).count() == 0
        assert not page.locator("nav.parts").is_visible()


SAME = """async () => {
  const table = document.querySelector("#first-sessions ~ section table");
  const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("a"));
  const differing = [];
  for (const row of rows) {
    const own = new DOMParser().parseFromString(await (await fetch(row.querySelector("a").href)).text(), "text/html");
    const shown = [...row.cells].slice(1).map((cell) => cell.textContent);
    const ownTable = own.querySelector("#first-sessions ~ section table");
    if (!ownTable && shown.length === 1) continue; // a sentence says that no year has figures
    const lines = [...ownTable.rows].slice(1);
    const expected = shown.length === 1 ? lines.map(() => shown[0]) : shown;
    if (lines.map((line) => line.cells[1].textContent).join() !== expected.join()) differing.push(row.textContent);
  }
  return [rows.length, differing];
}"""


def test_the_first_sessions_of_each_provider_are_the_same_on_its_own_page(page: Page) -> None:
    count, differing = page.evaluate(SAME)
    assert count > 20
    assert differing == []


def test_providers_are_in_alphabetical_order_and_some_are_not_shown(page: Page) -> None:
    table = page.locator("#first-sessions ~ section table").first
    names = table.locator("tbody th").all_inner_texts()
    assert names == page.evaluate("(names) => [...names].sort(new Intl.Collator('sv').compare)", names)
    assert table.get_by_role("cell", name="visas inte").count() > 3
