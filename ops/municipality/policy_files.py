"""What `init` writes as policy: what is known, and questions where a municipality decides."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import yaml

from catalogue.policy.schema import VOCABULARIES
from catalogue.schema import yaml_writer
from ops.municipality import models, synonyms
from ops.municipality.answers import Answers, ListedProvider, todo
from ops.municipality.provider_ids import area_code

TEMPLATES = ("municipality", "services", "tariffs", "fees", "accounts", "order", "budget")
FIRST_CONTRACTS = dt.date(2009, 1, 1)  # when LOV came into force: the seed is there from the first authorisation on
MOTPART = {"municipality": "82", "association": "85", "sole_trader": "86", "company": "87"}  # DOMAIN §8
_ENTRY = re.compile(r"(?m)^((?:  # .*\n)*  - (?:id|service|from): )")
IN_LANGUAGE = {"en": " (på engelska)", "fi": " (på finska)"}


def texts(
    answers: Answers, providers: Sequence[ListedProvider], *, seed: str, today: dt.date, listed: bool
) -> dict[str, str]:
    """Return the text of every policy file but `authorisations.yaml`: name → text.

    Where the list of providers was `listed`, prices and accounts are only asked for regi and types that are in it.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(models.FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - it writes YAML, and every value passes `json.dumps` or the YAML writer
    )
    environment.globals |= _Vocabulary(answers, providers, today, listed).globals() | {
        "seed": seed,
        "help_lines": _help_lines(answers.languages),
        "elsewhere": yaml_writer.dump({"elsewhere": _contacts("elsewhere", answers.languages)}),
    }
    files = {
        f"{name}.yaml": _spaced(environment.get_template(f"common/{name}.yaml.jinja").render()) for name in TEMPLATES
    }
    return files | {"vocabulary.yaml": _vocabulary(answers, providers)}


def _spaced(text: str) -> str:
    """Return the text with one empty line before each entry but the first, and no other."""
    lines = "".join(line for line in text.splitlines(keepends=True) if line.strip())
    return _ENTRY.sub(r"\n\1", lines).replace(":\n\n", ":\n")


@dataclass(frozen=True)
class _Vocabulary:
    """The words that templates use."""

    answers: Answers
    providers: Sequence[ListedProvider]
    today: dt.date
    listed: bool

    def globals(self) -> dict[str, Any]:
        """Return what templates may call and read."""
        chosen = [models.models()[name] for name in self.answers.models]
        services = models.services_of(self.answers.models)
        return {
            "name": self.answers.name,
            "reception": self.answers.reception,
            "languages": self.answers.languages,
            "models": self.answers.models,
            "joint": any(model.joint for model in chosen),
            "numbered": any(model.numbered for model in chosen),
            "labels": services,
            "motpart": MOTPART,
            "own_unit_only": models.own_unit_only(self.answers.models),
            "account_types": {service: self.types(service) for service in services},
            "today": self.today.isoformat(),
            "first_day": min([FIRST_CONTRACTS, *self._starts()]).isoformat(),
            "ask": lambda question: quoted(todo(question)),
            "ask_text": todo,
            "ask_texts": self.ask_texts,
            "texts": self.texts,
            "value": self.value,
            "start": self.start,
            "regis": self.regis,
            "non_choice": self.non_choice,
        }

    def _starts(self, service: str | None = None) -> list[dt.date]:
        """Return the first days that are known: of the rules, and of contracts."""
        contracts = [
            day for provider in self.providers for id_, day in provider.services if day and service in (None, id_)
        ]
        return [*contracts, *([self.answers.start] if self.answers.start else [])]

    def value(self, key: str, question: str) -> str:
        """Format what is known, or the question."""
        known = {
            "code": self.answers.code,
            "organisation_number": self.answers.organisation_number,
            "address": self.answers.address,
            "phone": self.answers.reception_phone,
            "email": self.answers.reception_email,
        }[key]
        return quoted(todo(question)) if known is None else quoted(known) if key == "code" else scalar(known)

    def texts(self, key: str, depth: int = 2, **labels: str) -> str:
        """Format a text in each of the site's languages, as the rest of a line and the lines below it."""
        chosen = {language: labels[language] for language in self.answers.languages}
        return _indented({key: chosen}, depth)

    def ask_texts(self, key: str, question: str, depth: int = 2) -> str:
        """Format a question in the place of a text, once for each of the site's languages."""
        return _indented(
            {key: {lang: todo(question + IN_LANGUAGE.get(lang, "")) for lang in self.answers.languages}}, depth
        )

    def start(self, question: str, service: str) -> str:
        """Format the first day of a rule: as said, else as a question that names the latest day that it may be."""
        if self.answers.start:
            return self.answers.start.isoformat()
        first = min(self._starts(service), default=None)
        return quoted(todo(question + (f" Senast {first}, när det första avtalet börjar." if first else "")))

    def types(self, service: str) -> list[str]:
        """Return the types of provider that a service is paid to."""
        present = {provider.type for provider in self.providers if service in dict(provider.services)}
        if not self.listed or None in present:
            present |= set(MOTPART) if service not in models.own_unit_only(self.answers.models) else {"municipality"}
        return [type_ for type_ in MOTPART if type_ in present]

    def regis(self, service: str) -> list[str]:
        """Return the regi that a service has prices for."""
        present = {provider.regi for provider in self.providers if service in dict(provider.services)}
        return [regi for regi in ("own", "private") if not self.listed or regi in present]

    def non_choice(self, service: str) -> str:
        """Format the provider for those who do not choose: the own unit, or the only one there is, else a question."""
        performs = [provider for provider in self.providers if service in dict(provider.services)]
        own = [provider.id for provider in performs if provider.regi == "own"]
        if own or len(performs) == 1:
            return [*own, *(provider.id for provider in performs)][0]
        return quoted(todo("Till vilken utförare kommer den som inte väljer?"))


