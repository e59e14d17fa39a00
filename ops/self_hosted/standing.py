"""What the ledger that is replaced can prove: rows written after the copy, taken over number by number.

A file that has to be replaced is often damaged, so each table is read from both ends as far as it goes. A number is
taken over whole, with its claims and events, or, where rows of it cannot be read, only closed if it was closed: a
number that was revoked or replaced after the copy never becomes payable again by itself. Seals are always taken over,
so that a month that has been paid stays closed.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from chalicelib.layout import LayoutError
from chalicelib.ledger.rows import LIVE, REPLACED, REVOKED, WITHOUT_NUMBER
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_schema import LAYOUT
from chalicelib.reporting.cases.case_store import LAYOUT as CASES_LAYOUT
from chalicelib.reporting.cases.case_store import SqliteCases
from ops.self_hosted.standing_rows import Row, opened, readable_rows, replace_row, upgraded

ENTRIES: Final = ("claims", "reversals", "adjustments")
ALONE: Final = ("seals", "exports", "contacts", "availability")
"""The tables whose rows stand by themselves."""
REPORTED: Final = ("reports", "continuing")
"""The tables of case reports."""
_SUM: Final = "SELECT COUNT(*), COALESCE(SUM(amount_ore), 0) FROM {} WHERE booking_month = ?"
_CLOSE: Final = (
    "UPDATE numbers SET status = :status, successor = :successor, version = version + 1,"
    " granted = CASE :status WHEN 'replaced' THEN used ELSE granted END WHERE place = :place AND status = 'live'"
)


@dataclass(frozen=True)
class ClosedMonth:
    """A booking month that was closed after the copy: its rows and their sum in öre, as sealed and as restored."""

    month: str
    sealed: tuple[int, int]
    restored: tuple[int, int]


@dataclass(frozen=True)
class NumberChange:
    """What the reception did to a number after the copy: when, in which service, and what."""

    at: str
    service: str
    kind: str


@dataclass
class TakenOver:
    """What was added to the copy; what could not be proved may be missing."""

    is_whole: bool = False
    """Whether every row of the old file could be read and was taken over."""
    added: Counter[str] = field(default_factory=Counter)
    """How many rows, by table."""
    changes: list[NumberChange] = field(default_factory=list)
    """What was revoked, replaced or unlocked after the copy, in the order of time."""
    closed_months: list[ClosedMonth] = field(default_factory=list)
    unproved: int = 0
    """The numbers of which rows are missing: they stay as they are in the copy, but closed if they were closed."""


def take_over(copy: Path, old: Path) -> TakenOver:
    """Add to a copy what the old ledger has recorded since; the old file is itself a copy, which may be changed."""
    SqliteLedger(copy).close()  # of this version from here on
    with opened(copy) as target:
        target.execute("PRAGMA journal_mode = DELETE")
        try:
            with upgraded(old, LAYOUT) as source:
                merge = _Merge(target, source)
        except (sqlite3.DatabaseError, LayoutError):  # its first page cannot be read, or a later Kundval wrote it
            return TakenOver()
        target.execute("BEGIN IMMEDIATE")
        taken = merge.run()
        target.execute("COMMIT")
    return taken


def take_over_cases(copy: Path, old: Path) -> bool:
    """Add to a copy the case reports that the old file has besides; return whether all of it could be read."""
    SqliteCases(copy).probe()  # makes the file where the copy has none
    with opened(copy) as target:
        try:
            with upgraded(old, CASES_LAYOUT) as source:
                read = {table: readable_rows(source, target, table) for table in REPORTED}
        except (sqlite3.DatabaseError, LayoutError):
            return False
        sound = [(table, row) for table, (rows, _) in read.items() for row in rows.values() if _is_report(row)]
        target.execute("BEGIN IMMEDIATE")
        for table, row in sound:
            replace_row(target, table, row)
        target.execute("COMMIT")
    return all(is_all for _, is_all in read.values()) and len(sound) == sum(len(rows) for rows, _ in read.values())


def _is_report(row: Row) -> bool:
    try:
        return isinstance(json.loads(row["body"]), dict)
    except (ValueError, TypeError):
        return False


class _Merge:
    """One merge of the old file's rows into the copy."""

    def __init__(self, target: sqlite3.Connection, source: sqlite3.Connection) -> None:
        self._target, self._taken = target, TakenOver()
        names = ("numbers", "events", *ENTRIES, *ALONE)
        read = {name: readable_rows(source, target, name) for name in names}
        self._is_all = all(is_all for _, is_all in read.values())
        self._old = {name: rows for name, (rows, _) in read.items()}
        self._copy = {name: readable_rows(target, target, name)[0] for name in names}
        self._new = {
            name: {key: row for key, row in rows.items() if self._copy[name].get(key) != row}
            for name, rows in self._old.items()
        }

    def run(self) -> TakenOver:
        """Add what is proved, number by number, and then the rows that stand by themselves; return what was added."""
        by_place: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        diverged = set()
        for table in ("numbers", *ENTRIES, "events"):
            for key, row in self._new[table].items():
                by_place[row["place"]][table].append(row)
                if table != "numbers" and key in self._copy[table]:  # written once, so the files are not of one ledger
                    diverged.add(row["place"])
        for place, rows in by_place.items():
            if place in diverged or not self._is_proved(place, rows) or not self._put(rows):
                self._taken.unproved += 1
                self._close(place, rows["events"])
        stood = [self._put({table: [row]}) for table in ALONE for row in self._new[table].values()]
        self._taken.changes.extend(self._changes())
        self._taken.closed_months.extend(map(self._closed_month, self._new["seals"].values()))
        self._taken.is_whole = self._is_all and self._goes_on() and not self._taken.unproved and all(stood)
        return self._taken

    def _goes_on(self) -> bool:
        """Return whether the old file has the copy's newest rows: one that was begun anew says nothing of the rest."""
        for table, at in (("events", "at"), ("claims", "recorded_at")):
            rows = self._copy[table]
            newest = max(rows, key=lambda key: str(rows[key][at]), default=None)
            if newest is not None and newest not in self._old[table]:
                return False
        return True

    def _put(self, rows: Mapping[str, Iterable[Row]]) -> bool:
        """Write rows by table, all or none; return False if one of them holds what its column cannot."""
        added = [(table, row) for table, of_table in rows.items() for row in of_table]
        self._target.execute("SAVEPOINT put")
        try:
            for table, row in added:
                replace_row(self._target, table, row)
        except sqlite3.IntegrityError:
            self._target.execute("ROLLBACK TO put")
            return False
        finally:
            self._target.execute("RELEASE put")
        self._taken.added.update(table for table, _ in added)
        return True

    def _is_proved(self, place: str, rows: Mapping[str, list[Row]]) -> bool:
        """Return whether a number's new rows are all there: its claims add up to what it has used, none is left out."""
        after, before = self._old["numbers"].get((place,)), self._copy["numbers"].get((place,))
        if after is None:
            return before is None and place.startswith(WITHOUT_NUMBER)
        if before is not None and after["version"] < before["version"]:
            return False
        consumed = sum(row["consumed"] for row in rows.get("claims", ()))
        given_back = sum(row["consumed"] for row in rows.get("reversals", ()))
        recorded = {(f"{row['provider']}#{row['key']}", row["nth"]) for row in rows.get("claims", ())}
        try:
            highest = json.loads(before["nth"]) if before else {}
            days = json.loads(after["nth"]).items()
            expected = {(day, nth) for day, most in days for nth in range(highest.get(day, 0) + 1, most + 1)}
        except (ValueError, TypeError, AttributeError):  # the row itself is damaged
            return False
        used_before = before["used"] if before else 0
        return bool(after["used"] - used_before == consumed - given_back and expected <= recorded)

    def _close(self, place: str, events: Iterable[Row]) -> None:
        """Close a number as its row or its last event says, though the rest of it cannot be taken over."""
        after = self._old["numbers"].get((place,))
        last = max(events, key=lambda row: (row["at"], row["n"]), default=None)
        status = LIVE
        if after is not None:
            status = after["status"]
        elif last is not None:
            # The first event of a number may be that it replaces another.
            replaced = REPLACED if last["n"] > 1 else LIVE
            status = {"revoke": REVOKED, "replace": replaced}.get(last["kind"], LIVE)
        if status in (REVOKED, REPLACED):
            successor = after["successor"] if after is not None else None
            self._target.execute(_CLOSE, {"status": status, "successor": successor, "place": place})

    def _changes(self) -> Iterator[NumberChange]:
        services = {key: row["service"] for rows in (self._copy, self._old) for key, row in rows["numbers"].items()}
        for row in sorted(self._new["events"].values(), key=lambda row: (row["at"], row["n"])):
            if row["kind"] in ("revoke", "unlock") or (row["kind"] == "replace" and row["n"] > 1):
                yield NumberChange(row["at"], services.get((row["place"],), ""), row["kind"])

    def _closed_month(self, seal: Row) -> ClosedMonth:
        sums = [self._target.execute(_SUM.format(table), (seal["month"],)).fetchone() for table in ENTRIES]
        restored = sum(count for count, _ in sums), sum(amount_ore for _, amount_ore in sums)
        return ClosedMonth(seal["month"], (seal["count"], seal["sum_ore"]), restored)
