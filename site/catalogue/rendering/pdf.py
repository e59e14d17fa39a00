"""Writes a document as an accessible PDF: our Typst template and plain data in, PDF/UA-1 (ISO 14289-1) bytes out.

Typst tags every element, and refuses what PDF/UA-1 forbids: a missing title or language, a heading level left out, a
character that no font has. The same template, data and date give the same bytes on every machine: no font of the
machine is used, and the date is the document's own. Texts travel as data and are never read as Typst.
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
    """What cannot be printed, in one sentence."""


def write(template: Path, data: Mapping[str, Any], *, made: dt.date) -> bytes:
    """Fill a template with data that it reads by `json(bytes(sys.inputs.data))`; `made` is the document's date."""
    import typst  # noqa: PLC0415 - 50 MB of library, which only a command that prints needs

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
            raise PdfError(f"no font of ours has the characters {missing['text']!r}: write them otherwise") from error
        raise


@cache
def _fonts() -> typst.Fonts:
    """Read Noto Sans (Latin, Greek, Cyrillic) and the fonts within Typst, of which one has Arabic letters."""
    import typst  # noqa: PLC0415 - the same

    noto = str(files("fontpkg_noto_sans") / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[noto])
