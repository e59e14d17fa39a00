"""What breaks YAML: hostile files, repeated keys, pasted spaces, tabs and quotation marks."""

import re
import time
from pathlib import Path

import pytest

from catalogue.schema import yaml_reader
from tests.support.catalogue.read_yaml import load, refused
from tests.support.tables import assert_rows

CASES = Path(__file__).parents[2] / "cases"


class TestHostileFiles:
    """Each is one problem with its place; nothing is executed, expanded or followed."""

    def test_an_alias_bomb_is_refused_at_its_first_anchor(self) -> None:
        bomb = 'a: &a ["x","x"]\n' + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
        )
        _, problems = yaml_reader.load(bomb.encode(), "a.yaml")
        assert [(p.line, p.column, p.code) for p in problems] == [
            (1, 4, "yaml_anchor"),
            (2, 4, "yaml_anchor"),
            (2, 8, "yaml_alias"),
        ]

    @pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!own", "!!int"])
    def test_a_tag_is_refused_and_never_acted_on(self, tag: str) -> None:
        value, (problem,) = yaml_reader.load(f"a: {tag} ['echo']".encode(), "a.yaml")
        assert (problem.line, problem.column, problem.code) == (1, 4, "yaml_tag")
        assert value == {"a": ["echo"]}

    @pytest.mark.parametrize(
        "nest",
        ["[" * 30_000, "{a: " * 15_000, "- " * 30_000, "a:\n" + "".join(" " * i + "- \n" for i in range(1, 300))],
    )
    def test_deep_nesting_is_refused_in_no_time(self, nest: str) -> None:
        begun = time.process_time()
        assert refused(nest).code in ("yaml_too_deep", "yaml_syntax")
        assert time.process_time() - begun < 1

    def test_more_bytes_than_the_limit_are_not_parsed(self) -> None:
        assert refused(b"a: " + b"x" * yaml_reader.PROFILE_MAX_BYTES).code == "file_too_big"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_only_plain_utf8_is_read(self, encoding: str) -> None:
        assert refused("namn: Å".encode(encoding)).code in ("byte_order_mark", "not_utf8", "invisible_character")

    def test_the_mark_that_notepad_writes_first_is_read_past(self) -> None:
        assert yaml_reader.load("namn: Å".encode("utf-8-sig"), "a.yaml") == ({"namn": "Å"}, [])

    def test_latin1_is_refused_at_its_first_strange_byte(self) -> None:
        problem = refused("a: 1\nnamn: Exempelbyrån".encode("latin-1"))
        assert (problem.line, problem.column, problem.code) == (2, 17, "not_utf8")

    @pytest.mark.parametrize(
        "character",
        [
            "\x00",
            "\x07",
            "\x1b",
            "\x85",
            "\u00ad",
            "\u200b",
            "\u200f",
            "\u202e",
            "\u2028",
            "\u2066",
            "\ufeff",
            "\U000e0041",
        ],
    )
    def test_a_character_that_nobody_sees_is_refused_where_it_stands(self, character: str) -> None:
        problem = refused(f"a: 1\nb: ab{character}c")
        assert (problem.line, problem.column, problem.code) == (2, 6, "invisible_character")

    def test_an_escape_hides_no_such_character_either(self) -> None:
        _, (problem,) = yaml_reader.load(b'a: 1\nb: "x\\u202ey"', "a.yaml")
        assert (problem.line, problem.column, problem.key, problem.code) == (2, 4, "b", "invisible_character")

    def test_several_documents_are_refused_at_the_second(self) -> None:
        problem = refused("a: 1\n---\nb: 2")
        assert (problem.line, problem.code) == (2, "yaml_documents")

    def test_a_directive_is_refused(self) -> None:
        assert refused("%YAML 1.1\n---\na: 1").code == "yaml_directive"

    @pytest.mark.parametrize("text", ["", "# only a remark\n", "\n\n"])
    def test_an_empty_file_says_so(self, text: str) -> None:
        assert refused(text).code == "file_empty"

    def test_a_merge_key_is_a_key_like_any_other(self) -> None:
        assert load("<<: {a: 1}") == {"<<": {"a": 1}}


class TestReadingPast:
    """A fault that leaves the rest readable is told together with the others."""

    def test_every_repeated_key_is_told_at_its_own_place(self) -> None:
        value, problems = yaml_reader.load(b"a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", "a.yaml")
        assert [(p.line, p.column, p.key, p.code) for p in problems] == [
            (4, 3, "b.c", "duplicate_key"),
            (5, 1, "a", "duplicate_key"),
        ]
        assert value == {"a": 1, "b": {"c": 1}}

    def test_what_was_found_before_a_fault_of_syntax_is_told_too(self) -> None:
        value, problems = yaml_reader.load(b"a: 1\na: 2\nb: [1\n", "a.yaml")
        assert value is None
        assert [p.code for p in problems] == ["duplicate_key", "yaml_unclosed"]


