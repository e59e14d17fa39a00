"""The suppliers and prices of `policy/frameworks.yaml`, as the rows in which the register has them.

What may not change of a provider and of a price in force may not change of a supplier and its price either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogue.schema.yaml_reader import KeyPath

Row = Mapping[str, Any]


@dataclass(frozen=True)
class FrameworkRows:
    """Suppliers as `providers` and prices as `tariffs`, and where each of them stands in the file."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {"providers": [], "tariffs": []})
    paths: dict[str, list[KeyPath]] = field(default_factory=lambda: {"providers": [], "tariffs": []})

    def add(self, listed: str, row: Row, path: KeyPath) -> None:
        """Add a row and its place."""
        self.rows[listed].append(row)
        self.paths[listed].append(path)

    def place(self, key_path: KeyPath) -> KeyPath:
        """Return where a row, or something within it, stands in the file; the file itself for one that is gone."""
        listed, index, *rest = (*key_path, -1)[: max(len(key_path), 2)]
        if not isinstance(index, int) or index < 0:
            return ("agreements",)
        path = self.paths[str(listed)][index]
        return (*path, *(part for part in rest[:1] if part in {"amount", "from", "type", "supplier"}))


def rows(agreements: Sequence[Row]) -> FrameworkRows:
    """Return the rows of the agreements of a file; what is no agreement is left out, and `check` says so."""
    rows = FrameworkRows()
    for number, agreement in enumerate(agreements):
        period = {name: agreement.get(name) for name in ("service", "from")}
        for index, supplier in enumerate(agreement.get("suppliers", [])):
            path: KeyPath = ("agreements", number, "suppliers", index)
            end = min((str(row["to"]) for row in (agreement, supplier) if row.get("to")), default=None)
            turn = {"rule": agreement.get("rule"), **{key: supplier.get(key) for key in ("rank", "criterion")}}
            provider = {key: supplier.get(key) for key in ("id", "type", "organisation_number", "supplier")}
            rows.add("providers", {**provider, "services": [{**period, "to": end}], "framework": turn}, path)
            for place, price in enumerate(supplier.get("prices", [])):
                key = {"service": agreement.get("service"), "event": "session", "supplier": supplier.get("id")}
                rows.add("tariffs", {**key, **price}, (*path, "prices", place))
    return rows
