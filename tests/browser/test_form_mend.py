"""The form mends what is pasted into its fields, as `check` suggests it, in a real browser."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from catalogue.policy.model import Policy
from catalogue.schema import suggestions
from catalogue.schema.scalars import EMAIL, PHONE, POSTCODE, URL, PatternText
from tests.support import size
from tests.support.browser.filling import module, opened, plain_rules, said
from tests.support.browser.visiting import Visit
from tests.support.input_cases import cases, rights
from tests.support.tables import assert_rows

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
KINDS = {"phone": PHONE, "postcode": POSTCODE, "email": EMAIL, "web": URL}
PIECES = {
    "phone": ("tel: ", "+46", "0046", "(0)", "0", "8", "70", "12", "345", " ", "-", "/", ".", "\u2011", "\u00a0", "("),
    "postcode": ("SE", "s", "-", " ", "\u2009", "1", "27", "00", "127", "\uff11", ".", "\u200b", "é"),
    "email": (
        "info",
        "@",
        "(at)",
        " ",
        "<",
        ">",
        "mailto:",
        "e-post: ",
        "a.se",
        "försök.se",
        ".",
        "?",
        "\u00a0",
        "\u201d",
    ),
    "web": (
        "http://",
        "HTTPS://",
        "https//",
        "www.",
        "a.se",
        "ö.se",
        "/",
        "(",
        ")",
        "å",
        "?",
        "#",
        ",",
        " ",
        "{",
        "\u200b",
    ),
    "name": (
        "Bro",
        "n",
        " ",
        "\u00a0",
        "\u2011",
        "\u2013",
        "\u201d",
        '"',
        "'",
        "\u00ad",
        "a\u030a",
        "\t",
        "\u2019",
        ".",
        "\x1c",
    ),
}


def mended(form: Visit, policy: Policy, kind: str, texts: list[str]) -> dict[str, str]:
    """Return what the form's script makes of each text in a field of a kind."""
    rules = plain_rules(policy)
    contact = rules["profile"]["fields"]["contact"]["fields"]
    fields = {
        "phone": contact["phone"],
        "email": contact["email"],
        "web": contact["website"],
        "postcode": rules["profile"]["fields"]["locations"]["of"]["fields"]["address"]["fields"]["postcode"],
        "name": rules["profile"]["fields"]["name"],
        "hours": rules["profile"]["fields"]["hours"]["fields"]["monday"],
    }
    script = """async ([address, kind, rules, texts]) => {
        const { mend } = await import(address);
        return Object.fromEntries(texts.map((text) => [text, mend(text, kind, rules)]));
    }"""
    answer: dict[str, str] = form.page.evaluate(script, [module(form, "form_mend"), fields[kind], rules, texts])
    return answer


class TestTables:
    """A field is mended as `suggestion` in Python suggests."""

    @pytest.mark.parametrize("kind", [*KINDS, "name", "hours"])
    def test_what_is_pasted_has_its_right_value(self, form: Visit, policy: Policy, kind: str) -> None:
        rows = [(row["text"], row.get("right", row["text"])) for row in cases(kind)]
        assert_rows(rows, mended(form, policy, kind, [text for text, _ in rights(kind)]).get)

    @pytest.mark.parametrize("kind", [*KINDS, "name"])
    def test_what_is_pasted_at_random_is_mended_as_in_python(self, form: Visit, policy: Policy, kind: str) -> None:
        dice = random.Random(5)
        texts = ["".join(dice.choices(PIECES[kind], k=dice.randint(1, 9))) for _ in range(3_000)]
        if kind == "phone":
            texts += [f"{start}{area}{dice.randrange(10**6):06}" for area in range(1, 1_000) for start in ("0", "+46")]
        rows = [(text, in_python(kind, text)) for text in texts]
        assert_rows(rows, mended(form, policy, kind, texts).get)


def in_python(kind: str, text: str) -> str:
    """Return what Python suggests for a text that is not right or is a number without groups, or the text."""
    if kind == "name":
        return suggestions.name(text)
    field: PatternText = KINDS[kind]
    is_right = field.match(text) and not text.removeprefix("+").isdecimal()
    return text if is_right else field.suggestion(text) or text


