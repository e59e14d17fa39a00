"""`build.py survey FILE`: a survey's answers become a file to publish, `policy/surveys/<id>.json`.

The file that is read has counts by question, score and kind of provider, and stays outside the repository. What is
written is suppressed as the year's statistics are. It is drawn once: a file that exists is never made again.
"""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalogue.policy import register as register_json
from catalogue.policy.field_types import CODE, ID, NAME, SERVICE_ID, TEXTS, group
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from catalogue.schema.containers import ListOf, Validation
from catalogue.schema.problem import has_errors, report
from catalogue.schema.scalars import Integer, PatternText
from catalogue.views.figures import surveys
from chalicelib.dates import clock
from chalicelib.register import parser
from chalicelib.register.codes import REGI
from chalicelib.reporting import dimensions, survey
from chalicelib.reporting.suppression import SMALLEST_SHOWN, Draw
from office.context import OfficeError
from office.statistics_file import replace_file

SCHEMA = 1
COUNTS = ListOf(Integer(0, 1_000_000), at_least=3, at_most=11, unique=False)
SURVEY = group(
    {
        "id": ID,
        "service": SERVICE_ID,
        "year": Integer(1990, 2100),
        "name": NAME,
        "source": TEXTS,
        "scale": Integer(3, 11),
        "clients": Integer(SMALLEST_SHOWN, 1_000_000),
        "questions": ListOf(
            group(
                {
                    "id": CODE,
                    "name": NAME,
                    "answers": group(dict.fromkeys(REGI, COUNTS), optional=REGI),
                    "mean": PatternText(r"^[0-9]{1,2}[.][0-9]$", "mean_format"),
                },
                optional=("answers", "mean"),
            ),
            at_least=1,
            at_most=50,
            unique=False,
        ),
    },
    optional=("clients",),
)
"""A survey as it is entered. A question has answers; or, of a survey of which only that is known, its mean."""


def make(root: Path, policy: Policy, entered: Path) -> Path:
    """Write a survey's file for review; raise OfficeError, and write nothing, if it is there already or has errors."""
    values = _read(policy, entered)
    folder = root / "policy" / "surveys"
    target = folder / f"{values['id']}.json"
    if standing := target if target.exists() else _same_survey(folder, root, values):
        raise OfficeError(
            f"{standing} exists. What is hidden of a survey is drawn once, since two draws could tell what each hides. "
            "Was it never published? Delete it, and run the command again."
        )
    text = json.dumps(published(policy, values, secrets.token_bytes(32)), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(target, f"{text}\n".encode())
    return target


def _same_survey(folder: Path, root: Path, values: Mapping[str, Any]) -> Path | None:
    """Return the file of a survey that is this one under another id: of the same service, year and name."""
    for standing in surveys.load(folder, root)[0]:
        if all(getattr(standing, name) == values[name] for name in ("service", "year", "name")):
            return folder / f"{standing.id}.json"
    return None


def published(policy: Policy, values: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Return what is published of a survey: means alone where no more was entered, which says that they are stated."""
    register, draw = parser.parse(register_json.register(policy)), Draw(secret, values["year"])
    return {
        "schema": SCHEMA,
        **{name: values[name] for name in ("id", "service", "year", "name", "source", "scale")},
        **({"clients": values["clients"]} if "clients" in values else {}),
        "demo": policy.municipality.demo,
        "smallest_shown": SMALLEST_SHOWN,
        "questions": [
            {"id": entered["id"], "name": entered["name"]}
            | (
                survey.question(register, values["service"], entered["answers"], draw, entered["id"])
                if "answers" in entered
                else {"tables": {}, "withheld": [], "means": {survey.ALL: float(entered["mean"])}, "stated": True}
            )
            for entered in values["questions"]
        ],
    }


def _read(policy: Policy, entered: Path) -> dict[str, Any]:
    data, problems = yaml_reader.read(entered, entered.name, yaml_reader.POLICY_MAX_BYTES)
    if data is not None:
        value, faults = yaml_reader.load(data, entered.name, yaml_reader.POLICY_MAX_BYTES)
        problems += faults
        if not has_errors(problems):
            validation = Validation(policy.context)
            SURVEY.check(value, (), validation)
            positions = yaml_reader.locate(data)
            problems += [fault.problem(entered.name, positions) for fault in validation.faults]
            if not has_errors(problems):
                values: dict[str, Any] = dict(value) if isinstance(value, dict) else {}
                _check(policy, values)
                return values
    raise OfficeError(report(problems, "text", "en"))


def _check(policy: Policy, values: Mapping[str, Any]) -> None:
    """Raise OfficeError if a survey does not hold together."""
    if values["service"] not in policy.services:
        raise OfficeError(f"{values['service']} is no service of policy/services.yaml.")
    if values["year"] > clock.day(clock.now()).year:
        raise OfficeError(f"The year {values['year']} has not begun: enter the year in which the survey was made.")
    ids = [entered["id"] for entered in values["questions"]]
    if len(set(ids)) < len(ids):
        raise OfficeError("Two questions have the same id.")
    register = parser.parse(register_json.register(policy))
    kinds = {regi for regi in REGI if dimensions.of_regi(register, values["service"], regi)}
    for entered in values["questions"]:
        answers = entered.get("answers", {})
        if ("answers" in entered) == ("mean" in entered) or ("answers" in entered and not answers):
            raise OfficeError(f"Question {entered['id']}: enter `answers`, or `mean` if no more is known.")
        if any(len(by_score) != values["scale"] for by_score in answers.values()):
            raise OfficeError(f"Question {entered['id']}: enter a count for each of the {values['scale']} scores.")
        if answers.keys() - kinds:
            raise OfficeError(
                f"Question {entered['id']}: the service has no provider that is {min(answers.keys() - kinds)}."
            )
        if "mean" in entered and not 1 <= float(entered["mean"]) <= values["scale"]:
            raise OfficeError(f"Question {entered['id']}: the mean is from 1 to {values['scale']}.")
