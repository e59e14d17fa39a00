"""Running costs of the service: formulas, figures and prices in `site/costs.yaml`, computed for three places.

The formulas shown on the page are those evaluated here, and each figure states whether it was measured, has a source,
or is assumed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from catalogue.schema import yaml_reader
from catalogue.schema.problem import report

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
        return {one["name"]: value(str(one["value"]), {}) for one in self.data["inputs"]}

    def of_place(self, place: Mapping[str, Any]) -> dict[str, Decimal]:
        """Return the inputs and quantities of a place by name; a quantity may use those above it."""
        known = self.values() | {"sessions": value(str(place["sessions"]), {})}
        for one in self.data["quantities"]:
            known[one["name"]] = value(one["formula"], known)
        return known

    def lines(self, place: Mapping[str, Any]) -> list[Decimal]:
        """Return the cost of each line for a place, in kronor a year."""
        known = self.of_place(place)
        prices = {one["name"]: Decimal(one["usd"]) / Decimal(one["per"]) for one in self.data["prices"]}
        rate = Decimal(self.data["rate"]["kronor"])
        return [value(str(one["formula"]), known) * prices[one["price"]] * rate for one in self.data["lines"]]

    @cached_property
    def view(self) -> dict[str, Any]:
        """Return the template's data, the same in every language."""
        places = self.data["places"]
        known = [self.of_place(place) for place in places]
        lines = [self.lines(place) for place in places]
        totals = [sum(line, Decimal()) for line in lines]
        quantities = [{"name": "sessions", "about": "sessions"}, *self.data["quantities"]]
        return {
            **self.data,
            "amounts": [{**one, "values": [shown(of_place[one["name"]]) for of_place in known]} for one in quantities],
            "kronor": [
                {**one, "values": [_kronor(of_place[number]) for of_place in lines]}
                for number, one in enumerate(self.data["lines"])
            ],
            "needs": [self._need(one, known) for one in self.data["limits"]],
            "first": self._first(known[-1]),
            "largest": places[-1]["name"],
            "totals": [_kronor(total) for total in totals],
            "each": [shown(total / of_place["sessions"]) for total, of_place in zip(totals, known, strict=True)],
        }

    def _need(self, one: Mapping[str, Any], known: Sequence[Mapping[str, Decimal]]) -> dict[str, Any]:
        """Return a limit, with the amount that each place needs of it."""
        return {**one, "values": [shown(value(one["formula"], of_place)) for of_place in known]}

    def _first(self, known: Mapping[str, Decimal]) -> dict[str, str]:
        """Return the limit that a place reaches first, and the factor by which its need may grow until then."""
        room = {one["about"]: Decimal(one["limit"]) / value(one["formula"], known) for one in self.data["limits"]}
        about, times = min(room.items(), key=lambda each: each[1])
        return {"about": about, "times": shown(times)}


def load(site: Path) -> Costs:
    """Load the file; raises CostsError, which stops the build, if it is invalid."""
    read, problems = yaml_reader.read(site / "costs.yaml", PATH, yaml_reader.POLICY_MAX_BYTES)
    if read is not None:
        found, problems = yaml_reader.load(read, PATH, yaml_reader.POLICY_MAX_BYTES)
        if not problems:
            return Costs(found)
    raise CostsError(report(problems, "text", "en"))


def value(formula: str, known: Mapping[str, Decimal]) -> Decimal:
    """Evaluate a formula of names, numbers, + - * / and brackets; raises CostsError for anything else.

    >>> value("sessions * (1 + checks) / 4", {"sessions": Decimal(10), "checks": Decimal(1)})
    Decimal('5')
    """
    try:
        return _value(ast.parse(formula, mode="eval").body, known)
    except (SyntaxError, KeyError, TypeError, ArithmeticError) as error:
        raise CostsError(f"{PATH}: the formula {formula!r} cannot be reckoned: {error}.") from error


def _value(node: ast.expr, known: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(str(number))
        case ast.Name(id=name):
            return known[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _DOES[type(op)](_value(left, known), _value(right, known))
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


def where_from(one: Mapping[str, Any]) -> str:
    """Return where a figure comes from: assumed, measured, or its source.

    >>> where_from({"assumed": "look at it"}), where_from({"source": "D22"})
    ('assumed: look at it', 'D22')
    """
    if "assumed" in one:
        return f"assumed: {one['assumed']}"
    return f"measured: {one['measured']}" if "measured" in one else str(one["source"])


def names(costs: Costs) -> Iterator[str]:
    """Yield every name that a formula may use."""
    yield "sessions"
    groups: Sequence[Sequence[Mapping[str, Any]]] = (costs.data["inputs"], costs.data["quantities"])
    yield from (one["name"] for group in groups for one in group)