class TestPerson:
    """A person leaves a field and sees its right value, or is told which sign is wrong and where."""

    @pytest.mark.parametrize(
        ("label", "pasted", "right"),
        size.rows(
            [
                ("Telefon", "Tel:\u00a008\u2011465\u00a0004\u00a099.", "08-465 004 99"),
                ("E-post", "Vera Påhitt <info@försök.example>", "info@försök.example"),
                ("Tisdag", "8–12; 13.30 - 17", "08:00-12:00, 13:30-17:00"),
                ("Latitud", "59,277\u00a0", "59.277"),
                ("Webbplats", "HTTPS://exempelbron.example/rådgivning.", "https://exempelbron.example/r%C3%A5dgivning"),
            ],
            [("Telefon", "0701010100", "070-101 01 00")],
        ),
    )
    def test_a_field_shows_the_right_value_when_it_is_left(
        self, visit: Visit, label: str, pasted: str, right: str
    ) -> None:
        page = opened(visit)
        field = page.get_by_role("textbox", name=label, exact=True)
        field.fill(pasted)
        field.press("Tab")
        expect(field).to_have_value(right)
        page.get_by_text("Inget att rätta.").wait_for()
        assert right in file_text(page)

    def test_enter_in_the_field_is_enough(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_label("Telefon", exact=True).fill("08\u2212465\u2009004\u200998")
        page.get_by_label("Telefon", exact=True).press("Enter")
        assert "  phone: 08-465 004 98\n" in page.input_value("#file-text")

    def test_the_name_loses_no_sign_of_its_own(self, visit: Visit) -> None:
        page = opened(visit)
        name = page.get_by_label("Mottagningens namn", exact=True)
        name.fill("”Samtal\u00a0– Åsas\u200b hörna #1”")
        name.press("Tab")
        expect(name).to_have_value("Samtal – Åsas hörna #1")
        assert 'name: "Samtal – Åsas hörna #1"\n' in file_text(page)

    @pytest.mark.parametrize(
        ("label", "written", "message"),
        size.rows(
            [
                ("Telefon", "08~465 004 10", "+46 8 465 004 00 (tecken 3 är ~)."),
                (
                    "E-post",
                    "info@\u0430b.se",
                    "namn@mottagning.example (tecken 6 är bokstaven \u0430, kyrilliska, U+0430).",
                ),
                ("Webbplats", "https://a.se/våra tjänster", "boka (tecken 18 är ett mellanslag)."),
            ],
            [
                ("Telefon", "08-465 004 1O", "+46 8 465 004 00 (tecken 13 är bokstaven O)."),
                ("Telefon", "08\u00a0465", "+46 8 465 004 00 (tecken 3 är ett mellanslag, U+00A0)."),
            ],
        ),
    )
    def test_what_cannot_be_mended_is_told_by_its_sign_and_place(
        self, visit: Visit, label: str, written: str, message: str
    ) -> None:
        page = opened(visit)
        field = page.get_by_label(label, exact=True)
        field.fill(written)
        field.press("Tab")
        page.get_by_text("En sak att rätta.").wait_for()
        expect(field).to_have_value(written)
        assert page.get_by_text(message).is_visible()

    def test_a_name_that_begins_with_a_sign_is_warned_about_and_kept(self, visit: Visit) -> None:
        page = opened(visit)
        name = page.get_by_label("Mottagningens namn", exact=True)
        name.fill("!Samtalsrummet")
        name.press("Tab")
        page.get_by_text("Namnet börjar med ett tecken (!); i bokstavsordning räknas första bokstaven").wait_for()
        assert 'name: "!Samtalsrummet"\n' in file_text(page)

    def test_prose_keeps_all_that_can_be_seen(self, visit: Visit) -> None:
        page = opened(visit)
        about = page.get_by_label("Presentation (svenska)")
        pasted = (
            "  Samtal\u00a0– i lugn \u200boch ro\u00ad.\u2028\u2028- 1 av ”två” #3:\tja.  \r\n\r\n\r\nVa\u0308lkomna!"
        )
        about.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('change')) }", pasted)
        right = "Samtal\u00a0– i lugn och ro.\n\n- 1 av ”två” #3:\tja.  \n\n\nVälkomna!"
        expect(about).to_have_value(right)
        assert said(file_text(page).encode())["about"]["sv"] == right

    def test_a_text_of_one_line_becomes_one_line(self, visit: Visit) -> None:
        page = opened(visit)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        transit = page.get_by_label("Hitta hit (svenska)").first
        transit.fill("Buss 2,\n  hållplats Påhittsplan.\n")
        transit.press("Tab")
        expect(transit).to_have_value("Buss 2, hållplats Påhittsplan.")

    def test_what_was_there_and_is_not_touched_is_not_mended(self, form: Visit, policy: Policy) -> None:
        value = {"name": "Bron\u00a0vid ån\n", "contact": {"phone": "0846500410"}, "services": {}}
        assert drawn(form, policy, value) == value


def file_text(page: Page) -> str:
    """Return the file that the form writes."""
    page.get_by_role("button", name="Kontrollera och visa filen").click()
    return page.input_value("#file-text")


def drawn(form: Visit, policy: Policy, value: Any) -> Any:  # noqa: ANN401 - a profile
    """Return a profile as the drawn form reads it back when nobody has touched it."""
    script = """async ([address, rules, value]) => {
        const { Drawing } = await import(address);
        const words = {"form.chosen.one": "", "form.chosen.other": "", "form.add": "", "form.remove": ""};
        return new Drawing(rules, words, "sv", "nobody", () => {}).draw(rules.profile, [], value, "").read();
    }"""
    return form.page.evaluate(script, [module(form, "form_draw"), plain_rules(policy), value])
