"""Printed documents: accessible by PDF/UA-1, the same bytes each time, and no text is read as a command."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest

from catalogue.rendering import pdf

MADE = date(2026, 11, 22)
TEMPLATE = """\
#let told = json(bytes(sys.inputs.data))
#set document(title: told.title)
#set text(lang: "sv", font: ("Noto Sans", "DejaVu Sans Mono"))
= #told.title
#told.text
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def read(document: bytes) -> str:
    """What a reader of the document gets as text."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)


def test_a_document_is_tagged_and_has_title_and_language(template: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf.write(template, {"title": "Räkning", "text": "x"}, made=MADE))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "sv"
        assert str(opened.docinfo["/Title"]) == "Räkning"


def test_swedish_and_arabic_letters_can_be_read_out(template: Path) -> None:
    text = read(pdf.write(template, {"title": "Språk", "text": "Å ä ö é, العربية"}, made=MADE))
    assert "Å ä ö é" in text
    assert "العربية" in text or "العربية"[::-1] in text


def test_the_same_input_gives_the_same_bytes(template: Path) -> None:
    told = {"title": "Räkning", "text": "x"}
    assert pdf.write(template, told, made=MADE) == pdf.write(template, told, made=MADE)


def test_another_date_gives_another_document(template: Path) -> None:
    told = {"title": "Räkning", "text": "x"}
    assert pdf.write(template, told, made=MADE) != pdf.write(template, told, made=date(2026, 11, 23))


@pytest.mark.parametrize("text", ["#panic()", '#read("/etc/passwd")', "*fet* $x$ <b>", "= Rubrik"])
def test_text_is_printed_as_it_stands(template: Path, text: str) -> None:
    assert text in read(pdf.write(template, {"title": "T", "text": text}, made=MADE))


def test_a_character_that_no_font_has_is_named(template: Path) -> None:
    with pytest.raises(pdf.PdfError, match="ት"):
        pdf.write(template, {"title": "T", "text": "ትግርኛ"}, made=MADE)
