"""What the form writes: every profile comes back equal, and comments stay where they can, in a real browser."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from catalogue.policy.model import Policy
from catalogue.schema import yaml_writer
from tests.support import frozen, size
from tests.support.browser.filling import AS_OF_BUILD, FORM, module, plain_rules, said
from tests.support.browser.visiting import Visit
from tests.support.catalogue import prose

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]


def written(form: Visit, policy: Policy, text: str, values: list[Any]) -> list[dict[str, Any]]:
    """Return what the script writes of each value, and the comments that it loses of the file that was opened."""
    script = """async ([address, values, rules, original]) => {
        const { write } = await import(address);
        return values.map((value) => write(value, rules, original));
    }"""
    original = {"text": text, "profile": said(text.encode())}
    answers: list[dict[str, Any]] = form.page.evaluate(
        script, [module(form, "form_write"), values, plain_rules(policy), original]
    )
    return answers


def part(text: str, key: str) -> str:
    """Return the lines of a part of a file."""
    match = re.search(rf"^{key}:.*(?:\n(?: .*)?)*", text, re.MULTILINE)
    assert match, key
    return match[0].rstrip()


def commented(text: str, dice: random.Random) -> str:
    """Return a file with comments and blank lines put between its parts, and comments after values."""
    lines = ["---"] if dice.random() < 0.3 else []
    for number, line in enumerate(text.splitlines()):
        if re.match("[a-z]", line) and dice.random() < 0.4:
            lines += dice.choice(([f"# anm {number}"], ["", f"# anm {number}"], [f"# anm {number}", ""], ["", ""]))
        is_plain = re.fullmatch(r" *(?:- )?[a-z_]+: [^|>#\"'{\[]+", line)
        lines.append(f"{line} # anm {1000 + number}" if is_plain and dice.random() < 0.2 else line)
    return "\n".join(lines) + "\n" * dice.choice((0, 1, 3))


def changed(profile: Any, dice: random.Random, texts: Iterator[str]) -> Any:  # noqa: ANN401 - a profile
    """Return a profile with a part taken out, another changed, and one put in."""
    value = dict(profile)
    del value[dice.choice(list(value))]
    value[dice.choice(list(value))] = {"sv": next(texts), "rows": [next(texts), {"x": next(texts)}]}
    return {"languages": ["sv"], **value} if dice.random() < 0.5 else value | {"closed": [{"from": next(texts)}]}


class TestRoundTrip:
    """Every profile of the repo loads into the form and comes back equal."""

    def test_every_profile_comes_back_equal(self, visit: Visit, policy: Policy) -> None:
        visit.page.add_init_script(AS_OF_BUILD)
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

    def test_texts_that_could_be_read_otherwise_come_back_equal(self, form: Visit, policy: Policy) -> None:
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
        page = form.page
        rules = plain_rules(policy)
        script = """async ([address, rules, values]) => {
            const { dump } = await import(address);
            return values.map((value) => dump(value, rules));
        }"""
        values = [{"name": text, "list": [text, text], "group": {"sv": text}, "rows": [{"x": text}]} for text in texts]
        for value, text in zip(values, page.evaluate(script, [module(form, "form_write"), rules, values]), strict=True):
            assert said(text.encode()) == value
            assert text == yaml_writer.dump(value)

    def test_prose_as_people_paste_it_comes_back_equal(self, form: Visit, policy: Policy) -> None:
        page = form.page
        script = """async ([address, rules, values]) => {
            const { dump } = await import(address);
            return values.map((value) => dump(value, rules));
        }"""
        texts = [unicodedata.normalize("NFC", text) for text in prose.texts(size.of(400, 20_000), seed=17)]
        values = [{"about": {"sv": text}, "locations": [{"transit": {"sv": text}}]} for text in texts]
        written = page.evaluate(script, [module(form, "form_write"), plain_rules(policy), values])
        for value, text in zip(values, written, strict=True):
            assert said(text.encode()) == value
            assert text == yaml_writer.dump(value)


class TestComments:
    """A comment stays with what was not changed; of those that cannot stay it is told which."""

    TEXT = (
        f"{yaml_writer.SCHEMA_LINE}\n# vår fil\nname: Exemplet  # så heter vi\n# så nås vi\ncontact:\n"
        "  phone: 08-465 004 00 # växel\nservices:\n  familjeradgivning: {}\n# slut\n"
    )

    def written(self, form: Visit, policy: Policy, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a profile
        (answer,) = written(form, policy, self.TEXT, [value])
        assert said(answer["text"].encode()) == value
        return answer

    def test_those_of_other_parts_stay(self, form: Visit, policy: Policy) -> None:
        value = {**said(self.TEXT.encode()), "name": "Provet"}
        answer = self.written(form, policy, value)
        assert answer["text"] == self.TEXT.replace("Exemplet  # så heter vi", "Provet")
        assert answer["lost"] == ["så heter vi"]

    def test_what_a_text_says_after_a_sharp_is_no_comment(self, form: Visit, policy: Policy) -> None:
        text = (
            'name: "Nr #1" # så heter vi\nabout:\n  sv: >-\n    Vi är #1 på att\n    lyssna\n    # så är det\n'
            "contact:\n  phone: 08-465 004 00\nlocations:\n  - transit:\n      sv: Port #2 till höger\nservices: {}\n"
        )
        profile = said(text.encode())
        value = {"name": "Nr #2", "contact": profile["contact"], "services": {}}
        assert written(form, policy, text, [value])[0]["lost"] == ["så heter vi", "2 till höger"]

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    def test_files_changed_at_random_keep_the_rest_to_the_letter(self, form: Visit, policy: Policy, ends: str) -> None:
        dice = random.Random(23)
        texts = (unicodedata.normalize("NFC", text) for text in prose.texts(40_000, seed=29))
        for file in sorted(frozen.PROVIDERS.glob("*.yaml"))[:: size.of(6, 1)]:
            text = commented(file.read_text("utf-8"), dice).replace("\n", ends)
            profile = said(text.encode())
            values = [changed(profile, dice, texts) for _ in range(size.of(4, 200))]
            for value, answer in zip(values, written(form, policy, text, values), strict=True):
                assert said(answer["text"].encode()) == value
                assert ("\r\n" in answer["text"]) == (ends == "\r\n")
                kept = set(re.findall("anm [0-9]+", answer["text"]))
                assert sorted(kept.union(answer["lost"])) == sorted(re.findall("anm [0-9]+", text))
                same = [key for key in profile.keys() & value.keys() if value[key] == profile[key]]
                assert {key: part(answer["text"], key) for key in same} == {key: part(text, key) for key in same}

    @pytest.mark.parametrize(
        "text",
        [
            "name: A\ncontact: {phone: 08-465 004 00}\nservices: {}\n...\n",
            "name: A\nabout:\n  sv: |+\n    a\n\n\ncontact: {email: a@b.se}\nservices: {}\n",
        ],
    )
    def test_a_file_whose_parts_hang_together_is_written_anew(self, form: Visit, policy: Policy, text: str) -> None:
        profile = said(text.encode())
        for value in ({**profile, "languages": ["sv"]}, {key: profile[key] for key in profile if key != "contact"}):
            assert said(written(form, policy, text, [value])[0]["text"].encode()) == value

    def test_a_new_part_stands_where_the_schema_has_it(self, form: Visit, policy: Policy) -> None:
        value = {**said(self.TEXT.encode()), "languages": ["sv", "en"]}
        answer = self.written(form, policy, value)
        assert answer["text"] == self.TEXT.replace("services:", "languages: [sv, en]\nservices:")
        assert answer["lost"] == []

    def test_what_the_rules_do_not_know_is_kept(self, form: Visit, policy: Policy) -> None:
        page = form.page
        rules = plain_rules(policy)
        value = {"name": "A", "fax": {"x": [1]}, "contact": {"phone": "08-465 004 00", "telex": "7"}, "services": {}}
        script = """async ([address, rules, value]) => {
            const { Drawing } = await import(address);
            const words = {"form.chosen.one": "", "form.chosen.other": "", "form.add": "", "form.remove": ""};
            const drawing = new Drawing(rules, words, "sv", "nobody", () => {});
            return drawing.draw(rules.profile, [], value, "").read();
        }"""
        assert page.evaluate(script, [module(form, "form_draw"), rules, value]) == value
