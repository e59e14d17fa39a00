"""What the demonstration prints: numbered sections, rows, and amounts and quantities as people write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.demo.events import Event
from ops.demo.plan import ServicePlan

WIDTH = 100
LONGEST_SUM = 44
_MINUTES_AN_HOUR = 60
_EVENTS = {
    "session": "a visit",
    "first_assessment": "a first assessment",
    "phone": "a telephone call",
    "late_cancellation": "a late cancellation",
    "no_show": "a no-show",
}


@dataclass
class Terminal:
    """Prints sections under their numbers."""

    sections: int = 0

    def section(self, title: str) -> None:
        """Print the heading of the next section."""
        self.sections += 1
        heading = f"{self.sections}  {title}"
        print(f"\n{heading}\n{'─' * min(len(heading), WIDTH)}")

    def row(self, label: str, value: str) -> None:
        """Print a row of a section."""
        print(f"  {label:<36} {value}")

    def left_out(self, what: str, why: str) -> None:
        """Print in one line what a section leaves out, and why."""
        self.row("Left out", f"{what}: {why}")


def kronor(ore: int) -> str:
    r"""Format an amount of öre in kronor: 1 104 kr, −1 104 kr, 0.50 kr.

    >>> kronor(110_400).replace("\u00a0", " ")
    '1 104 kr'
    >>> kronor(-50).replace("\u00a0", " ")
    '−0.50 kr'
    """
    units, rest = divmod(abs(ore), 100)
    sign = "−" if ore < 0 else ""
    return f"{sign}{units:,}{f'.{rest:02}' if rest else ''} kr".replace(",", "\u00a0").replace(" kr", "\u00a0kr")


def format_sum(amounts_ore: Sequence[int]) -> str:
    r"""Format amounts of öre as a sum that can be checked by hand, shorter where it would be too long for a line.

    >>> format_sum([110_400, 110_400, -110_400]).replace("\u00a0", " ")
    '2 × 1 104 kr − 1 × 1 104 kr = 1 104 kr'
    >>> format_sum([100, 0]).replace("\u00a0", " ")
    '1 × 1 kr = 1 kr'
    >>> format_sum([100, 200, 300, 400, 500, 600, -100]).replace("\u00a0", " ")
    '6 claims − 1 reversed = 20 kr'
    """
    terms = [
        f"{'−' if ore < 0 else '+'} {amounts_ore.count(ore)} × {kronor(abs(ore))}"
        for ore in sorted(set(amounts_ore) - {0} or {0}, reverse=True)
    ]
    text = " ".join(terms).removeprefix("+ ")
    if len(text) > LONGEST_SUM:
        back = sum(ore < 0 for ore in amounts_ore)
        text = f"{len(amounts_ore) - back} claims" + (f" − {back} reversed" if back else "")
    return f"{text} = {kronor(sum(amounts_ore))}"


def bare(plan: ServicePlan, units: int) -> str:
    """Format a quantity of a service without its unit: sessions, or minutes as hours."""
    return str(units) if plan.minutes is None else f"{units / _MINUTES_AN_HOUR:g}"


def quantity(plan: ServicePlan, units: int) -> str:
    """Format a quantity of a service in its own unit: 5 sessions, 1 session, 130 hours, 1.5 hours."""
    unit = "session" if plan.minutes is None else "hour"
    number = bare(plan, units)
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def visit(plan: ServicePlan, event: Event | None = None) -> str:
    """Format one performed event: one session, 1 hour, a telephone call, 1 hour with 2 counsellors."""
    event = event or plan.event
    if event.name != "session":
        name = _EVENTS[event.name]
    else:
        name = "one session" if plan.minutes is None else quantity(plan, plan.minutes)
    return name if event.counsellors == 1 else f"{name} with {event.counsellors} counsellors"


def is_left(plan: ServicePlan, units: int) -> str:
    """Format how much of a number is left: 1 session is left, 0 hours are left."""
    left = quantity(plan, units)
    return f"{left} {'is' if left.startswith('1 ') else 'are'} left"


def months(count: int) -> str:
    """Format a number of months."""
    return "1 month" if count == 1 else f"{count} months"


def fee(fee_ore: int) -> str:
    """Format a resident's fee: a fee of 450 kr, no fee."""
    return f"a fee of {kronor(fee_ore)}" if fee_ore else "no fee"
