import os
from pathlib import Path

import pytest

from catalogue import checks, neutrality, yamlfile
from catalogue.problem import report

CASES = Path(__file__).parents[1] / "cases"


class TestFolder:
    """A provider's profile is an ordinary file, named for its id; everything else in the folder is told."""

    def codes(self, folder: Path) -> list[str]:
        return [problem.code for problem in checks.files(folder, "providers")[1]]

    def test_profiles_are_listed_by_name(self, tmp_path: Path) -> None:
        for name in ("b.yaml", "a.yaml", "README.md", ".hidden.yaml"):
            (tmp_path / name).touch()
        assert checks.files(tmp_path, "providers") == (
            [("providers/a.yaml", tmp_path / "a.yaml"), ("providers/b.yaml", tmp_path / "b.yaml")],
            [],
        )

    def test_names_that_differ_only_in_case_collide(self, tmp_path: Path) -> None:
        for name in ("exempel.yaml", "Exempel.yaml"):
            (tmp_path / name).touch()
        assert self.codes(tmp_path) == ["file_name_collides"]

    def test_the_other_ending_is_corrected(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").touch()
        assert "did you mean `a.yaml`?" in report(checks.files(tmp_path, "providers")[1], language="en")

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


class TestTogether:
    """What can only be seen with all profiles side by side."""

    def across(self, *profiles: tuple[str, str, str]) -> list[str]:
        """Check profiles of (file, name, website) together."""
        files = {
            f"providers/{file}.yaml": f"name: {name}\ncontact:\n  website: {website}\n".encode()
            for file, name, website in profiles
        }
        told = [checks.told(path, yamlfile.load(data, path)[0]) for path, data in files.items()]
        found = checks.across(told, files.__getitem__)
        return [f"{one.path}:{one.line}:{one.column} {one.severity} {one.code}" for one in found]

    def test_different_providers_give_no_word(self) -> None:
        assert self.across(("a", "Samtalet", "https://a.example"), ("b", "Mötet", "https://b.example")) == []

    @pytest.mark.parametrize("other", ["Samtalet", "SAMTALET", "Sam-talet", "Samtalet."])
    def test_two_names_that_look_the_same_are_told(self, other: str) -> None:
        found = self.across(("a", "Samtalet", "https://a.example"), ("b", other, "https://b.example"))
        assert found == ["providers/b.yaml:1:7 warning name_taken"]

    @pytest.mark.parametrize("other", ["https://a.example", "https://www.a.example/om-oss", "https://A.example/?x"])
    def test_a_link_to_anothers_site_is_told(self, other: str) -> None:
        found = self.across(("a", "Samtalet", "https://a.example/"), ("b", "Mötet", other))
        assert found == ["providers/b.yaml:3:12 warning host_shared"]


class TestPersonalNumbers:
    """Git never forgets, so no line of a file, comments included, holds a personal identity number."""

    @pytest.mark.parametrize("number", ["900602-2397", "9006022397", "199006022397", "19900602-2397", "19900602+2397"])
    def test_a_number_is_found_at_its_place_and_not_repeated(self, number: str) -> None:
        (problem,) = checks.personal_numbers(f"name: Å\n# Ada, {number}\n".encode(), "a.yaml")
        assert (problem.line, problem.column, problem.code) == (2, 8, "personal_identity_number")
        assert "2397" not in problem.text()

    @pytest.mark.parametrize(
        "text", ["08-465 004 01", "2026-12-23", "559999-0016", "59.314, 18.071", "1 066 / 1 104", "450 kr"]
    )
    def test_other_figures_go_free(self, text: str) -> None:
        assert checks.personal_numbers(text.encode(), "a.yaml") == []


class TestWords:
    """The word list tells sales talk from a therapist's ordinary Swedish."""

    @pytest.mark.parametrize("text", (CASES / "ordinary_sentences.txt").read_text(encoding="utf-8").splitlines())
    def test_ordinary_sentences_give_no_word(self, text: str) -> None:
        assert list(neutrality.phrases_in(neutrality.words_of(text))) == []

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Vi är bäst.", "neutral_superlative"),
            ("Stadens främsta!", "neutral_superlative"),
            ("marknadsledande", "neutral_superlative"),
            ("Barnets bästa, och vi är bäst", "neutral_superlative"),
            ("Vi garanterar resultat", "neutral_sales"),
            ("Boka redan i dag", "neutral_sales"),
            ("Don't miss", "neutral_sales"),
            ("Billigast i stan", "neutral_price"),
        ],
    )
    def test_sales_talk_is_told(self, text: str, code: str) -> None:
        assert {phrase.code for phrase in neutrality.phrases_in(neutrality.words_of(text))} == {code}

    def test_a_phrase_is_told_once_however_often_it_stands(self) -> None:
        assert len(list(neutrality.phrases_in(["bäst", "bäst", "bäst"]))) == 1

    def test_every_phrase_is_written_as_it_is_looked_up(self) -> None:
        known = neutrality.word_list()
        phrases = [" ".join(phrase.words) for some in known.phrases.values() for phrase in some]
        turns = [" ".join(turn) for some in known.allowed.values() for _, turn in some]
        assert len(phrases) > 100
        assert [text for text in phrases + turns if " ".join(neutrality.words_of(text)) != text] == []

    def test_every_ordinary_turn_of_phrase_frees_a_phrase_of_the_list(self) -> None:
        known = neutrality.word_list()
        turns = {turn for some in known.allowed.values() for _, turn in some}
        idle = [turn for turn in turns if not any(word in known.phrases for word in turn)]
        assert idle == []


class TestRules:
    """A rule says in one sentence what must hold."""

    @pytest.mark.parametrize("rule", checks.CHECKS, ids=lambda rule: rule.__name__)
    def test_a_rule_states_itself(self, rule: object) -> None:
        assert rule.__doc__
        assert rule.__doc__.endswith((".", ")."))
        assert "\n" not in rule.__doc__
