"""Every text of policy and of a profile is text wherever it is shown, whatever signs it has.

The same site is built twice: with harmless texts, and with texts that HTML, Markdown, Jinja or we ourselves could take
for more. Each text has a code of its own. Element for element and value for value, the two sites must be the same but
for those texts. The rules that refuse such signs in a profile are off, so that rendering alone is held.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pypdf
import pytest

from catalogue import SITE
from catalogue.build import pipeline
from catalogue.policy import loader
from catalogue.policy import schema as policy_schema
from catalogue.profiles import rules
from catalogue.profiles.schema import PROFILE
from catalogue.rendering.brochure import Brochure
from catalogue.rendering.renderer import Renderer
from catalogue.schema import yaml_reader
from catalogue.schema.containers import FieldType, Group, LangText, ListOf, MapOf, MapOfChoices
from catalogue.schema.scalars import Text
from tests.support import frozen

pytestmark = pytest.mark.xdist_group("values are text")  # both sites are built once, by one worker
TODAY = dt.date(2026, 11, 21)
OWN = "samtalsrummet-pahittet"
SIGNS = ("<b>x</b>", "*x*", "[x](javascript:1)", "{{ 7*7 }}", "{% raw %}", "&amp;", "⟦x⟧")
HARMLESS = "text"
SEED = "order.orders.seed"  # hostile in both sites: another seed is another order
NOT_PUBLISHED = {
    "accounts.dimensions.name",
    "accounts.names.name",
    "budget.budgets.costs.what",
    "budget.budgets.income.what",
    "budget.budgets.source",
    "budget.cost_sharing.source",
    "budget.own_costs.rows.what",
    "budget.own_costs.source",
    "municipality.identity.audience",
    "municipality.identity.audience_claim",
    "municipality.identity.provider_claim",
    "municipality.identity.roles_claim",
    "municipality.identity.subject_claim",
    "municipality.identity.token_issuer",
    "fees.fees.reason",
    "services.services.legal",
    "tariffs.tariffs.reason",
}
CODE = re.compile(r"Q[A-Z]{3} ")
FILES = {**policy_schema.FILES, "profile": PROFILE}


def signs(at_most: int, start: int) -> tuple[str, int]:
    """Return all signs from one on, or as many as fit, and the first that did not fit: the next text begins there."""
    text, left = "", start
    for number in (*range(start, len(SIGNS)), *range(start)):
        if len(text) + len(SIGNS[number]) < at_most - len("QAAA "):
            text = f"{text} {SIGNS[number]}".strip()
        elif left == start:
            left = number
    return text, left


def declared(field: FieldType, path: str) -> Iterator[str]:
    """Yield the path of every text that a file may hold."""
    match field:
        case Text():
            yield path
        case Group(fields=fields):
            for name, part in fields.items():
                yield from declared(part, f"{path}.{name}")
        case ListOf(kind=kind) | MapOf(kind=kind) | MapOfChoices(kind=kind) | LangText(kind=kind):
            yield from declared(kind, path)


def filled(field: FieldType, value: Any, path: str, write: Callable[[str, Text], str]) -> Any:  # noqa: ANN401 - any YAML
    """Return the value of a field with each text in it written anew."""
    match field:
        case Text():
            return write(path, field)
        case Group(fields=fields):
            return {name: filled(fields[name], part, f"{path}.{name}", write) for name, part in value.items()}
        case ListOf(kind=kind):
            return [filled(kind, part, path, write) for part in value]
        case MapOf(kind=kind) | MapOfChoices(kind=kind) | LangText(kind=kind):
            return {key: filled(kind, part, path, write) for key, part in value.items()}
        case _:
            return value


class Texts:
    """Writes texts, each with a code of its own, and keeps which field has which."""

    def __init__(self, *, harmless: bool) -> None:
        self.harmless = harmless
        self.fields: dict[str, str] = {}  # code -> path of the field
        self.texts: dict[str, str] = {}  # code -> what the field says
        self.starts: Counter[str] = Counter()  # path -> the sign that its next text begins with

    def write(self, path: str, field: Text) -> str:
        """Return the text of the next field."""
        number = len(self.fields)
        code = "Q" + "".join(chr(ord("A") + number // 26**power % 26) for power in (2, 1, 0))
        self.fields[code] = path
        text, self.starts[path] = signs(field.at_most, self.starts[path])
        self.texts[code] = f"{code} {HARMLESS if self.harmless and path != SEED else text}"
        return self.texts[code]


def completed(file: str, data: Any) -> Any:  # noqa: ANN401 - any YAML
    """Add the texts that the demonstration does without."""
    if file == "municipality":
        names = ("client", "scope", "roles_claim", "provider_claim", "subject_claim", "audience_claim", "token_issuer")
        data["identity"][0] |= {**dict.fromkeys(names, "x"), "parameters": {"prompt": "x"}}
        for further in data["further_languages"]:
            further |= {"reviewed_by": "x", "on": data["accessibility"]["assessed"]}
        data["members"] = [{"code": data["code"], "name": "x", "population": 1}]
    elif file == "accounts":
        data["dimensions"] = [{"of": "motpart", "number": "20", "name": "x"}]
    elif file in {"tariffs", "fees"}:
        data[file][0] |= {"intended": True, "reason": "x"}
    elif file == "services":
        words = dict.fromkeys(("sv", "en", "fi"), "x")
        data["services"][0]["extra"].append({"reason": "own", "sessions": 1, "label": words, "sentence": words})
    elif file == "budget":
        of_year = {key: data["budgets"][0][key] for key in ("year", "service", "source")}
        rows = [{"what": "x", "kronor": "1"}]
        data["budgets"][0] |= {"costs": rows, "income": [*rows]}
        data["own_costs"] = [{**of_year, "rows": [*rows]}]
        data["cost_sharing"] = {"yearly_rise_per_cent": 3, "raised": ["members"], "source": of_year["source"]}
        data["framework_prices"] = [{**of_year, "lowest": "1", "highest": "1", "median": "1"}]
    elif file == "profile":
        data["staff"][0]["name"] = "x"
        data["locations"].append({**data["locations"][0], "area": "sodermalm"})
    return data


def written(folder: Path, *, harmless: bool) -> Texts:
    """Write the demonstration with new texts, and one profile."""
    texts = Texts(harmless=harmless)
    sources = {name: frozen.POLICY / f"{name}.yaml" for name in policy_schema.FILES}
    for name, source in {**sources, "profile": frozen.PROVIDERS / f"{OWN}.yaml"}.items():
        data = completed(name, yaml_reader.load(source.read_bytes(), name)[0])
        target = (
            folder / ("providers" if name == "profile" else "policy") / f"{OWN if name == 'profile' else name}.yaml"
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        new = filled(FILES[name], data, name, texts.write)
        target.write_text(json.dumps(new, ensure_ascii=False, indent=1), encoding="utf-8")  # JSON is YAML
    return texts


class Page(HTMLParser):
    """Reads a page as a list of elements, with their attributes, and texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_text()
        self.parts.append((tag, [(name, attribute(value or "")) for name, value in attrs]))

    def handle_endtag(self, tag: str) -> None:
        self.end_text()
        self.parts.append(f"/{tag}")

    def handle_data(self, text: str) -> None:
        self.texts.append(text)

    def end_text(self) -> None:
        if text := " ".join("".join(self.texts).split()):
            self.parts.append(data(text))
        self.texts = []


