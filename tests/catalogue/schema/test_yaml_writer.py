import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalogue.schema import yaml_reader, yaml_writer
from catalogue.schema.decoding import INVISIBLE
from catalogue.schema.problem import Problem
from tests.support import frozen
from tests.support.catalogue import prose
from tests.support.tables import assert_rows

ROOT = Path(__file__).parents[3]
WRITABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), max_codepoint=0x2FFF)
    | st.sampled_from(" \n:#-'\"{}[],&*!|>%@`"),
    max_size=200,
).filter(lambda text: not INVISIBLE.search(text))
TREES = st.recursive(
    WRITABLE | st.integers(-(10**6), 10**6) | st.sampled_from([59.345, 18.0]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WRITABLE, inner, max_size=4),
    max_leaves=12,
)


def read(data: bytes) -> tuple[Any, list[Problem]]:
    """Return what YAML reads, and the problems."""
    return yaml_reader.load(data, "x.yaml")


class TestDump:
    """What is written reads back equal."""

    @given(value=st.dictionaries(WRITABLE, TREES, min_size=1, max_size=4))
    def test_whatever_is_written_reads_back_equal(self, value: dict[str, object]) -> None:
        again, problems = read(yaml_writer.dump(value).encode())
        assert problems == []
        assert again == read(yaml_writer.dump(again).encode())[0]
        assert _folded(value) == again

    @given(
        parts=st.lists(
            st.tuples(st.sampled_from(prose.WORDS), st.sampled_from(prose.PLAIN_GAPS)), min_size=1, max_size=40
        ),
        depth=st.sampled_from([0, 3]),
    )
    def test_prose_with_blank_lines_reads_back_equal(self, parts: list[tuple[str, str]], depth: int) -> None:
        text = "".join(word + gap for word, gap in parts).strip()
        value: Any = {"about": text}
        for _ in range(depth):
            value = {"sv": value, "rows": [value, {"x": text}]}
        assert read(yaml_writer.dump(value).encode()) == (_folded(value), [])

    def test_every_kind_of_line_reads_back_equal(self) -> None:
        rows: list[tuple[str, object]] = [(text, ({"sv": _folded(text)}, [])) for text in prose.texts(400, seed=19)]
        assert_rows(rows, lambda text: read(yaml_writer.dump({"sv": text}).encode()))

    def test_every_profile_of_the_demonstration_reads_back_equal(self) -> None:
        rows: list[tuple[Path, object]] = [
            (file, (read(file.read_bytes())[0], [])) for file in sorted(frozen.PROVIDERS.glob("*.yaml"))
        ]
        assert_rows(rows, lambda file: read(yaml_writer.dump(read(file.read_bytes())[0]).encode()))

    def test_words_two_spaces_apart_and_no_break_spaces_are_folded_too(self) -> None:
        text = "Vi tar emot er.  Ring\u00a0oss på 08-465\u00a0004\u00a010 så bokar vi. " * 5 + "Välkomna"
        written = yaml_writer.dump({"sv": f"{text}\n\n{text}"})
        assert written.startswith("sv: >-\n  Vi tar emot er.  Ring")
        assert max(map(len, written.splitlines())) <= yaml_writer.WIDTH
        assert read(written.encode()) == ({"sv": f"{text}\n\n{text}"}, [])

    def test_a_long_text_is_folded_and_no_line_is_long(self) -> None:
        text = yaml_writer.dump({"about": {"sv": "ett två tre " * 40 + "slut\n\nsista"}})
        assert max(map(len, text.splitlines())) <= yaml_writer.WIDTH
        assert text.startswith("about:\n  sv: >-\n    ett två tre")


def _folded(value: object) -> object:
    """The loader reads every text composed (NFC), so that is what it is compared with."""
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _folded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
