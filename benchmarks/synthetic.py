"""A checkout with as many invented providers as asked for: the same seed gives the same bytes, on any machine.

The profiles use the repo's own vocabulary and service, and differ as real ones do: one to five people, some facts
stated as no, others not stated at all, waiting times fresh and stale, texts short and long.
"""

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks import one_language
from catalogue.schema import yaml_reader, yaml_writer

TODAY = date(2026, 11, 21)
SEED = 20261121
COPIED = ("build.py", "policy", "site", "functions", "ops")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "register.json", "deployments", "*.log")
SERVICE = "familjeradgivning"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def _read(path: Path) -> dict[str, Any]:
    """A file as the catalogue reads it: `no` is a language, not a truth value."""
    loaded, problems = yaml_reader.load(path.read_bytes(), path.name)
    if problems:
        raise ValueError(problems[0].text("en"))
    words: dict[str, Any] = loaded
    return words


INVENTED: Mapping[str, Sequence[str]] = _read(Path(__file__).with_name("invented.yaml"))


@dataclass(frozen=True)
class Provider:
    """One invented provider: its row among the authorisations, and its profile."""

    id: str
    authorisation: Mapping[str, Any]
    profile: Mapping[str, Any]


def checkout(source: Path, folder: Path, count: int, seed: int = SEED) -> list[Provider]:
    """Copy code and policy from `source`, and put `count` invented providers in place of its own."""
    for name in COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, ignore=LEFT_OUT)
        elif (source / name).exists():
            shutil.copy2(source / name, folder / name)
    one_language.only_swedish(folder / "policy")
    found = providers(vocabulary(source), count, seed)
    rows = [provider.authorisation for provider in found]
    (folder / "policy" / "authorisations.yaml").write_text(yaml_writer.dump({"providers": rows}), encoding="utf-8")
    (folder / "providers").mkdir()
    for provider in found:
        path = folder / "providers" / f"{provider.id}.yaml"
        path.write_text(yaml_writer.dump(provider.profile), encoding="utf-8")
    return found


def vocabulary(source: Path) -> dict[str, Any]:
    """The repo's words."""
    return _read(source / "policy" / "vocabulary.yaml")


def providers(words: Mapping[str, Any], count: int, seed: int) -> list[Provider]:
    """The own unit first, then private ones."""
    chance = random.Random(seed)  # noqa: S311 - invented providers, not secrets
    return [_provider(chance, words, number) for number in range(count)]


def _provider(chance: random.Random, words: Mapping[str, Any], number: int) -> Provider:
    own = number == 0
    place = INVENTED["places"][number % len(INVENTED["places"])]
    provider_id = SERVICE + "en" if own else f"{_plain(place)}-{number:05d}"
    name = "Familjerådgivningen" if own else f"Samtalsrum {place} {number}"
    authorisation = {
        "id": provider_id,
        "legal_name": f"{name} i egen regi (påhittad)" if own else f"{name} AB (påhittat)",
        "organisation_number": organisation_number(number),
        "regi": "own" if own else "private",
        "type": "municipality" if own else "company",
        "services": [{"service": SERVICE, "from": (date(2019, 1, 1) + timedelta(days=number % 2500)).isoformat()}],
        "accounts": [],
    }
    return Provider(provider_id, authorisation, _profile(chance, words, name, provider_id))


def organisation_number(number: int) -> str:
    """A number that passes the Luhn check, from one block of ten thousand.

    >>> organisation_number(0), organisation_number(1)
    ('559990-0007', '559990-0015')
    """
    nine = f"55999{number % 10_000:04d}"
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    check = -sum(digit // 10 + digit % 10 for digit in digits) % 10
    return f"{nine[:6]}-{nine[6:]}{check}"


def _profile(chance: random.Random, words: Mapping[str, Any], name: str, provider_id: str) -> dict[str, Any]:
    site = f"https://{provider_id}.example"
    profile: dict[str, Any] = {
        "name": name,
        "about": {"sv": " ".join(chance.sample(INVENTED["sentences"], chance.randint(2, 8)))},
        "contact": {
            "phone": f"08-465 004 {chance.randint(0, 99):02d}",
            "email": f"samtal@{provider_id}.example",
            "website": f"{site}/",
        },
        "locations": [_location(chance, words) for _ in range(1 + (chance.random() < 0.1))],  # noqa: PLR2004
        "languages": ["sv", *_some(chance, [key for key in words["languages"] if key != "sv"], 0, 3)],
        "hours": _hours(chance),
    }
    if chance.random() < 0.7:  # noqa: PLR2004
        profile["contact"]["booking"] = f"{site}/boka"
    if chance.random() < 0.3:  # noqa: PLR2004
        profile["closed"] = [{"from": "2026-12-23", "to": "2027-01-06"}]
    profile["services"] = {SERVICE: _service(chance, words)}
    profile["staff"] = [_person(chance, words) for _ in range(chance.randint(1, 5))]
    return profile


def _location(chance: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    area = chance.choice(list(words["areas"]))
    location: dict[str, Any] = {
        "address": {
            "street": f"{chance.choice(INVENTED['streets'])} {chance.randint(1, 90)}",
            "postcode": f"1{chance.randint(10, 29)} {chance.randint(10, 99)}",
            "city": "Stockholm",
        },
        "area": area,
        "coordinates": dict(words["areas"][area]["coordinates"]),
    }
    location |= _flags(chance, ("step_free", "hearing_loop", "lift", "toilet", "parking"))
    location["transit"] = {"sv": chance.choice(INVENTED["transit"])}
    return location


def _hours(chance: random.Random) -> dict[str, list[str]]:
    days = sorted(chance.sample(range(len(WEEKDAYS)), chance.randint(2, 5)))
    choices = (["08:00-17:00"], ["08:00-12:00", "13:00-16:00"], ["12:00-20:00"], ["09:00-15:00"])
    return {WEEKDAYS[day]: chance.choice(choices) for day in days}


def _service(chance: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = {
        "methods": _some(chance, list(words["methods"]), 1, 4),
        "competences": _some(chance, list(words["competences"]), 1, 6),
        "formats": _some(chance, list(words["formats"]), 1, 3),
    }
    service |= _flags(chance, ("two_counsellors", "interpreter", "sign_language", "single_sessions"))
    service["accepts_new"] = chance.choice(("yes", "yes", "yes", "not_now"))
    stated = TODAY - timedelta(days=chance.randint(0, 60))
    service["waiting_time"] = {"working_days": chance.randint(1, 40), "stated": stated.isoformat()}
    return service


def _person(chance: random.Random, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{chance.choice(INVENTED['first_names'])} {chance.choice(INVENTED['last_names'])}",
        "title": chance.choice(list(words["titles"])),
        "credentials": _some(chance, list(words["credentials"]), 1, 3),
    }


def _flags(chance: random.Random, names: Sequence[str]) -> dict[str, str]:
    stated = {name: chance.choice(("yes", "no", "")) for name in names}
    return {name: value for name, value in stated.items() if value}


def _some(chance: random.Random, keys: Sequence[str], least: int, most: int) -> list[str]:
    return sorted(chance.sample(keys, chance.randint(least, most)))


def _plain(word: str) -> str:
    return word.lower().translate(str.maketrans("åäöé", "aaoe"))
