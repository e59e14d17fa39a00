"""A checkout with as many invented providers as asked for: the same seed gives the same bytes, on any machine.

The profiles use the repo's own vocabulary and service, and differ as real ones do: one to five people, some facts
stated as no, others not stated at all, waiting times fresh and stale, texts short and long.
"""

import random
import shutil
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

TODAY = date(2026, 11, 21)
SEED = 20261121
LINE_MAX = 100  # longer texts are folded over several lines, as people do
COPIED = ("build.py", "policy", "site", "functions", "local")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "register.json", "deployments", "*.log")
SERVICE = "familjeradgivning"
OTHER_LANGUAGES = ("en", "fi")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
FIRST_NAMES = (
    "Vera",
    "Nils",
    "Amina",
    "Lars",
    "Sofia",
    "Farid",
    "Kerstin",
    "Omar",
    "Ingrid",
    "Pavel",
    "Leila",
    "Gustav",
    "Hanna",
    "Yusuf",
    "Birgit",
    "Mira",
)
LAST_NAMES = (
    "Exempelberg",
    "Påhittsson",
    "Modellgren",
    "Provström",
    "Mallqvist",
    "Skisslund",
    "Utkastdal",
    "Tänkander",
    "Låtsman",
    "Fiktén",
)
PLACES = (
    "Björken",
    "Källan",
    "Bryggan",
    "Vinden",
    "Gläntan",
    "Åsen",
    "Linden",
    "Holmen",
    "Kvarnen",
    "Torget",
    "Slussen",
    "Höjden",
)
STREETS = ("Påhittsgatan", "Exempelvägen", "Mallstigen", "Provgränd", "Skissvägen", "Utkastgatan")
SENTENCES = (
    "Vi tar emot par, familjer och enskilda som vill prata om sina relationer.",
    "Ni kan komma tillsammans eller var för sig, och ni bestämmer själva vad ni vill ta upp.",
    "Vid det första samtalet berättar ni vad som har hänt och vad ni hoppas på.",
    "Vi har lokaler nära pendeltåget med ett väntrum där ni kan sitta i lugn och ro.",
    "Samtalen bygger på att båda får tala till punkt och att ingen behöver försvara sig.",
    "Vi möter ofta par som funderar på att flytta isär och föräldrar som redan har gjort det.",
    "Den som vill kan få övningar att göra hemma mellan samtalen.",
    "Vi har arbetat med samtal i tolv år, först inom socialtjänsten och sedan i egen mottagning.",
    "Vi för inga journaler, och det ni berättar omfattas av tystnadsplikt.",
    "Behöver ni tolk bokar vi en i god tid före mötet.",
    "Barn kan vara med vid något av samtalen om ni vill det.",
    "Vi ringer upp inom två arbetsdagar efter att ni har lämnat ett meddelande.",
)
TRANSIT = (
    "Tunnelbana, 5 minuter att gå.",
    "Buss 4, hållplatsen ligger utanför porten.",
    "Pendeltåg, 8 minuter att gå.",
)


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
    only_swedish(folder / "policy")
    found = providers(vocabulary(source), count, seed)
    rows = [provider.authorisation for provider in found]
    (folder / "policy" / "authorisations.yaml").write_text(dump({"providers": rows}), encoding="utf-8")
    (folder / "providers").mkdir()
    for provider in found:
        path = folder / "providers" / f"{provider.id}.yaml"
        path.write_text(dump(provider.profile), encoding="utf-8")
    return found


