"""A checkout with any number of invented providers: the same seed gives the same bytes, on any machine.

The profiles use the repository's own vocabulary and service, and vary like real ones: one to five people, some facts
stated as no, others not stated at all, waiting times current and stale, texts short and long.
"""

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.catalogue import one_language
from catalogue.schema import yaml_reader, yaml_writer

TODAY = date(2026, 11, 21)
SEED = 20261121
COPIED = ("build.py", "policy", "site", "functions", "ops")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "register.json", "deployments", "*.log")
SERVICE = "familjeradgivning"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def _read(path: Path) -> dict[str, Any]:
    """Read a file as the catalogue does: `no` is a language, not a truth value."""
    loaded, problems = yaml_reader.load(path.read_bytes(), path.name)
    if problems:
        raise ValueError(problems[0].text("en"))
    content: dict[str, Any] = loaded
    return content


INVENTED: Mapping[str, Sequence[str]] = _read(Path(__file__).with_name("invented.yaml"))


@dataclass(frozen=True)
class Provider:
    """One invented provider: its row among the authorisations, and its profile."""

    id: str
    authorisation: Mapping[str, Any]
    profile: Mapping[str, Any]


def checkout(source: Path, folder: Path, count: int, seed: int = SEED) -> list[Provider]:
    """Copy code and policy from `source`, and replace its providers by `count` invented ones; return them."""
    for name in COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, ignore=LEFT_OUT)
        elif (source / name).exists():
            shutil.copy2(source / name, folder / name)
    one_language.only_swedish(folder / "policy")
    invented = providers(vocabulary(source), count, seed)
    rows = [provider.authorisation for provider in invented]
    (folder / "policy" / "authorisations.yaml").write_text(yaml_writer.dump({"providers": rows}), encoding="utf-8")
    (folder / "providers").mkdir()
    for provider in invented:
        path = folder / "providers" / f"{provider.id}.yaml"
        path.write_text(yaml_writer.dump(provider.profile), encoding="utf-8")
    return invented


def vocabulary(source: Path) -> dict[str, Any]:
    """Read the repository's vocabulary."""
    return _read(source / "policy" / "vocabulary.yaml")


def providers(words: Mapping[str, Any], count: int, seed: int) -> list[Provider]:
    """Invent `count` providers: the own unit first, then private ones."""
    rng = random.Random(seed)  # noqa: S311 - invented providers, not secrets
    return [_provider(rng, words, number) for number in range(count)]


def _provider(rng: random.Random, words: Mapping[str, Any], number: int) -> Provider:
    own = number == 0
    town = INVENTED["places"][number % len(INVENTED["places"])]
    provider_id = SERVICE + "en" if own else f"{_plain(town)}-{number:05d}"
    name = "Familjerådgivningen" if own else f"Samtalsrum {town} {number}"
    authorisation = {
        "id": provider_id,
        "legal_name": f"{name} i egen regi (påhittad)" if own else f"{name} AB (påhittat)",
        "organisation_number": organisation_number(number),
        "regi": "own" if own else "private",
        "type": "municipality" if own else "company",
        "services": [{"service": SERVICE, "from": (date(2019, 1, 1) + timedelta(days=number % 2500)).isoformat()}],
        "accounts": [],
    }
    return Provider(provider_id, authorisation, _profile(rng, words, name, provider_id))


def organisation_number(number: int) -> str:
    """Return an organisation number that passes the Luhn check, from one block of ten thousand.

    >>> organisation_number(0), organisation_number(1)
    ('559990-0007', '559990-0015')
    """
    nine = f"55999{number % 10_000:04d}"
    digits = [int(digit) * (2 - index % 2) for index, digit in enumerate(nine)]
    check = -sum(digit // 10 + digit % 10 for digit in digits) % 10
    return f"{nine[:6]}-{nine[6:]}{check}"


def _profile(rng: random.Random, words: Mapping[str, Any], name: str, provider_id: str) -> dict[str, Any]:
    site = f"https://{provider_id}.example"
    profile: dict[str, Any] = {
        "name": name,
        "about": {"sv": " ".join(rng.sample(INVENTED["sentences"], rng.randint(2, 8)))},
        "contact": {
            "phone": f"08-465 004 {rng.randint(0, 99):02d}",
            "email": f"samtal@{provider_id}.example",
            "website": f"{site}/",
        },
        "locations": [_location(rng, words) for _ in range(1 + (rng.random() < 0.1))],  # noqa: PLR2004
        "languages": ["sv", *_some(rng, [key for key in words["languages"] if key != "sv"], 0, 3)],
        "hours": _hours(rng),
    }
    if rng.random() < 0.7:  # noqa: PLR2004
        profile["contact"]["booking"] = f"{site}/boka"
    if rng.random() < 0.3:  # noqa: PLR2004
        profile["closed"] = [{"from": "2026-12-23", "to": "2027-01-06"}]
    profile["services"] = {SERVICE: _service(rng, words)}
    profile["staff"] = [_person(rng, words) for _ in range(rng.randint(1, 5))]
    return profile


def _location(rng: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    area = rng.choice(list(words["areas"]))
    location: dict[str, Any] = {
        "address": {
            "street": f"{rng.choice(INVENTED['streets'])} {rng.randint(1, 90)}",
            "postcode": f"1{rng.randint(10, 29)} {rng.randint(10, 99)}",
            "city": "Stockholm",
        },
        "area": area,
        "coordinates": dict(words["areas"][area]["coordinates"]),
    }
    location |= _flags(rng, ("step_free", "hearing_loop", "lift", "toilet", "parking"))
    location["transit"] = {"sv": rng.choice(INVENTED["transit"])}
    return location


def _hours(rng: random.Random) -> dict[str, list[str]]:
    days = sorted(rng.sample(range(len(WEEKDAYS)), rng.randint(2, 5)))
    choices = (["08:00-17:00"], ["08:00-12:00", "13:00-16:00"], ["12:00-20:00"], ["09:00-15:00"])
    return {WEEKDAYS[day]: rng.choice(choices) for day in days}


def _service(rng: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = {
        "methods": _some(rng, list(words["methods"]), 1, 4),
        "competences": _some(rng, list(words["competences"]), 1, 6),
        "formats": _some(rng, list(words["formats"]), 1, 3),
    }
    service |= _flags(rng, ("two_counsellors", "interpreter", "sign_language", "single_sessions"))
    service["accepts_new"] = rng.choice(("yes", "yes", "yes", "not_now"))
    stated = TODAY - timedelta(days=rng.randint(0, 60))
    service["waiting_time"] = {"working_days": rng.randint(1, 40), "stated": stated.isoformat()}
    return service


def _person(rng: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{rng.choice(INVENTED['first_names'])} {rng.choice(INVENTED['last_names'])}",
        "title": rng.choice(list(words["titles"])),
        "credentials": _some(rng, list(words["credentials"]), 1, 3),
    }


def _flags(rng: random.Random, names: Sequence[str]) -> dict[str, str]:
    stated = {name: rng.choice(("yes", "no", "")) for name in names}
    return {name: value for name, value in stated.items() if value}


def _some(rng: random.Random, keys: Sequence[str], least: int, most: int) -> list[str]:
    return sorted(rng.sample(keys, rng.randint(least, most)))


def _plain(word: str) -> str:
    return word.lower().translate(str.maketrans("åäöé", "aaoe"))
