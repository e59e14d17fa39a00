"""What can be in the way of a sign-in, as a browser meets it, and the sentences that the reception's page then says."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from typing import Any, NamedTuple

from playwright.sync_api import Page, Route, expect

DISCOVERY, AUTHORIZE, TOKEN, CALLER = "**/openid-configuration", "**/dev/authorize?*", "**/dev/token", "**/v1/caller"
OWNER = "den som sköter tjänsten i kommunen"
AGAIN = "Hjälper det inte, hör av dig till"
WORDS = "AADSTS65004: The user declined to consent."


def sent_back_with(**answer: str) -> Callable[[Route], None]:
    """Return an issuer that answers at once, without showing a page; an empty text leaves a field out."""

    def handle(route: Route) -> None:
        url = urllib.parse.urlsplit(route.request.url)
        asked = dict(urllib.parse.parse_qsl(url.query))
        fields = {"state": asked["state"], "iss": f"{url.scheme}://{url.netloc}/dev", **answer}
        query = urllib.parse.urlencode({name: value for name, value in fields.items() if value})
        route.fulfill(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}"})

    return handle


def answering(status: int, body: object) -> Callable[[Route], None]:
    """Return an endpoint that answers with JSON."""
    return lambda route: route.fulfill(status=status, json=body)


def stopped(route: Route) -> None:
    """Give no answer, as where there is no network, or where the content policy or CORS forbids the request."""
    route.abort()


def changed(**fields: Any) -> Callable[[Route], None]:  # noqa: ANN401 - JSON
    """Return an endpoint that answers as it does, with other fields."""
    return lambda route: route.fulfill(json=route.fetch().json() | fields)


def unauthorised(reason: str) -> Callable[[Route], None]:
    """Return a service that refuses the token."""
    return answering(401, {"code": "unauthorised", "reason": reason})


class Refusal(NamedTuple):
    """What is in the way, and what the page then says; `{host}` and `{issuer}` are those of the sign-in."""

    pattern: str
    handle: Callable[[Route], None]
    sentence: str
    detail: str = ""


BEFORE_THE_WINDOW = {
    "the site is not reached": Refusal(
        "**/identity.json", stopped, f"Inget svar från tjänsten. Vänta en stund och försök igen. {AGAIN} {OWNER}."
    ),
    "the issuer is not reached": Refusal(
        DISCOVERY,
        stopped,
        f"Inget svar från inloggningen på {{host}}. Kontrollera uppkopplingen och försök igen. {AGAIN} {OWNER}.",
    ),
    "the issuer has another name": Refusal(
        DISCOVERY,
        changed(issuer="https://login.example/other"),
        "Inloggningen är fel inställd: den ska heta {issuer} men kallar sig https://login.example/other. "
        f"Hör av dig till {OWNER}.",
    ),
    "there is no issuer at the address": Refusal(
        DISCOVERY,
        answering(404, {}),
        f"Svaret från inloggningen på {{host}} går inte att använda. Hör av dig till {OWNER} och nämn koden.",
        "Kod: HTTP 404",
    ),
    "the address to sign in at is a script": Refusal(
        DISCOVERY,
        changed(authorization_endpoint="javascript:alert(1)"),
        f"Svaret från inloggningen på {{host}} går inte att använda. Hör av dig till {OWNER} och nämn koden.",
        "Kod: OAUTH_REQUEST_PROTOCOL_FORBIDDEN",
    ),
}
IN_THE_WINDOW = {
    "cancelled": Refusal(
        AUTHORIZE,
        sent_back_with(error="access_denied"),
        "Inloggningen avbröts innan den var klar. Försök igen. Var det inte du som avbröt den, får ditt konto kanske "
        f"inte användas här: hör av dig till {OWNER}.",
        "Inloggningen på {host} gav ingen förklaring. Kod: access_denied",
    ),
    "consent refused": Refusal(
        AUTHORIZE,
        sent_back_with(error="consent_required", error_description=f"{WORDS}\r\nTrace ID: 1\u202e2"),
        "Inloggningen avbröts innan den var klar. Försök igen. Var det inte du som avbröt den, får ditt konto kanske "
        f"inte användas här: hör av dig till {OWNER}.",
        f"Svar från {{host}}: ”{WORDS} Trace ID: 1 2” Kod: consent_required",
    ),
    "refused in words": Refusal(
        AUTHORIZE,
        sent_back_with(error="unauthorized_client", error_description="<b>Not this client</b> {who}"),
        f"Inloggningen på {{host}} släppte inte in dig. Hör av dig till {OWNER}.",
        "Svar från {host}: ”<b>Not this client</b> {{who}}” Kod: unauthorized_client",
    ),
    "refused without a word": Refusal(
        AUTHORIZE,
        sent_back_with(error="invalid_scope"),
        f"Inloggningen på {{host}} släppte inte in dig. Hör av dig till {OWNER}.",
        "Inloggningen på {host} gav ingen förklaring. Kod: invalid_scope",
    ),
    "refused at great length": Refusal(
        AUTHORIZE,
        sent_back_with(error="invalid_request", error_description="å" * 600),
        f"Inloggningen på {{host}} släppte inte in dig. Hör av dig till {OWNER}.",
        f"Svar från {{host}}: ”{'å' * 400} …” Kod: invalid_request",
    ),
    "the issuer is out of order": Refusal(
        AUTHORIZE,
        sent_back_with(error="temporarily_unavailable"),
        "Inloggningen på {host} fungerar inte just nu. Vänta en stund och försök igen.",
        "Inloggningen på {host} gav ingen förklaring. Kod: temporarily_unavailable",
    ),
    "the answer is another issuer's": Refusal(
        AUTHORIZE,
        sent_back_with(code="x", iss="https://login.example/other"),
        "Svaret kom inte från {host}, så du är inte inloggad. Försök igen. Händer det en gång till, "
        f"hör av dig till {OWNER}.",
    ),
    "the answer does not say whose it is": Refusal(
        AUTHORIZE,
        sent_back_with(error="access_denied", iss=""),
        "Svaret kom inte från {host}, så du är inte inloggad. Försök igen. Händer det en gång till, "
        f"hör av dig till {OWNER}.",
    ),
    "there is nothing in the answer": Refusal(
        AUTHORIZE,
        sent_back_with(),
        f"Svaret från inloggningen på {{host}} går inte att använda. Hör av dig till {OWNER} och nämn koden.",
        "Kod: OAUTH_INVALID_RESPONSE",
    ),
}
NOT_ACCEPTED = f"Tjänsten godtog inte din inloggning. Hör av dig till {OWNER} och nämn koden."
OTHER_CLOCK = (
    "Inloggningen gäller inte just nu, eftersom tjänstens klocka och inloggningens inte går lika. "
    f"Försök igen om några minuter. {AGAIN} {OWNER}."
)
AFTER_THE_WINDOW = {
    "the code is refused in words": Refusal(
        TOKEN,
        answering(400, {"error": "invalid_grant", "error_description": "The code is too old."}),
        f"Inloggningen på {{host}} släppte inte in dig. Hör av dig till {OWNER}.",
        "Svar från {host}: ”The code is too old.” Kod: invalid_grant",
    ),
    "the token endpoint is not reached": Refusal(
        TOKEN,
        stopped,
        f"Inget svar från inloggningen på {{host}}. Kontrollera uppkopplingen och försök igen. {AGAIN} {OWNER}.",
    ),
    "the token endpoint fails": Refusal(
        TOKEN,
        answering(503, {}),
        f"Svaret från inloggningen på {{host}} går inte att använda. Hör av dig till {OWNER} och nämn koden.",
        "Kod: HTTP 503",
    ),
    "there is no token": Refusal(
        TOKEN,
        answering(200, {"token_type": "Bearer"}),
        f"Svaret från inloggningen på {{host}} går inte att använda. Hör av dig till {OWNER} och nämn koden.",
        "Kod: OAUTH_INVALID_RESPONSE",
    ),
    "the token is too long": Refusal(
        TOKEN,
        answering(200, {"access_token": "x" * 8193, "token_type": "Bearer"}),
        "Din inloggning är för stor för tjänsten. Ofta beror det på att kontot är med i många grupper. "
        f"Hör av dig till {OWNER}.",
    ),
    "no role": Refusal(
        CALLER,
        unauthorised("role"),
        f"Ditt konto är inte kopplat till någon av sidorna för personal eller utförare. Be {OWNER} ordna det.",
        "Kod: role",
    ),
    "a provider's role without the provider": Refusal(
        CALLER,
        unauthorised("provider"),
        f"Ditt konto är till för en utförare, men det framgår inte vilken. Be {OWNER} ordna det.",
        "Kod: provider",
    ),
    "not in force yet": Refusal(CALLER, unauthorised("not_yet_valid"), OTHER_CLOCK, "Kod: not_yet_valid"),
    "expired from the beginning": Refusal(CALLER, unauthorised("expired"), OTHER_CLOCK, "Kod: expired"),
    "another service's token": Refusal(CALLER, unauthorised("audience"), NOT_ACCEPTED, "Kod: audience"),
    "a personal identity number for a name": Refusal(CALLER, unauthorised("subject"), NOT_ACCEPTED, "Kod: subject"),
    "refused by something in between": Refusal(CALLER, answering(403, {}), NOT_ACCEPTED, "Kod: HTTP 403"),
    "the service is not reached": Refusal(
        CALLER, stopped, f"Inget svar från tjänsten. Vänta en stund och försök igen. {AGAIN} {OWNER}."
    ),
    "another page": Refusal(
        CALLER,
        answering(200, {"roles": ["controller", "provider"], "provider": "x", "subject": "s"}),
        "Ditt konto är till för en annan sida:",
    ),
}


def assert_said(page: Page, refusal: Refusal) -> None:
    """Assert that the page says why nobody is signed in, and that the button that was pressed can be pressed again."""
    origin = urllib.parse.urlsplit(page.url)
    names = {"host": origin.netloc, "issuer": f"{origin.scheme}://{origin.netloc}/dev"}
    expect(page.locator("[data-part=told]")).to_have_text(refusal.sentence.format(**names))
    expect(page.locator("[data-part=detail]")).to_have_text(refusal.detail.format(**names))
    assert page.locator("[data-part=work]").is_hidden()
    assert "Logga in" in page.evaluate("document.activeElement.textContent")
