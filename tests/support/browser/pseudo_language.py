"""A pseudo-language written right to left: the Swedish texts in Hebrew letters, so that untranslated ones show."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from babel import Locale

LANG = "he"
CATEGORIES = sorted(Locale(LANG).plural_form.tags | {"other"})
Forms = dict[str, str]
LATIN, HEBREW = "abcdefghijklmnopqrstuvwxyzåäö", "אבגדהוזחטיכלמנסעפצקרשתםןץףךאב"
_TO_HEBREW = str.maketrans(LATIN + LATIN.upper(), (HEBREW + "ג" * len(LATIN))[: len(LATIN)] * 2)
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")


def translated(key: str, text: str) -> str:
    """Convert one text to the pseudo-language; addresses stay in Latin letters."""
    if key.startswith("address."):
        return text and f"x-{text}"
    parts = [part if _PLACEHOLDER.match(part) else part.translate(_TO_HEBREW) for part in _PLACEHOLDER.split(text)]
    return "".join(parts)


def plural(forms: Forms) -> Forms:
    """Return a form for each plural category of the language."""
    return {category: translated("", forms.get(category, forms["other"])) for category in CATEGORIES}


def locale(swedish: Path) -> str:
    """Format the locale file of the pseudo-language: all that a new language needs."""
    words: dict[str, str | Forms] = yaml.load(swedish.read_text(encoding="utf-8"), yaml.CSafeLoader)["words"]
    translations = {
        key: plural(text) if isinstance(text, dict) else translated(key, text) for key, text in words.items()
    }
    untranslated = {key: "No letters" for key, text in translations.items() if text and text == words[key]}
    content = {"direction": "rtl", "words": translations, "same_as_first": untranslated}
    return yaml.safe_dump(
        content, allow_unicode=True, sort_keys=False, default_style='"'
    )  # a no-break space stands in quotes


def add(root: Path) -> None:
    """Add the language to a site: its file, and its tag in the policy's list. Nothing else."""
    locales = root / "site" / "locales"
    (locales / f"{LANG}.yaml").write_text(locale(locales / "sv.yaml"), encoding="utf-8")
    municipality = root / "policy" / "municipality.yaml"
    text = municipality.read_text(encoding="utf-8")
    changed = re.sub(r"^languages: \[(.*)\]$", rf"languages: [\1, {LANG}]", text, count=1, flags=re.MULTILINE)
    assert changed != text
    municipality.write_text(changed, encoding="utf-8")
