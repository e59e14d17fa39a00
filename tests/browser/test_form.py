"""The form for whoever writes a profile, in a real browser."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from catalogue import form_rules, neutrality, profile, yamlfile, yamltext
from catalogue import policy as policies
from catalogue.policy import Policy
from tests.browser.visiting import BUILT, Visit

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
FORM = "/for-utforare/formular/"
PRACTICE = "samtalsrummet-pahittet"
AS_OF_BUILD = (
    "Date = class extends Date { constructor(...a) { a.length ? super(...a) : super('2026-11-21T12:00:00Z') } }"
)
SEEN_OTHERWISE = {
    "about_price",
    "about_repeated",
    "services_none",
    "id_ended",
    "id_unknown",
    "comment_personal_number",
    "about_language_unknown",
}
"""Cases that are about sums, repetition or the file itself, which the script leaves to `check`."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    loaded, problems = policies.load(ROOT / "policy")
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="module")
def cases_policy() -> Policy:
    loaded, problems = policies.load(CASES / "policy")
    assert loaded is not None, problems
    return loaded


def module(visit: Visit, name: str) -> str:
    """The address of one of the form's scripts."""
    (file,) = (visit.site.folder / "assets").glob(f"{name}-??????????.js")
    return f"/assets/{file.name}"


def opened(visit: Visit, practice: str = PRACTICE) -> Page:
    """The form, filled from the published profile."""
    visit.context.add_init_script(AS_OF_BUILD)
    page = visit.go(FORM, settled=True)
    page.select_option("#practice", practice)
    page.get_by_role("button", name="Öppna").click()
    page.get_by_role("heading", name="Uppgifter om").wait_for()
    return page


def said(data: bytes) -> Any:  # noqa: ANN401 - a profile
    value, problems = yamlfile.load(data, "x.yaml")
    assert problems == []
    return value


class TestSameRules:
    """The script judges as the check does, by the rules that the build wrote."""

    def told(self, visit: Visit, rules: Any, values: list[Any]) -> list[set[str]]:  # noqa: ANN401 - plain data
        page = visit.go(FORM)
        script = """async ([address, rules, values]) => {
            const { check } = await import(address);
            const who = { id: "exempelbyran", today: "2026-11-21" };
            return values.map((value) => check(value, rules, who).map((one) => one.code));
        }"""
        answers = page.evaluate(script, [module(visit, "form_check"), json.loads(json.dumps(rules)), values])
        return [set(codes) for codes in answers]

    def test_every_case_of_the_tests_gives_the_same_codes(self, visit: Visit, cases_policy: Policy) -> None:
        files = [
            file
            for kind in ("valid", "warning", "invalid")
            for file in sorted((CASES / kind).glob("*.yaml"))
            if file.stem not in SEEN_OTHERWISE and isinstance(yamlfile.load(file.read_bytes(), "")[0], dict)
        ]
        assert len(files) > 220
        values = [yamlfile.load(file.read_bytes(), "")[0] for file in files]
        by_check = [self.by_check(file, cases_policy) for file in files]
        by_script = self.told(visit, form_rules.rules(cases_policy), values)
        parted = {file.stem: (a, b) for file, a, b in zip(files, by_check, by_script, strict=True) if a != b}
        assert parted == {}

    def by_check(self, file: Path, policy: Policy) -> set[str]:
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
        name = first.partition("file ")[2] or "exempelbyran.yaml"
        _, problems = profile.check(f"providers/{name}", file.read_bytes(), policy, dt.date(2026, 11, 21))
        return {one.code for one in problems if one.code in form_rules.KNOWN}

    def test_ordinary_sentences_give_no_word(self, visit: Visit, cases_policy: Policy) -> None:
        sentences = (CASES / "ordinary_sentences.txt").read_text(encoding="utf-8").splitlines()
        assert len(sentences) >= 200
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "about": {"sv": sentence}} for sentence in sentences]
        answers = self.told(visit, form_rules.rules(cases_policy), values)
        assert {text: codes for text, codes in zip(sentences, answers, strict=True) if codes} == {}

    def test_every_phrase_of_the_word_list_is_told(self, visit: Visit, cases_policy: Policy) -> None:
        known = [phrase for some in neutrality.word_list().phrases.values() for _, phrase in some]
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "about": {"sv": " ".join(phrase.words)}} for phrase in known]
        answers = self.told(visit, form_rules.rules(cases_policy), values)
        expected = [{one.code for one in neutrality.phrases_in(phrase.words)} for phrase in known]
        assert [codes & {"neutral_superlative", "neutral_sales", "neutral_price"} for codes in answers] == expected


