"""Reports of shared hours whose counterpart has not been reported (D37): they are listed, and paid all the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import ClaimRow, LedgerEntry, NumberRow, ReversalRow
from chalicelib.rules import shared_hours

MAX_NUMBERS = 100
"""The most numbers that a ledger reads at once."""


@dataclass(frozen=True, slots=True)
class SharedReports:
    """The reports of shared hours among the rows of a month, kept while these are read."""

    rows: list[ClaimRow] = field(default_factory=list)

    def add(self, row: LedgerEntry) -> None:
        """Keep a row that reports a shared hour."""
        if isinstance(row, ClaimRow) and row.partner:
            self.rows.append(row)

    def without_counterpart(self, ledger: Ledger) -> list[dict[str, object]]:
        """Return the facts of those that lack their counterpart."""
        names = ("claim_id", "provider", "service", "date", "event", "minutes")
        rows = without_counterpart(ledger, self.rows)
        return [{name: getattr(row, name) for name in names} | {"with": row.partner} for row in rows]


def without_counterpart(ledger: Ledger, rows: Iterable[LedgerEntry]) -> list[ClaimRow]:
    """Return those of the rows that report a shared hour, stand, and lack their counterpart, as the ledger is now.

    Of several such hours of a day, the latest lack it.
    """
    shared = [row for row in rows if isinstance(row, ClaimRow) and row.partner]
    numbers = _present_numbers(ledger, tuple(dict.fromkeys(row.place for row in shared)))
    groups: defaultdict[tuple[str, str, str], list[ClaimRow]] = defaultdict(list)
    for row in shared:
        groups[numbers[row.place].place, row.provider, shared_hours.key_of(row)].append(row)
    alone: set[str] = set()
    for (_, provider, key), claims in groups.items():
        count = shared_hours.unmatched(numbers[claims[0].place].shared.get(key, {}), provider)
        if count:
            alone.update(_standing(ledger, claims)[-count:])
    return [row for row in shared if row.claim_id in alone]


def _present_numbers(ledger: Ledger, places: Sequence[str]) -> Mapping[str, NumberRow]:
    """Return the numbers at these places or, where a number was replaced, the one that is used now."""
    numbers: dict[str, NumberRow] = {}
    for start in range(0, len(places), MAX_NUMBERS):
        numbers |= ledger.numbers(places[start : start + MAX_NUMBERS])
    replaced = tuple({number.successor for number in numbers.values() if number.successor})
    successors = _present_numbers(ledger, replaced) if replaced else {}
    return {place: successors.get(number.successor or "", number) for place, number in numbers.items()}


def _standing(ledger: Ledger, claims: Sequence[ClaimRow]) -> list[str]:
    """Return the ids of a provider's reports of such an hour that are not taken back, in the order of recording."""
    key = shared_hours.key_of(claims[0])
    places = tuple(dict.fromkeys(claim.place for claim in claims))
    rows = ledger.rows_of(places, claims[0].provider, claims[0].date)
    reversed_ids = {row.claim_id for row in rows if isinstance(row, ReversalRow)}
    same = [row for row in rows if isinstance(row, ClaimRow) and row.partner and shared_hours.key_of(row) == key]
    return [row.claim_id for row in same if row.claim_id not in reversed_ids]
