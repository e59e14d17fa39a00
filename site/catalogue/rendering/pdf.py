"""Accessible PDF (PDF/UA-1, ISO 14289-1) from a Typst template and plain data.

Typst tags every element and rejects what PDF/UA-1 forbids: a missing title or language, a skipped heading level, a
character without a glyph. Output is reproducible: no system fonts are used, and the document's date is a parameter.
Texts are passed as data and never parsed as Typst.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

_NO_GLYPH = re.compile(r'the text `?"(?P<text>.*)"`? could not be displayed', re.DOTALL)


class PdfError(Exception):
    """A text cannot be printed: no font of ours has these characters; the message is one sentence."""

    def __init__(self, characters: str) -> None:
        """Keep the characters."""
        super().__init__(f"no font of ours has the characters {characters!r}: write them otherwise")
        self.characters = characters


def write(template: Path, data: Mapping[str, Any], *, made: dt.date) -> bytes:
    """Return the PDF; the template reads `data` with `json(bytes(sys.inputs.data))`; `made` is the document's date.

    Raises PdfError if a character has no glyph in our fonts.
    """
    import typst  # noqa: PLC0415 - 50 MB, needed only for printing

    try:
        return typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=dt.datetime.combine(made, dt.time(), dt.UTC),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        if missing := _NO_GLYPH.search(str(error)):
            raise PdfError(missing["text"]) from error
        raise


@cache
def _fonts() -> typst.Fonts:
    """Load Noto Sans (Latin, Greek, Cyrillic) and the fonts embedded in Typst, one of which has Arabic."""
    import typst  # noqa: PLC0415 - the same

    noto = str(files("fontpkg_noto_sans") / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[noto])