class TestRoundTrip:
    """Every profile of the repo loads into the form and comes back equal."""

    def test_every_profile_comes_back_equal(self, visit: Visit, policy: Policy) -> None:
        visit.context.add_init_script(AS_OF_BUILD)
        page = visit.go(FORM, settled=True)
        files = sorted((ROOT / "providers").glob("*.yaml"))
        script = """async ([draw, write, rules, profiles]) => {
            const { Drawing } = await import(draw);
            const { write: written, dump } = await import(write);
            return profiles.map(({ id, profile, text }) => {
                const words = {"form.chosen": "", "form.add": "", "form.remove": ""};
                const drawing = new Drawing(rules, words, "sv", id, () => {});
                const value = drawing.draw(rules.profile, [], profile, "").read();
                return [value, dump(value, rules), written(value, rules, { profile, text }).text];
            });
        }"""
        profiles = [
            {"id": file.stem, "profile": said(file.read_bytes()), "text": file.read_text(encoding="utf-8")}
            for file in files
        ]
        rules = json.loads(json.dumps(form_rules.rules(policy)))
        answers = page.evaluate(script, [module(visit, "form_draw"), module(visit, "form_write"), rules, profiles])
        assert len(answers) == len(files) >= 29
        for one, (value, text, kept) in zip(profiles, answers, strict=True):
            assert value == one["profile"], one["id"]
            assert list(value) == list(one["profile"]), one["id"]
            assert said(text.encode()) == one["profile"], one["id"]
            assert text == yamltext.dump(one["profile"]), one["id"]
            assert kept == one["text"], one["id"]

    def test_texts_that_could_be_read_otherwise_come_back_equal(self, visit: Visit, policy: Policy) -> None:
        texts = [
            *(
                "no",
                "yes",
                "null",
                "~",
                "true",
                "12",
                "1.5",
                "1e3",
                "0x1F",
                "0o17",
                "08",
                "12:30",
                "2026-11-09",
                "- a",
                "a: b",
            ),
            *(
                "a #b",
                "#a",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "%a",
                "@a",
                "`a",
                '"',
                "'",
                '"a" b',
                "[a]",
                "{a}",
                "a,b",
                "a:",
                ":a",
                "?a",
            ),
            *(
                "? a",
                "a\\b",
                "a\tb",
                " a",
                "a ",
                "a\nb",
                "a\n\nb\n",
                "---",
                "...",
                "<<",
                "=",
                "å",
                "Ö: ä",
                "a" * 300,
                "a b " * 60,
            ),
            *(
                "ett två " * 20 + "\n\n" + "tre fyra " * 20,
                "\n".join(["rad"] * 40),
                "a  b " * 30,
                "a\u00a0b",
                "é" * 90,
                "😀",
            ),
        ]
        page = visit.go(FORM)
        rules = json.loads(json.dumps(form_rules.rules(policy)))
        script = """async ([address, rules, values]) => {
            const { dump } = await import(address);
            return values.map((value) => dump(value, rules));
        }"""
        values = [{"name": text, "list": [text, text], "group": {"sv": text}, "rows": [{"x": text}]} for text in texts]
        for value, text in zip(
            values, page.evaluate(script, [module(visit, "form_write"), rules, values]), strict=True
        ):
            assert said(text.encode()) == value
            assert text == yamltext.dump(value)


