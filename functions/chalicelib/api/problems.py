"""The problem types of the endpoint: one code, one status, one sentence each (RFC 9457). This is the only table.

A problem never repeats what was sent: it may name a field of the API, an amount, a date from the ledger, a code, or one
character that cannot be part of a number, and nothing else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from chalicelib.api.problem_types import OF_FINANCE, OF_SHARED_HOURS, ProblemType
from chalicelib.dates import clock

CONTENT_TYPE: Final = "application/problem+json"
HOUR_SECONDS: Final = 3600
"""Failed look-ups are counted by the hour, so the time to wait is the rest of the hour."""


PROBLEM_TYPES: Final[Mapping[str, ProblemType]] = {
    # The request
    "invalid_body": ProblemType(
        400, "The body cannot be read", "Send one JSON object in UTF-8, without duplicate fields."
    ),
    "unsupported_media_type": ProblemType(
        415, "The body is not JSON", "Send the header Content-Type: application/json."
    ),
    "too_large": ProblemType(413, "The body is too large", "Send only the fields that this route describes."),
    "unknown_field": ProblemType(400, "The request has a field that this route does not have", "Remove or rename it."),
    "missing_field": ProblemType(400, "A field is missing", "Add the field that `field` names."),
    "invalid_field": ProblemType(400, "A field is invalid", "See `field` and `expected`."),
    "personal_identity_number": ProblemType(
        422,
        "A personal identity number was sent",
        "Never send personal identity numbers. No part of the request was stored. See `field` and `lines`. "
        "If it is a reference or key of yours that only looks like one, send it with at most nine digits and no date.",
    ),
    # The caller
    "unauthorised": ProblemType(
        401, "You are not signed in", "Sign in again and send the header Authorization: Bearer …"
    ),
    "forbidden": ProblemType(403, "Your role may not do this", "Sign in with a role that this route describes."),
    "not_authorised": ProblemType(
        403,
        "The provider is not authorised",
        "The provider has no authorisation for this service on this date.",
    ),
    "role_required": ProblemType(
        400, "Your sign-in has several roles for this", "Send the header Kundval-Role with one of `roles`."
    ),
    "not_found": ProblemType(404, "There is no such route", "See /v1/openapi.json for the routes that exist."),
    "method_not_allowed": ProblemType(405, "This route does not have that method", "See /v1/openapi.json."),
    # The number
    "number_mistyped": ProblemType(
        422,
        "The number is mistyped",
        "Check the number with the resident and type it again. See `position` and `character` where one is wrong.",
    ),
    "number_unknown": ProblemType(404, "The number cannot be used here", "Check the number, or ask the reception."),
    "number_revoked": ProblemType(409, "The number has been revoked", "Ask the resident to contact the reception."),
    "number_expired": ProblemType(409, "The number was no longer valid on that date", "It was valid until `valid_to`."),
    "number_not_yet_valid": ProblemType(
        409, "The number was not yet valid on that date", "It is valid from `valid_from`."
    ),
    "exhausted": ProblemType(409, "Nothing is left", "Ask the municipality whether more can be granted."),
    "week_full": ProblemType(
        409, "The week's hours are used", "See `left_minutes`: what the decision leaves in `week`."
    ),
    "number_replaced": ProblemType(409, "The number has been replaced", "Ask for the number that replaced it."),
    # Issuing, and changing what was issued
    "unknown_service": ProblemType(422, "The municipality has no such service", "Send a service id of the register."),
    "unknown_member": ProblemType(422, "No such member municipality", "Send the code of a member."),
    "member_required": ProblemType(
        422, "A member municipality is required", "Send the code of the resident's municipality."
    ),
    "unknown_extra": ProblemType(
        422, "The service has no such reason for extra sessions", "See the register's `extra`."
    ),
    "unknown_residence": ProblemType(
        422, "The service does not accept that residence rule", "See policy's `residence`."
    ),
    "idempotency_conflict": ProblemType(
        409,
        "That Idempotency-Key was used for another request",
        "Send a new key for a new number, and the same key only with the same request.",
    ),
    "no_numbers": ProblemType(
        422,
        "The service has no control numbers",
        "Its providers claim by a key of their own.",
    ),
    "decision_required": ProblemType(422, "The service needs a decision", "Send `decision` with what it grants."),
    "decision_unasked": ProblemType(422, "The service is not by decision", "Leave `decision` out."),
    "not_within_limits": ProblemType(422, "More than the municipality grants", "See the limits in this problem."),
    "first_day_not_possible": ProblemType(
        422, "The decision cannot begin on that day", "Send `from` as a day from `earliest` to `latest`."
    ),
    "used_is_more": ProblemType(
        409,
        "More has been used already",
        "`granted` is the new total, not a difference, and at least `used`.",
    ),
    "not_replaced_by": ProblemType(
        409, "That number did not replace it", "Send the number that was replaced and the one that replaced it."
    ),
    "new_number_used": ProblemType(
        409,
        "The new number has been used",
        "It has been handed over and stays in use. Replace it with another if necessary.",
    ),
    "number_changed": ProblemType(
        409,
        "The number has been changed since it was looked up",
        "See `state`, the number as it is now. Nothing was changed by this request.",
    ),
    "beyond_required": ProblemType(
        422, "That is more than the service's rule", "Send `beyond`, a second reason, or at most `rule` sessions."
    ),
    "no_fee": ProblemType(422, "The service has no fee", "There is nothing to be exempt from."),
    "new_decision_needed": ProblemType(
        409, "Hours are granted by decision", "Issue a new number for the new decision."
    ),
    # The claim
    "wrong_service": ProblemType(
        422, "The number is for another service", "Check which service the number was issued for."
    ),
    "conflict": ProblemType(
        409,
        "The same visit is already claimed with other facts",
        "See `stands`. Reverse it first if it was wrong, or send the next `nth` for another visit that day.",
    ),
    "reversed": ProblemType(409, "That claim was reversed", "Send `next_nth` as `nth` to claim the visit again."),
    "nth_skipped": ProblemType(422, "`nth` leaves a gap", "Send `next_nth` as `nth`."),
    "date_in_future": ProblemType(422, "The date has not come yet", "Claim a visit after it took place."),
    "too_old": ProblemType(
        422, "The date is too long ago", "See `earliest`, the earliest date that can still be claimed."
    ),
    "not_attested": ProblemType(
        422, "Residence is not confirmed", "Check where the client lives, and send `attested` as true in each claim."
    ),
    "minutes_required": ProblemType(
        422, "The minutes are missing", "Send `minutes`: this service is paid by the hour."
    ),
    "counsellors_not_granted": ProblemType(
        409, "The decision grants fewer counsellors", "See `counsellors`, the most at once that were granted."
    ),
    **OF_SHARED_HOURS,
    "code_missing": ProblemType(422, "The presence code is missing", "Send `code`, as the resident handed it over."),
    "code_wrong": ProblemType(
        422, "The presence code is wrong", "Check it with the resident. Five different wrong codes lock the number."
    ),
    "code_used": ProblemType(409, "The presence code was used before", "Ask the resident for the code of this visit."),
    "codes_locked": ProblemType(409, "Too many wrong presence codes", "The reception can unlock the number."),
    "reference_reversed": ProblemType(
        409, "The claim of that reference was reversed", "Send it under another reference."
    ),
    "exempt_not_on_claim": ProblemType(
        422,
        "A claim for the service cannot say that somebody is exempt",
        "Leave `exempt` out: the control number says it, or nobody is exempt.",
    ),
    "claim_reversed": ProblemType(409, "The claim was reversed", "There is no price to correct."),
    "price_is_right": ProblemType(409, "The price is right", "Today's register gives the price that was paid."),
    "register_changed": ProblemType(
        409, "The register has changed since the preview", "Preview again, and send the `register` of that answer."
    ),
    "handed_over": ProblemType(
        409, "The number was handed over", "A supplier performs the rest. What was claimed before stands."
    ),
    "not_handed_over": ProblemType(
        409, "Numbers like this one are not handed over", "Residents choose the provider, or the own unit performs it."
    ),
    "no_supplier": ProblemType(409, "No framework agreement is in force", "See frameworks.yaml in policy."),
    "because_required": ProblemType(
        422, "It is another supplier's turn", "See `turn`. To hand over to somebody else, send `because`."
    ),
    "no_tariff": ProblemType(422, "There is no tariff", "The municipality has decided no price for this event."),
    "too_many_failures": ProblemType(
        429,
        "Too many numbers that do not exist",
        "Check the numbers, and try again at `retry_at`.",
        retry_after_seconds=HOUR_SECONDS,
    ),
    "claim_unknown": ProblemType(404, "There is no such claim of yours", "Check the claim id on the receipt."),
    "unknown_reason": ProblemType(422, "No such reason code", "See the codes of this route in /v1/openapi.json."),
    **OF_FINANCE,
    # The service
    "busy": ProblemType(503, "The service is busy", "Send the same request again: it is safe.", retry_after_seconds=2),
    "cannot_write": ProblemType(
        503, "Nothing can be written now", "Send the same request again later: it is safe.", retry_after_seconds=60
    ),
    "internal_error": ProblemType(500, "Internal error", "Send the same request again, or report `request_id`."),
}


def body(code: str, facts: Mapping[str, Any], now: datetime | None = None) -> dict[str, Any]:
    """Build the problem document of a code, with facts added, and when to try again if it is known what time it is."""
    problem_type = PROBLEM_TYPES[code]
    seconds = None if now is None else retry_after_seconds(code, now)
    retry: dict[str, Any] = {}
    if now is not None and seconds is not None:
        moment = now.replace(microsecond=0) + timedelta(seconds=seconds)
        retry = {"retry_after_seconds": seconds, "retry_at": clock.stamp(moment)}
    return {
        "type": f"urn:kundval:problem:{code}",
        "title": problem_type.title,
        "status": problem_type.status,
        "detail": problem_type.detail,
        "code": code,
        **facts,
        **retry,
    }


def retry_after_seconds(code: str, now: datetime) -> int | None:
    """Return how long to wait before the request is sent again, or None where waiting does not help."""
    seconds = PROBLEM_TYPES[code].retry_after_seconds
    return clock.seconds_to_next_hour(now) if seconds == HOUR_SECONDS else seconds


def headers(code: str, now: datetime | None = None) -> dict[str, str]:
    """Return the header fields of a problem."""
    problem_type = PROBLEM_TYPES[code]
    seconds = problem_type.retry_after_seconds if now is None else retry_after_seconds(code, now)
    retry = {} if seconds is None else {"Retry-After": str(seconds)}
    challenge = {"WWW-Authenticate": "Bearer"} if problem_type.status == HTTPStatus.UNAUTHORIZED else {}
    return {"Content-Type": CONTENT_TYPE, **retry, **challenge}
