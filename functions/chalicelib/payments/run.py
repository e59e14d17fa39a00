"""A payment run being built: CSV line by line, SIE at the end, their totals, and the hash that seals both files.

Building it again, at the command line or over the API, gives the same bytes or an error. Only the accounts' names and
the dimensions may differ, since `names` and `dimensions` in policy/accounts.yaml are not part of what was paid.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.dates import clock
from chalicelib.ledger.month_rows import SealRow
from chalicelib.payments import csv_json, sie
from chalicelib.payments.lines import LAYOUT, NotPayableError, PaymentLine, Totals, refuse_early
from chalicelib.register.model import Register

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Run:
    """The state of a month's run: totals, and hash of what the seal holds of the bytes so far."""

    register: Register
    month: str
    layout: int = LAYOUT
    totals: Totals = field(default_factory=Totals)
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @classmethod
    def for_month(cls, register: Register, month: str, sealed: SealRow | None) -> "Run":
        """Create a run in the layout of the month's seal, or in the newest if the month is not sealed."""
        return cls(register, month, sealed.layout if sealed else LAYOUT)

    def csv_header(self) -> bytes:
        """Return the header row of the CSV."""
        return self._hashed(csv_json.csv_header().encode())

    def csv_row(self, line: PaymentLine) -> bytes:
        """Add a line to the totals and return its row of the CSV."""
        self.totals.add(line)
        return self._hashed(csv_json.csv_line(line, self.layout).encode())

    def sie_file(self) -> bytes:
        """Return the SIE file of all lines."""
        self._hash.update(sie.sealed_lines(self.register, self.month, self.totals, self.layout))
        return sie.build_file(self.register, self.month, self.totals, self.layout)

    @property
    def sha256(self) -> str:
        """Return the hash of what a seal holds; of the whole run once the SIE file is made."""
        return self._hash.hexdigest()

    def seal_row(self, now: "datetime", by: str) -> SealRow:
        """Return the seal of the finished run; raise NotPayableError while the month is not over."""
        refuse_early(self.month, now)
        total = self.totals.grand_total
        return SealRow(self.month, total.rows, total.amount_ore, self.sha256, clock.stamp(now), by, self.layout)

    def check_seal(self, sealed: SealRow) -> None:
        """Raise NotPayableError if the month was closed with other rows, amounts or accounts than these."""
        if sealed.sha256 != self.sha256:
            total = self.totals.grand_total
            raise NotPayableError(
                f"{self.month} was closed with {sealed.count} rows and {sealed.sum_ore} öre, and now it gives"
                f" {total.rows} rows and {total.amount_ore} öre: accounts, providers or rows have changed."
                " Nothing was written; put back the policy of the first run."
            )

    def _hashed(self, data: bytes) -> bytes:
        self._hash.update(data)
        return data