class TestPastedSpaces:
    """What looks like a space and is not is told by its name where YAML needs one, and the rest of the file is read."""

    @staticmethod
    def read(text: str) -> tuple[object, list[tuple[int, int, str]]]:
        value, problems = yaml_reader.load(text.encode(), "a.yaml")
        return value, [(problem.line, problem.column, problem.code) for problem in problems]

    def test_a_space_that_yaml_does_not_know_is_told_on_each_line_that_it_breaks(self) -> None:
        rows: list[tuple[str, object]] = [
            ("a:\u00a01\nb:\n  c: 2\n", ({"a": 1, "b": {"c": 2}}, [(1, 3, "yaml_space")])),
            ("a: 1\nb:\n  c:\u00a0x\n", ({"a": 1, "b": {"c": "x"}}, [(3, 5, "yaml_space")])),
            ("b:\u00a0\n  c: x\n", ({"b": {"c": "x"}}, [(1, 3, "yaml_space")])),
            ("b:\n  c: x\n\u00a0\u2003d: y\n", ({"b": {"c": "x", "d": "y"}}, [(3, 1, "yaml_space")])),
            ("b:\n-\u00a0x\n-\u00a0y\n", ({"b": ["x", "y"]}, [(2, 2, "yaml_space"), (3, 2, "yaml_space")])),
            ("a\u00a0: 1\n", ({"a": 1}, [(1, 2, "yaml_space")])),
            ("a: 1\n\u00a0\nb: 2\n", ({"a": 1, "b": 2}, [(2, 1, "yaml_space")])),
        ]
        assert_rows(rows, self.read)

    def test_wherever_yaml_needs_a_space_another_is_told_and_read_as_one(self) -> None:
        sound = (CASES / "valid" / "everything.yaml").read_text(encoding="utf-8").split("\n", 1)[1]
        value, _ = yaml_reader.load(sound.encode(), "a.yaml")
        needed = [space.start() for space in re.finditer(r"(?<=\n) |(?<=\n  ) |(?<=\w:) |(?<=-) ", sound)]
        assert len(needed) > 50
        rows = [(place, (value, {"yaml_space"})) for place in needed]

        def other_space(place: int) -> tuple[object, set[str]]:
            text = f"{sound[:place]}\u00a0{sound[place + 1 :]}"
            meant, problems = yaml_reader.load(text.encode(), "a.yaml")
            return meant, {problem.code for problem in problems}

        assert_rows(rows, other_space)

    def test_a_space_in_a_text_stays(self) -> None:
        rows: list[tuple[str, object]] = [
            ("a: 1\u00a0104\n", ({"a": "1\u00a0104"}, [])),
            ("a: OBS:\u00a0x\n", ({"a": "OBS:\u00a0x"}, [])),
            ("a: >-\n  Ring.\n  OBS:\u00a0x\n", ({"a": "Ring. OBS:\u00a0x"}, [])),
            ('a: "x\n  \u00a0y"\n', ({"a": "x \u00a0y"}, [])),
            ("a: >-\n  \u00a0x\n  y\n", ({"a": "\u00a0x y"}, [])),
            ("a: >-\n  \u00a0 x\n\n\n  \u3000y\n", ({"a": "\u00a0 x\n\n\u3000y"}, [])),
        ]
        assert_rows(rows, self.read)

    def test_its_place_holds_for_what_is_wrong_further_on(self) -> None:
        data = "a:\u00a01\nb:\n  c: 2\n".encode()
        assert yaml_reader.locate(data).value(("b", "c")) == (3, 6)

    @pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a: >-\n  b\n\tc\n"])
    def test_a_tab_before_a_line_is_told_as_such(self, text: str) -> None:
        assert refused(text).code == "yaml_tab"

    def test_curly_quotation_marks_that_yaml_does_not_know_are_named(self) -> None:
        problem = refused("a: 1\nb: ”Bron: samtal”\n")
        assert (problem.line, problem.column, problem.code) == (2, 4, "yaml_quotes")
        assert "RIGHT DOUBLE QUOTATION MARK (U+201D)" in problem.message.en

    def test_a_quotation_mark_within_a_text_is_not_what_breaks_it(self) -> None:
        assert refused("a: Bron: den ”stora”\n").code == "yaml_colon"

    def test_the_non_joiner_within_a_persian_word_is_no_invisible_character(self) -> None:
        assert load("namn: می\u200cپردازید") == {"namn": "می\u200cپردازید"}
        assert refused("namn: par\u200c och").code == "invisible_character"

    def test_an_invisible_character_is_told_by_its_name(self) -> None:
        assert "ZERO WIDTH SPACE (U+200B)" in refused("a: b\u200bc").message.sv
