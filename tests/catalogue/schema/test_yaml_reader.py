import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.schema import yaml_reader
from tests.support.catalogue.read_yaml import load


class TestTheCoreSchema:
    """YAML 1.2 core, on the side of text."""

    @pytest.mark.parametrize(
        "text",
        [
            "no",
            "yes",
            "on",
            "off",
            "12:30",
            "0556677",
            "118 00",
            "2026-11-09",
            "1_000",
            "0x1F",
            ".inf",
            "1e5",
            "=",
            "<<",
        ],
    )
    def test_what_yaml_1_1_would_turn_stays_text(self, text: str) -> None:
        assert load(f"a: {text}") == {"a": text}

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("14", 14),
            ("-3", -3),
            ("0", 0),
            ("59.314", 59.314),
            ("true", True),
            ("False", False),
            ("null", None),
            ("~", None),
        ],
    )
    def test_numbers_truth_and_null_are_themselves(self, text: str, value: object) -> None:
        assert load(f"a: {text}") == {"a": value}

    def test_an_absent_value_is_null(self) -> None:
        assert load("a:\nb: 1") == {"a": None, "b": 1}

    @pytest.mark.parametrize("text", ['"14"', "'14'", "|\n  14", ">-\n  14"])
    def test_quoted_and_block_text_stays_text(self, text: str) -> None:
        assert str(load(f"a: {text}")["a"]).strip() == "14"  # type: ignore[index]
        assert isinstance(load(f"a: {text}")["a"], str)  # type: ignore[index]

    def test_a_key_is_always_text(self) -> None:
        assert load("112: a\nno: b\ntrue: c\n~: d") == {"112": "a", "no": "b", "true": "c", "~": "d"}

    def test_a_number_too_long_to_mean_one_stays_text(self) -> None:
        assert load("a: " + "9" * 5000) == {"a": "9" * 5000}

    def test_text_is_composed_so_that_search_and_sort_see_one_spelling(self) -> None:
        assert load("a: A\u030aldersgra\u0308ns") == {"a": "Åldersgräns"}

    def test_windows_line_ends_are_line_ends(self) -> None:
        assert load("a: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}


class TestPlaces:
    """Line and column of each key and each value, from 1."""

    PLACES = yaml_reader.locate("namn: Å\nlista:\n  - a: 1\n  - [x, y]\n".encode())

    def test_a_value_begins_where_it_is_written(self) -> None:
        assert self.PLACES.value(("namn",)) == (1, 7)
        assert self.PLACES.value(("lista", 0, "a")) == (3, 8)
        assert self.PLACES.value(("lista", 1, 1)) == (4, 9)

    def test_a_key_begins_where_it_is_written(self) -> None:
        assert self.PLACES.key(("lista", 0, "a")) == (3, 5)

    def test_what_is_not_there_has_the_place_of_what_is_around_it(self) -> None:
        assert self.PLACES.value(("lista", 0, "b", "c")) == (3, 5)
        assert self.PLACES.key(("lista", 7)) == (3, 3)


class TestReading:
    """Only a regular file of sensible size is read."""

    def read(self, file: Path) -> str:
        data, problems = yaml_reader.read(file, "x.yaml", limit=100)
        assert data is None
        return problems[0].code

    def test_a_regular_file_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "x.yaml").write_bytes(b"a: 1")
        assert yaml_reader.read(tmp_path / "x.yaml", "x.yaml") == (b"a: 1", [])

    def test_a_missing_file_says_so(self, tmp_path: Path) -> None:
        assert self.read(tmp_path / "x.yaml") == "file_missing"

    def test_a_link_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "x.yaml").symlink_to("/etc/hostname")
        assert self.read(tmp_path / "x.yaml") == "file_symlink"

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        (tmp_path / "x.yaml").mkdir()
        assert self.read(tmp_path / "x.yaml") == "file_not_regular"

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "x.yaml")
        assert self.read(tmp_path / "x.yaml") == "file_not_regular"

    def test_a_device_is_no_file(self) -> None:
        assert self.read(Path("/dev/zero")) == "file_not_regular"

    def test_a_huge_file_is_read_no_further_than_the_limit(self, tmp_path: Path) -> None:
        with (tmp_path / "x.yaml").open("wb") as stream:
            stream.truncate(10**10)
        assert self.read(tmp_path / "x.yaml") == "file_too_big"


PIECES = st.sampled_from(
    [
        "a: ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\n",
        "  ",
        "\t",
        '"',
        "'",
        "|\n",
        ">-\n",
        "&x ",
        "*x",
        "!t ",
        "# ",
        "---\n",
        "? ",
        "%",
        "@",
        "å",
        "\u202e",
        "\\u0000",
        "1",
        "yes",
        "~",
        "\r\n",
        "\x00",
    ]
)


@given(
    st.lists(PIECES, max_size=40).map("".join)
    | st.text(max_size=80)
    | st.binary(max_size=80).map(lambda b: b.decode("latin-1"))
)
@settings(max_examples=200, deadline=1000)
def test_whatever_the_bytes_there_is_a_value_or_a_problem_and_places_for_every_value(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    value, problems = yaml_reader.load(data, "a.yaml")
    assert value is None or not [p for p in problems if p.code == "yaml_syntax"]
    if value is not None:
        assert yaml_reader.locate(data).value(("nowhere",)) >= (1, 1)
