"""The municipality of a register."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegisterMunicipality:
    """The municipality that pays; `members` are the codes of a joint service's municipalities, empty for one (D40)."""

    code: str
    name: str
    members: tuple[str, ...]
    demo: bool
    organisation_number: str | None = None
    elsewhere: tuple[str, ...] = ()
    """The ids of other places to turn to, in policy's order (D10)."""
