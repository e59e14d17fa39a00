"""A month's reports with their sums: shown, saved, printed; a receipt looked at again, and a report taken back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from tests.support.browser.every_service import UNNUMBERED, WHO
from tests.support.browser.page_steps import open_receipt, take_back, to
from tests.support.browser.visiting import SERVICE, Loop

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
REVERSE = "**/v1/claims/*/reverse"
A4_PX = 680
PAID = 110_400


@pytest.fixture(scope="module")
def claimed(every_loop: Loop) -> list[str]:
    """Three claims of the month: an ordinary one, an exempt one, and one without a number."""
    claims = [every_loop.claim(WHO, every_loop.number(exempt=exempt), TODAY) for exempt in (False, True)]
    without = {"service": UNNUMBERED, "reference": "00017", "date": TODAY.isoformat()}
    return [*claims, str(every_loop.local.client.post("/v1/claims", WHO, without).json()["claim_id"])]


@pytest.fixture
def month(desk: Page, claimed: list[str]) -> Page:
    """The page with this month shown."""
    assert claimed
    back = desk.get_by_role("button", name="Tillbaka till månaden")
    if back.is_visible():
        back.click()
    desk.get_by_role("button", name="Visa månaden").click()
    desk.locator("#month-statement ~ .statement h3:focus").wait_for()
    return desk


def booked(loop: Loop) -> list[dict[str, object]]:
    """The month's rows, asked without a browser."""
    answer = loop.local.client.get(f"/v1/claims?month={TODAY:%Y-%m}", WHO)
    rows: list[dict[str, object]] = answer.json()["rows"]
    return rows


def shown(page: Page, name: str) -> str:
    """What the statement says."""
    return page.locator(f"[data-part=statement] [data-part={name}]").inner_text().replace("\u00a0", " ")


def kronor(loop: Loop, name: str) -> str:
    """A sum of the month's rows as the page writes it."""
    return f"{sum(int(str(row[name])) for row in booked(loop)) // 100:,} kr".replace(",", " ")


