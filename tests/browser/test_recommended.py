"""A year of recommendations, from the reception's page to the statistics page: by provider, unless it has few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue.build import pipeline
from chalicelib.dates import clock
from office import commands
from tests.support.browser.built_sites import built, served
from tests.support.browser.signing import at_reception
from tests.support.browser.visiting import Loop, Site, fresh_windows, window_on
from tests.support.ops.serving import answering

pytestmark = pytest.mark.browser
SHOWN = {"exempelbron": 7, "fiktiva-familjesamtal": 5}
FEW = {"pahittade-broar": 4, "rummet-fiktion": 4, "tankta-berattelser": 4}
"""They protect each other: nobody else has to be hidden for them."""
YEAR = clock.day(clock.now()).year


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The statistics page of a year in which the reception recommended, and which the officer has published."""
    root = tmp_path_factory.mktemp("recommended")
    assert built(root).ok
    with answering(root) as local:
        loop = Loop(Site(root / "dist", local.server.origin), local)
        for provider, count in {**SHOWN, **FEW}.items():
            for _ in range(count - (provider == "exempelbron")):
                loop.number(told=True, recommended=provider, because="language")
        with window_on(browser, loop) as visit:
            recommend_by_the_page(at_reception(visit), "exempelbron")
    publish(root)
    with served(root / "dist") as site, fresh_windows(browser) as context:
        statistics = context.new_page()
        statistics.goto(f"{site.url}/statistik/")
        statistics.locator(".follow-up > summary").click()  # what officers follow up is folded
        yield statistics


def recommend_by_the_page(reception: Page, provider: str) -> None:
    """Issue a number as the reception does, with a recommendation and its reason."""
    reception.locator("#recommended").select_option(provider)
    reception.locator("#because").select_option("place")
    reception.get_by_role("button", name="Ge ut numret").click()
    reception.get_by_role("heading", name="Numret är utgivet").wait_for()


def publish(root: Path) -> None:
    """Run the command when the year is final, and build the site with its file."""
    later = dt.datetime(YEAR + 1, 2, 9, tzinfo=dt.UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KUNDVAL_LEDGER", raising=False)
        patch.delenv("KUNDVAL_REGISTER", raising=False)
        patch.setattr(clock, "now", lambda: later)
        assert commands.statistics(root, YEAR, root / "out") == 0
    assert pipeline.build(root, today=later.date()).ok


def figure(page: Page, name: str) -> str:
    """Return what the newest table of recommendations says of a provider."""
    table = page.get_by_role("table", name=f"Antal kontrollnummer där en privat utförare rekommenderades, {YEAR}")
    return table.get_by_role("row", name=name).get_by_role("cell").last.inner_text()


def test_whoever_was_recommended_five_times_has_its_figure(page: Page) -> None:
    assert figure(page, "Exempelbron familjemottagning") == "7"
    assert figure(page, "Fiktiva familjesamtal") == "5"


def test_who_was_recommended_less_often_or_never_is_not_told_apart(page: Page) -> None:
    names = ("Påhittade broar", "Rummet Fiktion", "Tänkta berättelser", "Utkastet samtal")
    assert {figure(page, name) for name in names} == {"visas inte"}
    expect(page.get_by_text("rekommenderades färre än fem gånger det året")).to_be_visible()
