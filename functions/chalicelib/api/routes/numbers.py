"""The routes of numbers, for the reception, providers and residents."""

from typing import Final

from chalicelib.api.dispatch import Request, Response, Route, client_network
from chalicelib.api.request_fields import CODE, DATE, FLAG, TEXT, Field, choice, group, integer
from chalicelib.api.routes import number_state
from chalicelib.control_numbers import control_number
from chalicelib.register.codes import BECAUSE, NOT_IN_TURN
from chalicelib.rules.context import Seen
from chalicelib.rules.hand_over import Recipient
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Changed, Checked, Issued, Outdated, Refused
from chalicelib.service import clients

MAX_SESSIONS: Final = 999
MAX_MINUTES_GRANTED: Final = 10_000_000
NUMBER: Final = Field("number", TEXT, required=True)
REASON: Final = Field("reason", CODE, required=True)
SEEN: Final = (
    Field("granted", integer(0, MAX_MINUTES_GRANTED), required=True),
    Field("exempt", FLAG, required=True),
    Field("supplier", CODE),
)
DECISION: Final = (
    Field("minutes_week", integer(1, 10_080), required=True),
    Field("months", integer(1, 120), required=True),
    Field("counsellors", integer(1, 9), default=1),
    Field("from", DATE),
)
ISSUE_REQUEST: Final = (
    Field("service", CODE, required=True),
    Field("member", CODE),
    Field("residence", CODE),
    Field("extra", CODE),
    Field("exempt", FLAG, default=False),
    Field("told", FLAG),
    Field("recommended", CODE),
    Field("because", choice(*BECAUSE)),
    Field("decision", group(*DECISION)),
    Field("lost", FLAG, default=False),
    Field("sessions", integer(1, MAX_SESSIONS)),
)


def issue_number(request: Request) -> Response | Refused:
    """Issue a control number; the same Idempotency-Key gets the same number."""
    decision = request.values["decision"]
    grant = None
    if decision is not None:
        named = {name: value for name, value in decision.items() if name != "from"}
        grant = DecisionGrant(**named, first=decision["from"])
    issue_request = IssueRequest(**{**request.values, "decision": grant})
    return _issued(request, request.numbers.issue(issue_request, request.caller.subject, request.key))


def hand_number_over(request: Request) -> Response | Refused:
    """Hand a number over to the supplier whose turn it is, or for a reason to another; a repeat changes nothing.

    The own unit hands over what it can look up, and a number that it cannot is a failed look-up.
    """
    values, caller = request.values, request.caller
    if "provider" in caller.roles:
        provider = request.context.register.provider(caller.provider)
        if provider is None or provider.regi != "own":
            return Refused("not_authorised")
        checked = request.claims.check(provider.id, values["number"])
        if isinstance(checked, Refused):
            return checked
    to = Recipient(values["supplier"], values["because"])
    return _changed(request, request.numbers.hand_over(values["number"], to, caller.subject, _seen(request)))


def replace_number(request: Request) -> Response | Refused:
    """Issue a new number with what is left on the quoted one; the same Idempotency-Key gets the same number."""
    quoted, reason = request.values["number"], request.values["reason"]
    replaced = request.numbers.replace(quoted, reason, request.caller.subject, request.key, _seen(request))
    return _outdated(request, replaced) if isinstance(replaced, Outdated) else _issued(request, replaced)


def look_up_number(request: Request) -> Response | Refused:
    """Return what is left on a number and until when; never which provider or when it was used."""
    checked = request.numbers.inspect(request.values["number"])
    return checked if isinstance(checked, Refused) else Response(200, number_state.state(request, checked))


def revoke_number(request: Request) -> Response | Refused:
    """Revoke a number permanently; a repeated request changes nothing."""
    quoted, reason = request.values["number"], request.values["reason"]
    return _changed(request, request.numbers.revoke(quoted, reason, request.caller.subject, _seen(request)))


def extend_number(request: Request) -> Response | Refused:
    """Change the total of sessions, by a professional assessment; a repeated request changes nothing."""
    values = request.values
    extended = request.numbers.extend(
        values["number"],
        values["granted"],
        values["reason"],
        request.caller.subject,
        beyond=values["beyond"],
        seen=_seen(request),
    )
    return _changed(request, extended)


def exempt_number(request: Request) -> Response | Refused:
    """Set or end the exemption from the fee, from the next claim on; a repeated request changes nothing."""
    values = request.values
    changed = request.numbers.exempt(
        values["number"], values["reason"], request.caller.subject, is_exempt=values["exempt"], seen=_seen(request)
    )
    return _changed(request, changed)


def unlock_number(request: Request) -> Response | Refused:
    """Allow presence codes to be tried again."""
    quoted, reason = request.values["number"], request.values["reason"]
    return _changed(request, request.numbers.unlock(quoted, reason, request.caller.subject, _seen(request)))


def give_number_back(request: Request) -> Response | Refused:
    """Make a number usable again whose successor was never handed over; a repeated request changes nothing."""
    return _changed(
        request,
        request.numbers.give_back(request.values["number"], request.values["successor"], request.caller.subject),
    )


