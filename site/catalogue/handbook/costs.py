"""What a year on AWS uses, which decides what it costs: `site/costs.yaml`, computed for three places.

The formulas shown on the page are those evaluated here, and each figure states whether it was measured, has a source,
or is assumed. Prices are for the municipality to look up.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalogue import SITE
from catalogue.schema import yaml_reader
from catalogue.schema.problem import report
from catalogue.views import TemplateContext

PATH = "site/costs.yaml"
_DOES: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_WHOLE = Decimal(1)
_SMALL = Decimal(10)


class CostsError(Exception):
    """The file is invalid; the message is one sentence that names the place."""


@dataclass(frozen=True)
class Costs:
    """The content of the file, and the values computed from it."""

    data: Mapping[str, Any]

    def values(self) -> dict[str, Decimal]:
        """Return every input by name."""
        return {item["name"]: value(str(item["value"]), {}) for item in self.data["inputs"]}

    def of_place(self, place: Mapping[str, str]) -> dict[str, Decimal]:
        """Return the inputs and quantities of a place by name; a quantity may use those above it."""
        values = self.values() | {"sessions": value(str(place["sessions"]), {})}
        for quantity in self.data["quantities"]:
            values[quantity["name"]] = value(quantity["formula"], values)
        return values

    def template_context(self) -> TemplateContext:
        """Return what the page's template shows."""
        places = self.data["places"]
        by_place = [self.of_place(place) for place in places]
        quantities = [("sessions", "sessions"), *((item["name"], item["about"]) for item in self.data["quantities"])]
        return {
            **self.data,
            "amounts": [
                {"about": about, "values": [shown(values[name]) for values in by_place]} for name, about in quantities
            ],
            "used": [
                {
                    **line,
                    "values": [shown(value(str(line["formula"]), values) / line["per"]) for values in by_place],
                }
                for line in self.data["lines"]
            ],
            "needs": [
                {**limit, "values": [shown(value(limit["formula"], values)) for values in by_place]}
                for limit in self.data["limits"]
            ],
            "first": self._first_limit(by_place[-1]),
            "largest": places[-1]["name"],
        }

    def _first_limit(self, values: Mapping[str, Decimal]) -> TemplateContext:
        """Return the limit that a place reaches first."""
        room = {item["about"]: Decimal(item["limit"]) / value(item["formula"], values) for item in self.data["limits"]}
        about, times = min(room.items(), key=lambda item: item[1])
        return {"about": about, "times": shown(times)}


def load(site: Path = SITE) -> Costs:
    """Load the file; raises CostsError if it is invalid."""
    data, problems = yaml_reader.read(site / "costs.yaml", PATH, yaml_reader.POLICY_MAX_BYTES)
    if data is not None:
        content, problems = yaml_reader.load(data, PATH, yaml_reader.POLICY_MAX_BYTES)
        if not problems:
            return Costs(content)
    raise CostsError(report(problems, "text", "en"))


def value(formula: str, values: Mapping[str, Decimal]) -> Decimal:
    """Evaluate a formula of names, numbers, + - * / and brackets; raises CostsError for anything else.

    >>> value("sessions * (1 + checks) / 4", {"sessions": Decimal(10), "checks": Decimal(1)})
    Decimal('5')
    """
    try:
        return _value(ast.parse(formula, mode="eval").body, values)
    except (SyntaxError, KeyError, TypeError, ArithmeticError) as error:
        raise CostsError(f"{PATH}: the formula {formula!r} cannot be evaluated: {error}.") from error


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(str(number))
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _DOES[type(op)](_value(left, values), _value(right, values))
        case _:
            raise TypeError("only names, numbers, + - * / and brackets")


def shown(number: Decimal) -> str:
    """Format a number: as an integer from 10 up, with two significant digits below.

    >>> shown(Decimal("23468.18")), shown(Decimal("4.256")), shown(Decimal("0.0032")), shown(Decimal(0))
    ('23,468', '4.3', '0.0032', '0')
    """
    if number == 0 or number >= _SMALL:
        return f"{number.quantize(_WHOLE):,}"
    digits = max(1, 1 - number.adjusted())
    return f"{number:.{digits}f}"


def where_from(figure: Mapping[str, str]) -> str:
    """Return where a figure comes from: assumed, measured, or its source.

    >>> where_from({"assumed": "look at it"}), where_from({"source": "D22"})
    ('assumed: look at it', 'D22')
    """
    if "assumed" in figure:
        return f"assumed: {figure['assumed']}"
    return f"measured: {figure['measured']}" if "measured" in figure else figure["source"]
