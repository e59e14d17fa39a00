"""What a request at the endpoint can come to, apart from an outage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.ledger.port import AdjustmentRow, ClaimRow, NumberRow, ReversalRow


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: a stable code, and facts of ours (amounts, dates, counts) that help to put it right."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issued:
    """A number for a resident, new or, when `replayed`, the one that the same request got before.

    `codes` are the presence codes of its slip, none where the service asks for none.
    """

    number: str = field(repr=False)
    row: NumberRow
    replayed: bool
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """A number that the reception changed, or, when `replayed`, that stands so already; `codes` are the new ones."""

    row: NumberRow
    replayed: bool
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a number is usable by the provider on a date, and if not, the code of the reason."""

    reason: str | None
    row: NumberRow


@dataclass(frozen=True, slots=True)
class Accepted:
    """A claim that is to be recorded together with the number's next version, or that has been.

    `number` is None where the service has no numbers.
    """

    claim: ClaimRow
    number: NumberRow | None


@dataclass(frozen=True, slots=True)
class WrongPresenceCode:
    """A wrong presence code: the number's next version, which counts it, and the refusal."""

    number: NumberRow
    refused: Refused


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same claim as one that stands: its receipt is given again."""

    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal that is to be recorded together with the next versions of the numbers it moves, or that has been."""

    reversal: ReversalRow
    numbers: tuple[NumberRow, ...]


@dataclass(frozen=True, slots=True)
class AlreadyReversed:
    """The same claim was reversed before: that reversal is given again."""

    reversal: ReversalRow


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjustment that is to be recorded, or that has been."""

    adjustment: AdjustmentRow


@dataclass(frozen=True, slots=True)
class AlreadyAdjusted:
    """The claim's price is right by now: its latest adjustment is given again."""

    adjustment: AdjustmentRow
