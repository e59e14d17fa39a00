"""The demonstration built once, without a git history, for the tests of published data."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.support import frozen
from tests.support.catalogue import small

ORACLES = small.ROOT.parent / "shared" / "oracles"
TODAY = date(2026, 11, 22)


@cache
def demo() -> Path:
    """Build the demonstration, and return its `dist`."""
    folder = frozen.laid(Path(mkdtemp(prefix="kundval-demo-")))
    report = small.built(folder, TODAY)
    assert report.ok, report.problems
    return folder / "dist"


def data(path: str) -> Any:  # noqa: ANN401 - whatever the document holds
    """Read a published JSON document of the demonstration."""
    return json.loads((demo() / "api" / "v1" / path).read_text(encoding="utf-8"))


def strict(schema: object) -> object:
    """Return a schema that forbids unknown keys wherever it lists its keys."""
    if isinstance(schema, dict):
        closed = {"additionalProperties": False} if "properties" in schema else {}
        return {key: strict(value) for key, value in schema.items()} | closed
    return [strict(item) for item in schema] if isinstance(schema, list) else schema


def leaves(value: object) -> Iterator[object]:
    """Yield every scalar value within."""
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value
