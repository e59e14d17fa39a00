"""Texts as people paste them from Word and web pages, of signs that a reader of YAML could take for something else."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = (
    *("samtal", "två", "Åse", "#1", "#", "a:", ":b", "-", "- ", "?", "|", ">", "---", "...", "--- #", "%", "@x", "`"),
    *("no", "yes", "null", "~", "true", "12", "1.5", "0x1F", "2026-11-09", "12:30", "&a", "*a", "[a]", "{a}", ",", "!"),
    *('"', '"a"', "'", "”Lugn”", "’", "–", "a\u00a0b", "\u00a0", "\u2009", "\u3000", "\U0001f600", "e\u0301", "\\n"),
    *("\\", "ö" * 130),
)
PLAIN_GAPS = (*(" ",) * 12, "  ", "\n", "\n\n", "\n\n\n")
GAPS = (*PLAIN_GAPS, "   ", "\t", "\n\n\n\n", " \n", "\n ", "\r\n", "\n\t", "")
ALONE = (
    *("", " ", "  ", "\n", "\n\n", " \n", "\t", "a\n", "a\n\n", "\na", "\n\na", " a", "a ", "a\n\nb", "a\n\n\nb"),
    *("a\n\nb\n", "a\r\nb", "a\r\n\r\nb", "a\tb", "a \nb", "a\n b", "- a\n- b", "---\na", "a\n---\nb", "a\n...\nb"),
    *("# a\n# b", "a\n#b", "#1 " * 40 + "#", "ett  två " * 30 + "tre", "\u00a0".join(["ord"] * 40)),
    "Vi tar emot.\n\nVi talar svenska.",
    "ett två " * 20 + "fem\n\n\n" + "tre fyra " * 20 + "fem",
    *("\U0001f600 " * 27 + "tre", "\U0001f600 två " * 20 + "tre"),  # signs that JavaScript counts as two
)


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield every text of `ALONE`, and `count` random ones: the same for the same seed."""
    yield from ALONE
    dice = random.Random(seed)
    for index in range(count):
        gaps = PLAIN_GAPS if index % 2 else GAPS
        text = "".join(dice.choice(WORDS) + dice.choice(gaps) for _ in range(dice.choice((1, 2, 4, 8, 30, 60))))
        yield text.strip() if index % 2 else text
