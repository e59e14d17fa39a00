"""What a problem type is, and those of an hour that two providers share; `problems` has the whole table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ProblemType:
    """What a code means: its HTTP status, a short title, a sentence of help, and when to retry."""

    status: int
    title: str
    detail: str
    retry_after_seconds: int | None = None


OF_SHARED_HOURS: Final[Mapping[str, ProblemType]] = {
    "partner_unasked": ProblemType(422, "Hours of this service are not shared", "Leave `with` out."),
    "partner_unknown": ProblemType(422, "`with` names no other provider", "Send the id of the one you worked with."),
    "partner_not_authorised": ProblemType(
        422, "The hour cannot be shared with it", "That provider is not authorised that day, or has other prices."
    ),
    "partner_counsellors": ProblemType(422, "A shared hour is one of two counsellors", "Send 2 as `counsellors`."),
    "partner_differs": ProblemType(
        409, "The other one's report differs", "See `event` and `minutes`, and agree first."
    ),
    "partner_names_another": ProblemType(
        409, "The other provider names somebody else", "Ask it to correct its report, or wait for the one it names."
    ),
    "no_price_for_two": ProblemType(422, "There is no price for two counsellors", "Such an hour cannot be shared."),
}