class TestTheMonth:
    """The sums are those of the rows that the endpoint gives."""

    def test_sums_and_the_reference_of_the_invoice(self, month: Page, every_loop: Loop) -> None:
        assert (shown(month, "sum_amount"), shown(month, "sum_fee")) == (
            kronor(every_loop, "amount_ore"),
            kronor(every_loop, "fee_ore"),
        )
        assert shown(month, "batch") == f"{TODAY:%Y-%m}/{WHO}"
        assert month.locator(".statement tbody tr").count() == len(booked(every_loop))

    def test_no_number_stands_in_it(self, month: Page, every_loop: Loop) -> None:
        number = every_loop.number()
        every_loop.claim(WHO, number, TODAY)
        month.get_by_role("button", name="Visa månaden").click()
        month.locator(".statement h3:focus").wait_for()
        assert number not in month.locator("[data-part=statement]").inner_html()

    def test_a_month_of_many_pages_is_shown_whole_or_not_at_all(self, month: Page) -> None:
        row = {"kind": "claim", "service": SERVICE, "event": "session", "date": f"{TODAY}", "nth": 1, "tariff": "x"}
        row |= {"amount_ore": PAID, "fee_ore": 45_000, "recorded_at": f"{TODAY}T10:00:00Z"}
        asked: list[str] = []

        def page_of(route: Route) -> None:
            asked.append(route.request.url)
            rows = [{**row, "claim_id": f"{len(asked)}-{place}"} for place in range(200)]
            if len(asked) == 4:
                route.abort("connectionreset")
            else:
                more = {} if len(asked) == 2 else {"cursor": "next"}
                route.fulfill(json={"month": f"{TODAY:%Y-%m}", "rows": rows, "sum_ore": 0, "batch": "b", **more})

        month.route("**/v1/claims?*", page_of)
        month.get_by_role("button", name="Visa månaden").click()
        month.locator("[data-claim='2-199']").wait_for()
        assert (shown(month, "sum_reports"), shown(month, "sum_amount")) == ("400", "441 600 kr")
        month.get_by_role("button", name="Visa månaden").click()
        month.get_by_text("Månaden kunde inte hämtas.").wait_for()
        assert shown(month, "sum_reports") == "400"

    def test_more_taken_back_than_done_has_a_minus(self, month: Page) -> None:
        back = {"kind": "reversal", "service": SERVICE, "event": "session", "date": f"{TODAY}", "nth": 1, "tariff": "x"}
        back |= {"amount_ore": -PAID, "fee_ore": -45_000, "recorded_at": f"{TODAY}T10:00:00Z", "claim_id": "0" * 32}
        answer = {"month": f"{TODAY:%Y-%m}", "rows": [back], "sum_ore": -PAID, "batch": "b"}
        month.route("**/v1/claims?*", lambda route: route.fulfill(json=answer))
        month.get_by_role("button", name="Visa månaden").click()
        month.get_by_text("Återtaget samtal", exact=False).first.wait_for()
        assert (shown(month, "sum_reports"), shown(month, "sum_amount")) == ("−1", "−1 104 kr")

    def test_a_month_without_reports_says_so(self, month: Page) -> None:
        month.get_by_label("Månad", exact=True).select_option(index=12)
        month.get_by_role("button", name="Visa månaden").click()
        month.get_by_text("Inget är rapporterat den månaden.").wait_for()
        assert shown(month, "sum_amount") == "0 kr"
        month.get_by_label("Månad", exact=True).select_option(index=0)

    def test_the_file_holds_every_row_and_is_named_for_the_invoice(
        self, month: Page, every_loop: Loop, tmp_path: Path
    ) -> None:
        with month.expect_download() as download:
            month.get_by_role("button", name="Spara som kalkylblad").click()
        assert download.value.suggested_filename == f"{TODAY:%Y-%m}-{WHO}.csv"
        assert download.value.url.startswith("blob:")
        download.value.save_as(tmp_path / "month.csv")
        data = (tmp_path / "month.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        pays = sum(round(float(row["Kommunen betalar"].replace(",", ".")) * 100) for row in rows)
        ids = [str(row["claim_id"]) for row in booked(every_loop)]
        assert [row["Hela kvittensen"] for row in rows] == ids
        assert [row["Kvittens"].removeprefix("'") for row in rows] == [f"{id_[:4]}-{id_[4:8]}" for id_ in ids]
        assert pays == sum(int(str(row["amount_ore"])) for row in booked(every_loop))
        assert {row["Er egen referens"] for row in rows} == {"", "'00017"}

    def test_on_paper_nothing_else_is_printed_and_nothing_is_cut_off(self, month: Page) -> None:
        month.evaluate("dispatchEvent(new Event('beforeprint'))")
        month.set_viewport_size({"width": A4_PX, "height": 960})
        month.emulate_media(media="print")
        for what in (
            "header.site",
            "footer.site",
            "button",
            "input",
            "textarea",
            "select",
            "#report-session",
            ".session",
        ):
            assert month.locator(f"{what}:visible").count() == 0, what
        assert month.locator(".statement").is_visible()
        assert month.evaluate("document.scrollingElement.scrollWidth") <= A4_PX
        month.emulate_media(media="screen")
        month.evaluate("dispatchEvent(new Event('afterprint'))")
        assert month.locator(".sheet").count() == 0


class TestTakingBack:
    """It is asked for on the page with a reason, and done once."""

    def test_a_receipt_is_shown_again(self, month: Page, claimed: list[str]) -> None:
        open_receipt(month, claimed[1])
        assert [shown(month, name) for name in ("amount", "fee", "receipt_full")] == ["1 554 kr", "0 kr", claimed[1]]
        month.get_by_role("button", name="Tillbaka till månaden").click()
        month.locator(f"[data-claim='{claimed[1]}']:focus").wait_for()

    def test_without_a_reason_nothing_is_taken_back(self, month: Page, every_loop: Loop, claimed: list[str]) -> None:
        open_receipt(month, claimed[0])
        month.locator("[data-part=reversal] summary").click()
        month.get_by_role("button", name="Ja, ta tillbaka rapporten").click()
        month.get_by_text("Välj ett skäl.").wait_for()
        assert claimed[0] not in {row["claim_id"] for row in booked(every_loop) if row["kind"] == "reversal"}

    def test_the_sums_fall_and_the_session_returns_to_its_number(self, month: Page, every_loop: Loop) -> None:
        number = every_loop.number()
        claim_id = every_loop.claim(WHO, number, TODAY)
        month.get_by_role("button", name="Visa månaden").click()
        open_receipt(month, claim_id)
        take_back(month)
        month.get_by_text("Rapporten är återtagen. Kommunen betalar 1 104 kr mindre.").wait_for()
        month.get_by_role("button", name="Tillbaka till månaden").click()
        month.locator(f"[data-claim='{claim_id}']:focus").wait_for()
        assert shown(month, "sum_amount") == kronor(every_loop, "amount_ore")
        assert month.get_by_text("Återtaget samtal: Fel dag").is_visible()
        found = every_loop.local.client.post("/v1/numbers/check", WHO, {"number": number}).json()
        assert found["left"] == 5

    def test_a_lost_answer_is_safe_to_ask_for_again(self, month: Page, every_loop: Loop) -> None:
        def lose(route: Route) -> None:
            route.fetch()
            route.abort("connectionreset")

        claim_id = every_loop.claim(WHO, every_loop.number(), TODAY)
        month.get_by_role("button", name="Visa månaden").click()
        open_receipt(month, claim_id)
        month.route(REVERSE, lose, times=1)
        take_back(month, "Rapporterat två gånger")
        month.get_by_text("Försök igen: det är säkert att skicka samma sak en gång till.").wait_for()
        assert month.get_by_label("Skäl").input_value() == "duplicate"
        month.get_by_role("button", name="Ja, ta tillbaka rapporten").click()
        month.get_by_text("Rapporten är återtagen sedan").wait_for()
        back = [row for row in booked(every_loop) if (row["claim_id"], row["kind"]) == (claim_id, "reversal")]
        assert [row["amount_ore"] for row in back] == [-PAID]

    def test_one_that_was_just_made_is_taken_back_from_its_receipt(self, month: Page, every_loop: Loop) -> None:
        month.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number(exempt=True))
        month.locator("#day").fill(dt.date.isoformat(TODAY))
        month.get_by_role("button", name="Rapportera", exact=True).click()
        month.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        month.locator("[data-part=wrong]").click()
        take_back(month, "Besöket blev inte av")
        month.get_by_text("Kommunen betalar 1 554 kr mindre.").wait_for()
        month.get_by_role("button", name="Rapportera nästa").click()


