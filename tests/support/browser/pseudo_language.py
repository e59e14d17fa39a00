"""A made-up language that is read from the right: the Swedish words in Hebrew letters, so that the rest shows."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

LANG = "he"
LATIN, HEBREW = "abcdefghijklmnopqrstuvwxyzåäö", "אבגדהוזחטיכלמנסעפצקרשתםןץףךאב"
_TO_HEBREW = str.maketrans(LATIN + LATIN.upper(), (HEBREW + "ג" * len(LATIN))[: len(LATIN)] * 2)
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")


def translated(key: str, text: str) -> str:
    """Write one text of the made-up language; addresses stay in Latin letters."""
    if key.startswith("address."):
        return text and f"x-{text}"
    parts = [part if _PLACEHOLDER.match(part) else part.translate(_TO_HEBREW) for part in _PLACEHOLDER.split(text)]
    return "".join(parts)


def locale(swedish: Path) -> str:
    """Write the locale file of the made-up language: all that a new language needs."""
    words: dict[str, str] = yaml.safe_load(swedish.read_text(encoding="utf-8"))["words"]
    made = {key: translated(key, text) for key, text in words.items()}
    same = {key: "No letters" for key, text in made.items() if text and text == words[key]}
    return yaml.safe_dump(
        {"direction": "rtl", "words": made, "same_as_first": same}, allow_unicode=True, sort_keys=False
    )


def add(root: Path) -> None:
    """Add the language to a site: its file, and its tag in the policy's list. Nothing else."""
    locales = root / "site" / "locales"
    (locales / f"{LANG}.yaml").write_text(locale(locales / "sv.yaml"), encoding="utf-8")
    municipality = root / "policy" / "municipality.yaml"
    text = municipality.read_text(encoding="utf-8")
    listed = re.sub(r"^languages: \[(.*)\]$", rf"languages: [\1, {LANG}]", text, count=1, flags=re.MULTILINE)
    assert listed != text
    municipality.write_text(listed, encoding="utf-8")
