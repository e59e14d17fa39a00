"""A provider's statement: each figure says of which service it is, and sessions are never added to hours."""

import dataclasses
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdf
import pytest

from catalogue.policy import loader
from catalogue.policy import register as register_json
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments.lines import LAYOUT, PaymentLine
from chalicelib.register import parser
from office.context import Source
from office.payments import statement
from tests.support.chalicelib.case_reports import ListCaseStore
from tests.support.municipalities import sites

FR, FB = "familjeradgivning", "familjebehandling"


@pytest.fixture(scope="module")
def policy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policy of a municipality with sessions and hours."""
    return sites.written(sites.COMBINED, tmp_path_factory.mktemp("both") / "here", ("sv",)) / "policy"


@pytest.fixture
def source(policy_folder: Path, sqlite: SqliteLedger) -> Source:
    """What the office's commands open."""
    policy, problems = loader.load(policy_folder)
    assert policy is not None, problems
    return Source(parser.parse(register_json.register(policy)), policy, sqlite, ListCaseStore([]), "sqlite:x")


def line(
    service: str, amount_ore: int, fee_ore: int = 0, minutes: int | None = None, kind: str = "claim"
) -> PaymentLine:
    """A line of one visit."""
    return PaymentLine(
        batch="2026-11/utforare-01",
        provider="utforare-01",
        kind=kind,
        service=service,
        member=None,
        date="2026-11-03",
        event="session",
        nth=1,
        minutes=minutes,
        exempt=False,
        amount_ore=amount_ore,
        fee_ore=fee_ore,
        tariff="",
        account="4630",
        motpart="87",
        claim_id="0123456789abcdef",
        reference=None,
        reason=None,
        recorded_at="2026-11-03T12:00:00Z",
    )


BOTH = [line(FR, 96_000, 25_000), line(FR, 96_000, 25_000), line(FB, 86_800, minutes=60), line(FB, 130_200, minutes=90)]


def printed(source: Source, lines: Sequence[PaymentLine]) -> dict[str, Any]:
    """What is printed of the lines."""
    return statement.content(source, "2026-11", "utforare-01", lines, LAYOUT)


def test_sums_are_by_service_and_hours_are_hours(source: Source) -> None:
    assert [row[:2] for row in printed(source, BOTH)["sums"]["rows"]] == [
        ["Familjebehandling, besök, 2,5 tim", "2"],
        ["Familjerådgivning, samtal", "2"],
    ]


def test_visits_of_two_services_are_not_added_and_their_money_is(source: Source) -> None:
    assert printed(source, BOTH)["sums"]["foot"] == ["Kommunen betalar", "", "500,00", "4\u00a0090,00"]


def test_visits_of_one_service_are_added(source: Source) -> None:
    assert printed(source, BOTH[:2])["sums"]["foot"][1] == "2"


def test_a_reversal_takes_its_hours_back(source: Source) -> None:
    back = line(FB, -130_200, minutes=90, kind="reversal")
    (row,) = printed(source, [*BOTH[2:], back])["sums"]["rows"]
    assert row[:2] == ["Familjebehandling, besök, 1 tim", "1"]


def test_each_row_names_its_service_where_there_are_several(source: Source) -> None:
    assert [row[1] for row in printed(source, BOTH)["lines"]["rows"]] == [
        "Familjerådgivning, samtal",
        "Familjerådgivning, samtal",
        "Familjebehandling, besök, 60 min",
        "Familjebehandling, besök, 90 min",
    ]
    assert {row[1] for row in printed(source, BOTH[:2])["lines"]["rows"]} == {"samtal"}


def test_a_service_that_is_no_longer_in_the_register_is_called_by_its_id(source: Source) -> None:
    assert printed(source, [line("avslutad", 96_000)])["sums"]["rows"][0][0] == "avslutad, samtal"


BACK = [line(FR, 96_000, 25_000), line(FR, -96_000, -25_000, kind="reversal"), line(FR, -96_050, kind="reversal")]


def test_what_a_provider_owes_reads_as_a_credit_note(source: Source) -> None:
    content = printed(source, BACK)
    assert content["title"] == "Kreditnota för november 2026"
    assert "ska betala tillbaka 960,50 kronor till kommunen" in content["quote"]
    assert (content["sums"]["title"], content["sums"]["foot"][1:]) == ("Att kreditera", ["−1", "0,00", "−960,50"])
    assert content["batch"] == "2026-11/utforare-01"


def test_a_month_that_was_closed_before_there_were_credit_notes_is_printed_as_it_was(source: Source) -> None:
    content = statement.content(source, "2026-11", "utforare-01", BACK, 2)
    assert (content["title"], content["sums"]["title"]) == ("Ersättning för november 2026", "Att fakturera")


def test_a_credit_note_is_made_as_a_document(source: Source) -> None:
    text = pypdf.PdfReader(io.BytesIO(statement.pdf_of(source, "2026-11", "utforare-01", BACK, LAYOUT))).pages[0]
    assert "Kreditnota för november 2026" in text.extract_text()


@pytest.mark.parametrize("reference", ["2026-0412/" + "eget-" * 6, "K" * 40])
def test_a_long_reference_leaves_room_for_what_was_done(source: Source, reference: str) -> None:
    lines = [dataclasses.replace(BOTH[0], event="no_show"), dataclasses.replace(BOTH[0], reference=reference)]
    data = statement.pdf_of(source, "2026-11", "utforare-01", lines, LAYOUT)
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(extraction_mode="layout")
    assert re.search(r"2026-11-03 +uteblivet besök +0123-4567", page)


def test_nothing_is_said_of_fees_where_nobody_pays_one(source: Source) -> None:
    assert printed(source, BOTH[2:])["fees"] is None
    assert "tillsammans 500,00 kronor" in printed(source, BOTH)["fees"]


def test_the_document_is_made_without_a_sentence_on_fees(source: Source) -> None:
    assert statement.pdf_of(source, "2026-11", "utforare-01", BOTH[2:], LAYOUT).startswith(b"%PDF")
