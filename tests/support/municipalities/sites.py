"""The systems of the sources as sites, each built once: with a vocabulary, invented profiles and three languages.

`COMBINED` has the services of two municipalities on one site. A label of the policy is translated if it is in `LABELS`.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import yaml

from catalogue.build import pipeline
from catalogue.policy import loader
from catalogue.schema import yaml_reader
from ops.municipality import models
from tests.support import frozen
from tests.support.municipalities.systems import SYSTEMS

TODAY = date(2026, 11, 21)
COMBINED = "stockholm-2007+nacka"
NAMES = (*SYSTEMS, COMBINED)
LANGUAGES = ("sv", "en", "fi")
Values = dict[str, Any]  # policy file → content

LABELS = {
    "Familjerådgivning": ("Family counselling", "Perheneuvonta"),
    "Familjebehandling": ("Family treatment", "Perhehoito"),
    "Gruppbehandling": ("Group treatment", "Ryhmähoito"),
    "Samarbetssamtal": ("Co-operation talks", "Yhteistyökeskustelut"),
    "Kontaktcenter": ("Contact Centre", "Yhteyskeskus"),
    "Ring Kontaktcenter.": ("Call the Contact Centre.", "Soita Yhteyskeskukseen."),
    "måndag till fredag klockan 8–17": ("Monday to Friday, 8 am to 5 pm", "maanantaista perjantaihin kello 8–17"),
}
OTHERS = ("A text of the municipality.", "Kunnan oma teksti.")
TREATMENT = {  # in place of the demonstration's words, where there is family treatment only
    "familjerådgivare": "familjebehandlare",
    "familjerådgivning": "familjebehandling",
    "family counsellor": "family therapist",
    "family counselling": "family treatment",
    "perheneuvojaa": "perhetyöntekijää",
    "perheneuvoja": "perhetyöntekijä",
    "perheneuvonnan": "perhehoidon",
    "Two counsellors": "Two therapists",
    "ett samtal i taget": "ett möte i taget",
    "one session at a time": "one meeting at a time",
    "yksi keskustelu kerrallaan": "yksi tapaaminen kerrallaan",
    "Enstaka samtal": "Enstaka möten",
    "Single sessions": "Single meetings",
    "Yksittäisiä keskusteluja": "Yksittäisiä tapaamisia",
}
METHODS = ("cbt", "fbi", "hela_barn", "jag_och_min_familj", "tryggare_barn")
FACTORS = ("violence", "school", "protective_factors")
"""What those who perform family treatment state (D58)."""
PROFILE_NAMES = ("Björklövet", "Den andra stolen", "Lyktan", "Mellan oss", "Vid bron", "Öppna dörren")


def by_one_worker(name: str) -> pytest.MarkDecorator:
    """Return the mark of a test of a system's site: the worker of a run that builds the site also reads its pages."""
    return pytest.mark.xdist_group(f"site of {name}")


EACH = [pytest.param(name, marks=by_one_worker(name)) for name in NAMES]
"""The sites, as parameters of a test."""


@cache
def built(name: str, languages: tuple[str, ...] = LANGUAGES) -> Path:
    """Build a system's site, once for all tests that are marked `by_one_worker`; return its `dist`."""
    folder = written(name, Path(mkdtemp(prefix="kundval-")) / "here", languages)
    report = pipeline.build(folder, today=TODAY)
    assert report.ok, "\n".join(problem.text("en") for problem in report.problems)
    return folder / "dist"


def written(name: str, folder: Path, languages: tuple[str, ...] = LANGUAGES) -> Path:
    """Write a system's policy and profiles into a folder."""
    values = policy(name, languages)
    (folder / "policy").mkdir(parents=True)
    (folder / "providers").mkdir()
    for file, content in values.items():
        _write(folder / "policy" / f"{file}.yaml", content)
    for id_, profile in _profiles(values):
        _write(folder / "providers" / f"{id_}.yaml", profile)
    return folder


