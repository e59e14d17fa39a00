"""The synonyms that `init` gives a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

WIDTH = 120
HEAD = """\
# Andra ord som folk söker med, på vilket språk som helst. Ändra, lägg till och ta bort som ni vill.
# Under languages får också stå ett språk som ingen kan välja i sin profil, med språkkoden.
# Står ett ord vid flera uppgifter i features hittas de som har alla, till exempel rullstol.
synonyms:
"""


def as_yaml(synonyms: Mapping[str, Mapping[str, Sequence[str]]], values: Mapping[str, Mapping[str, object]]) -> str:
    """Return the key `synonyms` of a vocabulary as YAML, for the values that it has and the languages that it lacks."""
    lines = HEAD
    for kind, entries in synonyms.items():
        codes = values.get(kind, entries)
        words_of = {key: words for key, words in entries.items() if (words if key in codes else kind == "languages")}
        lines += f"  {kind}:\n" if words_of else ""
        lines += "".join(f"    {key}: {_flow(words)}\n" for key, words in words_of.items())
    return lines


def _flow(words: Sequence[str]) -> str:
    """Return a list in brackets, of which further lines stand under its first word."""
    text: str = yaml.dump(
        list(words), default_flow_style=True, allow_unicode=True, width=WIDTH, Dumper=yaml.CSafeDumper
    )
    return "\n      ".join(line.strip() for line in text.strip().splitlines())
