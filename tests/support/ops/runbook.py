"""The commands of the runbook, as the shell would take them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "site" / "pages" / "en" / "operate").glob("*.md"))
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`((?:python3 )?build\.py [^`]+|make [^`]+|sudo [^`]+|export [^`]+)`")
_INNER = re.compile(r"\$\((.*?)\)(?=\s|$)")
_SETS = re.compile(r"^(?:export )?[A-Z_]+=(?P<value>\S*)$")


@dataclass(frozen=True)
class Command:
    """One command and where it stands."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """What a test is named by."""
        return f"{self.page}: {' '.join(self.words)[:80]}"


def commands() -> Iterator[Command]:
    """Every command of every page: lines of blocks, those inside $(…), and those named in a sentence."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
        for line in [*lines, *_INLINE.findall(text)]:
            for inner in _INNER.findall(line):
                yield Command(page.stem, tuple(shlex.split(inner)))
            words = shlex.split(_INNER.sub("x", line))
            yield from _own(page.stem, words)


def _own(page: str, words: list[str]) -> Iterator[Command]:
    """Give what is left when sudo, what is set before it, and where its output goes are taken away."""
    while words and (words[0] == "sudo" or _SETS.match(words[0]) or words[0] == "export"):
        words = words[1:]
    if words[:1] == ["-u"]:
        yield from _own(page, words[2:])
        return
    if ">" in words:
        words = words[: words.index(">")]
    if words:
        yield Command(page, tuple(words))


def of(*programs: str) -> list[Command]:
    """The commands of some programs."""
    return [one for one in commands() if one.words[0] in programs]


def build() -> list[Command]:
    """What is asked of our own command line, without the interpreter."""
    found = []
    for one in commands():
        words = one.words[1:] if one.words[0] == "python3" else one.words
        if words and words[0] == "build.py":
            found.append(Command(one.page, words[1:]))
    return found
