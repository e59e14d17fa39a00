"""The numbers that a service issued in a year, and the clients begun in it, as they stand now: for follow-up."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LIVE, REPLACED, NumberRow
from chalicelib.register.codes import AT_OWN_UNIT
from chalicelib.register.model import Register
from chalicelib.reporting import yearly_counts


@dataclass(slots=True)
class Beyond:
    """Numbers that were granted more than the rule for one reason, and the sessions above it."""

    numbers: int = 0
    sessions: int = 0


@dataclass(slots=True)
class HandedOver:
    """Numbers that a supplier of a framework agreement performs: in turn, or by the reason why not."""

    in_turn: int = 0
    because: dict[str, int] = field(default_factory=dict)

    def add(self, because: str | None) -> None:
        """Count one number."""
        if because is None:
            self.in_turn += 1
        else:
            self.because[because] = self.because.get(because, 0) + 1


@dataclass(slots=True)
class Numbers:
    """Numbers issued in a year as they stand now: granted = used + left + expired + closed, in sessions or minutes."""

    issued: int = 0
    replaced: int = 0
    anonymous: int = 0
    """Numbers whose residence nobody checked (D7)."""
    exempt: int = 0
    exempt_set: int = 0
    """Numbers that became exempt after they were issued, then those whose exemption has ended."""
    exempt_ended: int = 0
    granted: int = 0
    used: int = 0
    left: int = 0
    expired: int = 0
    closed: int = 0
    beyond: dict[str, Beyond] = field(default_factory=dict)
    """What was granted beyond the rule, by the reason."""
    handed_over: dict[str, HandedOver] = field(default_factory=dict)
    """The numbers that are at suppliers, by supplier."""

    def add(self, row: NumberRow, today: date, by_rule: int) -> None:
        """Count one number; a replacement for a lost number is not another resident.

        What a number and those that it replaces were granted together is held against the rule.
        """
        if row.beyond is not None:
            beyond = self.beyond.setdefault(row.beyond, Beyond())
            beyond.numbers += 1
            beyond.sessions += max(0, row.granted + row.used_before - by_rule)
        if row.supplier is not None and row.status != REPLACED:
            self.handed_over.setdefault(row.supplier, HandedOver()).add(row.supplier_because)
        self.exempt_set += row.exempt_changed and row.exempt
        self.exempt_ended += row.exempt_changed and not row.exempt
        self.issued += not row.replaces
        self.replaced += row.replaces
        self.anonymous += row.residence == AT_OWN_UNIT and not row.replaces
        self.exempt += row.exempt and not row.replaces
        self.granted += row.granted
        self.used += row.used
        if row.status != LIVE:
            self.closed += row.left
        elif row.valid_to < today.isoformat():
            self.expired += row.left
        else:
            self.left += row.left


def count_numbers(ledger: Ledger, register: Register, year: int, today: date) -> dict[str, Numbers]:
    """Return the numbers issued in a year, by service, as they stand on a day."""
    numbers = {service: Numbers() for service in register.services}
    for month in yearly_counts.months(year):
        for row in ledger.numbers_issued(month):
            service = register.service(row.service)
            by_rule = service.by_rule if service else row.granted + row.used_before
            numbers.setdefault(row.service, Numbers()).add(row, today, by_rule)
    return numbers


def count_clients(ledger: Ledger, year: int) -> Counter[str]:
    """Return how many clients of providers who attest residence began in a year and have used something, by service.

    A client whose first report was reversed and sent again is counted once, as it stands.
    """
    return Counter(
        row.service
        for month in yearly_counts.months(year)
        for row in ledger.numbers_issued(month, clients=True)
        if row.used
    )
