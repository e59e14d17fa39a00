"""API Gateway on one machine: Chalice's own LocalGateway, thread-safe, answering in our problem documents."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayAuthorizer, NotAuthorizedError

from chalicelib.api import problems
from chalicelib.service import caller


@dataclass(frozen=True)
class Response:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def json(self) -> Any:  # noqa: ANN401 - JSON is any
        """Parse the body as JSON."""
        return json.loads(self.body)


def problem(code: str, **more: object) -> Response:
    """Build a refusal by the gateway itself, without calling the function."""
    document = json.dumps(problems.body(code, more), ensure_ascii=False).encode()
    return Response(problems.PROBLEM_TYPES[code].status, problems.headers(code), document)


class _DeniedError(Exception):
    """The authorizer has refused a token, for the reason in its context."""


class _Authorizer(LocalGatewayAuthorizer):
    """Chalice's own, which keeps the reason of a refusal: API Gateway puts it into its answer."""

    def _check_can_invoke_view_function(self, arn: str, auth_result: dict[str, Any]) -> bool:
        if not super()._check_can_invoke_view_function(arn, auth_result):
            raise _DeniedError(auth_result["context"]["reason"])
        return True


class Gateway:
    """Passes requests to the Chalice app as API Gateway does; the current request is stored per thread."""

    def __init__(self, app: Chalice) -> None:
        """Wrap the app; its class gets a thread-local request, since Chalice's own mixes answers between threads."""
        if not isinstance(app, LocalChalice):
            app.__class__ = type("ThreadLocalChalice", (LocalChalice, type(app)), {})
        self._app = app
        self._local = LocalGateway(app, Config.create())
        self._local._authorizer = _Authorizer(app)  # noqa: SLF001 - there is no public way

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Return the app's answer; what API Gateway itself would refuse becomes a problem document.

        HEAD is handled as GET (RFC 9110 §9.3.2); the server omits the body.
        """
        methods = self._methods(path)
        method = "GET" if method == "HEAD" and "GET" in methods else method
        if not methods:
            return problem("not_found")
        if method not in methods:
            not_allowed = problem("method_not_allowed")
            return Response(not_allowed.status, {**not_allowed.headers, "Allow": ", ".join(methods)}, not_allowed.body)
        try:
            response = self._local.handle_request(method, path, dict(headers), body)
        except NotAuthorizedError:
            return problem("unauthorised")
        except _DeniedError as denied:
            return problem("unauthorised", reason=str(denied))
        except caller.KeysUnavailableError:
            return problem("busy")
        return _answer(response)

    def _methods(self, path: str) -> list[str]:
        """Return the methods of the route that the path matches; empty if there is none."""
        try:
            route = self._local.event_converter._route_matcher.match_route(path).route  # noqa: SLF001 - there is no public way
        except ValueError:
            return []
        return sorted(self._app.routes[route])


def _answer(response: Mapping[str, Any]) -> Response:
    body = response["body"]
    raw = base64.b64decode(body) if response.get("isBase64Encoded") else str(body).encode()
    return Response(response["statusCode"], {"Content-Type": "application/json", **response["headers"]}, raw)