def policy(name: str, languages: tuple[str, ...] = LANGUAGES) -> Values:
    """Return a system's policy, or that of two systems combined, with its labels in some languages."""
    first, *others = [_read(part) for part in name.split("+")]
    for other in others:
        _combine(first, other)
    first["municipality"]["languages"] = list(languages)
    first["vocabulary"] = _vocabulary(treatment_only=_services(first) == {"familjebehandling"})
    if "familjebehandling" in _services(first):
        for kind in ("methods", "competences"):
            first["vocabulary"][kind] |= models.words("words_family_treatment")[kind]
    members = first["municipality"].get("members", [])
    first["vocabulary"]["areas"] |= {_area(member): {"name": {"sv": member["name"]}} for member in members}
    return {file: _labelled(content, languages) for file, content in first.items()}


def _read(system: str) -> Values:
    folder = Path(mkdtemp(prefix="kundval-")) / "policy"
    SYSTEMS[system].written(folder)
    values = {
        name: yaml_reader.load((folder / f"{name}.yaml").read_bytes(), name)[0] for name in loader.present(folder)
    }
    shutil.rmtree(folder.parent)
    return values


def _combine(first: Values, other: Values) -> None:
    """Add the services of another municipality, and what goes with them, to the first's."""
    for file in ("services", "fees", "tariffs", "accounts"):
        first[file][file] += other[file][file]
    providers = {provider["id"]: provider for provider in first["authorisations"]["providers"]}
    for provider in other["authorisations"]["providers"]:
        if provider["id"] in providers:
            providers[provider["id"]]["services"] += provider["services"]
        else:
            first["authorisations"]["providers"].append(provider)


def _services(values: Values) -> set[str]:
    return {service["id"] for service in values["services"]["services"]}


def _vocabulary(*, treatment_only: bool) -> Values:
    text = (frozen.POLICY / "vocabulary.yaml").read_text(encoding="utf-8")
    for old, new in TREATMENT.items() if treatment_only else ():
        text = text.replace(old, new)
    content: Values = yaml_reader.load(text.encode(), "vocabulary")[0]
    if treatment_only:
        content.get("synonyms", {}).pop("services", None)  # of another service
    return content


def _labelled(content: Any, languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - the content of a file
    """Return the content with each text in all of the languages."""
    if isinstance(content, list):
        return [_labelled(entry, languages) for entry in content]
    if not isinstance(content, Mapping):
        return content
    if isinstance(content.get("sv"), str):
        translated = dict(zip(LANGUAGES, (content["sv"], *LABELS.get(content["sv"], OTHERS)), strict=True))
        return {lang: content.get(lang, translated[lang]) for lang in languages}
    return {key: _labelled(value, languages) for key, value in content.items()}


def _profiles(values: Values) -> list[tuple[str, Values]]:
    """Return a short profile for every provider but the last, unless it is the only one."""
    providers = values["authorisations"]["providers"]
    profiles = []
    for index, provider in enumerate(providers[: max(1, len(providers) - 1)]):
        number = f"{index:02}"
        name = PROFILE_NAMES[index % len(PROFILE_NAMES)] + (f" {number}" if index >= len(PROFILE_NAMES) else "")
        services = {
            period["service"]: {
                "formats": ["in_person"],
                "accepts_new": "not_now" if index % 3 == 2 else "yes",
                "waiting_time": {"working_days": 3 + 4 * index, "stated": date(2026, 11, 9)},
            }
            | (
                {"methods": list(METHODS), "competences": list(FACTORS)}
                if period["service"] == "familjebehandling"
                else {}
            )
            for period in provider["services"]
        }
        contact = {"phone": f"08-465 004 {number}", "website": f"https://utforare-{number}.kundval.example/"}
        profile = {"name": name, "contact": contact, "languages": ["sv"], "services": services}
        profiles.append((provider["id"], profile | _branches(values["municipality"])))
    return profiles


def _branches(town: Values) -> Values:
    """Return premises in each of the municipalities that share a service, and when each is open (D40)."""
    members = town.get("members", [])
    branches = [
        {
            "address": {"street": f"Påhittsgatan {number}", "postcode": "831 00", "city": member["name"]},
            "area": _area(member),
        }
        | ({} if member["code"] == town["code"] else {"hours": {"thursday": [f"{9 + number % 3:02}:00-19:00"]}})
        for number, member in enumerate(members, 1)
    ]
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return {"locations": branches, "hours": {day: ["08:00-17:00"] for day in weekdays}} if branches else {}


def _area(member: Values) -> str:
    return f"kommun_{member['code']}"


def _write(file: Path, content: object) -> None:
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    file.write_text(text, encoding="utf-8")
