"""A ledger that has gone on after its copy, and what damages it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Issued
from ops.self_hosted import backup
from ops.self_hosted import restore as restoring
from ops.self_hosted.restore import Restored
from tests.support.chalicelib.case_reports import REPORT
from tests.support.chalicelib.kept import EXPORT
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Services, desk, issued
from tests.support.chalicelib.talk import refused

NOW = datetime(2026, 12, 2, 8, 10, tzinfo=UTC)
MONTH = "2026-11"


@dataclass
class Town:
    """A ledger that has gone on after its copy: one number of each fate, a claim, and a month that has been paid."""

    folder: Path
    copy: Path
    revoked: str
    replaced: str
    new: str
    used: str
    later: str
    claim_ids: list[str]

    @property
    def file(self) -> Path:
        """Return the file that stands."""
        return self.folder / "ledger.sqlite"

    def restore(self) -> Restored:
        """Restore the copy in place of what stands."""
        return restoring.restore(self.copy, self.file, NOW, self.file)

    def refusals(self, ledger: SqliteLedger) -> list[str]:
        """Return why a claim on the revoked and one on the replaced number are refused."""
        at = desk(ledger)
        return [
            refused(at.claims.claim(ONE, number, Claim(SERVICE, TODAY))) for number in (self.revoked, self.replaced)
        ]


def claimed(at: Services, number: str, nth: int = 1) -> str:
    """Record a claim, and return its id."""
    outcome = at.claims.claim(ONE, number, Claim(SERVICE, TODAY, nth=nth))
    assert isinstance(outcome, Accepted)
    return outcome.claim.claim_id


def build_town(parent: Path) -> Town:
    """Build a ledger that goes on after it is copied, and close it."""
    folder = parent / "kept"
    ledger = SqliteLedger(folder / "ledger.sqlite")
    at = desk(ledger)
    revoked, replaced, used = (issued(at, key) for key in ("revoked", "replaced", "used"))
    claim_ids = [claimed(at, used)]
    copy = backup.back_up(folder / "ledger.sqlite", parent / "copies", NOW, keep=3).path
    at.numbers.revoke(revoked, "moved", "reception-1")
    exchange = at.numbers.replace(replaced, "lost", "reception-1", "exchange")
    assert isinstance(exchange, Issued)
    later = issued(at, "later")
    claim_ids += [claimed(at, used, 2), claimed(at, exchange.number), claimed(at, later)]
    rows = ledger.entries(None, MONTH, "", 100)
    ledger.seal(SealRow(MONTH, len(rows), sum(row.amount_ore for row in rows), "ab" * 32, "2026-12-01T01:00:00Z", "c"))
    ledger.mark_exported(EXPORT)
    SqliteCases(folder / "case-reports.sqlite").file(REPORT)
    ledger.close()
    return Town(folder, copy, revoked, replaced, exchange.number, used, later, claim_ids)


def without_types(file: Path) -> None:
    """Change a ledger so that its columns take any value, as damaged pages have them."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, ', ''), ' NOT NULL', '')")