class TestPerson:
    """A person opens the form for their practice, changes what has changed, and gets a file that passes the check."""

    def file_of(self, page: Page, policy: Policy, practice: str = PRACTICE) -> dict[str, Any]:
        with page.expect_download() as download:
            page.get_by_role("link", name="Ladda ned filen").click()
        assert download.value.suggested_filename == f"{practice}.yaml"
        data = Path(download.value.path()).read_bytes()
        assert data.decode() == page.input_value("#file-text")
        value, problems = profile.check(f"providers/{practice}.yaml", data, policy, BUILT)
        assert problems == []
        assert value is not None
        return value

    def test_two_mistakes_are_told_mended_and_the_file_passes(self, visit: Visit, policy: Policy) -> None:
        page = opened(visit)
        before = said((ROOT / "providers" / f"{PRACTICE}.yaml").read_bytes())
        page.get_by_label("Antal arbetsdagar").fill("tre veckor")
        page.get_by_label("Tisdag").fill("8-17")
        page.get_by_text("2 saker att rätta.").wait_for()
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        summary = page.get_by_role("heading", name="Det här behöver rättas").locator("..")
        assert summary.get_by_role("link").all_inner_texts() == [
            "Tisdag: Skriv tiderna som 08:00-12:00, 13:00-17:00.",
            "Antal arbetsdagar: Här ska stå ett heltal utan citattecken.",
        ]
        assert page.get_by_role("heading", name="Filen är klar").is_hidden()
        summary.get_by_role("link", name="Antal arbetsdagar").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("15")
        summary.get_by_role("link", name="Tisdag").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("08:00-12:00, 13:00-20:00")
        page.get_by_text("Inget att rätta.").wait_for()
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        value = self.file_of(page, policy)
        service = before["services"]["familjeradgivning"]
        expected = {
            **before,
            "hours": {**before["hours"], "tuesday": ["08:00-12:00", "13:00-20:00"]},
            "services": {
                "familjeradgivning": {**service, "waiting_time": {"working_days": 15, "stated": BUILT.isoformat()}}
            },
        }
        assert value == expected
        assert visit.complaints == []

    def test_what_was_not_touched_keeps_its_text_to_the_letter(self, visit: Visit, policy: Policy) -> None:
        page = opened(visit)
        page.get_by_label("Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        self.file_of(page, policy)
        was = (ROOT / "providers" / f"{PRACTICE}.yaml").read_text(encoding="utf-8").splitlines()
        now = page.input_value("#file-text").splitlines()
        assert [line for line in now if line not in was] == ["  tuesday: [09:00-10:00]"]

    def test_a_practice_without_a_profile_begins_one_and_proposes_it_as_a_new_file(
        self, visit: Visit, policy: Policy
    ) -> None:
        practice = next(id_ for id_ in policy.authorisations if not (ROOT / "providers" / f"{id_}.yaml").exists())
        page = opened(visit, practice)
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        assert page.get_by_role("link", name="Kontakt: Behövs.").is_visible()
        page.get_by_label("Telefon", exact=True).fill("08-465 004 99")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        address = page.get_by_role("link", name="Lämna som förslag").get_attribute("href") or ""
        assert address.startswith(
            f"https://git.example/kundval/new/main?filename=providers%2F{practice}.yaml&value=%23%20yaml"
        )
        value = self.file_of(page, policy, practice)
        assert value["contact"] == {"phone": "08-465 004 99"}
        assert page.input_value("#file-text").startswith(yamltext.SCHEMA_LINE + "\nname: ")

    def test_a_profile_that_is_there_is_edited_at_its_own_address(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        link = page.get_by_role("link", name="Lämna som förslag")
        assert link.get_attribute("href") == f"https://git.example/kundval/edit/main/providers/{PRACTICE}.yaml"
        page.get_by_text("Ni har inte ändrat något.").wait_for()

    def test_it_is_said_before_a_name_is_entered_that_git_never_forgets(self, visit: Visit) -> None:
        page = opened(visit)
        warning = page.get_by_text("som inte glömmer").bounding_box()
        name = page.get_by_label("Namn", exact=True).first
        box = name.bounding_box()
        assert warning is not None
        assert box is not None
        assert warning["y"] < box["y"]
        described = " ".join(
            page.locator(f"#{one}").inner_text() for one in (name.get_attribute("aria-describedby") or "").split()
        )
        assert "git glömmer inte" in described

    def test_people_and_places_are_added_and_removed(self, visit: Visit) -> None:
        page = opened(visit)
        people = page.get_by_role("group", name="Person ")
        count = people.count()
        page.get_by_role("button", name="Lägg till: Person").click()
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        assert people.count() == count + 1
        page.get_by_role("button", name=f"Ta bort: Person {count + 1}").click()
        assert people.count() == count
        assert page.evaluate("document.activeElement.textContent") == "Lägg till: Person"

    def test_nothing_is_sent_and_nothing_is_kept(self, visit: Visit) -> None:
        page = opened(visit)
        page.get_by_label("Tisdag").fill("09:00-10:00")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert {url for url in visit.requests if not url.startswith((visit.site.url, "blob:"))} == set()
        assert not [url for url in visit.requests if "09%3A00" in url or "?" in url]
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        assert visit.context.cookies() == []


class TestComments:
    """A comment stays with what was not changed; of those that cannot stay it is told which."""

    TEXT = (
        f"{yamltext.SCHEMA_LINE}\n# vår fil\nname: Exemplet  # så heter vi\n# så nås vi\ncontact:\n"
        "  phone: 08-465 004 00 # växel\nservices:\n  familjeradgivning: {}\n# slut\n"
    )

    def written(self, visit: Visit, policy: Policy, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a profile
        page = visit.go(FORM)
        rules = json.loads(json.dumps(form_rules.rules(policy)))
        script = "async ([address, value, rules, original]) => (await import(address)).write(value, rules, original)"
        original = {"text": self.TEXT, "profile": said(self.TEXT.encode())}
        answer: dict[str, Any] = page.evaluate(script, [module(visit, "form_write"), value, rules, original])
        assert said(answer["text"].encode()) == value
        return answer

    def test_those_of_other_parts_stay(self, visit: Visit, policy: Policy) -> None:
        value = {**said(self.TEXT.encode()), "name": "Provet"}
        answer = self.written(visit, policy, value)
        assert answer["text"] == self.TEXT.replace("Exemplet  # så heter vi", "Provet")
        assert answer["lost"] == ["så heter vi"]

    def test_a_new_part_stands_where_the_schema_has_it(self, visit: Visit, policy: Policy) -> None:
        value = {**said(self.TEXT.encode()), "languages": ["sv", "en"]}
        answer = self.written(visit, policy, value)
        assert answer["text"] == self.TEXT.replace("services:", "languages: [sv, en]\nservices:")
        assert answer["lost"] == []

    def test_what_the_rules_do_not_know_is_kept(self, visit: Visit, policy: Policy) -> None:
        page = visit.go(FORM)
        rules = json.loads(json.dumps(form_rules.rules(policy)))
        value = {"name": "A", "fax": {"x": [1]}, "contact": {"phone": "08-465 004 00", "telex": "7"}, "services": {}}
        script = """async ([address, rules, value]) => {
            const { Drawing } = await import(address);
            const words = {"form.chosen": "", "form.add": "", "form.remove": ""};
            const drawing = new Drawing(rules, words, "sv", "nobody", () => {});
            return drawing.draw(rules.profile, [], value, "").read();
        }"""
        assert page.evaluate(script, [module(visit, "form_draw"), rules, value]) == value


class TestReachable:
    """By keyboard, by screen reader, in the dark, on a small screen, and without scripts."""

    @pytest.mark.parametrize(
        "visit",
        [
            pytest.param({"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}, id="dark 320 px"),
            pytest.param({"viewport": {"width": 1280, "height": 900}}, id="light 1280 px"),
        ],
        indirect=True,
    )
    def test_axe_finds_nothing_in_the_filled_form_with_faults_and_in_the_finished_file(self, visit: Visit) -> None:
        page = opened(visit)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        tuesday = page.get_by_label("Tisdag")
        tuesday.fill("8-17")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Det här behöver rättas").wait_for()
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        tuesday.fill("")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0

    def test_it_can_be_filled_by_keyboard_alone(self, visit: Visit) -> None:
        page = visit.go(FORM, settled=True)
        page.locator("#practice").focus()
        page.keyboard.type("Samtalsrummet P")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Uppgifter om").wait_for()
        for _ in range(400):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Kontrollera och visa filen":
                break
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Filen är klar"

    def test_every_field_has_a_label_and_its_fault_is_tied_to_it(self, visit: Visit) -> None:
        page = opened(visit)
        lonely = page.evaluate(
            "() => [...document.querySelectorAll('#profile-form input, #profile-form select, #profile-form textarea')]"
            ".filter((one) => !one.labels.length).length"
        )
        assert lonely == 0
        page.get_by_label("Tisdag").fill("8-17")
        page.get_by_text("En sak att rätta.").wait_for()
        tuesday = page.get_by_label("Tisdag")
        assert tuesday.get_attribute("aria-invalid") == "true"
        described = (tuesday.get_attribute("aria-describedby") or "").split()
        assert any("Skriv tiderna" in page.locator(f"#{one}").inner_text() for one in described)

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_without_scripts_the_page_says_what_to_do(self, visit: Visit) -> None:
        page = visit.go(FORM)
        assert page.get_by_text("Formuläret behöver JavaScript.").is_visible()
        assert page.locator("#profile-form").is_hidden()
