"""The peer: plain MkDocs with Material renders the same providers as Markdown pages outside the navigation.

MkDocs cannot render YAML, so it gets finished Markdown with the same facts, and neither plugins nor fonts: its
fastest setting. Lists of 60 are pages too.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.catalogue.synthetic import SERVICE, Provider
from benchmarks.measure import Command, set_aside
from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES, WEEKDAYS

PER_PAGE = 60
CONFIG = """\
site_name: Hitta familjerådgivning
site_url: https://kundval.example/
theme: {name: material, language: sv, font: false}
extra: {generator: false}
plugins: []
markdown_extensions: [tables, def_list]
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
NOT_STATED = "Uppgift saknas"
ANSWERS = {"yes": "Ja", "no": "Nej", "not_now": "Inte just nu"}

Words = Mapping[str, Mapping[str, Any]]


def write_site(folder: Path, providers: Sequence[Provider], words: Words) -> None:
    """Write a MkDocs project with one page per provider and lists of 60."""
    pages = folder / "docs" / "utforare"
    pages.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Hitta familjerådgivning\n", encoding="utf-8")
    for provider in providers:
        (pages / f"{provider.id}.md").write_text("\n".join(page(provider, words)) + "\n", encoding="utf-8")
    for number, start in enumerate(range(0, len(providers), PER_PAGE), start=1):
        part = providers[start : start + PER_PAGE]
        lines = ["# Alla utförare", "", *(line for listed in part for line in card(listed, words))]
        (pages / f"sida-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def page(provider: Provider, words: Words) -> Iterator[str]:
    """Yield the Markdown of a provider's page, with the facts in the same order as ours."""
    profile = provider.profile
    contact, service, row = profile["contact"], profile["services"][SERVICE], provider.authorisation
    yield f"# {profile['name']}\n\n{profile['about']['sv']}\n\n## Kontakt\n"
    yield from _row("Telefon", f"[{contact['phone']}](tel:{contact['phone'].replace(' ', '')})")
    yield from _row("Boka tid", contact.get("booking"))
    yield from _row("Webbplats", f"[Till utförarens webbplats]({contact['website']})")
    yield from _row("E-post", f"<{contact['email']}>")
    yield "\n## Familjerådgivning\n"
    yield from _row("Tar emot nya", ANSWERS[service["accepts_new"]])
    yield from _row("Väntetid", f"{service['waiting_time']['working_days']} ({service['waiting_time']['stated']})")
    for label, kind in (
        ("Hur ni kan träffas", "formats"),
        ("Metoder", "methods"),
        ("Särskild kunskap om", "competences"),
    ):
        yield from _row(label, ", ".join(words[kind][key]["sv"] for key in service[kind]))
    for feature in SERVICE_FEATURES:
        yield from _row(words["features"][feature]["sv"], ANSWERS.get(service.get(feature)))
    yield from _row("Samarbetar med", None)
    yield "\n## Öppettider\n\n| Dag | Tid |\n| --- | --- |"
    for day in WEEKDAYS:
        yield f"| {day} | {', '.join(profile['hours'].get(day, ['Stängt']))} |"
    yield "\n## Språk\n"
    yield from _row("Samtal på", ", ".join(words["languages"][key]["sv"] for key in profile["languages"]))
    for location in profile["locations"]:
        yield f"\n## {words['areas'][location['area']]['name']['sv']}\n"
        address = location["address"]
        yield from _row("Adress", f"{address['street']}, {address['postcode']} {address['city']}")
        yield from _row("Så tar du dig hit", location["transit"]["sv"])
        for fact in PREMISES_FEATURES:
            yield from _row(words["features"][fact]["sv"], ANSWERS.get(location.get(fact)))
    yield "\n## De som arbetar här\n\n| Namn | Yrkestitel | Utbildning |\n| --- | --- | --- |"
    for person in profile["staff"]:
        credentials = ", ".join(words["credentials"][key]["sv"] for key in person["credentials"])
        yield f"| {person['name']} | {words['titles'][person['title']]['sv']} | {credentials} |"
    yield "\n## Kommunens uppgifter\n"
    yield from _row("Juridiskt namn", row["legal_name"])
    yield from _row("Organisationsnummer", row["organisation_number"])
    yield from _row("Godkänd för", f"Familjerådgivning från och med {row['services'][0]['from']}")


def card(provider: Provider, words: Words) -> Iterator[str]:
    """Yield the Markdown of a card on the list."""
    profile = provider.profile
    service = profile["services"][SERVICE]
    yield f"## [{profile['name']}]({provider.id}.md)\n"
    yield from _row(
        "Område", ", ".join(words["areas"][location["area"]]["name"]["sv"] for location in profile["locations"])
    )
    yield from _row("Språk", ", ".join(words["languages"][key]["sv"] for key in profile["languages"]))
    yield from _row("Hur ni kan träffas", ", ".join(words["formats"][key]["sv"] for key in service["formats"]))
    yield from _row("Tar emot nya", ANSWERS[service["accepts_new"]])
    yield from _row("Väntetid", f"{service['waiting_time']['working_days']} arbetsdagar")
    yield from _row("Utan trappsteg", ANSWERS.get(profile["locations"][0].get("step_free")))
    yield from _row("Kvällstider", ", ".join(profile["hours"]))


def _row(label: str, value: str | None) -> Iterator[str]:
    yield f"{label}\n:   {value or NOT_STATED}\n"


def command(folder: Path) -> Command:
    """Return the build of everything, from nothing."""
    argv = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    return Command("MkDocs-Material", argv, folder, lambda: set_aside(folder / "site"))
