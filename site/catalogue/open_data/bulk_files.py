"""The files that hold every provider: assembled from a fragment each, of which a build makes only those that changed.

The files of the last build are themselves the store: what is kept of it is where each provider's fragment lies in them.
A file that is not as we left it gives no fragments, and all are made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.open_data import csv_file
from catalogue.open_data.documents import FOLDER, ONE_EACH_MAX, SCHEMA_VERSION, OpenData
from catalogue.open_data.hsds import Hsds
from catalogue.search.card import AuthorisedProvider, Profile

JSON, CSV, HSDS = f"{FOLDER}/providers.json", f"{FOLDER}/providers.csv", f"{FOLDER}/hsds/services.json"

Fragments = tuple[bytes | memoryview, ...]  # one for each file, in their order


@dataclass(frozen=True)
class Left:
    """Where one build left each provider's fragment: the ids in order, and for each file its stamp and lengths."""

    ids: Sequence[str] = field(default_factory=list)
    files: Mapping[str, tuple[str, int, Sequence[int]]] = field(default_factory=dict)


class Gathered:
    """Fragments of many providers, in one block a file: what a block took is given back whole when it is done with."""

    def __init__(self) -> None:
        self.blocks: list[bytearray] = []
        self.places: dict[str, list[slice]] = {}

    def add(self, provider_id: str, fragments: Fragments) -> None:
        """Keep a provider's fragments, one for each file."""
        self.blocks = self.blocks or [bytearray() for _ in fragments]
        places = []
        for block, fragment in zip(self.blocks, fragments, strict=True):
            places.append(slice(len(block), len(block) + len(fragment)))
            block.extend(fragment)
        self.places[provider_id] = places

    def __getitem__(self, provider_id: str) -> Fragments:
        """Give them as they lie in the blocks; nothing can be added any more while anyone looks at them."""
        places = zip(self.blocks, self.places[provider_id], strict=True)
        return tuple([memoryview(block)[place] for block, place in places])


class Whole(NamedTuple):
    """One file in parts, and where its fragments lie: the first begins at `start`, and `between` lies between two."""

    parts: Sequence[bytes | memoryview]
    start: int
    lengths: Sequence[int]


@dataclass(frozen=True)
class Exports:
    """Writes entries of providers, and the files that hold them all."""

    open_data: OpenData
    hsds: Hsds
    total: int  # providers
    services: int  # of all providers together

    @property
    def one_each(self) -> bool:
        """Whether there is a file a provider too, and the heavier standard."""
        return self.total <= ONE_EACH_MAX

    @property
    def files(self) -> tuple[str, ...]:
        """Name the files."""
        return (JSON, CSV, HSDS) if self.one_each else (JSON, CSV)

    def own_file(self, provider_id: str) -> str:
        """Name a provider's own file; none when there are too many."""
        return f"{FOLDER}/providers/{provider_id}.json" if self.one_each else ""

    def of(
        self, listed: AuthorisedProvider, profile: Profile | None, dates: Mapping[str, str] | None
    ) -> tuple[dict[str, Any], Fragments]:
        """Give a provider's entry, and its fragments."""
        entry = self.open_data.entry(listed, profile, dates)
        lang = self.open_data.policy.municipality.languages[0]
        parts = encoding.dumps(entry), csv_file.rows(entry, lang)
        if self.one_each:
            return entry, (*parts, b",\n".join([encoding.dumps(service) for service in self.hsds.services(entry)]))
        return entry, parts

    def own(self, entry: Mapping[str, Any]) -> bytes:
        """Write a provider's own file; it says no day, so that it changes only when the provider does."""
        return encoding.dumps({"schema_version": SCHEMA_VERSION, "provider": entry}) + b"\n"

    def whole(self, fragments: Sequence[Fragments]) -> dict[str, Whole]:
        """Put the fragments, in the day's order, together to files."""
        return {file: self._whole(file, [one[place] for one in fragments]) for place, file in enumerate(self.files)}

    def _whole(self, file: str, fragments: Sequence[bytes | memoryview]) -> Whole:
        begin, end = self._frame(file)
        between = _between(file)
        parts: list[bytes | memoryview] = [begin]
        for fragment in fragments:
            parts += (fragment, between)
        return Whole([*parts[: -1 if fragments else None], end], len(begin), [len(part) for part in fragments])

    def _frame(self, file: str) -> tuple[bytes, bytes]:
        if file == CSV:
            return csv_file.header(), b""
        if file == JSON:
            return _opened(self.open_data.head(total=self.total, licence=self.open_data.licence, providers=[]))
        return _opened(self.hsds.page(self.services) | {"contents": []})


def _between(file: str) -> bytes:
    return b"" if file == CSV else b",\n"


def _opened(frame: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Cut a document with an empty list at its end into what stands before and after the list's items."""
    return encoding.dumps(frame)[:-2] + b"\n", b"\n]}\n"


def left(ids: Sequence[str], whole: Mapping[str, Whole], stamps: Mapping[str, str]) -> Left:
    """Note where the fragments lie."""
    return Left(list(ids), {file: (stamps[file], one.start, list(one.lengths)) for file, one in whole.items()})


def kept(out: Path, known: Left, standing: Mapping[str, str], files: Sequence[str]) -> dict[str, Fragments]:
    """Cut the files of the last build into fragments by provider; none when one of them is not as we left it."""
    if tuple(known.files) != tuple(files) or any(standing.get(file) != known.files[file][0] for file in files):
        return {}
    return dict(zip(known.ids, zip(*(_cut(out / file, file, known) for file in files), strict=True), strict=True))


def _cut(path: Path, file: str, known: Left) -> list[memoryview]:
    _, place, lengths = known.files[file]
    data, step = memoryview(path.read_bytes()), len(_between(file))
    parts = []
    for length in lengths:
        parts.append(data[place : place + length])
        place += length + step
    return parts