def attribute(value: str) -> object:
    """Return what an attribute says: a link that begins an e-mail has its text encoded."""
    return unquote(value) if value.startswith("mailto:") else data(value)


def data(text: str) -> object:
    """Return the JSON that a text is, or the text."""
    return json.loads(text) if text.startswith(('{"', '["', "[{")) else text


def content(file: Path) -> object:
    """Return what a reader, a browser or a program finds in a file."""
    match file.suffix:
        case ".html":
            page = Page()
            page.feed(file.read_text(encoding="utf-8"))
            page.close()
            return page.parts
        case ".json":
            return json.loads(file.read_bytes())
        case ".xml" | ".rdf":
            return [(one.tag, sorted(one.attrib.items()), one.text, one.tail) for one in ET.parse(file).iter()]  # noqa: S314 - our own
        case ".csv":
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            return list(csv.reader(lines, delimiter=";" if ";" in lines[0] else ","))
        case _:
            return file.read_bytes()


def strings(value: object) -> Iterator[str]:
    """Yield every text of a file's content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


class Site:
    """A built site: the content of each file, and the texts that it was built from."""

    def __init__(self, folder: Path, *, harmless: bool) -> None:
        self.texts = written(folder, harmless=harmless)
        with pytest.MonkeyPatch.context() as without:
            without.setattr(rules, "CHECKS", ())
            assert pipeline.build(folder, today=TODAY).ok
        files = [file for file in (folder / "dist").rglob("*") if file.is_file()]
        self.files = {file.relative_to(folder / "dist").as_posix(): content(file) for file in files}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("harmless"), harmless=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("hostile"), harmless=False)


def disarmed(value: object, hostile: Texts, harmless: Texts) -> object:
    """Return a file's content with each hostile text replaced by the harmless one of the same code."""
    match value:
        case str():
            for code in set(CODE.findall(value)):
                value = value.replace(hostile.texts[code.strip()], harmless.texts[code.strip()])
            return value
        case dict():
            return {key: disarmed(part, hostile, harmless) for key, part in value.items()}
        case list() | tuple():
            return [disarmed(part, hostile, harmless) for part in value]
        case _:
            return value


