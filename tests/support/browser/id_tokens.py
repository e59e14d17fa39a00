"""An issuer that gives an id token with its access token, as Entra ID, Keycloak and others do."""

from __future__ import annotations

import base64
import json
import time
import urllib.parse
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Request, Route


class IdTokens:
    """Sees what the pages of a window ask the issuer for, and adds id tokens to what it answers."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: dict[str, str] = {}
        context.on("request", self._see)

    def _see(self, request: Request) -> None:
        if "/dev/authorize?" in request.url:
            self.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.url).query))

    def added(self, **other: object) -> Callable[[Route], None]:
        """Return a token endpoint that adds the id token that the page waits for, but with other claims."""

        def handle(route: Route) -> None:
            now_seconds = int(time.time())
            claims: dict[str, object] = {
                "iss": route.request.url.removesuffix("/token"),
                "aud": self.asked["client_id"],
                "nonce": self.asked["nonce"],
                "sub": "somebody",
                "iat": now_seconds,
                "exp": now_seconds + 60,
            }
            id_token = ".".join((_part({"alg": "ES256"}), _part(claims | other), "x"))
            route.fulfill(json=route.fetch().json() | {"id_token": id_token})

        return handle


def _part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
