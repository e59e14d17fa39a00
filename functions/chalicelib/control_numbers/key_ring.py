"""The secrets from which numbers and their hashes are derived: one in use, at most one older."""

import hmac
import itertools
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib import privacy
from chalicelib.control_numbers import control_number, presence_codes

LIVE = 2
LENGTH = 32

_NUMBER_HASH = b"kundval/number-place/1"
_NUMBER = b"kundval/number/1"
_REQUEST = b"kundval/issue-request/1"
_CODE = b"kundval/presence-code/1"
_SOURCE = b"kundval/source/1"
_REPORT = b"kundval/case-report/1"
_CONTACT = b"kundval/contact/1"


class KeysError(Exception):
    """The secrets are missing, open to others, damaged or too many; the message never repeats one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that an issue request may get, its possible hashes, and the HMAC of the request that it belongs to."""

    number: str = field(repr=False)
    hashes: tuple[str, ...] = field(repr=False)
    request: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """One or two live secrets: the first in use, the second only to find numbers that were issued under it."""

    live: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.live) <= LIVE:
            raise KeysError(f"There are {len(self.live)} secrets: one or two can be live at a time.")
        if any(len(secret) < LENGTH for secret in self.live):
            raise KeysError(f"A secret has at least {LENGTH} bytes.")
        if len(set(self.live)) < len(self.live):
            raise KeysError("The two secrets are the same.")

    def hashes(self, compact: str) -> tuple[str, ...]:
        """Return the hashes under which the ledger can hold a number, one per live secret."""
        return tuple(_mac(secret, _NUMBER_HASH, compact) for secret in self.live)

    def codes(self, compact: str, number_hash: str, count: int) -> tuple[str, ...]:
        """Return a number's first presence codes, derived from the secret of its hash and stored nowhere."""
        for secret in self.live:
            if hmac.compare_digest(_mac(secret, _NUMBER_HASH, compact), number_hash):
                digests = (bytes.fromhex(_mac(secret, _CODE, compact, str(attempt))) for attempt in itertools.count())
                return presence_codes.derive(digests, count)
        raise KeysError("The number does not have that hash under any live secret.")

    def anonymous_caller(self, address: str, hour: str) -> str:
        """Return a pseudonym for an anonymous caller, to count its failures by: the address itself is never stored."""
        return f"anyone-{_mac(self.live[0], _SOURCE, address, hour)[:16]}"

    def report_ids(self, subject: str, key: str) -> tuple[str, ...]:
        """Return the ids that a request's case report may have, one per live secret; they identify nobody."""
        return tuple(_mac(secret, _REPORT, subject, key)[:32] for secret in self.live)

    def contact_ids(self, subject: str, key: str) -> tuple[str, ...]:
        """Return the ids that a counted contact may have, one per live secret; they identify nobody."""
        return tuple(_mac(secret, _CONTACT, subject, key)[:32] for secret in self.live)

    def chains(self, subject: str, key: str, tries: int) -> tuple[tuple[Candidate, ...], ...]:
        """Return for each live secret the numbers that a request may get, in the order in which they are tried.

        The same subject and idempotency key always yield the same chain, so a repeated request finds its number
        although no number is stored; the older secret's chain finds what was issued before a rotation. A number that
        looks like a personal identity number (one in a million) is passed over: it would be refused wherever it is
        quoted.
        """
        return tuple(tuple(itertools.islice(self._candidates(secret, subject, key), tries)) for secret in self.live)

    def _candidates(self, secret: bytes, subject: str, key: str) -> Iterator[Candidate]:
        candidates = (self._candidate(secret, subject, key, attempt) for attempt in itertools.count())
        return (entry for entry in candidates if not privacy.holds_personal_identity_number(entry.number))

    def _candidate(self, secret: bytes, subject: str, key: str, attempt: int) -> Candidate:
        number = control_number.from_digest(bytes.fromhex(_mac(secret, _NUMBER, subject, key, str(attempt))))
        own_hash = _mac(secret, _NUMBER_HASH, number)
        hashes = self.hashes(number) if secret == self.live[0] else (own_hash,)
        return Candidate(number, hashes, _mac(secret, _REQUEST, subject, key))


def read(path: Path) -> KeyRing:
    """Read secrets from a file that only its owner can open: hexadecimal, one per line, the one in use first."""
    try:
        with path.open(encoding="ascii") as file:
            _require_private(os.fstat(file.fileno()), path)
            lines = file.read().split()
        return KeyRing(tuple(bytes.fromhex(line) for line in lines))
    except FileNotFoundError:
        raise KeysError(f"There is no file of secrets at {path}.") from None
    except ValueError:
        raise KeysError(f"The file {path} does not hold secrets in hexadecimal, one per line.") from None
    except OSError:
        raise KeysError(f"The file of secrets at {path} cannot be read.") from None


def create(path: Path) -> None:
    """Write a new secret to a new file that only its owner can open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        raise KeysError(f"There is a file at {path} already: a secret is never overwritten.") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _require_private(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysError(f"The file {path} must be readable by its owner only: chmod 600 {path.name}.")


def _mac(secret: bytes, purpose: bytes, *parts: str) -> str:
    """Return the HMAC-SHA256 of purpose and parts, each with its length before it, so that no two inputs coincide."""
    message = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose, *map(str.encode, parts)))
    return hmac.digest(secret, message, "sha256").hex()
