"""Changes a text of the small policy, and finds lines in it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from catalogue.policy import loader as policies

CASES = Path(__file__).parents[2] / "cases" / "policy"
Change = Callable[..., list[str]]


def line_of(name: str, text: str, nth: int = 1) -> int:
    """Return the number of the nth line with `text` in a file of the small policy."""
    lines = (CASES / f"{name}.yaml").read_text(encoding="utf-8").split("\n")
    return [number for number, line in enumerate(lines, 1) if text in line][nth - 1]


def copied(folder: Path) -> Change:
    """Copy the small policy into a folder; return what replaces `old` in a file of it and gives `file:line code`."""
    shutil.copytree(CASES, folder)

    def change(name: str, old: str, new: str) -> list[str]:
        file = folder / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        _, problems = policies.load(folder)
        return [f"{Path(problem.path).stem}:{problem.line} {problem.code}" for problem in problems]

    return change
