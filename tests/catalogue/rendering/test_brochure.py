"""The brochure: everyone in the day's order, the same fields for all, accessible, and nothing half-written."""

import io
import itertools
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdf
import pytest

from catalogue import SITE
from catalogue.build import print_brochure
from catalogue.build.report import BuildError
from catalogue.policy import daily_order, loader
from catalogue.profiles.availability import Availability
from catalogue.rendering import brochure
from catalogue.rendering.brochure import Brochure
from catalogue.rendering.renderer import Renderer
from catalogue.schema import yaml_reader
from tests.support import frozen
from tests.support.catalogue import small
from tests.support.catalogue.published_demo import TODAY, demo
from tests.support.catalogue.small import NORMAL


@cache
def made(lang: str = "sv", day: date = TODAY) -> Brochure:
    folder = demo().parent
    rules, problems = loader.load(folder / "policy", folder)
    assert rules is not None, problems
    renderer = Renderer.load(folder, rules, day)
    files = {path.stem: (path.name, path) for path in (folder / "providers").glob("*.yaml")}
    return Brochure(renderer, lang, brochure.profiles(renderer, files, Availability(), {}))


@cache
def printed(lang: str = "sv") -> bytes:
    return made(lang).pdf(SITE)


@cache
def text() -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed())).pages)


def tags(document: pikepdf.Pdf) -> list[str]:
    """The kind of every element of the structure, as a reader meets them."""
    found: list[str] = []

    def walk(node: Any) -> None:  # noqa: ANN401 - an object of the document, whatever it is
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S).lstrip("/"))
            walk(node.get("/K"))

    walk(document.Root.StructTreeRoot.get("/K"))
    return found


class TestAccessible:
    """Tagged, named, in a language, with headings, bookmarks and embedded fonts (PDF/UA-1)."""

    @pytest.mark.parametrize("lang", ["sv", "en", "fi"])
    def test_it_is_tagged_and_says_title_and_language(self, lang: str) -> None:
        with pikepdf.open(io.BytesIO(printed(lang))) as document:
            root = document.Root
            assert root.MarkInfo.Marked
            assert str(root.Lang) == lang
            assert root.ViewerPreferences.DisplayDocTitle
            assert str(document.docinfo["/Title"]) == made(lang).data()["title"]
            assert "pdfuaid:part" in document.open_metadata()

    def test_headings_go_down_one_level_at_a_time(self) -> None:
        with pikepdf.open(io.BytesIO(printed())) as document:
            levels = [int(tag[1]) for tag in tags(document) if tag in {f"H{n}" for n in range(1, 7)}]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_lists_and_tables_are_lists_and_tables(self) -> None:
        with pikepdf.open(io.BytesIO(printed())) as document:
            found = set(tags(document))
        assert {"L", "LI", "Table", "TR", "TH", "TD", "TOC"} <= found

    def test_every_provider_has_a_bookmark(self) -> None:
        with pikepdf.open(io.BytesIO(printed())) as document, document.open_outline() as outline:
            chapters = {item.title: [child.title for child in item.children] for item in outline.root}
        assert chapters["Alla utförare"] == [one["name"] for one in made().data()["providers"]]

    def test_every_font_is_embedded(self) -> None:
        reader = pypdf.PdfReader(io.BytesIO(printed()))
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
        inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
        assert inner
        assert all("/FontFile2" in one or "/FontFile3" in one for one in inner)

    def test_an_outside_checker_of_pdf_ua_finds_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "b.pdf").write_bytes(printed())
        assert not pdfua.validate(str(tmp_path / "b.pdf")).findings


class TestNeutral:
    """Everyone, in the day's order, with the same groups and rows."""

    def test_everyone_stands_in_the_days_order(self) -> None:
        rules = made().renderer.policy
        names = [one["name"] for one in made().data()["providers"]]
        profiles = made().profiles
        assert names == [
            profiles[id_]["name"] if id_ in profiles else rules.authorisations[id_].legal_name
            for id_ in daily_order.order_on(rules, TODAY)
        ]

    def test_everyone_has_the_same_rows_in_the_same_order(self) -> None:
        def shape(one: dict[str, Any]) -> list[Any]:
            """All but premises, of which there are several or none; hours of their own stand with the general ones."""
            groups = [group for group in one["groups"] if not group["title"].startswith("Lokal")]
            titles = [group["title"].replace("Öppettider: ", "Öppettider\n").partition("\n")[0] for group in groups]
            rows = [tuple(row["label"] for row in group.get("rows", ())) for group in groups]
            return list(dict.fromkeys(zip(titles, rows, strict=True)))[:-1]

        shapes = [shape(one) for one in made().data()["providers"]]
        assert all(one == shapes[0] for one in shapes)

    def test_what_was_not_stated_is_printed_as_missing(self) -> None:
        assert "Uppgift saknas" in text()

    def test_swedish_letters_can_be_read_out(self) -> None:
        assert "Utförare av familjerådgivning" in text()
        assert "Våld i nära relation" in text()

    def test_an_address_is_printed_where_a_page_has_a_link(self) -> None:
        assert "https://exempelbron.example/" in text()


class TestCommand:
    """One command; the same day gives the same bytes; an error writes nothing."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return small.checkout(tmp_path / "here")

    def test_the_same_day_gives_the_same_bytes(self, folder: Path, tmp_path: Path) -> None:
        documents = []
        for name in ("a.pdf", "b.pdf"):
            assert print_brochure.print_brochure(folder, today=TODAY, lang="sv", out=tmp_path / name).ok
            documents.append((tmp_path / name).read_bytes())
        assert documents[0] == documents[1]

    def test_a_faulty_profile_leaves_the_old_brochure(self, folder: Path, tmp_path: Path) -> None:
        out = tmp_path / "b.pdf"
        out.write_bytes(b"old")
        small.write(folder, NORMAL, "name: [\n")
        assert not print_brochure.print_brochure(folder, today=TODAY, lang="sv", out=out).ok
        assert out.read_bytes() == b"old"

    def test_a_language_that_the_site_has_not_is_named(self, folder: Path, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match="xx is no language of this site: sv, en"):
            print_brochure.print_brochure(folder, today=TODAY, lang="xx", out=tmp_path / "b.pdf")
        assert not list(tmp_path.glob("*.pdf"))

    def test_a_folder_that_cannot_be_written_to_is_said_in_a_sentence(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(BuildError, match="file"):
            print_brochure.print_brochure(folder, today=TODAY, lang="sv", out=tmp_path / "file" / "b.pdf")


def test_the_profiles_are_read_as_they_stand() -> None:
    path = frozen.PROVIDERS / "exempelbron.yaml"
    assert made().profiles["exempelbron"] == yaml_reader.load(path.read_bytes(), "x")[0]
