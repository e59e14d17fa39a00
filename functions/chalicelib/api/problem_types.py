"""What a problem type is, those of hours that two providers share, and those of what is paid and published.

`problems` has the whole table.
"""

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

OF_FINANCE: Final[Mapping[str, ProblemType]] = {
    "month_open": ProblemType(409, "The month is not over", "Its files can be made from `payable_from`."),
    "month_closed": ProblemType(
        409,
        "The month is closed",
        "Nothing was recorded: `month` is closed, and so is the month before it. A clock of the municipality is wrong.",
    ),
    "month_not_closed": ProblemType(409, "The month is not closed", "Close it first."),
    "month_changed": ProblemType(
        409, "The month is not what was previewed", "Nothing was closed. See `count` and `sum_ore`, and preview again."
    ),
    "month_empty": ProblemType(
        409, "The month has no rows", "Nothing was closed. Send `empty: true` if nothing was done that month."
    ),
    "too_slow_to_close": ProblemType(
        422,
        "The ledger is too large to be checked here",
        "Nothing was closed: it takes more than `seconds`. Use build.py payment-run.",
    ),
    "not_payable": ProblemType(409, "The month cannot be paid in its present state", "See `why`."),
    "year_open": ProblemType(409, "The year's figures are not final", "They can be made from `final_from`."),
    "too_many_rows": ProblemType(
        422, "More rows than the endpoint reads", "At most `most`. Use build.py payment-run, statistics or follow-up."
    ),
    "reports_unasked": ProblemType(422, "The service takes no case reports", "The municipality does not require them."),
    "contacts_unasked": ProblemType(422, "The service counts no contacts", "The municipality does not ask for them."),
    "too_late_to_undo": ProblemType(
        409, "The contact is of an earlier month", "It can be undone in the month in which it was counted."
    ),
    "quarter_closed": ProblemType(422, "Cases of that quarter are not reported now", "See `earliest` and `latest`."),
    "invalid_cursor": ProblemType(400, "The cursor is invalid", "Start again without it."),
}
