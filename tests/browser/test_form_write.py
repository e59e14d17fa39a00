"""What the form writes: every profile comes back equal, and comments stay where they can, in a real browser."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from catalogue.policy.model import Policy
from catalogue.schema import yaml_writer
from tests.support import frozen, size
from tests.support.browser.filling import AS_OF_BUILD, FORM, module, plain_rules, said
from tests.support.browser.visiting import Visit
from tests.support.catalogue import prose

pytestmark = pytest.mark.browser


class TestRoundTrip:
    """Every profile of the repo loads into the form and comes back equal."""

    def test_every_profile_comes_back_equal(self, visit: Visit, policy: Policy) -> None:
        visit.context.add_init_script(AS_OF_BUILD)
        page = visit.go(FORM, settled=True)
        files = sorted(frozen.PROVIDERS.glob("*.yaml"))
        script = """async ([draw, write, rules, profiles]) => {
            const { Drawing } = await import(draw);
            const { write: written, dump } = await import(write);
            return profiles.map(({ id, profile, text }) => {
                const words = {"form.chosen.one": "", "form.chosen.other": "", "form.add": "", "form.remove": ""};
                const drawing = new Drawing(rules, words, "sv", id, () => {});
                const value = drawing.draw(rules.profile, [], profile, "").read();
                return [value, dump(value, rules), written(value, rules, { profile, text }).text];
            });
        }"""
        profiles = [
            {"id": file.stem, "profile": said(file.read_bytes()), "text": file.read_text(encoding="utf-8")}
            for file in files
        ]
        rules = plain_rules(policy)
        answers = page.evaluate(script, [module(visit, "form_draw"), module(visit, "form_write"), rules, profiles])
        assert len(answers) == len(files) >= 29
        for one, (value, text, kept) in zip(profiles, answers, strict=True):
            assert value == one["profile"], one["id"]
            assert list(value) == list(one["profile"]), one["id"]
            assert said(text.encode()) == one["profile"], one["id"]
            assert text == yaml_writer.dump(one["profile"]), one["id"]
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
        rules = plain_rules(policy)
        script = """async ([address, rules, values]) => {
            const { dump } = await import(address);
            return values.map((value) => dump(value, rules));
        }"""
        values = [{"name": text, "list": [text, text], "group": {"sv": text}, "rows": [{"x": text}]} for text in texts]
        for value, text in zip(
            values, page.evaluate(script, [module(visit, "form_write"), rules, values]), strict=True
        ):
            assert said(text.encode()) == value
            assert text == yaml_writer.dump(value)

    def test_prose_as_people_paste_it_comes_back_equal(self, visit: Visit, policy: Policy) -> None:
        page = visit.go(FORM)
        script = """async ([address, rules, values]) => {
            const { dump } = await import(address);
            return values.map((value) => dump(value, rules));
        }"""
        texts = [unicodedata.normalize("NFC", text) for text in prose.texts(size.of(1_000, 20_000), seed=17)]
        values = [{"about": {"sv": text}, "locations": [{"transit": {"sv": text}}]} for text in texts]
        written = page.evaluate(script, [module(visit, "form_write"), plain_rules(policy), values])
        for value, text in zip(values, written, strict=True):
            assert said(text.encode()) == value
            assert text == yaml_writer.dump(value)


class TestComments:
    """A comment stays with what was not changed; of those that cannot stay it is told which."""

    TEXT = (
        f"{yaml_writer.SCHEMA_LINE}\n# vår fil\nname: Exemplet  # så heter vi\n# så nås vi\ncontact:\n"
        "  phone: 08-465 004 00 # växel\nservices:\n  familjeradgivning: {}\n# slut\n"
    )

    def written(self, visit: Visit, policy: Policy, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a profile
        page = visit.go(FORM)
        rules = plain_rules(policy)
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
        rules = plain_rules(policy)
        value = {"name": "A", "fax": {"x": [1]}, "contact": {"phone": "08-465 004 00", "telex": "7"}, "services": {}}
        script = """async ([address, rules, value]) => {
            const { Drawing } = await import(address);
            const words = {"form.chosen.one": "", "form.chosen.other": "", "form.add": "", "form.remove": ""};
            const drawing = new Drawing(rules, words, "sv", "nobody", () => {});
            return drawing.draw(rules.profile, [], value, "").read();
        }"""
        assert page.evaluate(script, [module(visit, "form_draw"), rules, value]) == value
