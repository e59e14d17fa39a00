"""The handbook: built from its sources alone, kept until they change, and every link in it leads somewhere."""

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from catalogue.build import handbook, pipeline
from catalogue.handbook import pages as sources
from catalogue.handbook.pages import HandbookError
from catalogue.i18n import urls
from ops.demo import story
from ops.server import static_files
from tests.support.catalogue import kept_handbook, small

REPOSITORY = "https://git.example/kundval"
FEWEST_WORDS = 60


class Reader(HTMLParser):
    """Collects a page's links, anchors, inline scripts and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.styled: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element leads to, loads, and is called."""
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        self.styled += [name for name in values if name == "style" or name.startswith("on")]
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") in {"stylesheet", "icon"}:
            self.loaded.append(values["href"])
        elif "src" in values:
            self.loaded.append(values["src"])


@pytest.fixture(scope="module")
def built() -> Path:
    """The handbook, built once."""
    return kept_handbook.kept()


@pytest.fixture(scope="module")
def renewed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that was built of another source, with the links of a repository, where the handbook was kept."""
    var = tmp_path_factory.mktemp("var")
    shutil.copytree(built, var / "handbook" / built.name)
    texts = {**sources.pages(), "sv/index.md": "# En ny sida\n"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handbook, "pages", lambda: texts)
        folder = handbook.kept(var, REPOSITORY)
    assert folder is not None
    return folder


@pytest.fixture(scope="module")
def readers(built: Path) -> dict[str, Reader]:
    """Each page by its address."""
    return {
        f"{urls.HANDBOOK}{file.parent.relative_to(built).as_posix()}/".replace("/./", "/"): Reader(
            file.read_text(encoding="utf-8")
        )
        for file in sorted(built.rglob("index.html"))
    }


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path in it."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


class TestKept:
    """It is built when its sources change, and the same sources give the same bytes."""

    def test_the_same_sources_are_built_once(self, built: Path, folder: Path) -> None:
        (laid,) = (kept_handbook.lay(folder) / "var" / "handbook").iterdir()
        made = laid.stat().st_ino
        assert handbook.kept(folder / "var") == laid
        assert laid.stat().st_ino == made
        assert laid.name == built.name

    def test_the_same_sources_give_the_same_bytes_elsewhere(self, built: Path, tmp_path: Path) -> None:
        again = handbook.kept(tmp_path)
        assert again is not None
        assert again.name == built.name
        assert bytes_of(again) == bytes_of(built)

    def test_another_source_is_another_handbook_and_the_old_one_goes(self, built: Path, renewed: Path) -> None:
        assert renewed.name != built.name
        assert "En ny sida" in (renewed / "index.html").read_text(encoding="utf-8")
        assert [*renewed.parent.iterdir()] == [renewed]

    def test_a_link_to_nowhere_is_told_and_nothing_is_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts = {**sources.pages(), "sv/index.md": "# Sida\n\n[ingenstans](ingen.md)\n"}
        monkeypatch.setattr(handbook, "pages", lambda: texts)
        with pytest.raises(HandbookError, match=r"ingen\.md"):
            handbook.kept(tmp_path)
        assert [*(tmp_path / "handbook").iterdir()] == []


class TestInTheSite:
    """A build that people are to read has the handbook; another one does not pay for it."""

    def test_a_build_adds_it_when_it_is_asked_to(self, folder: Path) -> None:
        report = pipeline.build(kept_handbook.lay(folder), today=small.TODAY, with_documents=True)
        assert (folder / "dist" / "handbok" / "index.html").is_file()
        assert (folder / "dist" / "handbok" / "en" / "index.html").is_file()
        assert report.files == len([path for path in (folder / "dist").rglob("*") if path.is_file()])

    def test_the_demonstration_of_a_folder_leaves_it_where_it_is_served(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        story.run(kept_handbook.lay(folder), small.TODAY)
        assert "The site and the register are built" in capsys.readouterr().out
        assert (folder / "dist" / "handbok" / "index.html").is_file()

    def test_a_build_that_is_not_asked_leaves_it_out(self, standing: Path) -> None:
        assert not (standing / "dist" / "handbok").exists()
        assert not (standing / "var" / "handbook").exists()


class TestLinks:
    """Every link leads to a page or a place on one, and a page is edited where it is kept."""

    def test_every_page_can_be_reached_from_the_first(self, readers: dict[str, Reader]) -> None:
        assert set(readers) == walk(readers, "/handbok/")

    def test_every_link_within_the_handbook_leads_to_a_page_and_an_anchor(self, readers: dict[str, Reader]) -> None:
        broken = []
        for address, reader in readers.items():
            for link in reader.links:
                target = urlsplit(urljoin(address, link))
                if target.netloc or not target.path.startswith(urls.HANDBOOK):
                    continue
                page = readers.get(target.path)
                if page is None or (target.fragment and unquote(target.fragment) not in page.anchors):
                    broken.append((address, link))
        assert broken == []

    def test_every_file_that_a_page_loads_is_there(self, readers: dict[str, Reader], built: Path) -> None:
        loaded = {urljoin(address, file) for address, reader in readers.items() for file in reader.loaded}
        ours = {path for path in loaded if path.startswith(urls.HANDBOOK)}
        assert [path for path in ours if not (built / path.removeprefix(urls.HANDBOOK)).is_file()] == []
        assert loaded - ours == {"/assets/icon.svg"}

    def test_a_page_is_edited_in_the_repository_that_it_is_kept_in(self, renewed: Path) -> None:
        edit = f"{REPOSITORY}/edit/main/site/handbook/en/operate/deploy.md"
        page = (renewed / "en" / "operate" / "deploy" / "index.html").read_text(encoding="utf-8")
        assert edit in Reader(page).links

    def test_without_a_repository_there_is_no_link_to_edit(self) -> None:
        assert "edit_uri_template" not in handbook.configuration("sv", "")


def walk(readers: dict[str, Reader], start: str) -> set[str]:
    """Return the pages that can be reached from one by following links."""
    reached, following = {start}, [start]
    while following:
        address = following.pop()
        targets = {urlsplit(urljoin(address, link)).path for link in readers[address].links}
        new = {target for target in targets if target in readers} - reached
        reached |= new
        following += sorted(new)
    return reached


class TestPages:
    """What is in the navigation has something to say, and the browser may run nothing but what we know."""

    def test_no_page_is_empty(self, readers: dict[str, Reader]) -> None:
        texts = sources.pages()
        short = {path for path, text in texts.items() if len(re.findall(r"\w+", text)) < FEWEST_WORDS}
        assert (short, len(texts)) == (set(), len(readers))

    def test_every_page_is_in_the_navigation(self) -> None:
        for lang in sources.LANGUAGES:
            files = set(in_navigation(handbook.configuration(lang, "")["nav"]))
            written = {path.removeprefix(f"{lang}/") for path in sources.pages() if path.startswith(f"{lang}/")}
            assert files == written

    def test_the_hashes_of_its_inline_scripts_are_those_that_are_allowed(self, built: Path) -> None:
        hashes = set()
        for page in built.rglob("*.html"):
            for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", page.read_text("utf-8"), re.DOTALL):
                if "src=" not in attributes and "application/json" not in attributes:
                    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
                    hashes.add(f"'sha256-{digest}'")
        allowed = re.findall(r"'sha256-[^']*'", static_files.HANDBOOK_POLICY)
        assert hashes == set(allowed)

    def test_no_element_has_a_style_or_a_handler(self, readers: dict[str, Reader]) -> None:
        assert {address: reader.styled for address, reader in readers.items() if reader.styled} == {}

    def test_the_licence_of_its_theme_stands_beside_the_theme_in_each_language(self, built: Path) -> None:
        texts = [(built / part / "assets" / handbook.THEME_LICENCE).read_text(encoding="utf-8") for part in (".", "en")]
        assert [text.startswith("mkdocs-material ") and "Martin Donath" in text for text in texts] == [True, True]

    def test_it_loads_nothing_from_another_site(self, built: Path) -> None:
        loads = re.compile(rb"(?:src=|url\(|@import |fetch\()[\"']?(?:https?:)?//")
        assert [file.name for file in built.rglob("*.html") if loads.search(file.read_bytes())] == []
        assert [file.name for file in built.rglob("*.css") if loads.search(file.read_bytes())] == []


def in_navigation(entries: list[dict[str, object]]) -> Iterator[str]:
    """Yield the file of each page of a navigation."""
    for entry in entries:
        for target in entry.values():
            if isinstance(target, list):
                yield from in_navigation(target)
            else:
                yield str(target)


class TestPolicyOfContent:
    """Below its own address alone."""

    @pytest.mark.parametrize("path", ["/", "/utforare/", "/handbok", "/handboken/", "/v1/claims", "/en/handbok/"])
    def test_every_other_path_keeps_the_strict_one(self, path: str) -> None:
        assert static_files.own_headers(path) == {}

    def test_it_differs_in_scripts_and_pictures_alone(self) -> None:
        strict = static_files.SECURITY_HEADERS["Content-Security-Policy"].split("; ")
        own = static_files.HANDBOOK_POLICY.split("; ")
        assert [new.split()[0] for old, new in zip(strict, own, strict=True) if old != new] == ["script-src", "img-src"]
        assert "unsafe" not in static_files.HANDBOOK_POLICY
