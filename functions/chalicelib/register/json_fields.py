"""Reads fields out of decoded JSON: the right kind, or one sentence that names the place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Kind = TypeVar("Kind")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RegisterError(Exception):
    """The register is missing, damaged, of another schema or asks for what this version cannot do."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object and the path that leads to it."""

    path: str
    values: dict[str, object]

    @classmethod
    def of(cls, value: object, path: str) -> "Fields":
        """Take a value that must be an object."""
        if not isinstance(value, dict):
            raise RegisterError(f"The register is not valid: {path or 'it'} must be an object.")
        return cls(path, value)

    def text(self, key: str) -> str:
        """Give a text."""
        return self._read(key, str, "a text")

    def whole(self, key: str, least: int = 0) -> int:
        """Give a whole number that is not under the least one."""
        number = self._read(key, int, "a whole number")
        if isinstance(number, bool) or number < least:
            raise self.wrong(key, f"a whole number of at least {least}")
        return number

    def flag(self, key: str) -> bool:
        """Give true or false."""
        return self._read(key, bool, "true or false")

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """Give one of the words that are allowed."""
        value = self.text(key)
        if value not in choices:
            raise self.wrong(key, f"one of {', '.join(choices)}")
        return value

    def day(self, key: str) -> date:
        """Give a date that is written 2026-11-09; no other form of ISO 8601 is."""
        text = self.text(key)
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            raise self.wrong(key, "a date written as 2026-11-09") from None

    def maybe(self, key: str, read: Callable[[str], Kind]) -> Kind | None:
        """Give what `read` gives, or nothing where the key is absent or null."""
        return None if self.values.get(key) is None else read(key)

    def group(self, key: str) -> "Fields":
        """Give an object within this one."""
        return Fields.of(self.values.get(key), self._at(key))

    def groups(self, key: str) -> Iterator["Fields"]:
        """Give each object of a list."""
        for place, value in enumerate(self._read(key, list, "a list")):
            yield Fields.of(value, f"{self._at(key)}[{place}]")

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        values = self._read(key, list, "a list")
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "a list of texts")
        return tuple(values)

    def labels(self, key: str) -> dict[str, str]:
        """Give a text in each language, by its language code."""
        group = self.group(key)
        return {language: group.text(language) for language in group.values}

    def wrong(self, key: str, expected: str) -> RegisterError:
        """Say in one sentence which field must be what."""
        return RegisterError(f"The register is not valid: {self._at(key)} must be {expected}.")

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _read(self, key: str, kind: type[Kind], expected: str) -> Kind:
        value = self.values.get(key)
        if not isinstance(value, kind):
            raise self.wrong(key, expected)
        return value
