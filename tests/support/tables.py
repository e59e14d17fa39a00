"""Compares a table with what the code gives: one test a rule, and a message that names every row that differs."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def assert_rows(rows: Iterable[tuple[Row, object]], actual: Callable[[Row], object]) -> None:
    """Compare the expected result of each row with the actual one; fail with one line for every row that differs."""
    lines = []
    count = 0
    for row, expected in rows:
        count += 1
        try:
            result = actual(row)
        except Exception as error:  # noqa: BLE001 - a row that raises is one line more, and the rows after it count too
            lines.append(f"{row!r}: expected {expected!r}, raised {error!r}")
            continue
        if result != expected:
            lines.append(f"{row!r}: expected {expected!r}, got {result!r}")
    assert count, "the table is empty"
    assert not lines, f"{len(lines)} of {count} rows differ:\n" + "\n".join(lines)
