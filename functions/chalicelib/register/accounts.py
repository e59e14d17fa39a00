"""The register's accounts, and the dimensions that a payment is sorted by in the SIE file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a payment is posted to (D60); `credit` is the liability account until it is paid."""

    service: str
    type: str
    account: str
    motpart: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the SIE file, and what stands in it: the motpart, the service or the member of a posting.

    `objects` are the municipality's own codes; without any, the posting's own code stands there.
    """

    of: str
    number: str
    name: str
    objects: Mapping[str, str] = field(default_factory=dict)


DIMENSIONS = (
    Dimension("motpart", "20", "Motpart"),
    Dimension("service", "21", "Verksamhet"),
    Dimension("member", "22", "Medlemskommun"),
)
"""The dimensions where policy names none. Numbers below 20 have a meaning in the format."""