def check_number(request: Request) -> Response | Refused:
    """Return whether a number is usable by the provider on a date, what is left, and the fee of a session then."""
    values = request.values
    return _checked(request.claims.check(request.caller.provider, values["number"], values["service"], values["date"]))


def check_client(request: Request) -> Response | Refused:
    """Return whether a client of the provider has sessions left on a date, and the fee of one then."""
    values = request.values
    provider, service, client = request.caller.provider, values["service"], values["client"]
    return _checked(clients.check(request.context, provider, service, client, values["date"]))


def _checked(checked: Checked | Refused) -> Response | Refused:
    if isinstance(checked, Refused):
        return checked
    row = checked.row
    fee = {} if checked.fee_ore is None else {"fee_ore": checked.fee_ore}
    facts = {"service": row.service} | number_state.left(row) | {"valid_from": row.valid_from}
    return Response(200, number_state.usable(checked) | facts | fee)


def own_number(request: Request) -> Response | Refused:
    """Return what is left on a resident's own number and until when; never which provider or when it was used."""
    checked = request.claims.check_own(request.values["number"], client_network(request.address))
    if isinstance(checked, Refused):
        return checked
    row = checked.row
    begins = {"valid_from": row.valid_from} if checked.reason == "number_not_yet_valid" else {}
    facts = number_state.left(row) | begins | number_state.own_unit_only(row)
    return Response(200, number_state.usable(checked) | facts)


def _issued(request: Request, issued: Issued | Refused) -> Response | Refused:
    if isinstance(issued, Refused):
        return issued
    row = issued.row
    body = {"number": control_number.format(issued.number), "granted": row.granted, "unit": number_state.unit(row)}
    validity = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    codes = {"codes": list(issued.codes)} if issued.codes else {}
    body |= number_state.own_unit_only(row)
    supplier = {} if row.supplier is None else {"supplier": row.supplier}
    return Response(
        200 if issued.replayed else 201, body | validity | supplier | codes, {"Idempotency-Key": request.key}
    )


def _changed(request: Request, changed: Changed | Outdated | Refused) -> Response | Refused:
    """Build the response with the number's present state, whether this request changed it or an earlier one."""
    if isinstance(changed, Refused):
        return changed
    if isinstance(changed, Outdated):
        return _outdated(request, changed)
    codes = {"codes": list(changed.codes)} if changed.codes else {}
    return Response(200, number_state.present_state(request, changed.row) | codes)


def _outdated(request: Request, outdated: Outdated) -> Refused:
    """Build the refusal of a change to a number that is not as it was seen, with its present state."""
    return Refused("number_changed", {"state": number_state.present_state(request, outdated.row)})


def _seen(request: Request) -> Seen | None:
    """Return what the caller saw of the number, if it says so."""
    return Seen(**request.values["seen"]) if request.values["seen"] else None


_QUOTED: Final = (NUMBER,)
_SEEN: Final = Field("seen", group(*SEEN))
_WITH_REASON: Final = (NUMBER, REASON, _SEEN)
_EXEMPT: Final = (NUMBER, Field("exempt", FLAG, required=True), REASON, _SEEN)
_BOTH: Final = (NUMBER, Field("successor", TEXT, required=True))
_RECIPIENT: Final = (NUMBER, Field("supplier", CODE), Field("because", choice(*NOT_IN_TURN)), _SEEN)
_GRANTED: Final = Field("granted", integer(1, MAX_SESSIONS), required=True)
_EXTEND: Final = (NUMBER, _GRANTED, REASON, Field("beyond", CODE), _SEEN)
_ON_DATE: Final = (NUMBER, Field("service", CODE), Field("date", DATE))
_OF_CLIENT: Final = (
    Field("client", TEXT, required=True),
    Field("service", CODE, required=True),
    Field("date", DATE),
)
RECEPTION: Final = frozenset({"reception"})
OWN_UNIT_TOO: Final = frozenset({"reception", "provider"})

ROUTES: Final = (
    Route("POST", "/v1/numbers", RECEPTION, ISSUE_REQUEST, issue_number, keyed=True),
    Route("POST", "/v1/numbers/look-up", RECEPTION, _QUOTED, look_up_number),
    Route("POST", "/v1/numbers/revoke", RECEPTION, _WITH_REASON, revoke_number),
    Route("POST", "/v1/numbers/extend", RECEPTION, _EXTEND, extend_number),
    Route("POST", "/v1/numbers/exempt", RECEPTION, _EXEMPT, exempt_number),
    Route("POST", "/v1/numbers/unlock", RECEPTION, _WITH_REASON, unlock_number),
    Route("POST", "/v1/numbers/replace", RECEPTION, _WITH_REASON, replace_number, keyed=True),
    Route("POST", "/v1/numbers/give-back", RECEPTION, _BOTH, give_number_back),
    Route("POST", "/v1/numbers/hand-over", OWN_UNIT_TOO, _RECIPIENT, hand_number_over),
    Route("POST", "/v1/numbers/check", frozenset({"provider"}), _ON_DATE, check_number),
    Route("POST", "/v1/clients/check", frozenset({"provider"}), _OF_CLIENT, check_client),
    Route("POST", "/v1/numbers/mine", frozenset(), _QUOTED, own_number),
)