def test_every_text_that_a_file_may_hold_is_written_with_every_sign(hostile: Site) -> None:
    fields = hostile.texts.fields
    assert {path for name, field in FILES.items() for path in declared(field, name)} == set(fields.values())
    shown = dict.fromkeys(fields.values(), "")
    for code, path in fields.items():
        shown[path] += hostile.texts.texts[code]
    assert [path for path, text in shown.items() if not all(sign in text for sign in SIGNS)] == []


def test_every_file_differs_by_those_texts_alone(hostile: Site, harmless: Site) -> None:
    assert hostile.files.keys() == harmless.files.keys()
    assert [
        file
        for file, parts in hostile.files.items()
        if disarmed(parts, hostile.texts, harmless.texts)
        != disarmed(harmless.files[file], harmless.texts, harmless.texts)
    ] == []


def test_every_text_is_published_but_those_that_are_named(hostile: Site) -> None:
    codes = {code.strip() for parts in hostile.files.values() for text in strings(parts) for code in CODE.findall(text)}
    published = {hostile.texts.fields[code] for code in codes}
    assert set(hostile.texts.fields.values()) - published == NOT_PUBLISHED


def test_the_seed_is_shown_letter_by_letter(hostile: Site) -> None:
    (seed,) = [text for code, text in hostile.texts.texts.items() if hostile.texts.fields[code] == SEED]
    assert seed in set(strings(hostile.files["sa-ordnas-listan/index.html"]))
    assert all(sign in seed for sign in SIGNS)


def test_no_sign_became_an_element_or_an_address(hostile: Site) -> None:
    pages = {file: parts for file, parts in hostile.files.items() if isinstance(parts, list) and file.endswith(".html")}
    elements = [part for parts in pages.values() for part in parts if isinstance(part, tuple)]
    assert [tag for tag, _ in elements if tag == "b"] == []
    addresses = [value for _, attributes in elements for name, value in attributes if name in ("href", "src")]
    schemes = {str(address).partition(":")[0] for address in addresses if "javascript" in str(address)}
    assert schemes <= {"mailto"}


def test_the_printed_brochure_has_the_same_texts(tmp_path: Path) -> None:
    texts = written(tmp_path, harmless=False)
    policy, _ = loader.load(tmp_path / "policy", tmp_path)
    assert policy is not None
    profile = yaml_reader.load((tmp_path / "providers" / f"{OWN}.yaml").read_bytes(), OWN)[0]
    brochure = Brochure(Renderer.load(tmp_path, policy, TODAY), "sv", {OWN: profile})
    pages = pypdf.PdfReader(io.BytesIO(brochure.pdf(SITE))).pages
    printed = unbroken("".join(page.extract_text() for page in pages))
    codes = {code.strip() for text in strings(brochure.data()) for code in CODE.findall(text)}
    assert len(codes) > len(policy.authorisations)
    assert [texts.texts[code] for code in sorted(codes) if unbroken(texts.texts[code]) not in printed] == []


def unbroken(text: str) -> str:
    """Return a text without what a line break may add or take."""
    return "".join(text.split()).replace("-", "")


@pytest.mark.parametrize(
    ("html", "is_text"),
    [
        ("QAAA &lt;b&gt;x&lt;/b&gt; {{ 7*7 }}", True),
        ("QAAA <b>x</b> {{ 7*7 }}", False),
        ("QAAA &amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt; {{ 7*7 }}", False),
        ("QAAA &lt;b&gt;x&lt;/b&gt; 49", False),
    ],
    ids=["text", "element", "escaped twice", "computed"],
)
def test_the_comparison_knows_text_from_more(html: str, is_text: bool) -> None:  # noqa: FBT001 - what is expected
    hostile, harmless, page = Texts(harmless=False), Texts(harmless=True), Page()
    hostile.texts["QAAA"], harmless.texts["QAAA"] = "QAAA <b>x</b> {{ 7*7 }}", "QAAA text"
    page.feed(f"<p>{html}</p>")
    assert (disarmed(page.parts, hostile, harmless) == [["p", []], "QAAA text", "/p"]) is is_text
