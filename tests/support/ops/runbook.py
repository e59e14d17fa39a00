"""Reads the commands of the handbook, and of the runbook in it, split as the shell does."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "site" / "handbook" / "en" / "operate").glob("*.md"))
EVERY_PAGE = sorted((ROOT / "site" / "handbook").rglob("*.md"))
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`((?:python3 )?build\.py [^`]+|make [^`]+|sudo [^`]+|export [^`]+)`")
_INNER = re.compile(r"\$\((.*?)\)(?=\s|$)")
_SETS = re.compile(r"^(?:export )?[A-Z_]+=(?P<value>\S*)$")


@dataclass(frozen=True)
class Command:
    """A command, and the page that has it."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """Format the command as the id of a test."""
        return f"{self.page}: {' '.join(self.words)[:80]}"


def commands() -> Iterator[Command]:
    """Yield every command of the handbook: lines of blocks, those inside $(…), and those in a sentence."""
    for page in EVERY_PAGE:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
        for line in [*lines, *_INLINE.findall(text)]:
            for inner in _INNER.findall(line):
                yield Command(page.stem, tuple(shlex.split(inner)))
            words = shlex.split(_INNER.sub("x", line))
            yield from _strip_prefixes(page.stem, words)


def _strip_prefixes(page: str, words: list[str]) -> Iterator[Command]:
    """Yield the command without sudo, assignments before it, and redirections."""
    while words and (words[0] == "sudo" or _SETS.match(words[0]) or words[0] == "export"):
        words = words[1:]
    if words[:1] == ["-u"]:
        yield from _strip_prefixes(page, words[2:])
        return
    if ">" in words:
        words = words[: words.index(">")]
    if words:
        yield Command(page, tuple(words))


def of(*programs: str) -> list[Command]:
    """Return the commands of some programs."""
    return [command for command in commands() if command.words[0] in programs]


def build() -> list[Command]:
    """Return the commands of our own command line, without the interpreter."""
    ours = []
    for command in commands():
        words = command.words[1:] if command.words[0] == "python3" else command.words
        if words and words[0] == "build.py":
            ours.append(Command(command.page, words[1:]))
    return ours
