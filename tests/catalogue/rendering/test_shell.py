"""Shell: MkDocs builds layouts, once, and says what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from catalogue.i18n import messages, urls
from catalogue.rendering import shell

SITE = Path(__file__).parents[3] / "site"
LANGUAGES = ("sv", "en")


def build(site: Path, cache: Path) -> dict[str, dict[str, str]]:
    """Build the shells of a site."""
    said = messages.load(site, LANGUAGES)
    return shell.build(site, cache, said, urls.addresses(said, LANGUAGES))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Copy what the shells are made from."""
    for name in ("pages", "theme", "locales"):
        shutil.copytree(SITE / name, tmp_path / "site" / name)
    shutil.copy(SITE / "mkdocs.yml", tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Build the real shells once."""
    return build(SITE, tmp_path_factory.mktemp("shell"))


def edit(file: Path, old: str, new: str) -> None:
    """Change a text that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_kind_is_there_in_every_language(shells: dict[str, dict[str, str]]) -> None:
    assert {(lang, kind) for lang in shells for kind in shells[lang]} == {
        (la, k) for la in LANGUAGES for k in urls.KINDS
    }


def test_a_shell_is_in_its_language(shells: dict[str, dict[str, str]]) -> None:
    assert '<html lang="sv" dir="ltr">' in shells["sv"]["start"]
    assert '<html lang="en" dir="ltr">' in shells["en"]["start"]


def test_links_between_prose_pages_lead_to_our_addresses(shells: dict[str, dict[str, str]]) -> None:
    assert '<a href="/en/providers/">See all providers</a>' in shells["en"]["start"]


def test_nothing_of_material_s_own_scripts_or_styles_is_left(shells: dict[str, dict[str, str]]) -> None:
    for kind, html in shells["sv"].items():
        for unwanted in ("<script", "<style", "assets/stylesheets", "fonts.g", "generator", "__drawer"):
            assert unwanted not in html, (kind, unwanted)


def test_our_site_folder_survives(site: Path, tmp_path: Path) -> None:
    before = sorted(file for file in site.rglob("*") if file.is_file())
    build(site, tmp_path / "cache")
    assert sorted(file for file in site.rglob("*") if file.is_file()) == before


def test_mkdocs_is_never_left_to_its_default_folders() -> None:
    text = (SITE / "mkdocs.yml").read_text(encoding="utf-8")
    assert "\ndocs_dir: pages/sv\n" in text
    assert "\nsite_dir: ../var/shell/sv " in text
    assert "\nplugins: []\n" in text


def test_unchanged_inputs_are_not_built_again(tmp_path: Path) -> None:
    build(SITE, tmp_path)
    kept = tmp_path / "shells.json"
    stored = json.loads(kept.read_text(encoding="utf-8"))
    stored["shells"]["sv"]["start"] = "kept"
    kept.write_text(json.dumps(stored), encoding="utf-8")
    assert build(SITE, tmp_path)["sv"]["start"] == "kept"


def test_what_is_kept_without_shells_is_not_believed(tmp_path: Path) -> None:
    key = shell.digest(SITE, messages.load(SITE, LANGUAGES))
    (tmp_path / "shells.json").write_text(json.dumps({"inputs": key, "shells": None}), encoding="utf-8")
    assert build(SITE, tmp_path).keys() == set(LANGUAGES)


def test_a_reader_finds_the_old_shells_or_the_new_and_never_half(tmp_path: Path) -> None:
    build(SITE, tmp_path)
    kept = tmp_path / "shells.json"
    with kept.open(encoding="utf-8") as reader:
        stale = json.loads(kept.read_text(encoding="utf-8")) | {"inputs": "stale"}
        whole = reader.read()
        kept.write_text(json.dumps(stale), encoding="utf-8")
    with kept.open(encoding="utf-8") as reader:
        build(SITE, tmp_path)
        assert json.loads(reader.read()) == stale
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(whole)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pages/sv/start.md", "Så går det till", "Så här går det till"),
        ("theme/main.html", 'class="quick"', 'class="quick other"'),
        ("locales/en.yaml", "skip: Skip to the content", "skip: Skip to content"),
        ("mkdocs.yml", "  - def_list\n", ""),
    ],
)
def test_a_changed_input_changes_the_key(site: Path, file: str, old: str, new: str) -> None:
    before = shell.digest(site, messages.load(site, LANGUAGES))
    edit(site / file, old, new)
    assert shell.digest(site, messages.load(site, LANGUAGES)) != before


@pytest.mark.parametrize("content", ["{", "[]", "null", "{}", '{"inputs": "x"}'])
def test_a_broken_cache_is_built_again(tmp_path: Path, content: str) -> None:
    (tmp_path / "shells.json").write_text(content, encoding="utf-8")
    assert build(SITE, tmp_path).keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    "fault",
    [
        ("pages/sv/order.md", "⟦seed⟧", "", r"pages/sv/order\.md.*⟦seed⟧ stands 0 times instead of 1"),
        ("pages/en/list.md", "⟦content⟧", "⟦content⟧\n\n⟦content⟧", "⟦content⟧ stands 2 times instead of 1"),
        ("pages/sv/help.md", "⟦reception_contact⟧", "⟦reception⟧", "⟦reception_contact⟧ stands 0 times"),
        ("theme/main.html", "⟦csp⟧", "", "⟦csp⟧ stands 0 times instead of 1"),
        ("pages/sv/start.md", "(list.md)", "(lista.md)", "lista.md"),
        ("pages/sv/start.md", "(list.md)", "(provider.md)", "provider.md, which has no address"),
    ],
    ids=["lost", "twice", "misspelt", "lost in the theme", "broken link", "link to a shell"],
)
def test_a_fault_is_refused_by_name(site: Path, tmp_path: Path, fault: tuple[str, str, str, str]) -> None:
    file, old, new, said = fault
    edit(site / file, old, new)
    with pytest.raises(shell.ShellError, match=said):
        build(site, tmp_path / "cache")


def test_a_missing_page_is_refused_by_name(site: Path, tmp_path: Path) -> None:
    (site / "pages" / "sv" / "not_found.md").unlink()
    with pytest.raises(shell.ShellError, match=r"pages/sv/not_found\.md is missing"):
        build(site, tmp_path / "cache")


def test_a_page_that_a_later_language_lacks_is_the_first_one_s_marked_as_such(site: Path, tmp_path: Path) -> None:
    (site / "pages" / "en" / "help.md").unlink()
    html = build(site, tmp_path / "cache")["en"]["help"]
    assert '<html lang="en" dir="ltr">' in html
    assert '<main id="content" lang="sv" dir="ltr" tabindex="-1">' in html
    assert '<div lang="en" dir="ltr">⟦reception_contact⟧</div>' in html


def test_a_page_of_facts_alone_is_in_its_language_without_a_file(site: Path, tmp_path: Path) -> None:
    (site / "pages" / "en" / "provider.md").unlink()
    html = build(site, tmp_path / "cache")["en"]["provider"]
    assert '<main id="content" tabindex="-1">\n⟦content⟧' in html


def test_braces_in_prose_are_text() -> None:
    prose = "<p>{{ 7 * 7 }} {% raw %} {# no comment #} {{{ }}} ${{ x }}</p>"
    assert shell.Layout.of(prose + "⟦content⟧", {}).fill({"content": ""}) == prose


def test_braces_in_a_fixed_block_are_text() -> None:
    layout = shell.Layout.of("⟦banner⟧⟦content⟧", {"banner": "{{ 7 * 7 }}"})
    assert layout.fill({"content": "&"}) == "{{ 7 * 7 }}&amp;"
