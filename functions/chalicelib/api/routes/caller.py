"""The route that tells who is signed in, so that no page has to read a token."""

from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.dates import clock
from chalicelib.register.codes import ROLES


def caller(request: Request) -> Response:
    """Return the caller's roles, its provider if it has one, its subject, and until when the sign-in lasts."""
    identity = request.caller
    answer: dict[str, Any] = {
        "roles": list(identity.roles),
        "subject": identity.subject,
        "expires_at": clock.stamp(datetime.fromtimestamp(identity.expires_at_seconds, UTC)),
    }
    return Response(200, answer | ({"provider": identity.provider} if identity.provider else {}))


ROUTES: Final = (Route("GET", "/v1/caller", frozenset(ROLES), (), caller, every_role=True),)
