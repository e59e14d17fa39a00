"""What the last build knew, in one JSON file: a row a provider, the checked policy, and the history's dates.

It is only ever a shortcut. A file that is missing, damaged, or written by other code is the same as an empty one:
its first line is a hash over both.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.build.output import Stamp
from catalogue.history.edits import Edits, ProfileEdit
from catalogue.history.last_changed import History
from catalogue.open_data.bulk_files import Left
from catalogue.policy.loader import Checked
from catalogue.profiles.uniqueness import ProfileIdentity
from catalogue.schema.problem import Message, Problem, Severity


class ProviderRecord(NamedTuple):
    """One provider as it was built: good while its key is the same and the day lies within `first` … `last`."""

    key: str
    first: str
    last: str
    partners: Mapping[str, str]  # id -> name of each provider that the page names
    card: bytes  # JSON, read only for a page of the list that changes; empty: checked, but not shown
    line: bytes  # JSON of its `columns.Line`; empty: not shown
    told: ProfileIdentity | None  # None: no profile
    warnings: Sequence[Problem]
    files: Mapping[str, Stamp]
    seen: str = ""  # how the profile's file stood when it was read; see `reuse.seen`


@dataclass
class Cache:
    """Everything that one build leaves to the next."""

    rows: dict[str, ProviderRecord] = field(default_factory=dict)
    pages: dict[str, tuple[str, Stamp]] = field(default_factory=dict)  # file of the list -> key and stamp
    parts: tuple[str, Sequence[str]] = ("", ())  # hash of everyone as they stand, and the files made of them
    policy: Checked = field(default_factory=Checked)
    register: Stamp = ""
    history: History = field(default_factory=History)
    exports: Left = field(default_factory=Left)
    edits: Edits = field(default_factory=Edits)
    world: str = ""  # hash of all that decides any provider's pages, besides the profiles and the day
    others: Sequence[str] = ()  # every file that is no provider's own
    folders: Mapping[str, int] = field(default_factory=dict)  # of the output -> time of change, in nanoseconds

    def files(self) -> Iterator[str]:
        """Name every file that the build left in the output."""
        yield from self.others
        for row in self.rows.values():
            yield from row.files


def read(file: Path) -> Cache:
    """Read the file, or start empty."""
    try:
        seal, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return Cache()
    if seal != _seal(content):
        return Cache()
    first, *texts = content.split(b"\n")
    plain = encoding.loads(first)
    pairs = zip(texts[::2], texts[1::2], strict=True)
    return Cache(
        {id_: _row(row, *pair) for (id_, row), pair in zip(plain["rows"].items(), pairs, strict=True)},
        {name: (page, stamp) for name, (page, stamp) in plain["pages"].items()},
        (plain["parts"][0], tuple(plain["parts"][1])),
        Checked(*plain["policy"]),
        plain["register"],
        History(**plain["history"]),
        _left(*plain["exports"]),
        _edits(plain["edits"]),
        plain["world"],
        tuple(plain["others"]),
        plain["folders"],
    )


def _left(ids: list[str], files: Mapping[str, Any]) -> Left:
    return Left(ids, {file: (stamp, start, lengths) for file, (stamp, start, lengths) in files.items()})


def _edits(plain: Mapping[str, Any]) -> Edits:
    taken_out = [(day, count) for day, count in plain["taken_out"]]
    return Edits(plain["head"], [ProfileEdit(*one) for one in plain["edits"]], taken_out, plain["missing"])


def content(cache_: Cache) -> bytes:
    """Write the file's bytes: a seal, all but the cards and lines, and then each row's card and line."""
    plain = {
        "rows": {id_: _plain(row) for id_, row in cache_.rows.items()},
        "pages": cache_.pages,
        "parts": cache_.parts,
        "policy": (cache_.policy.digest, cache_.policy.values, cache_.policy.silent),
        "register": cache_.register,
        "history": vars(cache_.history),
        "edits": vars(cache_.edits),
        "exports": (cache_.exports.ids, cache_.exports.files),
        "world": cache_.world,
        "others": cache_.others,
        "folders": cache_.folders,
    }
    texts = (text for row in cache_.rows.values() for text in (row.card, row.line))
    text = b"\n".join([encoding.dumps(plain), *texts])
    return _seal(text) + b"\n" + text


def _seal(text: bytes) -> bytes:
    """Tell which code wrote the text, and whether it is whole: damage is found, and nobody is kept from writing it."""
    return f"{code_digest()} {zlib.crc32(text):08x}".encode()


def _row(plain: Sequence[Any], card: bytes, line: bytes) -> ProviderRecord:
    key_, first, last, partners, told, warnings, files, seen = plain
    known = ProfileIdentity(told[0], told[1], tuple((name, host) for name, host in told[2])) if told else None
    return ProviderRecord(
        key_, first, last, partners, card, line, known, [_problem(*one) for one in warnings], files, seen
    )


def _problem(path: str, line: int, column: int, key_: str, code: str, severity: Severity, said: list[str]) -> Problem:  # noqa: PLR0913, PLR0917
    return Problem(path, line, column, key_, code, severity, Message(*said))


def _plain(row: ProviderRecord) -> list[Any]:
    told = row.told and (row.told.path, row.told.name, row.told.hosts)
    warnings = [astuple(one) for one in row.warnings]
    return [row.key, row.first, row.last, row.partners, told, warnings, row.files, row.seen]


@cache
def code_digest() -> str:
    """Hash this package: other code may check and render otherwise, and knows nothing of an older cache."""
    total = hashlib.sha256()
    package = Path(__file__).parent.parent
    for file in sorted(file for kind in ("*.py", "*.yaml") for file in package.rglob(kind)):
        total.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return total.hexdigest()


def key(*parts: bytes | str) -> str:
    """Hash the parts; their lengths are hashed too, so that no two sequences run together.

    >>> key("ab", "c") == key("a", "bc")
    False
    """
    data = [part.encode() if isinstance(part, str) else part for part in parts]
    lengths = repr([len(part) for part in data]).encode()
    return hashlib.blake2b(b"".join([lengths, *data]), digest_size=16).hexdigest()