def quoted(value: str) -> str:
    """Format a text in quotation marks."""
    return json.dumps(value, ensure_ascii=False)


def scalar(value: str) -> str:
    """Format a text as YAML, in quotation marks only if it needs them."""
    return yaml_writer.dump({"value": value}).removeprefix("value:").strip()


def _indented(value: Mapping[str, Any], depth: int) -> str:
    """Format a mapping so that its first line follows an indentation of `depth`."""
    return yaml_writer.dump(value, depth).strip().replace("\n\n", "\n")


def _help_lines(languages: Sequence[str]) -> str:
    rows = [
        row | {"confirmed": todo(f"Vilken dag kontrollerade ni {row.get('number') or row['name']['sv']} och texten?")}
        for row in _contacts("help_lines", languages)
    ]
    return yaml_writer.dump({"help_lines": rows})


def _contacts(name: str, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the models have of whom residents can turn to, in the site's languages."""
    table = yaml.load((models.FOLDER / "common" / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return [
        {key: _in_languages(value, languages) if isinstance(value, dict) else value for key, value in row.items()}
        for row in table[name]
    ]


def _in_languages(labels: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {language: labels[language] for language in languages}


def _vocabulary(answers: Answers, providers: Sequence[ListedProvider]) -> str:
    """Return the words that profiles choose from: those common to all, those of the services, and the list's areas."""
    groups = models.words("vocabulary")
    chosen = sorted({models.models()[name].words for name in answers.models})
    for name in chosen:
        for group, added in models.words(f"words_{name}").items():
            before = groups.setdefault(group, {})
            # A word that the common ones have is said anew by the service that is alone on the site.
            groups[group] = before | added if len(chosen) == 1 else added | before
    areas = sorted({area for provider in providers for premises in provider.premises if (area := premises.area)})
    groups["areas"] = {area_code(area): {"name": dict.fromkeys(answers.languages, area)} for area in areas}
    lines = (models.FOLDER / "common" / "vocabulary_head.txt").read_text(encoding="utf-8")
    for group in VOCABULARIES:
        entries = {
            key: label if group == "areas" else _in_languages(label, answers.languages)
            for key, label in groups[group].items()
        }
        lines += "\n" + (yaml_writer.dump({group: entries}) if entries else f"{group}: {{}}\n")
    values = {**groups, "services": models.services_of(answers.models)}
    return f"{lines}\n{synonyms.as_yaml(models.words('synonyms'), values)}"
