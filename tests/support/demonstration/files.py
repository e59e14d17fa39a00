"""The demonstration's files, and functions that read them."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalogue.schema import yaml_reader
from tests.support import frozen

POLICY = frozen.POLICY
TODAY = dt.date(2026, 11, 21)
FRESH_DAYS = 30  # DESIGN §4
OWN_UNIT = "familjeradgivningen"
SERVICE = "familjeradgivning"
WITHOUT_PROFILE = "platshallaren"
FICTION = re.compile(r"08-465 004 \d\d")  # the numbers that PTS reserves for fiction: 08-465 004 00 … 99
LOCATION_FEATURES = ("step_free", "hearing_loop", "lift", "toilet", "parking")
SERVICE_FEATURES = ("two_counsellors", "interpreter", "sign_language", "single_sessions")
FACETS = ("methods", "competences", "formats")
SOUTH, NORTH, WEST, EAST = 59.22, 59.44, 17.76, 18.20  # degrees around Stockholm municipality
AREA_REACH_DEGREES = 0.02  # about two kilometres northwards, one eastwards
HELP_LINES = {"112", "020-50 50 50", "116 111", "020-80 80 80", "020-55 00 00", "020-555 666"}


def read(path: Path) -> Any:  # noqa: ANN401 - whatever the file says
    """Read one of the demonstration's files; fail if it has problems."""
    value, problems = yaml_reader.load(path.read_bytes(), str(path.relative_to(frozen.DATA)))
    assert problems == []
    return value


FILES = sorted(frozen.PROVIDERS.glob("*.yaml"))
PROFILES: dict[str, Any] = {path.stem: read(path) for path in FILES}
VOCABULARY: dict[str, Any] = read(POLICY / "vocabulary.yaml")
AUTHORISED: dict[str, Any] = {entry["id"]: entry for entry in read(POLICY / "authorisations.yaml")["providers"]}


def in_force(entry: dict[str, Any], day: dt.date = TODAY) -> bool:
    """Return whether any service of an authorisation is in force on the day; the last day counts."""
    return any(service["from"] <= day.isoformat() <= service.get("to", "9999-12-31") for service in entry["services"])


IN_FORCE = {id_ for id_, entry in AUTHORISED.items() if in_force(entry)}


def services() -> Iterator[dict[str, Any]]:
    """Yield the service of each profile."""
    for profile in PROFILES.values():
        yield profile["services"][SERVICE]


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a file says
    """Yield every text in a file, except keys."""
    match value:
        case dict():
            for item in value.values():
                yield from texts(item)
        case list():
            for item in value:
                yield from texts(item)
        case str():
            yield value


def luhn_is_right(digits: str) -> bool:
    """Return whether the digits pass the Luhn check."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0
