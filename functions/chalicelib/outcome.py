"""What a request at the endpoint can come to, apart from an outage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.ledger import ClaimRow, NumberRow, ReversalRow


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: a stable code, and facts of ours (amounts, dates, counts) that help to put it right."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issued:
    """A number for a resident, new or, when `replayed`, the one that the same request got before."""

    number: str = field(repr=False)
    row: NumberRow
    replayed: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a number is usable by the provider on a date, and if not, the code of the reason."""

    reason: str | None
    row: NumberRow


@dataclass(frozen=True, slots=True)
class Accepted:
    """A claim that is to be recorded together with the number's next version, or that has been."""

    claim: ClaimRow
    number: NumberRow


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same claim as one that stands: its receipt is given again."""

    claim: ClaimRow


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal that is to be recorded together with the number's next version, or that has been."""

    reversal: ReversalRow
    number: NumberRow


@dataclass(frozen=True, slots=True)
class AlreadyReversed:
    """The same claim was reversed before: that reversal is given again."""

    reversal: ReversalRow
