"""What the use cases of numbers and of claims have in common: register, secrets, ledger and clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from chalicelib.control_numbers import control_number, presence_codes
from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import CLIENT, CLIENT_EXPECTED, REFERENCE, REFERENCE_EXPECTED, Claim, key_field
from chalicelib.rules.outcomes import Refused

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Register, secrets, ledger and clock, wired once when the endpoint starts."""

    register: Register
    keys: KeyRing
    ledger: Ledger
    now: Callable[[], datetime] = clock.now
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    def with_number(self, quoted: str, step: Callable[[str], Outcome]) -> Outcome | Refused:
        """Refuse a mistyped number before anything is read, else run the step with retries."""
        compact = read_number(quoted)
        return compact if isinstance(compact, Refused) else self.retry.run(lambda: step(compact))

    def presence_codes(self, compact: str, row: NumberRow) -> tuple[str, ...]:
        """Return every presence code that was handed out with a number, or used by a claim on it."""
        return self.keys.codes(compact, row.place, max((row.highest, *row.codes)))


def read_number(quoted: str) -> str | Refused:
    """Return the compact number, or a refusal with the character that no number has, where there is one."""
    try:
        return control_number.validate(quoted)
    except control_number.MistypedError as error:
        return Refused("number_mistyped", error.facts)


def refuse_key(register: Register, quoted: str | None, claim: Claim) -> Refused | None:
    """Return the refusal of a claim with no key, two or a wrong one: a number, or a reference or client of its own."""
    if claim.client is not None and (refused := refuse_client(claim.client)):
        return refused
    keys = {"client": claim.client, "reference": claim.reference, "number": quoted}
    given = [name for name, value in keys.items() if value is not None]
    if len(given) > 1:
        expected = CLIENT_EXPECTED if claim.client is not None else REFERENCE_EXPECTED
        return Refused("invalid_field", {"field": given[0], "expected": expected})
    if claim.reference is not None and not REFERENCE.fullmatch(claim.reference):
        return Refused("invalid_field", {"field": "reference", "expected": REFERENCE_EXPECTED})
    if refused := refuse_beside(quoted, claim.code):
        return refused
    service = register.service(claim.service)
    return None if given else Refused("missing_field", {"field": key_field(service)})


def refuse_client(client: str) -> Refused | None:
    """Return the refusal of a client's running number that is none, or is long enough to say who it is; else None."""
    if CLIENT.fullmatch(client):
        return None
    return Refused("invalid_field", {"field": "client", "expected": CLIENT_EXPECTED})


def refuse_beside(quoted: str | None, code: str | None) -> Refused | None:
    """Return the refusal of a number or a code with a word beside it, which may say what it was; else None."""
    if quoted is not None and not control_number.stands_alone(quoted):
        return Refused("invalid_field", {"field": "number", "expected": "the control number alone"})
    if code is not None and not presence_codes.stands_alone(code):
        return Refused("invalid_field", {"field": "code", "expected": "the presence code alone"})
    return None
