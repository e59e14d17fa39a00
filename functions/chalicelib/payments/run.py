"""A payment run while it is made: CSV line by line, SIE at the end, their sums, and the hash that seals both.

Whoever makes it again, at the command line or over the API, makes the same bytes or finds that they differ.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.dates import clock
from chalicelib.ledger.port import SealRow
from chalicelib.payments import csv_json, sie
from chalicelib.payments.lines import LAYOUT, NotPayableError, PaymentLine, Totals, refuse_early
from chalicelib.register.parser import Register

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Run:
    """What has been made of a month so far."""

    register: Register
    month: str
    layout: int = LAYOUT
    totals: Totals = field(default_factory=Totals)
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @classmethod
    def like(cls, register: Register, month: str, sealed: SealRow | None) -> "Run":
        """Begin a run in the layout of the month's seal, or where none stands in the newest."""
        return cls(register, month, sealed.layout if sealed else LAYOUT)

    def begin(self) -> bytes:
        """Give the first row of the CSV."""
        return self._hashed(csv_json.csv_header().encode())

    def row(self, line: PaymentLine) -> bytes:
        """Give a line's row of the CSV, and add it up."""
        self.totals.add(line)
        return self._hashed(csv_json.csv_line(line).encode())

    def end(self) -> bytes:
        """Give the SIE file of all lines."""
        return self._hashed(sie.file(self.register, self.month, self.totals, self.layout))

    def seal(self, now: "datetime", by: str) -> SealRow:
        """Give the seal of what was made from beginning to end; a month that is not over has none."""
        refuse_early(self.month, now)
        whole = self.totals.whole
        found = self._hash.hexdigest()
        return SealRow(self.month, whole.rows, whole.amount_ore, found, clock.stamp(now), by, self.layout)

    def hold(self, sealed: SealRow) -> None:
        """Raise if a seal that stands is of other bytes than these."""
        if sealed.sha256 != self._hash.hexdigest():
            whole = self.totals.whole
            raise NotPayableError(
                f"{self.month} was sealed with {sealed.count} rows and {sealed.sum_ore} öre, and now it gives"
                f" {whole.rows} rows and {whole.amount_ore} öre: accounts, providers or rows have changed."
                " Nothing was written; put back the policy of the first run."
            )

    def _hashed(self, made: bytes) -> bytes:
        self._hash.update(made)
        return made
