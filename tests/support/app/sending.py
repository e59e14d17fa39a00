"""A request to a route, to be sent unchanged or with some fields changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ops.server.api_gateway import Response
from tests.support.app.endpoint import Endpoint

Case = tuple[str, str, int, str]
"""Method, path, status and code of an answer, where a success has the code `ok`."""

TEST_PERSON: Final = "19900602-2397"  # published by the Swedish Tax Agency for tests; it belongs to nobody


@dataclass(frozen=True)
class Sending:
    """A request that succeeds if it is sent unchanged."""

    who: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    """How a body is sent."""

    def to(self, endpoint: Endpoint, **changed: object) -> Response:
        """Send the request, with some fields changed."""
        if self.body is None:
            return endpoint.get(self.path, self.who, self.headers)
        return endpoint.send(self.method, self.path, self.who, {**self.body, **changed}, self.headers)

    def raw(self, endpoint: Endpoint, body: bytes, kind: str = "application/json") -> Response:
        """Send the request with another body."""
        signed_in = endpoint.signed_in(self.who) if self.who else {}
        headers = {**signed_in, "content-type": kind}
        return endpoint.raw(self.method, self.path, headers, body)
