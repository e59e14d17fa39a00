"""Typed fields of decoded JSON; a field of the wrong type raises one sentence with its path."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from chalicelib.register.model import RegisterError

Value = TypeVar("Value")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object, and its path in the register."""

    path: str
    values: dict[str, object]

    @classmethod
    def from_json(cls, value: object, path: str) -> "Fields":
        """Return the fields of a value, or raise RegisterError where it is not an object."""
        if not isinstance(value, dict):
            raise RegisterError(f"The register is not valid: {path or 'it'} must be an object.")
        return cls(path, value)

    def text(self, key: str) -> str:
        """Return a text."""
        return self._read(key, str, "a text")

    def integer(self, key: str, least: int = 0) -> int:
        """Return an integer that is at least `least`."""
        number = self._read(key, int, "a whole number")
        if isinstance(number, bool) or number < least:
            raise self.error(key, f"a whole number of at least {least}")
        return number

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return self._read(key, bool, "true or false")

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return a text that is one of the choices."""
        value = self.text(key)
        if value not in choices:
            raise self.error(key, f"one of {', '.join(choices)}")
        return value

    def day(self, key: str) -> date:
        """Return a date written as 2026-11-09; no other form of ISO 8601 is accepted."""
        text = self.text(key)
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            raise self.error(key, "a date written as 2026-11-09") from None

    def optional(self, key: str, read: Callable[[str], Value]) -> Value | None:
        """Return `read(key)`, or None where the key is absent or null."""
        return None if self.values.get(key) is None else read(key)

    def object(self, key: str) -> "Fields":
        """Return the fields of a nested object."""
        return Fields.from_json(self.values.get(key), self._path_of(key))

    def objects(self, key: str) -> Iterator["Fields"]:
        """Yield the fields of each object of a list."""
        for index, value in enumerate(self._read(key, list, "a list")):
            yield Fields.from_json(value, f"{self._path_of(key)}[{index}]")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._read(key, list, "a list")
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, "a list of texts")
        return tuple(values)

    def choices(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of texts that are among the choices."""
        values = self.texts(key)
        if not set(values) <= set(choices):
            raise self.error(key, f"a list of {', '.join(choices)}")
        return values

    def labels(self, key: str) -> dict[str, str]:
        """Return a text in each language, by language code."""
        texts = self.object(key)
        return {language: texts.text(language) for language in texts.values}

    def error(self, key: str, expected: str) -> RegisterError:
        """Return the error that names the field and what it must be."""
        return RegisterError(f"The register is not valid: {self._path_of(key)} must be {expected}.")

    def _path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _read(self, key: str, expected_type: type[Value], expected: str) -> Value:
        value = self.values.get(key)
        if not isinstance(value, expected_type):
            raise self.error(key, expected)
        return value
