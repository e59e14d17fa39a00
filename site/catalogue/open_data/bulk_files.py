"""The bulk files, which hold all providers: written as a stream in the day's order, one fragment per provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from catalogue import encoding
from catalogue.open_data import csv_file
from catalogue.open_data.documents import FOLDER, ONE_EACH_MAX, SCHEMA_VERSION, OpenData
from catalogue.open_data.hsds import Hsds
from catalogue.open_data.spreadsheet_table import SpreadsheetTable
from catalogue.profiles.model import Profile
from catalogue.search.authorised_provider import AuthorisedProvider

JSON, CSV, HSDS = f"{FOLDER}/providers.json", f"{FOLDER}/providers.csv", f"{FOLDER}/hsds/services.json"
TABLE = f"{FOLDER}/providers-spreadsheet.csv"

Fragments = tuple[bytes, ...]  # one for each of `Exports.files`, in the same order


@dataclass(frozen=True)
class Exports:
    """Serialises providers' entries, and writes the bulk files."""

    open_data: OpenData
    hsds: Hsds
    table: SpreadsheetTable
    total: int  # providers
    services: int  # total of all providers

    @property
    def one_each(self) -> bool:
        """Return whether there is also a file per provider, and the larger HSDS file."""
        return self.total <= ONE_EACH_MAX

    @property
    def files(self) -> tuple[str, ...]:
        """Return the paths of the bulk files."""
        return (JSON, CSV, TABLE, HSDS) if self.one_each else (JSON, CSV, TABLE)

    def own_file(self, provider_id: str) -> str:
        """Return the path of a provider's own file; empty when there are too many providers."""
        return f"{FOLDER}/providers/{provider_id}.json" if self.one_each else ""

    def serialise(
        self, authorised: AuthorisedProvider, profile: Profile | None, dates: Mapping[str, str] | None
    ) -> tuple[dict[str, Any], Fragments]:
        """Return a provider's entry, and its fragment of each bulk file."""
        entry = self.open_data.entry(authorised, profile, dates)
        lang = self.open_data.policy.municipality.languages[0]
        parts = encoding.dumps(entry), csv_file.rows(entry, lang), self.table.rows(entry)
        if self.one_each:
            return entry, (*parts, b",\n".join([encoding.dumps(service) for service in self.hsds.services(entry)]))
        return entry, parts

    def own_content(self, entry: Mapping[str, Any]) -> bytes:
        """Return the content of a provider's own file; it has no date, so it changes only when the provider does."""
        return encoding.dumps({"schema_version": SCHEMA_VERSION, "provider": entry}) + b"\n"

    @contextmanager
    def open_files(self, open_file: Callable[[str], BinaryIO]) -> Iterator[Callable[[Fragments], None]]:
        """Write the bulk files; yield a function that adds a provider's fragments. `open_file` opens a file by path."""
        with ExitStack() as stack:
            streams = [stack.enter_context(open_file(file)) for file in self.files]
            frames = [self._frame(file) for file in self.files]
            for stream, (begin, _, _) in zip(streams, frames, strict=True):
                stream.write(begin)
                stream.flush()  # or a process forked later would write the buffer again
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
        """Return the bytes before, between and after the fragments of a file."""
        if file == CSV:
            return csv_file.header(), b"", b""
        if file == TABLE:
            return self.table.header(), b"", b""
        if file == JSON:
            return _cut(self.open_data.head(total=self.total, licence=self.open_data.licence, providers=[]))
        return _cut(self.hsds.page(self.services) | {"contents": []})


def _cut(frame: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Split a document that ends with an empty list into the bytes before, between and after the list's items."""
    return encoding.dumps(frame)[:-2] + b"\n", b",\n", b"\n]}\n"
