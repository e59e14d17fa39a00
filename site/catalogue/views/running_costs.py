"""Running costs of the service: formulas, figures and prices in `site/costs.yaml`, computed for three places.

The formulas shown on the page are those evaluated here, and each figure states whether it was measured, has a source,
or is assumed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

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

    def lines(self, place: Mapping[str, str]) -> list[Decimal]:
        """Return the cost of each line for a place, in kronor a year."""
        values = self.of_place(place)
        prices = {price["name"]: Decimal(price["usd"]) / Decimal(price["per"]) for price in self.data["prices"]}
        rate = Decimal(self.data["rate"]["kronor"])
        return [value(str(line["formula"]), values) * prices[line["price"]] * rate for line in self.data["lines"]]

    @cached_property
    def template_context(self) -> TemplateContext:
        """Return the template's data, the same in every language."""
        places = self.data["places"]
        by_place = [self.of_place(place) for place in places]
        lines = [self.lines(place) for place in places]
        totals = [sum(line, Decimal()) for line in lines]
        quantities = [("sessions", "sessions"), *((item["name"], item["about"]) for item in self.data["quantities"])]
        return {
            **self.data,
            "amounts": [
                {"about": about, "values": [shown(values[name]) for values in by_place]} for name, about in quantities
            ],
            "kronor": [
                {"about": line["about"], "values": [_kronor(of_place[number]) for of_place in lines]}
                for number, line in enumerate(self.data["lines"])
            ],
            "needs": [
                {**limit, "values": [shown(value(limit["formula"], values)) for values in by_place]}
                for limit in self.data["limits"]
            ],
            "first": self._first_limit(by_place[-1]),
            "largest": places[-1]["name"],
            "totals": [_kronor(total) for total in totals],
            "each": [shown(total / values["sessions"]) for total, values in zip(totals, by_place, strict=True)],
        }

    def _first_limit(self, values: Mapping[str, Decimal]) -> TemplateContext:
        """Return the limit that a place reaches first."""
        room = {item["about"]: Decimal(item["limit"]) / value(item["formula"], values) for item in self.data["limits"]}
        about, times = min(room.items(), key=lambda item: item[1])
        return {"about": about, "times": shown(times)}


def load(site: Path) -> Costs:
    """Load the file; raises CostsError, which stops the build, if it is invalid."""
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


def _kronor(amount: Decimal) -> str:
    """Format an amount in kronor, rounded up, so that the estimate is never too low."""
    return f"{amount.quantize(_WHOLE, rounding=ROUND_CEILING):,}"


def where_from(figure: Mapping[str, str]) -> str:
    """Return where a figure comes from: assumed, measured, or its source.

    >>> where_from({"assumed": "look at it"}), where_from({"source": "D22"})
    ('assumed: look at it', 'D22')
    """
    if "assumed" in figure:
        return f"assumed: {figure['assumed']}"
    return f"measured: {figure['measured']}" if "measured" in figure else figure["source"]
