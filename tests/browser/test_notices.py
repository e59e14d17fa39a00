"""The texts that finance sends: with the receiver's own figures, and nothing to send where there is nothing to say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser.filling import module
from tests.support.browser.paid_months import YEAR, change, month_opened
from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
SAYING = """async ([notices, tool, call, facts]) => {
    const { speaker } = await import(tool);
    const say = speaker(document.getElementById("finance-desk"), "finance");
    return (await import(notices))[call](...facts, say);
}"""
PAID = {"provider": "bron", "batch": "2026-10/bron", "claims": 1, "amount_ore": 110_400, "fee_ore": 45_000}
PAYS_BACK = {"provider": "vagen", "batch": "2026-10/vagen", "claims": 0, "amount_ore": -110_450, "fee_ore": -45_000}
NOTHING = {"provider": "huset", "batch": "2026-10/huset", "claims": 3, "amount_ore": 0, "fee_ore": 0}
NAMES = {"bron": "Exempelbron", "vagen": "Fiktiva vägar", "huset": "Huset"}
SPENDING = {"amount_ore": 950_000, "budget_ore": 1_000_000, "reserve_ore": 20_000, "alert": True}
YEAR_SO_FAR = {"year": 2026, "spending": SPENDING, "sessions": 1234, "budget_sessions": 1500}


def texts(reader: Visit, call: str, *facts: object) -> list[dict[str, str]]:
    """Return the notices that a function of the module makes of these facts, with plain spaces."""
    page = reader.go(PAGES["finance"])
    made: Any = page.evaluate(SAYING, [module(reader, "notices"), module(reader, "tool"), call, list(facts)])
    return [{key: re.sub(r"[\u00a0\u202f]", " ", text) for key, text in notice.items()} for notice in made]


def test_each_provider_of_a_closed_month_gets_its_own_figures(reader: Visit) -> None:
    paid, pays_back = texts(reader, "monthNotices", "2026-10", {"providers": [PAID, PAYS_BACK, NOTHING]}, NAMES)
    assert paid["title"] == "Exempelbron: 1 104 kr"
    assert paid["text"] == (
        "Oktober 2026: er ersättning\n\nHej!\n\n"
        "Oktober 2026 är stängd. Kommunen betalar Exempelbron 1 104 kr för 1 rapport. Skriv "
        "referensen 2026-10/bron på fakturan.\n\n"
        "Besökarnas egenavgifter, 450 kr, har gått till er och ingår inte i beloppet.\n\n"
        "Varje rapport ser ni på er sida när ni är inloggade."
    )
    assert "så ni betalar tillbaka 1 104,50 kr. Skriv referensen 2026-10/vagen på kreditfakturan." in pays_back["text"]
    assert "egenavgifter" not in pays_back["text"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {},
            "Kvar av budgeten: 500 kr.\nReserv utöver budgeten: 200 kr.\nSamtal hittills: 1 234, av 1 500 i budgeten.",
        ),
        ({"amount_ore": 1_050_000, "reserve_ore": None}, "Budgeten är överskriden med 500 kr.\nSamtal hittills:"),
    ],
)
def test_a_budget_near_its_end_is_told_with_what_is_left(
    reader: Visit, changes: dict[str, object], sentence: str
) -> None:
    year = YEAR_SO_FAR | {"spending": SPENDING | changes}
    (notice,) = texts(reader, "budgetNotices", year, "Det är 95 % av budgeten.")
    assert notice["title"] == "Budgeten för familjerådgivning 2026"
    assert f"\n\nDet är 95 % av budgeten.\n{sentence}" in notice["text"]


def test_of_a_budget_that_lasts_there_is_nothing_to_send(reader: Visit) -> None:
    assert texts(reader, "budgetNotices", YEAR_SO_FAR | {"spending": SPENDING | {"alert": False}}, "") == []


def test_finance_finds_the_texts_where_it_reads_the_figures(accounts: Page) -> None:
    run = month_opened(accounts)
    titles = [title.replace("\u00a0", " ") for title in run.locator("[data-part=notices] summary").all_inner_texts()]
    assert titles == [
        "Exempelbron familjemottagning Handelsbolag: 2 208 kr",
        "Familjerådgivningen i egen regi (påhittad enhet): 1 066 kr",
    ]
    spending = {"budget_ore": 330_000, "used_share": 0.99, "alert": True}
    change(accounts, "**/v1/follow-up?*", lambda told: told["services"][0]["spending"].update(spending))
    accounts.get_by_role("button", name="Hämta uppföljningen").click()
    part = accounts.locator("[data-part=follow_up] [data-part=notices]")
    part.locator("summary").click()
    assert f"Budgeten för familjerådgivning {YEAR}\n\nHej!" in part.locator("textarea").input_value()
    part.get_by_role("button", name="Kopiera texten").click()
    part.get_by_text("Kopierat.").wait_for()
