"""Up to four providers side by side: kept through the visit, in the day's order, fact by fact."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser.comparing import COMPARE, LIST, PHONE, THREE, at_noon, columns, in_list
from tests.support.browser.list_choices import choices
from tests.support.browser.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]


class TestTheTable:
    """What stands in it, and where."""

    def test_columns_stand_in_the_day_s_order_and_never_in_the_order_picked(self, visit: Visit) -> None:
        for day in ("2026-11-21", "2026-11-22"):
            expected = in_list(at_noon(visit, LIST, day), THREE)
            for picked in (THREE, THREE[::-1]):
                visit.page.goto("about:blank")
                page = at_noon(visit, f"{COMPARE}#compare={','.join(picked)}", day)
                assert columns(page) == expected

    def test_it_says_which_day_s_order_that_is(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}", "2026-11-22")
        assert "i dagens ordning, den 22\u00a0november\u00a02026" in page.locator("#chosen").inner_text()

    @pytest.mark.parametrize("visit", [PHONE, {"viewport": {"width": 1280, "height": 900}}], indirect=True)
    def test_a_screen_reader_meets_a_table_with_heads_for_rows_and_columns(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        table = page.get_by_role("table")
        assert table.count() == 1
        assert table.get_by_role("columnheader").count() >= 3
        if page.get_by_label("Visa bara skillnader").is_checked():
            page.get_by_label("Visa bara skillnader").uncheck()
        rows = table.get_by_role("rowheader").count()
        assert rows == 20
        assert table.get_by_role("cell").count() == rows * 3

    def test_what_is_not_stated_is_said_to_be_so(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        row = page.locator(".few tr[data-fact=waiting] td")
        assert sorted(row.all_inner_texts()) == ["14 arbetsdagar", "16 arbetsdagar", "Uppgift saknas"]

    def test_only_differences_hides_what_is_equal_and_says_how_much(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        everything = page.locator(".few tbody tr:visible").count()
        page.get_by_label("Visa bara skillnader").check()
        shown = page.locator(".few tbody tr:visible")
        for row in shown.all():
            assert len(set(row.locator("td").all_inner_texts())) > 1
        hidden = everything - shown.count()
        assert hidden > 0
        assert f"{hidden} uppgifter är lika" in page.locator("#chosen").inner_text()
        page.get_by_label("Visa bara skillnader").uncheck()
        assert page.locator(".few tbody tr:visible").count() == everything

    @pytest.mark.parametrize("visit", [PHONE], indirect=True)
    def test_on_a_phone_only_differences_are_shown_at_first_and_it_says_how_many_rows_are_hidden(
        self, visit: Visit
    ) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        assert page.get_by_label("Visa bara skillnader").is_checked()
        hidden = page.locator(".few tbody tr:not(:visible)").count()
        assert hidden > 0
        assert f"{hidden} uppgifter är lika" in page.locator("#chosen").inner_text()

    @pytest.mark.parametrize("visit", [PHONE], indirect=True)
    def test_on_a_phone_a_single_one_is_shown_whole(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={THREE[0]}")
        assert page.locator(".few tbody tr:visible").count() == 20

    def test_a_provider_leads_back_to_the_comparison_and_that_to_the_list_with_the_filters(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#evenings=yes&compare={','.join(THREE)}")
        page.locator(".few thead a").first.click()
        page.get_by_role("link", name="Tillbaka till jämförelsen").click()
        page.wait_for_selector(".few")
        page.get_by_role("link", name="Tillbaka till listan").click()
        visit.settle()
        assert choices(page) == {"evenings": ["yes"], "compare": list(THREE)}

    def test_another_language_compares_the_same(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        page.locator("header a[hreflang=en]").click()
        page.wait_for_url("**/en/compare/")
        page.wait_for_selector(".few")
        assert {*columns(page)} == {*THREE}

    def test_one_can_be_removed_and_the_list_is_found_again(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#evenings=yes&compare={','.join(THREE)}")
        page.get_by_role("button", name="Ta bort Exempelbron familjemottagning").click()
        expect(page.locator(".few thead [data-provider]")).to_have_count(2)
        assert "är borttagen" in page.locator("#chosen .lead").inner_text()
        page.get_by_role("link", name="Tillbaka till listan").click()
        page.wait_for_selector(".card .pick-go:visible")
        assert choices(page) == {"evenings": ["yes"], "compare": ["fiktiva-vagar", "familjeradgivningen"]}

    def test_when_the_last_is_removed_the_focus_goes_on_to_everyone(self, visit: Visit) -> None:
        page = at_noon(visit, f"{COMPARE}#compare=exempelbron")
        page.get_by_role("button", name="Ta bort Exempelbron familjemottagning").click()
        page.wait_for_function("() => document.activeElement.closest('#everyone')")

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            ("compare=exempelbron,nobody", "finns inte längre"),
            ("compare=exempelbron", "Välj minst en till"),
            (f"compare={','.join(THREE)},rummet-fiktion,utkastet-samtal", "högst fyra"),
        ],
    )
    def test_an_odd_choice_is_explained(self, visit: Visit, chosen: str, said: str) -> None:
        page = at_noon(visit, f"{COMPARE}#{chosen}")
        assert said in page.locator("#chosen .lead").inner_text()
        assert len(columns(page)) <= 4

    def test_when_nobody_chosen_is_on_the_list_it_says_so_and_shows_everyone(self, visit: Visit) -> None:
        page = visit.go(f"{COMPARE}#compare=nonsense", settled=True)
        said = "Ingen av de utförare som du har valt finns på listan. Här är alla i stället."
        assert page.locator("#chosen .lead").inner_text() == said
        assert page.get_by_role("table").count() == 1
        assert page.locator("#everyone thead [data-provider]").count() > 20

    @pytest.mark.parametrize("visit", [PHONE], indirect=True)
    def test_on_a_phone_each_value_stands_with_its_provider_s_name_and_nothing_scrolls_sideways(
        self, visit: Visit
    ) -> None:
        page = at_noon(visit, f"{COMPARE}#compare={','.join(THREE)}")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
        order = [page.locator(f".few thead [data-provider={id_}] a").inner_text() for id_ in columns(page)]
        page.get_by_label("Visa bara skillnader").uncheck()
        assert page.locator(".few td > a:first-child:visible").all_inner_texts() == order * 20


class TestWithoutScripts:
    """Everyone can be compared."""

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_everyone_stands_in_the_table_in_the_day_s_order(self, visit: Visit) -> None:
        order = in_list(
            visit.go(LIST),
            tuple(card.get_attribute("data-provider") or "" for card in visit.page.locator(".card").all()),
        )
        page = visit.go(COMPARE)
        heads = [head.get_attribute("data-provider") for head in page.locator("thead [data-provider]").all()]
        assert heads == order
        assert page.locator("tr[data-fact=languages] td").count() == len(order)

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False, **PHONE}], indirect=True)
    def test_it_is_a_table_to_a_screen_reader_on_a_phone(self, visit: Visit) -> None:
        page = visit.go(COMPARE)
        assert page.get_by_role("table").get_by_role("rowheader").count() == 20
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_each_answer_stands_under_a_link_in_the_text_to_whoever_gave_it(self, visit: Visit) -> None:
        page = visit.go(COMPARE)
        heads = page.locator("thead [data-provider]")
        ids = [head.get_attribute("data-provider") for head in heads.all()]
        links = page.locator(".many td > a:first-child:visible")
        leads = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        assert leads == [f"{LIST}{id_}/" for id_ in ids] * 20
        assert links.all_inner_texts() == heads.all_text_contents() * 20
