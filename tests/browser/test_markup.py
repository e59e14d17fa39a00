"""Every built page is correct HTML, says an outside validator: the Nu Html Checker (vnu), which the W3C runs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support import size
from tests.support.browser.validator import found
from tests.support.browser.visiting import Site
from tests.support.municipalities import sites

pytestmark = pytest.mark.browser
OTHERS = ["jamtland", "stockholm-2024", sites.COMBINED][: size.of(1, 3)]


# What is planted in a sound page, and what the validator says about it.
PLANTED = {
    "end tag": ("</h1>", "</h2>", "End tag “h2” seen, but there were open elements."),
    "same id twice": ('<main id="content"', '<main id="help-now"', "Duplicate ID “help-now”."),
    "wrong parent": (
        '<dl class="rows">',
        '<dl class="rows"><p>Fel</p>',
        "Element “p” not allowed as child of element “dl”",
    ),
    "wrong language": ('hreflang="en"', 'hreflang="engelska"', "Bad value “engelska” for attribute “hreflang”"),
    "unknown attribute": ("<body ", "<body colour='red' ", "Attribute “colour” not allowed on element “body”"),
}


def test_the_validator_finds_nothing_on_any_built_page(site: Site) -> None:
    assert found(site.folder) == {}


@pytest.mark.parametrize("system", [pytest.param(name, marks=sites.by_one_worker(name)) for name in OTHERS])
def test_the_validator_finds_nothing_on_the_pages_of_another_policy(system: str) -> None:
    assert found(sites.built(system)) == {}


def test_every_planted_fault_is_found(site: Site, tmp_path: Path) -> None:
    page = (site.folder / "tillganglighet" / "index.html").read_text(encoding="utf-8")
    for name, (sound, fault, _) in PLANTED.items():
        assert sound in page
        (tmp_path / f"{name}.html").write_text(page.replace(sound, fault, 1), encoding="utf-8")
    messages = found(tmp_path)
    missed = {
        name: messages.get(quote(f"{name}.html"))
        for name, (_, _, message) in PLANTED.items()
        if message not in "\n".join(messages.get(quote(f"{name}.html"), []))
    }
    assert missed == {}