def only_swedish(policy: Path) -> None:
    """One language, so that both sides of a comparison lay each provider out once."""
    for path in sorted(policy.glob("*.yaml")):
        path.write_text(only_in_swedish(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = policy / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(f"languages: [sv, {', '.join(OTHER_LANGUAGES)}]", "languages: [sv]")
    if changed == text:
        raise ValueError(f"{path} no longer lists sv and {OTHER_LANGUAGES}")
    path.write_text(changed, encoding="utf-8")


def only_in_swedish(text: str) -> str:
    r"""Take every text that stands beside a Swedish one out of a YAML file, and leave the rest as it is.

    >>> only_in_swedish("a: {sv: hej, en: hi, fi: hei}")
    'a: {sv: hej}'
    >>> only_in_swedish("a:\n  sv: hej\n  en: >-\n    hi\n    there\nb: 1\n")
    'a:\n  sv: hej\nb: 1\n'
    """
    spans: list[tuple[int, int]] = []
    nodes = [yaml.compose(text, yaml.BaseLoader)]
    for node in nodes:
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            said = {key.value: (key, value) for key, value in node.value}
            nodes += [value for _, value in node.value]
            others = [said[lang] for lang in OTHER_LANGUAGES if "sv" in said and lang in said]
            spans += [
                (key.start_mark.index, value.end_mark.index)
                for key, value in others
                if isinstance(value, yaml.ScalarNode)
            ]
    for start, end in sorted(spans, reverse=True):
        before = text[:start].rstrip(" ")
        if before.endswith(","):
            text = before[:-1] + text[end:]
        else:  # whole lines; the end of a block of text is said to lie where the next line's text begins
            last = (
                text.rindex("\n", 0, end) if not text[start:end].rpartition("\n")[2].strip() else text.index("\n", end)
            )
            text = before + text[last + 1 :]
    return text


def vocabulary(source: Path) -> dict[str, Any]:
    """The repo's words, every scalar as text (`no` is a language here, not a truth value)."""
    text = (source / "policy" / "vocabulary.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only text
    return loaded


def providers(words: Mapping[str, Any], count: int, seed: int) -> list[Provider]:
    """The own unit first, then private ones."""
    chance = random.Random(seed)  # noqa: S311 - invented providers, not secrets
    return [_provider(chance, words, number) for number in range(count)]


def _provider(chance: random.Random, words: Mapping[str, Any], number: int) -> Provider:
    own = number == 0
    provider_id = SERVICE + "en" if own else f"{_plain(PLACES[number % len(PLACES)])}-{number:05d}"
    name = "Familjerådgivningen" if own else f"Samtalsrum {PLACES[number % len(PLACES)]} {number}"
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
        "about": {"sv": " ".join(chance.sample(SENTENCES, chance.randint(2, 8)))},
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
            "street": f"{chance.choice(STREETS)} {chance.randint(1, 90)}",
            "postcode": f"1{chance.randint(10, 29)} {chance.randint(10, 99)}",
            "city": "Stockholm",
        },
        "area": area,
        "coordinates": dict(words["areas"][area]["coordinates"]),
    }
    location |= _flags(chance, ("step_free", "hearing_loop", "lift", "toilet", "parking"))
    location["transit"] = {"sv": chance.choice(TRANSIT)}
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
        "name": f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}",
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


def dump(value: object, depth: int = 0) -> str:
    """YAML as a person writes it: block mappings, short lists in brackets, text quoted only where it must be.

    >>> print(dump({"name": "Vera", "on": ["a", "b"], "rows": [{"id": "x", "no": []}]}), end="")
    name: Vera
    on: [a, b]
    rows:
      - id: x
        no: []
    """
    indent = "  " * depth
    if isinstance(value, Mapping):
        return "".join(f"{indent}{key}:{_after_key(item, depth)}" for key, item in value.items())
    if isinstance(value, list):
        rows = (dump(item, depth + 1) for item in value)
        return "".join(f"{indent}- {row[len(indent) + 2 :]}" for row in rows)
    return f"{indent}{_scalar(value)}\n"


def _after_key(value: object, depth: int) -> str:
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(item, Mapping) for item in value)):
        return "\n" + dump(value, depth + 1)
    if isinstance(value, list):
        return f" [{', '.join(map(_scalar, value))}]\n"
    if isinstance(value, str) and len(value) > LINE_MAX:
        return _folded_block(value, "  " * (depth + 1))
    return f" {_scalar(value)}\n"


def _folded_block(text: str, indent: str) -> str:
    return (
        "\n".join([" >-", *textwrap.wrap(text, LINE_MAX + 18, initial_indent=indent, subsequent_indent=indent)]) + "\n"
    )


def _scalar(value: object) -> str:
    text = str(value)
    return f'"{text}"' if ": " in text or text.startswith(tuple("#&*!|>@`%-?[{,")) else text
