"""The files that hold every provider: written while the providers pass by in the day's order, a fragment each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from catalogue import encoding
from catalogue.open_data import csv_file
from catalogue.open_data.documents import FOLDER, ONE_EACH_MAX, SCHEMA_VERSION, OpenData
from catalogue.open_data.hsds import Hsds
from catalogue.search.card import AuthorisedProvider, Profile

JSON, CSV, HSDS = f"{FOLDER}/providers.json", f"{FOLDER}/providers.csv", f"{FOLDER}/hsds/services.json"

Fragments = tuple[bytes, ...]  # one for each file, in their order


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

    @contextmanager
    def written(self, opened: Callable[[str], BinaryIO]) -> Iterator[Callable[[Fragments], None]]:
        """Begin the files, give what adds a provider to them, and end them; `opened` opens one by its name."""
        with ExitStack() as stack:
            streams = [stack.enter_context(opened(file)) for file in self.files]
            frames = [self._frame(file) for file in self.files]
            for stream, (begin, _, _) in zip(streams, frames, strict=True):
                stream.write(begin)
                stream.flush()  # a process that is forked from now on has nothing of it left to write
            count = 0

            def add(fragments: Fragments) -> None:
                nonlocal count
                for stream, (_, between, _), fragment in zip(streams, frames, fragments, strict=True):
                    stream.write(between + fragment if count else fragment)
                count += 1

            yield add
            for stream, (_, _, end) in zip(streams, frames, strict=True):
                stream.write(end)

    def _frame(self, file: str) -> tuple[bytes, bytes, bytes]:
        """Give what stands before the fragments of a file, between two, and after them."""
        if file == CSV:
            return csv_file.header(), b"", b""
        if file == JSON:
            return _cut(self.open_data.head(total=self.total, licence=self.open_data.licence, providers=[]))
        return _cut(self.hsds.page(self.services) | {"contents": []})


def _cut(frame: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Cut a document with an empty list at its end where the list's items go."""
    return encoding.dumps(frame)[:-2] + b"\n", b",\n", b"\n]}\n"
