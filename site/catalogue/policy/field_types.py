"""The field types that several of the municipality's files share, and the groups that residents' texts alone read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.schema.containers import (
    Choice,
    Context,
    Fault,
    FieldType,
    Group,
    Json,
    LangText,
    ListOf,
    MapOf,
    Validation,
)
from catalogue.schema.scalars import Bool, Integer, PatternText, Text
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.pasted_text import strip_marks
from chalicelib.privacy import find_personal_numbers, luhn_is_right
from chalicelib.register.codes import RESIDENCE


class OrganisationNumber(FieldType):
    """Ten digits with a valid check digit and a third digit of at least 2; below 2 it is a personal number."""

    pattern = r"^[0-9]{6}-[0-9]{4}$"

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401, D102 - see FieldType
        if any(find_personal_numbers(str(value))):
            seen.fault(path, "organisation_number_personal")
        elif type(value) is not str or not re.fullmatch(r"[0-9]{6}-[0-9]{4}", value):
            seen.fault(path, "organisation_number_format", _organisation_number(value))
        elif int(value[2]) < 2:  # noqa: PLR2004 - the rule itself (lag 1974:174)
            seen.fault(path, "organisation_number_personal")
        elif not luhn_is_right(value.replace("-", "")):
            seen.fault(path, "organisation_number_check_digit")

    def json_schema(self, context: Context) -> Json:  # noqa: ARG002, D102 - see FieldType
        return {"type": "string", "pattern": self.pattern}


def _organisation_number(value: object) -> str | None:
    """Return a number with plain digits and hyphen; None for what is none, or may be a person's."""
    digits = re.sub("[ -]", "", strip_marks(str(value)))
    is_number = re.fullmatch("[0-9]{2}[2-9][0-9]{7}", digits) and luhn_is_right(digits)
    return f"{digits[:6]}-{digits[6:]}" if is_number else None


ID_PATTERN = r"^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){1,59}$"
ID = PatternText(
    ID_PATTERN,
    "id_format",
    lambda text: text.casefold().translate(str.maketrans("åäöéü_ ", "aaoeu--")).strip("-"),
)
CODE = PatternText(
    r"^[a-z][a-z0-9_]{0,39}$", "code_format", lambda text: text.casefold().replace("-", "_").replace(" ", "_")
)
TEXTS = LangText(Text(300), every=True)
NAME = LangText(Text(80), every=True)
LABEL = LangText(Text(120), every=True)


class _Residences(ListOf):
    """The ways in which residence is established; an only one that is written without brackets is one fault."""

    def check(self, value: Any, path: KeyPath, seen: Validation) -> None:  # noqa: ANN401 - see FieldType
        if type(value) is str:
            seen.fault(path, "residence_not_list", f"[{value}]" if value in RESIDENCE else None)
        else:
            super().check(value, path, seen)


RESIDENCES = _Residences(Choice(options=RESIDENCE), at_least=1)
SYNONYMS = MapOf(CODE, MapOf(CODE, ListOf(Text(60))))
"""Kind of value → value → the other words that people search for it with, in any language."""
ASSUMED = {"source": TEXTS, "assumed": Bool()}
INTENDED = {"intended": Bool(), "reason": Text(300)}
"""Why an amount moves far, or a past month changes: for whoever approves the entry."""
SERVICE_ID = Choice("services")
SUPPLIER = PatternText(r"^[A-Za-z0-9-]{1,20}$", "supplier_format")
TYPES = ("company", "association", "sole_trader", "municipality")
MANY = 100_000


def numbers_follow_type(path: KeyPath, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a contracted party: a sole trader has a supplier code, everyone else the number."""
    if row["type"] == "sole_trader":
        if "organisation_number" in row:
            yield Fault((*path, "organisation_number"), "sole_trader_number", at_key=True)
        if "supplier" not in row:
            yield Fault((*path, "type"), "supplier_missing")
    elif "organisation_number" not in row:
        yield Fault((*path, "type"), "organisation_number_missing")


def group(fields: dict[str, FieldType], *, optional: tuple[str, ...] = ()) -> Group:
    """Build a group whose fields are required, but for the optional ones."""
    return Group(fields, required=frozenset(fields) - set(optional))


def rows(name: str, row: Group, *, at_least: int = 0) -> Group:
    """Build the schema of a file that is one list under one key."""
    return group({name: ListOf(row, at_least=at_least, at_most=MANY, unique=False)})


TIME = PatternText(r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", "time_format")
FEE_PER = ("couple", "person")
DELIVERY = ("voice", "text_message", "email", "letter", "in_person")
"""The ways in which the reception hands over a control number (D2)."""
VISITORS = ("alone", "couple", "former_couple", "adult_relatives", "with_child")
CANCEL_BY = ("hours", "day_before", "working_day_before")
SESSION_FACTS = {
    "fee_per": Choice(options=FEE_PER),
    "delivery": ListOf(Choice(options=DELIVERY), at_least=1),
    "cancel_by": group({"hours": Integer(1, 336), "day_before": TIME, "working_day_before": TIME}, optional=CANCEL_BY),
    "visitors": ListOf(Choice(options=VISITORS), at_least=1),
    "violence_asked_alone": Bool(),
}
"""What residents' pages say of a service's sessions; each may be left out, and then the pages say whom to ask."""
