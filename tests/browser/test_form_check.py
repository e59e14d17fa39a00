"""The form's script judges as the check does, in a real browser."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.profiles import form_rules, phrases, schema
from catalogue.schema import yaml_reader
from chalicelib.privacy import holds_personal_identity_number
from tests.support import size
from tests.support.browser.filling import ROOT, module, plain_rules, said
from tests.support.browser.visiting import Visit
from tests.support.catalogue.mutated_profiles import as_file, mutated
from tests.support.chalicelib import references
from tests.support.input_cases import cases
from tests.support.tables import assert_rows

pytestmark = pytest.mark.browser
CASES = ROOT / "tests" / "cases"
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

SUMS = {"neutral_price", "neutral_sales"}
"""Of these the script reads the words and `check` the sums too."""
ESCAPED = {"personal_identity_number"}
"""The digits of an escape are read by `check` as those of the file."""


@pytest.fixture(scope="module")
def cases_policy() -> Policy:
    loaded, problems = policies.load(CASES / "policy")
    assert loaded is not None, problems
    return loaded


def persons() -> list[str]:
    """Return the published test number in many writings, some with a sign, a letter or a digit too many."""
    dice = random.Random(7)
    signs = [*"./_-*:+, \n\u00a0\u2013\u200b\ufe0f\u00b7", "--", " - ", ", "]
    texts = ["121212-T220", "121212t221", "１２１٢١٢-1212", "4f2c9d1e-8a7b-4c3d-9e5f-a1212121212b", "121212121212"]
    for _ in range(600):
        digits = dice.choice(["1212121212", "191212121212", "1212721219", "1212121213", "121212T220", "1213121212"])
        gaps = [dice.choice(signs) if dice.random() < dice.choice([0, 0, 0.3]) else "" for _ in digits]
        gaps[-5] = dice.choice(["", "-", dice.choice(signs)])
        odd = dice.choice(["", "", "", "A", "7", "x-", "2026/"])
        texts.append(odd + "".join(one for pair in zip(digits, gaps, strict=True) for one in pair))
    return texts


def any_signs(count: int) -> list[str]:
    """Return texts of digits that are often a day, of signs, and of letters that a serial may begin with or not."""
    dice = random.Random(11)
    parts = [*"0123456789", "12", "1212", "121212", "19", "220", "T", "tf", "R", "x", "A1", *"./_-, +:", " - ", "  "]
    return ["".join(dice.choices(parts, k=dice.randint(3, 9))) for _ in range(count)]


class TestSameRules:
    """The script judges as the check does, by the rules that the build wrote."""

    def told(self, form: Visit, policy: Policy, values: list[Any]) -> list[set[str]]:
        page = form.page
        script = """async ([address, rules, values]) => {
            const { check } = await import(address);
            const who = { id: "exempelbyran", today: "2026-11-21" };
            return values.map((value) => check(value, rules, who).map((one) => one.code));
        }"""
        answers = page.evaluate(script, [module(form, "form_check"), plain_rules(policy), values])
        return [set(codes) for codes in answers]

    def test_every_case_of_the_tests_gives_the_same_codes(self, form: Visit, cases_policy: Policy) -> None:
        files = [
            file
            for kind in ("valid", "warning", "invalid")
            for file in sorted((CASES / kind).glob("*.yaml"))
            if file.stem not in SEEN_OTHERWISE and isinstance(yaml_reader.load(file.read_bytes(), "")[0], dict)
        ]
        assert len(files) > 220
        values = [yaml_reader.load(file.read_bytes(), "")[0] for file in files]
        by_check = [self.by_check(file, cases_policy) for file in files]
        by_script = self.told(form, cases_policy, values)
        parted = {file.stem: (a, b) for file, a, b in zip(files, by_check, by_script, strict=True) if a != b}
        assert parted == {}

    def by_check(self, file: Path, policy: Policy) -> set[str]:
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
        name = first.partition("file ")[2] or "exempelbyran.yaml"
        _, problems = schema.check(f"providers/{name}", file.read_bytes(), policy, dt.date(2026, 11, 21))
        return {one.code for one in problems if one.code in form_rules.DETECTED}

    def test_profiles_changed_at_random_give_the_same_codes(self, form: Visit, cases_policy: Policy) -> None:
        files = [*(CASES / "valid").glob("*.yaml"), *(CASES / "warning").glob("*.yaml")]
        profiles = [
            value for file in sorted(files) if isinstance(value := yaml_reader.load(file.read_bytes(), "")[0], dict)
        ]
        texts = [as_file(value) for value in mutated(profiles, size.of(400, 20_000), seed=11)]
        today = dt.date(2026, 11, 21)
        checked = [schema.check("providers/exempelbyran.yaml", text, cases_policy, today)[1] for text in texts]
        by_check = [{problem.code for problem in problems} for problems in checked]
        by_script = self.told(form, cases_policy, [yaml_reader.load(text, "")[0] for text in texts])
        parted = [
            row
            for row in zip(texts, by_check, by_script, strict=True)
            if (row[1] ^ row[2]) & set(form_rules.DETECTED) - SUMS - (ESCAPED if rb"\U" in row[0] else set())
        ]
        assert not parted, f"{len(parted)} profiles, the first {parted[0]}"

    def test_a_number_is_found_in_every_writing_in_texts_keys_and_numbers(
        self, form: Visit, cases_policy: Policy
    ) -> None:
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "name": f"Ada {text} "} for text in persons()]
        values += [{**base, "121212-1212": 1}, {**base, "hours": 1212121212}, {**base, "hours": 1212121212.5}]
        answers = ["personal_identity_number" in codes for codes in self.told(form, cases_policy, values)]
        assert answers == [holds_personal_identity_number(value) for value in values]
        assert answers.count(False) > 100 < answers.count(True)

    def test_two_fields_are_never_judged_together(self, form: Visit, cases_policy: Policy) -> None:
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        parted = {**base, "name": "Rum 121212", "about": {"sv": "1212 ringer du."}, "121212": {"1212": "121212"}}
        whole = {**base, "name": "Rum 121212 1212", "about": {"sv": "1212 ringer du."}}
        answers = ["personal_identity_number" in codes for codes in self.told(form, cases_policy, [parted, whole])]
        assert answers == [False, True]

    def test_the_table_of_cases_is_judged_as_it_says_and_any_text_as_in_python(self, form: Visit) -> None:
        script = """async ([address, texts]) => {
            const { holdsPerson } = await import(address);
            return texts.map((text) => holdsPerson(text));
        }"""
        table = [(row["text"], row["right"]) for row in cases("personal_number") if row["in"] != "reference"]
        signs = [(text, holds_personal_identity_number(text)) for text in any_signs(8_000)]
        rows = dict(table + signs)
        answers = form.page.evaluate(script, [module(form, "person"), [*rows]])
        assert_rows(rows.items(), dict(zip(rows, answers, strict=True)).get)
        assert sum(right for _, right in signs) > 50

    def test_a_telephone_that_looks_like_one_is_told_its_groups(self, form: Visit, cases_policy: Policy) -> None:
        script = """async ([address, rules, values]) => {
            const { check } = await import(address);
            return values.map((value) => check(value, rules).map(({ code, facts }) => [code, facts.phone]));
        }"""
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        rows = [row for row in cases("personal_number") if row["in"] == "phone"]
        values = [{**base, "contact": {"phone": row["text"]}} for row in rows]
        answers = form.page.evaluate(script, [module(form, "form_check"), plain_rules(cases_policy), values])
        expected = [
            [["phone_personal", row["write"]]]
            if "write" in row
            else [["personal_identity_number", None]] * row["right"]
            for row in rows
        ]
        assert [[fault for fault in faults if fault[0] != "phone_format"] for faults in answers] == expected

    def test_a_reference_hides_one_in_the_browser_as_at_the_door(self, form: Visit) -> None:
        script = """async ([address, texts]) => {
            const { hidesPerson } = await import(address);
            return texts.map((text) => hidesPerson(text));
        }"""
        texts = [re.sub(r"[^A-Za-z0-9./_-]", "", text) for text in persons()]
        texts += [*any_signs(4_000), *references.spellings(1_000), *(row["text"] for row in cases("personal_number"))]
        answers = form.page.evaluate(script, [module(form, "person"), texts])
        assert answers == [holds_personal_identity_number({"reference": text}) for text in texts]
        assert answers.count(False) > 100 < answers.count(True)

    def test_ordinary_sentences_give_no_word(self, form: Visit, cases_policy: Policy) -> None:
        sentences = (CASES / "ordinary_sentences.txt").read_text(encoding="utf-8").splitlines()
        assert len(sentences) >= 200
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "about": {"sv": sentence}} for sentence in sentences]
        answers = self.told(form, cases_policy, values)
        assert {text: codes for text, codes in zip(sentences, answers, strict=True) if codes} == {}

    def test_every_phrase_of_the_word_list_is_told(self, form: Visit, cases_policy: Policy) -> None:
        known = [phrase for some in phrases.word_list().phrases.values() for _, phrase in some]
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "about": {"sv": " ".join(phrase.words)}} for phrase in known]
        answers = self.told(form, cases_policy, values)
        expected = [{one.code for one in phrases.phrases_in(phrase.words)} for phrase in known]
        assert [codes & {"neutral_superlative", "neutral_sales", "neutral_price"} for codes in answers] == expected
