"""Fragments of many providers: gathered as they come, given back as they were, and put together in any order."""

import pytest

from catalogue.open_data.bulk_files import Gathered


def test_fragments_come_back_as_they_were_whoever_is_asked_for_first() -> None:
    gathered = Gathered()
    gathered.add("a", (b'{"id":"a"}', b"a;1\n"))
    gathered.add("b", (b"", b"b;2\n"))
    assert [bytes(part) for part in gathered["b"]] == [b"", b"b;2\n"]
    assert [bytes(part) for part in gathered["a"]] == [b'{"id":"a"}', b"a;1\n"]
    assert gathered.places.keys() == {"a", "b"}


def test_a_provider_has_as_many_fragments_as_there_are_files() -> None:
    gathered = Gathered()
    gathered.add("a", (b"1", b"2"))
    with pytest.raises(ValueError, match="shorter"):
        gathered.add("b", (b"1",))
