"""What the staff's commands open: the register of the latest build, and the ledger that the endpoint writes to."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogue import REGISTER
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.schema.problem import report
from chalicelib.layout import LayoutError
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser
from chalicelib.register.model import Register, RegisterError
from chalicelib.reporting.cases.case_store import CaseStore, SqliteCases
from chalicelib.service import wiring
from chalicelib.sqlite_layout import copies

LEDGER = Path("var/ledger.sqlite")


class OfficeError(Exception):
    """An error that stops a command; the message says what to do."""


@dataclass(frozen=True)
class Source:
    """The rules in force, compiled (register) and as written (policy), and the ledger."""

    register: Register
    policy: Policy
    ledger: Ledger
    cases: CaseStore
    ledger_name: str
    """The ledger as KUNDVAL_LEDGER names it: sqlite:FILE or dynamodb:TABLE."""


@contextmanager
def open_source(root: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Source]:
    """Yield register, policy and ledger (KUNDVAL_REGISTER, KUNDVAL_LEDGER), by default those of the data folder."""
    try:
        register = parser.load(Path(environment.get("KUNDVAL_REGISTER", root / REGISTER)))
    except RegisterError as error:
        raise OfficeError(f"{error} Run: python3 build.py build") from None
    name = ledger_name(root, environment)
    ledger = open_ledger(name)
    try:
        yield Source(register, read_policy(root), ledger, _open_cases(name), name)
    finally:
        close = getattr(ledger, "close", None)
        if close:
            close()


def ledger_name(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the ledger's name: KUNDVAL_LEDGER, or the file in the data folder."""
    return environment.get("KUNDVAL_LEDGER", f"sqlite:{root / LEDGER}")


def read_policy(root: Path) -> Policy:
    """Return the policy of a folder; raise OfficeError if it has errors."""
    policy, problems = loader.load(root / "policy", root)
    if policy is None:
        raise OfficeError(f"policy/ has errors:\n{report(problems, 'text', 'en')}")
    return policy


def open_ledger(name: str) -> Ledger:
    """Return the open ledger; raise OfficeError for a missing file instead of creating an empty one."""
    kind, _, path = name.partition(":")
    if kind == "sqlite" and not Path(path).is_file():
        raise OfficeError(f"There is no ledger at {path}: set KUNDVAL_LEDGER to sqlite:FILE or dynamodb:TABLE.")
    try:
        return wiring.open_ledger(name)
    except (wiring.ConfigurationError, SqliteLedgerError, LayoutError, OSError) as error:
        raise OfficeError(str(error)) from None


def copies_before_upgrades(name: str) -> list[Path]:
    """Return the files that upgrades copied beside a ledger and its case reports; a table has none."""
    kind, _, path = name.partition(":")
    files = (Path(path), Path(path).with_name(wiring.CASES)) if kind == "sqlite" else ()
    return [copy for file in files for copy in copies(file)]


def _open_cases(name: str) -> CaseStore:
    cases = wiring.open_cases(name)
    try:
        if isinstance(cases, SqliteCases):
            cases.require_sound()
    except SqliteLedgerError as error:
        raise OfficeError(str(error)) from None
    return cases
