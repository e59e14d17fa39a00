"""One request for every answer that openapi.yaml describes, route by route; run by test_app_reach."""

from typing import Final

from ops.server.api_gateway import Response
from tests.support.app.document import DOCUMENTED, SUCCEEDED
from tests.support.app.endpoint import Endpoint
from tests.support.app.reach_any import ANY_ROUTE
from tests.support.app.reach_good import FIRST, GOOD
from tests.support.app.reach_own import OWN_WAYS
from tests.support.app.sending import Case, Sending

EVERY_CASE: Final[list[Case]] = sorted(
    {(*route, status, code) for route, codes in DOCUMENTED.items() for status, code in codes}
    | {(*route, status, "ok") for route, statuses in SUCCEEDED.items() for status in statuses}
)


def provoke(endpoint: Endpoint, case: Case) -> Response:
    """Send the request for a case: its own, or the one that works for every route."""
    if case in OWN_WAYS:
        return OWN_WAYS[case](endpoint)
    method, path, status, code = case
    sending = GOOD[method, path](endpoint)
    if code == "ok":
        return sending.to(endpoint) if status == FIRST[method, path] else _twice(endpoint, sending)
    return ANY_ROUTE[code](endpoint, sending)


def _twice(endpoint: Endpoint, sending: Sending) -> Response:
    """Send the same request twice; return the second answer."""
    sending.to(endpoint)
    return sending.to(endpoint)