class TestFinding:
    """A report whose receipt was lost is found by its number and day."""

    def find(self, page: Page, number: str) -> None:
        """Type number and day, and ask."""
        page.get_by_label("Kontrollnumret i rapporten").fill(number)
        to(page, "Hitta rapporten")
        page.keyboard.press("Enter")

    def test_one_opens_as_its_receipt_and_of_several_one_is_chosen(self, month: Page, every_loop: Loop) -> None:
        number = every_loop.number()
        self.find(month, number)
        month.get_by_text("Ingen rapport från er för det numret den dagen.").wait_for()
        first = every_loop.claim(WHO, number, TODAY)
        self.find(month, number)
        month.locator("[data-part=receipt] h3:focus").wait_for()
        assert month.locator("[data-part=receipt] [data-part=receipt_full]").inner_text() == first
        every_loop.local.client.post(f"/v1/claims/{first}/reverse", WHO, {"reason": "wrong_date"})
        second = every_loop.claim(WHO, number, TODAY, nth=2)
        self.find(month, number)
        month.get_by_text("Rapporter för numret den dagen: 2. Välj en.").wait_for()
        month.get_by_role("button", name=f"{first[:4]}-{first[4:8]}: samtal, 1 104 kr, återtagen").click()
        assert month.get_by_text("Rapporten är återtagen.").is_visible()
        month.get_by_role("button", name=f"{second[:4]}-{second[4:8]}").click()
        month.locator("[data-part=receipt] summary").get_by_text("Ta tillbaka rapporten").wait_for()
        assert number not in month.locator("[data-part=statement]").inner_html()
        assert number not in month.url
        assert month.evaluate("[history.state, localStorage.length, sessionStorage.length]") == [None, 0, 0]

    def test_a_number_that_does_not_exist_is_said_so(self, month: Page) -> None:
        self.find(month, "7K3M-9RT4-WXC6")
        month.get_by_text("Numret finns inte. Fråga efter det igen, tecken för tecken.").wait_for()
