"""A claim as it was requested, and the context that it is decided in."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from chalicelib.ledger.rows import ClaimKey
from chalicelib.pasted_text import normalize, strip_marks
from chalicelib.register.codes import CLIENT_PATTERN, REFERENCE_PATTERN
from chalicelib.register.model import Register, RegisterService
from chalicelib.register.parser import canonical
from chalicelib.register.provider import Provider

REFERENCE = re.compile(REFERENCE_PATTERN)
CLIENT = re.compile(CLIENT_PATTERN)
CLIENT_EXPECTED = "1-9 digits, your own running number of the client, and only where providers attest residence"
REFERENCE_EXPECTED = "1-40 letters, digits and . / _ -, and only where the service has no control numbers"


def read_reference(text: str) -> str:
    r"""Return a provider's own reference as it is kept, however it was pasted; one in plain ASCII stays as it is.

    An apostrophe before it is that of our own CSV files (`spreadsheet.verbatim`).

    >>> read_reference("\u00a02026\u20110412\u200b"), read_reference("”A/7”."), read_reference("A/7.")
    ('2026-0412', 'A/7', 'A/7.')
    >>> read_reference("'00123"), read_reference("'12.")
    ('00123', '12.')
    """
    plain = normalize(text).removeprefix("'")
    return plain if REFERENCE.fullmatch(plain) else strip_marks(plain)


def key_field(service: RegisterService | None) -> str:
    """Return the field by which a claim for a service says whom it is for."""
    if service is None or service.numbered:
        return "number"
    return "client" if service.attested else "reference"


def read_client(text: str) -> str:
    r"""Return a running number as it is kept, however it was pasted: 007 and 7 are the same client.

    >>> read_client("\u00a0007"), read_client("'12."), read_client("0"), read_client("7b")
    ('7', '12', '0', '7b')
    """
    plain = strip_marks(normalize(text).removeprefix("'"))
    return str(int(plain)) if CLIENT.fullmatch(plain) else plain


@dataclass(frozen=True, slots=True)
class Claim:
    """A provider's claim for one performed event; the number that it quotes is held separately.

    `reference` is the provider's own and replaces the number where the service has no numbers; `client` is its own
    running number of a client, where it attests residence. `code` is the presence code that the resident handed over.
    `member` and `exempt` are said where no number says them. `partner` is the provider that performed the hour with it.
    """

    service: str
    date: date
    event: str = "session"
    counsellors: int = 1
    nth: int = 1
    minutes: int | None = None
    code: str | None = field(default=None, repr=False)
    reference: str | None = None
    client: str | None = None
    member: str | None = None
    exempt: bool = False
    attested: bool = False
    partner: str | None = None

    def slot(self, provider: str) -> ClaimKey:
        """Return the claim's natural key."""
        return ClaimKey(provider, self.reference or self.date.isoformat(), self.nth)

    def fingerprint(self) -> str:
        """Return a hash that differs between claims under the same key; a code is compared by its index instead."""
        fields = (self.service, self.date.isoformat(), self.event, self.counsellors, self.nth, self.minutes)
        sometimes = {name: getattr(self, name) for name in ("member", "exempt", "attested", "partner")}
        given = {name: value for name, value in sometimes.items() if value}
        return hashlib.sha256(canonical({"claim": fields} | given)).hexdigest()


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """The context of a decision: the register, the provider, the moment, and the number's presence codes."""

    register: Register
    provider: Provider
    now: datetime
    codes: tuple[str, ...] = field(default=(), repr=False)
