"""The possible outcomes of a request, except an outage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, NumberRow, ReversalRow


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: a stable code, and facts (amounts, dates, counts) that help to correct the request."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issued:
    """A number for a resident, new or, when `replayed`, the one that the same request got before.

    `codes` are the presence codes of its slip, empty where the service has none.
    """

    number: str = field(repr=False)
    row: NumberRow
    replayed: bool
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """A number that was changed, or, when `replayed`, had been changed before; `codes` are the new presence codes."""

    row: NumberRow
    replayed: bool
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A change that was refused, because the number is no longer as whoever asked for it saw it."""

    row: NumberRow


@dataclass(frozen=True, slots=True)
class Checked:
    """A number's status on a date: `reason` is the code that says why it is not usable, None when it is.

    `fee_ore` is what the resident owes for a session that day, None where it is not known.
    """

    reason: str | None
    row: NumberRow
    fee_ore: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A claim that is to be recorded, or has been, together with the number's next version.

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
    """A claim that was recorded before: its receipt is returned again."""

    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal that is to be recorded, or has been, together with the next versions of the numbers it changes."""

    reversal: ReversalRow
    numbers: tuple[NumberRow, ...]


@dataclass(frozen=True, slots=True)
class AlreadyReversed:
    """The claim was reversed before: that reversal is returned again."""

    reversal: ReversalRow


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjustment that is to be recorded, or has been."""

    adjustment: AdjustmentRow


@dataclass(frozen=True, slots=True)
class AlreadyAdjusted:
    """The claim's price has been corrected before: its latest adjustment is returned again."""

    adjustment: AdjustmentRow
