from pathlib import Path

import pytest

from catalogue.build import cache
from catalogue.build.cache import Cache, ProviderRecord
from catalogue.history.last_changed import History
from catalogue.policy.loader import Checked
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema.problem import make_problem


def filled() -> Cache:
    warning = make_problem("name_taken", "providers/a.yaml", line=2, key="name", other="providers/b.yaml")
    row = ProviderRecord(
        key="k",
        first="2026-11-01",
        last="2026-12-01",
        partners={"b": "B AB"},
        card=b'{"id":"a","waiting_days":{"familjeradgivning":null}}',
        line='["a","Å","sv\\t?",[null],[],"",[[],[],[]]]'.encode(),
        told=ProfileIdentity("providers/a.yaml", "Å", (("website", "a.example"),)),
        warnings=[warning],
        files={"utforare/a/index.html": "1@2"},
    )
    return Cache(
        rows={"a": row, "c": row._replace(card=b"", line=b"", told=None, warnings=[])},
        pages={"utforare/index.html": ("k", "3@4")},
        policy=Checked("d", {"fees": {"fees": []}}),
        register="5@6",
        history=History("f00", {"a": {"about": "2026-11-02"}}),
    )


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "build.json").write_bytes(cache.content(filled()))
    assert cache.read(tmp_path / "build.json") == filled()


def test_no_file_is_an_empty_cache(tmp_path: Path) -> None:
    assert cache.read(tmp_path / "build.json") == Cache()


@pytest.mark.parametrize("place", [0, 20, 33, 60, -1])
def test_one_changed_byte_anywhere_makes_it_empty(tmp_path: Path, place: int) -> None:
    data = bytearray(cache.content(filled()))
    data[place] ^= 1
    (tmp_path / "build.json").write_bytes(data)
    assert cache.read(tmp_path / "build.json") == Cache()


def test_a_cache_of_other_code_is_empty(tmp_path: Path) -> None:
    mine, _, sound = cache.content(Cache()).partition(b"\n")
    other = cache.key("other code").encode() + mine[mine.index(b" ") :]
    (tmp_path / "build.json").write_bytes(other + b"\n" + sound)
    assert cache.read(tmp_path / "build.json") == Cache()


def test_a_key_tells_parts_from_their_joining() -> None:
    assert cache.key("ab", "c") != cache.key("a", "bc")


def test_a_key_is_the_same_for_text_and_its_bytes() -> None:
    assert cache.key("å") == cache.key("å".encode())
