"""The synonyms of the vocabulary: what is wrong with them is said where it stands, and what is right is kept."""

import re
import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.vocabulary import language_names
from tests.support.catalogue.policy_lines import CASES


def checked(folder: Path, synonyms: str) -> list[str]:
    """Add synonyms to the small policy; return what is said of them as `line code guess`, lines counted from theirs."""
    shutil.copytree(CASES, folder)
    file = folder / "vocabulary.yaml"
    text = file.read_text(encoding="utf-8")
    before = text.count("\n")
    file.write_text(f"{text}synonyms:\n{synonyms}", encoding="utf-8")
    _, problems = policies.load(folder)
    meant = [re.search("menade du `(.*)`", problem.message.sv) for problem in problems]
    return [
        f"{problem.line - before - 1} {problem.code} {match[1] if match else ''}".strip()
        for problem, match in zip(problems, meant, strict=True)
    ]


@pytest.mark.parametrize(
    ("synonyms", "said"),
    [
        ("  competences:\n    violence: [misshandel]\n", []),
        ("  services:\n    familjeradgivning: [parterapi]\n", []),
        ("  times:\n    saturday: [helg]\n    evenings: [kväll]\n", []),
        ("  competences:\n    separasion: [skilsmässa]\n", ["2 choice_unknown separation"]),
        ("  competense:\n    violence: [misshandel]\n", ["1 choice_unknown competences"]),
        ("  areas:\n    malmo: [Möllan]\n", ["2 choice_unknown"]),
        ("  times:\n    lordag: [helg]\n", ["2 choice_unknown"]),
        ("  competences:\n    separation: [Separation]\n", ["2 synonym_is_the_name"]),
        ("  competences:\n    violence: [hot, misshandel, Hot]\n", ["2 synonym_repeated"]),
        ('  competences:\n    violence: ["-", hot, "!?"]\n', ["2 synonym_wordless", "2 synonym_wordless"]),
        ("  competences:\n    violence: [hot, hot]\n", ["2 list_repeated"]),
        ("  competences:\n    violence: misshandel\n", ["2 type_list"]),
        ("  competences:\n    violence: [1]\n", ['2 type_text "1"']),
    ],
)
def test_what_is_wrong_with_a_synonym_is_said_where_it_stands(tmp_path: Path, synonyms: str, said: list[str]) -> None:
    assert checked(tmp_path / "policy", synonyms) == said


def test_a_word_may_stand_for_several_values(tmp_path: Path) -> None:
    assert checked(tmp_path / "policy", "  competences:\n    violence: [kris]\n    separation: [kris]\n") == []


def test_a_language_that_no_profile_can_say_may_have_synonyms_if_it_has_a_name(tmp_path: Path) -> None:
    assert checked(tmp_path / "known", "  languages:\n    zh: [mandarin]\n") == []
    assert checked(tmp_path / "unknown", "  languages:\n    qqq: [hittepå]\n") == ["2 choice_unknown"]


def test_every_language_that_is_asked_for_has_a_name_in_the_languages_of_the_site() -> None:
    names = {
        (code, site): language_names.name_in(code, site)
        for code in language_names.ASKED_FOR
        for site in ("sv", "en", "fi")
    }
    assert [place for place, name in names.items() if not name] == []
