"""What `init` asks of a municipality: one table for its flags and its questions on a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ops.municipality import models
from ops.municipality.answers import Answers
from ops.municipality.provider_list import cells
from ops.municipality.provider_list.cells import CellError

NAME_MAX = 80
SKIP = "Tryck bara Enter om ni inte vet: då står frågan kvar i filen."
LABELS = {"sv": "svenska", "en": "engelska", "fi": "finska"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the field of `Answers`, its flag, what is asked on a terminal, and how an answer is read."""

    field: str
    flag: str
    asked: str
    read: Callable[[str], Any]
    required: bool = False


def _code(value: str) -> str:
    if not re.fullmatch("[0-9]{4}", value):
        raise CellError("kommunkoden har fyra siffror, som 0180")
    return value


def _organisation_number(value: str) -> str:
    number = cells.organisation_number(value)
    if number == cells.PERSONAL:
        raise CellError("det är inget organisationsnummer; skriv kommunens, som 212000-0142")
    return number


def read_models(value: str) -> tuple[str, ...]:
    """Parse models separated by commas; refuse what is no model, and models that have a service in common."""
    known = models.models()
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if unknown := [name for name in names if name not in known]:
        raise CellError(f"”{unknown[0]}” finns inte. Välj bland {', '.join(known)}")
    if not names:
        raise CellError(f"välj bland {', '.join(known)}")
    services = [(service, name) for name in names for service in known[name].services]
    first: dict[str, str] = {}
    for service, name in services:
        if service in first:
            raise CellError(f"modellerna {first[service]} och {name} har båda {service}; välj en av dem")
        first[service] = name
    return names


def read_languages(value: str) -> tuple[str, ...]:
    """Parse languages separated by commas; Swedish is always there, and first."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    if unknown := [name for name in names if name not in LABELS]:
        raise CellError(f"”{unknown[0]}” finns inte. Välj bland {', '.join(LABELS)}")
    return tuple(dict.fromkeys(["sv", *names]))


QUESTIONS = (
    Question(
        "name",
        "--name",
        "Vad heter kommunen? Till exempel: Exempelby kommun.",
        lambda v: cells.name(v, NAME_MAX),
        required=True,
    ),
    Question(
        "models",
        "--model",
        "Vilken modell liknar er mest? Två går att förena, med komma emellan.",
        read_models,
        required=True,
    ),
    Question("code", "--code", "Vilken kommunkod har kommunen? Fyra siffror, till exempel 0180.", _code),
    Question(
        "organisation_number",
        "--organisation-number",
        "Vilket organisationsnummer har kommunen? Till exempel 212000-0142.",
        _organisation_number,
    ),
    Question(
        "languages",
        "--language",
        "Vilka språk ska webbplatsen ha? sv, eller till exempel sv, en. Finns: sv, en, fi.",
        read_languages,
    ),
    Question(
        "reception",
        "--reception",
        "Vad heter stället dit invånarna ringer? Till exempel: Kontaktcenter.",
        lambda value: cells.name(value, NAME_MAX),
    ),
    Question("reception_phone", "--reception-phone", "Vilket telefonnummer ringer invånarna?", cells.phone),
    Question("reception_email", "--reception-email", "Vilken e-postadress kan de skriva till?", cells.email),
    Question(
        "address",
        "--address",
        "Vilken adress ska webbplatsen ha? Till exempel https://familj.exempelby.se",
        cells.website,
    ),
    Question("start", "--from", "Från vilken dag gäller priser och regler? Till exempel 2027-01-01.", cells.date),
)


def from_flags(values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return what the flags say (field → answer), and what is wrong with them, all at once."""
    answers: dict[str, Any] = {}
    faults = []
    for question in QUESTIONS:
        if value := cells.text(values.get(question.field, "")):
            try:
                answers[question.field] = question.read(value)
            except CellError as error:
                faults.append(f"{question.flag}: {error}.")
    return answers, faults


def missing(answers: Mapping[str, Any]) -> list[str]:
    """Return what is wrong where a flag is missing without which nothing can be written."""
    choices = {"models": f" Välj bland {', '.join(models.models())}."}
    return [
        f"{question.flag} saknas, och utan den kan inget skrivas.{choices.get(question.field, '')}"
        for question in QUESTIONS
        if question.required and question.field not in answers
    ]


def others(answers: Mapping[str, Any]) -> list[str]:
    """Return the flags that say something else than what new providers need."""
    return [question.flag for question in QUESTIONS if question.field in answers and question.field != "start"]


def ask(answers: dict[str, Any], prompt: Callable[[str], str], say: Callable[[str], None]) -> dict[str, Any]:
    """Ask for what the flags have not said; an answer that cannot be read is asked for again."""
    for question in QUESTIONS:
        if question.field in answers:
            continue
        say("")
        say(question.asked)
        if question.field == "models":
            for name, model in models.models().items():
                say(f"  {name:<15} {model.about}")
        elif not question.required:
            say(f"({SKIP})" if question.field != "languages" else "(Tryck bara Enter för svenska.)")
        answer = _answer(question, prompt, say)
        if answer is not None:
            answers[question.field] = answer
    return answers


def _answer(question: Question, prompt: Callable[[str], str], say: Callable[[str], None]) -> Any:  # noqa: ANN401 - by question
    while True:
        value = cells.text(prompt("> "))
        if not value and not question.required:
            return None
        if not value:
            say("Det här behövs: utan det kan inget skrivas.")
            continue
        try:
            return question.read(value)
        except CellError as error:
            say(f"{str(error)[:1].upper()}{str(error)[1:]}.")


def to_answers(values: Mapping[str, Any]) -> Answers:
    """Return the answers that are known; the others stay unknown."""
    return Answers(**values)
