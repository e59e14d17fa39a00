import os
import re
from pathlib import Path

import pytest

from catalogue.policy.model import Policy
from catalogue.profiles import files, neutrality, rules
from catalogue.profiles.phrases import phrases_in, word_list, words_of
from catalogue.profiles.subject import Subject
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Validation
from catalogue.schema.personal_numbers import personal_numbers
from catalogue.schema.problem import report
from tests.support.tables import assert_rows

CASES = Path(__file__).parents[2] / "cases"
TEXT_RULES = (
    neutrality.text_is_plain,
    neutrality.text_has_no_links,
    neutrality.text_does_not_shout,
    neutrality.words_are_neutral,
)


class TestFolder:
    """A provider's profile is an ordinary file, named for its id; everything else in the folder is told."""

    def codes(self, folder: Path) -> list[str]:
        return [problem.code for problem in files.files(folder, "providers")[1]]

    def test_profiles_are_listed_by_name(self, tmp_path: Path) -> None:
        for name in ("b.yaml", "a.yaml", "README.md", ".hidden.yaml"):
            (tmp_path / name).touch()
        listed, problems = files.files(tmp_path, "providers")
        assert list(listed.items()) == [
            ("a", ("providers/a.yaml", str(tmp_path / "a.yaml"))),
            ("b", ("providers/b.yaml", str(tmp_path / "b.yaml"))),
        ]
        assert problems == []

    def test_names_that_differ_only_in_case_collide(self, tmp_path: Path) -> None:
        for name in ("exempel.yaml", "Exempel.yaml"):
            (tmp_path / name).touch()
        assert self.codes(tmp_path) == ["file_name_collides"]

    def test_the_other_ending_is_corrected(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").touch()
        assert "did you mean `a.yaml`?" in report(files.files(tmp_path, "providers")[1], language="en")

    @pytest.mark.parametrize("name", ["a.yaml.txt", "a.yml.txt", "a.yaml.bak", "a.yaml_old"])
    def test_something_after_the_ending_is_a_warning_that_names_what_was_meant(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).touch()
        (problem,) = files.files(tmp_path, "providers")[1]
        assert (problem.path, problem.code, problem.severity) == (f"providers/{name}", "file_not_read", "warning")
        assert "did you mean `a.yaml`?" in problem.text("en")

    @pytest.mark.parametrize("name", ["a.yaml~", ".a.yaml.swp", "#a.yaml#", "notes.txt"])
    def test_what_an_editor_leaves_gives_no_word(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).touch()
        listed, problems = files.files(tmp_path, "providers")
        assert (dict(listed), problems) == ({}, [])

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").symlink_to("/etc/hostname")
        assert self.codes(tmp_path) == ["file_symlink"]

    def test_a_folder_with_a_profiles_name_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").mkdir()
        assert self.codes(tmp_path) == ["file_not_regular"]

    def test_a_pipe_is_refused(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.yaml")
        assert self.codes(tmp_path) == ["file_not_regular"]

    def test_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path / "nowhere") == ["folder_missing"]


class TestPersonalNumbers:
    """Git never forgets, so no line of a file, comments included, holds a personal identity number."""

    @pytest.mark.parametrize("number", ["900602-2397", "9006022397", "199006022397", "19900602-2397", "19900602+2397"])
    def test_a_number_is_found_at_its_place_and_not_repeated(self, number: str) -> None:
        (problem,) = personal_numbers(f"name: Å\n# Ada, {number}\n".encode(), "a.yaml")
        assert (problem.line, problem.column, problem.code) == (2, 8, "personal_identity_number")
        assert "2397" not in problem.text()

    @pytest.mark.parametrize("number", ["121212.1212", "121212_1212", "121212--1212", "121212-T220"])
    def test_whatever_signs_part_its_digits(self, number: str) -> None:
        (problem,) = personal_numbers(f"name: Å\n# Ada, {number}\n".encode(), "a.yaml")
        assert (problem.line, problem.column, problem.code) == (2, 8, "personal_identity_number")

    @pytest.mark.parametrize(
        "text", ["08-465 004 01", "2026-12-23", "559999-0016", "59.314, 18.071", "1 066 / 1 104", "450 kr"]
    )
    def test_other_figures_go_free(self, text: str) -> None:
        assert personal_numbers(text.encode(), "a.yaml") == []


class TestHiddenPersonalNumbers:
    """What is published is what YAML reads, and a fold or an escape can hide a number from whoever reads the lines."""

    @staticmethod
    def positions(text: str) -> list[tuple[int, int, str]]:
        data = text.encode()
        value, problems = yaml_reader.load(data, "a.yaml")
        assert problems == []
        problems = personal_numbers(data, "a.yaml", value)
        shown = [part for each in problems for part in (each.text("sv"), each.text("en"), str(each.plain()))]
        assert not any("1212" in part for part in shown)
        assert {problem.code for problem in problems} <= {"personal_identity_number"}
        return [(problem.line, problem.column, problem.key) for problem in problems]

    @pytest.mark.parametrize(
        "written",
        [
            ">-\n    Ring 121212\n    1212",
            ">-\n    Ring 121212-\n    1212",
            "|-\n    Ring 121212\n    -1212",
            "Ring 121212\n    1212",
            "'Ring 121212\n    1212'",
            '"Ring 12121\\\n    21212"',
            '"\\x31\\x32\\x31\\x3212-1212"',
            '"\\u0031\\u0032\\u0031\\u003212-1212"',
            '"\\U0000003121212-1212"',
            '"121212\\t1212"',
            '"121212\\x2D1212"',
            '"\\u0661\\u0662121\\uFF12-1212"',
            "1.2121212120e9",
        ],
    )
    def test_in_a_value(self, written: str) -> None:
        assert self.positions(f"about:\n  sv: {written}\n") == [(2, 7, "about.sv")]

    def test_in_a_key(self) -> None:
        assert self.positions('about:\n  "\\x3121212-1212": Ring\n') == [(2, 3, "…")]

    def test_in_a_list(self) -> None:
        assert self.positions('staff:\n  - name: Ada\n  - name: "Bo 121212\\x2d1212"\n') == [(3, 11, "staff[1].name")]

    def test_one_that_stands_in_a_line_is_told_there_and_not_twice(self) -> None:
        assert self.positions("about: >-\n  Ring\n  121212-1212\n") == [(3, 3, "")]

    def test_one_that_stands_and_another_that_is_hidden_are_both_told(self) -> None:
        assert self.positions('a: 121212-1212\nb: "121272-121\\x39"\n') == [(1, 4, ""), (2, 4, "b")]

    def test_texts_that_are_folded_go_free(self) -> None:
        assert self.positions("about: >-\n  Ring 08-465 004 01\n  2026-12-23, kl 12.12\n  till 1212\n") == []


class TestWords:
    """The word list tells sales talk from a therapist's ordinary Swedish."""

    @staticmethod
    def codes(policy: Policy, text: str) -> set[str]:
        """Run every rule about texts over one text."""
        seen = Validation(policy.context, prose=[(("about", "sv"), text)])
        subject = Subject("providers/a.yaml", {}, seen, policy, None)
        return {fault.code for rule in TEXT_RULES for fault in rule(subject)}

    def test_ordinary_sentences_give_no_word(self, policy: Policy) -> None:
        sentences = (CASES / "ordinary_sentences.txt").read_text(encoding="utf-8").splitlines()
        rows: list[tuple[str, set[str]]] = [(sentence, set()) for sentence in sentences]
        assert_rows(rows, lambda sentence: self.codes(policy, sentence))

    def test_sales_talk_is_told(self, policy: Policy) -> None:
        rows = [
            ("Vi är bäst.", "neutral_superlative"),
            ("Stadens främsta!", "neutral_superlative"),
            ("marknadsledande", "neutral_superlative"),
            ("Barnets bästa, och vi är bäst", "neutral_superlative"),
            ("Vi garanterar resultat", "neutral_sales"),
            ("Boka redan i dag", "neutral_sales"),
            ("Don't miss", "neutral_sales"),
            ("Billigast i stan", "neutral_price"),
            ("Vi är bäst i Stockholm.", "neutral_superlative"),
            ("Vi är nummer 1 på parsamtal", "neutral_superlative"),
            ("Marknadens ledande", "neutral_superlative"),
            ("Skandinaviens största", "neutral_superlative"),
            ("Vi är Stockholms största mottagning.", "neutral_superlative"),
            ("Vår unika metod hjälper er", "neutral_superlative"),
            ("Stadens populäraste rådgivare", "neutral_superlative"),
            ("Mest omtyckta i Bromma", "neutral_superlative"),
            ("Suveräna lokaler", "neutral_superlative"),
            ("Vi har fem stjärnor", "neutral_superlative"),
            ("A 5-star practice", "neutral_superlative"),
            ("A leading clinic", "neutral_superlative"),
            ("95 % av våra par är nöjda", "neutral_sales"),
            ("95 procent är mycket nöjda med oss", "neutral_sales"),
            ("Nio av tio par stannar ihop", "neutral_sales"),
            ("Nine out of ten couples stay together", "neutral_sales"),
            ("Vi har vunnit pris", "neutral_sales"),
            ("Som sett i TV4", "neutral_sales"),
            ("Perfekt för er", "neutral_sales"),
            ("Skynda er att boka", "neutral_sales"),
            ("Why choose us?", "neutral_sales"),
            ("The first session is free of charge", "neutral_price"),
            ("Only SEK 450", "neutral_price"),
            ("Samtal 450 kr", "neutral_price"),
            ("Hos oss blir det 450:- med kvällstid inräknad", "neutral_price"),
            ("Ni betalar 450 kr var gång ni kommer", "neutral_price"),
            ("Se vidare exempel.nu", "text_link"),
            ("ABC.SE", "text_link"),
        ]
        assert_rows(((text, {code}) for text, code in rows), lambda text: self.codes(policy, text))

    def test_a_phrase_is_told_once_however_often_it_stands(self) -> None:
        assert len(list(phrases_in(["bäst", "bäst", "bäst"]))) == 1

    def test_of_a_phrase_within_a_phrase_the_longer_is_told(self) -> None:
        assert [" ".join(phrase.words) for phrase in phrases_in(["vi", "är", "bäst"])] == ["vi är bäst"]

    def test_every_phrase_is_written_as_it_is_looked_up(self) -> None:
        words = word_list()
        phrases, turns = (
            [" ".join(phrase.words) for some in index.values() for _, phrase in some]
            for index in (words.phrases, words.allowed)
        )
        assert len(phrases) > 100
        assert [text for text in phrases + turns if " ".join(words_of(text)) != text] == []

    def test_every_ordinary_turn_of_phrase_frees_a_phrase_of_the_list(self) -> None:
        words = word_list()
        phrases, turns = (
            {" ".join(phrase.words) for some in index.values() for _, phrase in some}
            for index in (words.phrases, words.allowed)
        )
        idle = [turn for turn in turns if not any(f" {phrase} " in f" {turn} " for phrase in phrases - {turn})]
        assert idle == []


class TestRules:
    """A rule says in one sentence what must hold."""

    def test_a_rule_states_itself_in_one_sentence(self) -> None:
        sentence = re.compile(r"[^\n]+\.")
        assert_rows(((rule, True) for rule in rules.CHECKS), lambda rule: bool(sentence.fullmatch(rule.__doc__ or "")))
