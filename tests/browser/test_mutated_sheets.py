"""Pasted sheets that were harmed on the way are paid as they were, or their rows are stopped: never another amount."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from chalicelib.control_numbers import control_number
from chalicelib.dates import clock
from chalicelib.register import parser
from chalicelib.register.model import Register
from chalicelib.rules.money.price import for_minutes
from tests.support import size
from tests.support.browser import mutated_sheets
from tests.support.browser.every_service import CODED, HOURS, UNNUMBERED
from tests.support.browser.filling import module
from tests.support.browser.mutated_sheets import Claim, Sheet
from tests.support.browser.sheet_mutations import GRIDS, TEXTS
from tests.support.browser.sheet_words import WORDS
from tests.support.browser.visiting import PAGES, Loop, window_on

pytestmark = pytest.mark.browser
SHEETS = size.of(60, 2_000)
READY_LEAST = 20  # of a hundred rows, or the run would prove nothing
UNPAID = {"reference": "", "nth": 1}
READ = """async ([addresses, sheets]) => {
    const [{ Numbers }, { Services }, { Pasted }, { speaker }] = await Promise.all(
        addresses.map((address) => import(address)),
    );
    const root = document.getElementById("provider-desk");
    const numbers = new Numbers(root.dataset);
    const context = { numbers, services: new Services(root.dataset, numbers) };
    return sheets.map(({ text, service }) => {
        const { lines } = new Pasted(context, speaker(root, "staff")).read(text, service);
        return lines.filter(({ faults }) => !faults.length).map(({ claim }) => claim);
    });
}"""
"""Reads every sheet as the page does; returns the claims that are ready of each."""


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    today = clock.day(clock.now())
    days = [(today - dt.timedelta(days=ago)).isoformat() for ago in range(mutated_sheets.DAYS)]
    return [mutated_sheets.sheet(seed, today.isoformat(), days) for seed in range(SHEETS)]


@pytest.fixture(scope="module")
def register(every_loop: Loop) -> Register:
    return parser.load(every_loop.local.register_path)


@pytest.fixture(scope="module")
def ready(browser: Browser, every_loop: Loop, sheets: list[Sheet]) -> list[list[Claim]]:
    """Return the claims that the page would send of each sheet."""
    with window_on(browser, every_loop) as visit:
        page = visit.go(PAGES["provider_desk"])
        addresses = [module(visit, name) for name in ("control_number", "services", "parse_rows", "tool")]
        pasted = [{"text": sheet.text, "service": sheet.service} for sheet in sheets]
        claims: list[list[Claim]] = page.evaluate(READ, [addresses, pasted])
        return claims


def amount(register: Register, claim: Claim) -> int | None:
    """Return what the municipality would pay for a claim, or None where it has no price."""
    service, event, counsellors = (str(claim[key]) for key in ("service", "event", "counsellors"))
    tariff = register.tariff(service, event, "own", int(counsellors), dt.date.fromisoformat(str(claim["date"])))
    if tariff is None:
        return None
    minutes = claim.get("minutes")
    return tariff.amount_ore if minutes is None else for_minutes(tariff.amount_ore, int(str(minutes)))


def wrong(sheet: Sheet, claims: list[Claim], register: Register) -> list[str]:
    """Return what would be paid of a sheet otherwise than its rows were.

    A reference is any text, and changes no amount: where it was harmed, the row is one of the same day. Nor does the
    number of the visit that day.
    """
    left, faults = dict(sheet.claims), []
    for claim in claims:
        own = str(claim.get("number", claim.get("reference")))
        if own not in left and "reference" in claim:
            own = next((key for key, source in left.items() if source["date"] == claim["date"]), own)
        source = left.pop(own, None)
        if source is None:
            faults.append(f"not in the sheet, or twice: {claim}")
        elif amount(register, claim) != amount(register, source) or claim | UNPAID != source | UNPAID:
            faults.append(f"{claim} instead of {source}")
    return faults


def report(sheets: list[Sheet], claims: list[list[Claim]], register: Register) -> list[str]:
    """Return each sheet that would be paid wrong, with what was done to it."""
    judged = [(sheet, wrong(sheet, ready, register)) for sheet, ready in zip(sheets, claims, strict=True)]
    return [f"{sheet.mutations}: {faults}\n{sheet.text}" for sheet, faults in judged if faults]


def naive(sheet: Sheet) -> list[Claim]:
    """Read a sheet as a parser does that trusts it: lines first, one mark, and a default for what it does not know."""
    rows = [line.replace('"', "").split("\t") for line in sheet.text.splitlines()]
    days = {str(claim["date"]) for claim in sheet.claims.values()}
    claims = []
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=False))
        number = next((cell for cell in row if control_number.is_valid(cell)), None)
        day = next((cell for cell in row if cell in days), None)
        if sheet.service == CODED and number and day:
            event = "no_show" if cells.get("Vad", "") in WORDS["no_show"] else "session"
            claims.append({"number": number, "service": CODED, "date": day, "event": event, "counsellors": 1, "nth": 1})
    return claims


def test_no_row_of_a_harmed_sheet_would_be_paid_otherwise_than_it_was(
    sheets: list[Sheet], ready: list[list[Claim]], register: Register
) -> None:
    bad = report(sheets, ready, register)
    assert not bad, f"{len(bad)} of {len(sheets)} sheets:\n" + "\n\n".join(bad[:8])


@pytest.mark.parametrize("service", [CODED, HOURS, UNNUMBERED])
def test_many_rows_of_harmed_sheets_are_read_all_the_same(
    sheets: list[Sheet], ready: list[list[Claim]], service: str
) -> None:
    read = sum(len(claims) for sheet, claims in zip(sheets, ready, strict=True) if sheet.service == service)
    rows = sum(len(sheet.claims) for sheet in sheets if sheet.service == service)
    assert read * 100 > rows * READY_LEAST


def test_every_mutation_is_tried(sheets: list[Sheet]) -> None:
    tried = {name for sheet in sheets for name in sheet.mutations}
    assert tried == {*GRIDS, *TEXTS}


def test_a_parser_that_trusts_the_sheet_is_found_out(sheets: list[Sheet], register: Register) -> None:
    assert report(sheets, [naive(sheet) for sheet in sheets], register)
