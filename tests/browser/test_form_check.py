"""The form's script judges as the check does, in a real browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from catalogue import form_rules, neutrality, profile, yamlfile
from catalogue import policy as policies
from catalogue.policy import Policy
from tests.browser.filling import FORM, ROOT, module, plain_rules, said
from tests.browser.visiting import Visit

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


@pytest.fixture(scope="module")
def cases_policy() -> Policy:
    loaded, problems = policies.load(CASES / "policy")
    assert loaded is not None, problems
    return loaded


class TestSameRules:
    """The script judges as the check does, by the rules that the build wrote."""

    def told(self, visit: Visit, policy: Policy, values: list[Any]) -> list[set[str]]:
        page = visit.go(FORM)
        script = """async ([address, rules, values]) => {
            const { check } = await import(address);
            const who = { id: "exempelbyran", today: "2026-11-21" };
            return values.map((value) => check(value, rules, who).map((one) => one.code));
        }"""
        answers = page.evaluate(script, [module(visit, "form_check"), plain_rules(policy), values])
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
        by_script = self.told(visit, cases_policy, values)
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
        answers = self.told(visit, cases_policy, values)
        assert {text: codes for text, codes in zip(sentences, answers, strict=True) if codes} == {}

    def test_every_phrase_of_the_word_list_is_told(self, visit: Visit, cases_policy: Policy) -> None:
        known = [phrase for some in neutrality.word_list().phrases.values() for _, phrase in some]
        base = said((CASES / "valid" / "smallest.yaml").read_bytes())
        values = [{**base, "about": {"sv": " ".join(phrase.words)}} for phrase in known]
        answers = self.told(visit, cases_policy, values)
        expected = [{one.code for one in neutrality.phrases_in(phrase.words)} for phrase in known]
        assert [codes & {"neutral_superlative", "neutral_sales", "neutral_price"} for codes in answers] == expected
