"""Line numbers in the small policy of the tests."""

from collections.abc import Callable
from pathlib import Path

CASES = Path(__file__).parents[2] / "cases" / "policy"
Change = Callable[..., list[str]]


def line_of(name: str, text: str, nth: int = 1) -> int:
    """Return the number of the nth line with `text` in a file of the small policy."""
    lines = (CASES / f"{name}.yaml").read_text(encoding="utf-8").split("\n")
    return [number for number, line in enumerate(lines, 1) if text in line][nth - 1]
