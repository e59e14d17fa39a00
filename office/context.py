"""Where the staff's commands read from: the register that was built last, and the ledger that the endpoint writes."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogue.policy import loader as policy
from catalogue.policy.loader import Policy
from catalogue.schema.problem import report
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser as register
from chalicelib.register.parser import Register, RegisterError
from chalicelib.reporting.case_store import CaseStore
from chalicelib.service import wiring

REGISTER = Path("functions/chalicelib/data/register.json")
LEDGER = Path("var/ledger.sqlite")


class OfficeError(Exception):
    """What stops a command, in one sentence that says what to do."""


@dataclass(frozen=True)
class Source:
    """The rules in force, as the endpoint reads them and as people wrote them, and the ledger."""

    register: Register
    policy: Policy
    ledger: Ledger
    cases: CaseStore
    place: str
    """Which ledger it is, as KUNDVAL_LEDGER names it."""


@contextmanager
def opened(root: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Source]:
    """Open register, policy and ledger (KUNDVAL_REGISTER, KUNDVAL_LEDGER), by default those of this folder."""
    try:
        rules = register.load(Path(environment.get("KUNDVAL_REGISTER", root / REGISTER)))
    except RegisterError as error:
        raise OfficeError(f"{error} Run: python3 build.py build") from None
    place = place_of(root, environment)
    ledger = _ledger(place)
    try:
        yield Source(rules, read_policy(root), ledger, wiring.open_cases(place), place)
    finally:
        close = getattr(ledger, "close", None)
        if close:
            close()


def place_of(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Name the ledger's place: KUNDVAL_LEDGER, or the file in this folder."""
    return environment.get("KUNDVAL_LEDGER", f"sqlite:{root / LEDGER}")


def read_policy(root: Path) -> Policy:
    """Read the policy of a folder, which must have no error."""
    read, problems = policy.load(root / "policy", root)
    if read is None:
        raise OfficeError(f"policy/ has errors:\n{report(problems, 'text', 'en')}")
    return read


def _ledger(place: str) -> Ledger:
    """Open the ledger; one that is not there is not made, for it would be empty."""
    kind, _, path = place.partition(":")
    if kind == "sqlite" and not Path(path).is_file():
        raise OfficeError(f"There is no ledger at {path}: set KUNDVAL_LEDGER to sqlite:FILE or dynamodb:TABLE.")
    try:
        return wiring.open_ledger(place)
    except (wiring.ConfigurationError, SqliteLedgerError, OSError) as error:
        raise OfficeError(str(error)) from None
