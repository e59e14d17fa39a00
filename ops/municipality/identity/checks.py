"""What will not work at an issuer, found by asking it what the service and the sign-in page will ask."""

import json
import urllib.parse
from collections.abc import Generator, Iterator
from typing import Any, Final

from catalogue.policy.issuers import Issuer
from catalogue.schema.todo import MARK
from chalicelib.service import issuer_keys
from ops.municipality.identity import documents, products
from ops.municipality.identity.documents import Answer, UnreadableError
from ops.municipality.identity.finding import Finding, Severity

RESERVED_NAMES: Final = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Reserved names, which nobody can own (RFC 2606)."""
OIDC_PATH: Final = "/.well-known/openid-configuration"
OAUTH_PATH: Final = "/.well-known/oauth-authorization-server"
_TRIAL: Final = "kundval-trial"


def findings(issuer: Issuer, key: str, redirect: str) -> Iterator[Finding]:
    """Yield what will not work when staff of the site sign in here and come back to the redirect address."""
    address = issuer.register.issuer
    if is_reserved(address):
        sentence = f"{urllib.parse.urlsplit(address).hostname} is a name for examples. Write the issuer that you have."
        yield Finding("error", f"{key}.issuer", sentence)
        return
    yield from products.findings(issuer, key)
    discovery = yield from _discovery(address, key, origin_of(redirect))
    if discovery is None:
        yield from _keys(issuer, key, Answer({}, ""))
        return
    yield from _identity(issuer, key, discovery)
    yield from _keys(issuer, key, discovery)
    yield from _endpoints(issuer, key, discovery)
    yield from _flow(issuer, key, discovery)
    yield from _readable(issuer, key, discovery, origin_of(redirect))
    yield from _trial(issuer, key, discovery, redirect)


def origin_of(url: str) -> str:
    """Return the origin of an address."""
    return "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))


def is_reserved(url: str) -> bool:
    """Return whether the host of an address is a name that nobody can own."""
    host = urllib.parse.urlsplit(url).hostname or ""
    return host != "localhost" and any(f".{host}".endswith(f".{name}") for name in RESERVED_NAMES)


def _discovery(issuer: str, key: str, origin: str) -> Generator[Finding, None, Answer | None]:
    """Return what the issuer says of itself, or None; yield why the sign-in page does not find it (OIDC Discovery §4).

    An authorisation server without OIDC has it at the place of RFC 8414, where it is read to judge the rest.
    """
    address = urllib.parse.urlsplit(issuer)
    url = issuer.rstrip("/") + OIDC_PATH
    try:
        return documents.get(url, origin)
    except UnreadableError as error:
        sentence = f"discovery cannot be read: {error}"
    other_url = address._replace(path=OAUTH_PATH + address.path.rstrip("/")).geturl()
    try:
        other = documents.get(other_url, origin)
    except UnreadableError:
        before, marked, _ = issuer.partition("/.well-known/")
        yield Finding("error", f"{key}.issuer", sentence, f"issuer: {before}" if marked else "")
        return None
    sentence = f"discovery is at {other_url} only, and the sign-in page looks for it at {url}. Turn on OpenID Connect."
    yield Finding("error", f"{key}.issuer", sentence)
    return other


def _identity(issuer: Issuer, key: str, discovery: Answer) -> Iterator[Finding]:
    """Yield where the issuer calls itself something else than policy does."""
    announced, address = discovery.text("issuer"), issuer.register.issuer
    if "{" in announced:
        sentence = f"{address} is for every tenant. Write the address with your own tenant's id in it."
        yield Finding("error", f"{key}.issuer", sentence)
    elif announced.startswith("http://") and address.startswith("https://"):
        sentence = (
            f"discovery says that the issuer is {announced}, without https. At the issuer, set its public address to "
            f"{address} (behind a proxy it may not know it)."
        )
        yield Finding("error", f"{key}.issuer", sentence)
    elif announced != address:
        sentence = f"discovery says that the issuer is {announced or 'nobody'}."
        yield Finding("error", f"{key}.issuer", sentence, f"issuer: {announced}" if announced else "")
    in_tokens = discovery.text("access_token_issuer")
    if in_tokens and in_tokens != issuer.register.token_issuer:
        sentence = f"access tokens name another issuer than discovery does: {in_tokens}."
        yield Finding("error", f"{key}.token_issuer", sentence, f"token_issuer: {in_tokens}")


def _keys(issuer: Issuer, key: str, discovery: Answer) -> Iterator[Finding]:
    """Yield why no token can be verified, and where the keys are instead."""
    jwks_uri, jwks = discovery.text("jwks_uri"), issuer.register.jwks
    fault = fault_of_keys(jwks)
    if jwks_uri and jwks_uri != jwks:
        sentence = f"discovery says that the keys are at {jwks_uri}, not at {jwks}."
        yield Finding("error" if fault else "warning", f"{key}.jwks", sentence, f"jwks: {jwks_uri}")
    elif fault:
        yield Finding("error", f"{key}.jwks", fault)


def fault_of_keys(jwks: str) -> str:
    """Return why there are no keys that verify a token; empty if there are."""
    if is_reserved(jwks):
        return f"{urllib.parse.urlsplit(jwks).hostname} is a name for examples."
    try:
        content = documents.keys(jwks)
    except UnreadableError as error:
        return f"the keys cannot be read: {error}"
    try:
        if issuer_keys.usable_keys(content):
            return ""
        entries = json.loads(content)["keys"]
        kinds = ", ".join(sorted({_describe(entry) for entry in entries})) or "no key at all"
    except issuer_keys.NO_KEYS:
        return f"what is at {jwks} is no key set."
    expected = " or ".join(issuer_keys.ALGORITHMS)
    return f"no key there verifies a token ({expected}, with a key id); there is: {kinds}. Change it at the issuer."


def _describe(entry: dict[str, Any]) -> str:
    """Format a key by what it is for: `PS256`, `RSA-OAEP for encryption`, `RS256 without a key id`."""
    name = str(entry.get("alg") or entry.get("kty"))
    use = " for encryption" if entry.get("use") == "enc" else ""
    return f"{name}{use}{'' if entry.get('kid') else ' without a key id'}"


def _endpoints(issuer: Issuer, key: str, discovery: Answer) -> Iterator[Finding]:
    """Yield what is missing of the two addresses that the browser goes to, or may not go to."""
    for name in ("authorization_endpoint", "token_endpoint"):
        endpoint = discovery.text(name)
        if not endpoint:
            yield Finding("error", f"{key}.issuer", f"discovery has no {name}: nobody can sign in there.")
        elif not issuer_keys.is_secure(endpoint):
            sentence = f"the {name} is {endpoint}, and has to be https. Change it at the issuer."
            yield Finding("error", f"{key}.issuer", sentence)
    token_endpoint = discovery.text("token_endpoint")
    if not issuer_keys.is_secure(token_endpoint):
        return
    origins = issuer.register.origins
    if origin_of(token_endpoint) not in {origin_of(issuer.register.issuer), *origins}:
        origin = origin_of(token_endpoint)
        sentence = f"the token endpoint is at {origin}, which the site's content policy does not let a page ask."
        yield Finding("error", f"{key}.origins", sentence, f"origins: [{', '.join((*origins, origin))}]")


def _flow(issuer: Issuer, key: str, discovery: Answer) -> Iterator[Finding]:
    """Yield where the issuer says that it has no authorisation code with PKCE, or no client without a secret."""
    types = discovery.texts("response_types_supported")
    if types is not None and "code" not in types:
        sentence = f"discovery has no response type `code`, only {', '.join(types)}: turn on the authorisation code."
        yield Finding("error", f"{key}.issuer", sentence)
    methods = discovery.texts("code_challenge_methods_supported")
    if methods is None:
        sentence = "discovery does not say whether there is PKCE; Entra has it all the same."
        yield Finding("note", f"{key}.issuer", sentence)
    elif "S256" not in methods:
        sentence = f"PKCE is not done with S256, only with {', '.join(methods) or 'nothing'}: turn it on at the issuer."
        yield Finding("error", f"{key}.issuer", sentence)
    scopes = discovery.texts("scopes_supported")
    unlisted = [scope for scope in issuer.scope.split() if scopes is not None and scope not in scopes]
    if unlisted:
        sentence = f"discovery does not list {', '.join(unlisted)}; many issuers list only those of OIDC."
        yield Finding("note", f"{key}.scope", sentence)
    authentication = discovery.texts("token_endpoint_auth_methods_supported")
    if authentication is not None and "none" not in authentication:
        sentence = "discovery does not list clients without a secret (`none`); many issuers have them all the same."
        yield Finding("note", f"{key}.client", sentence)


def _readable(issuer: Issuer, key: str, discovery: Answer, origin: str) -> Iterator[Finding]:
    """Yield an error if a page of the site may not read discovery."""
    if discovery.readable_by not in {"*", origin}:
        sentence = f"discovery does not let a page of {origin} read it (CORS). {_where_allowed(issuer)}"
        yield Finding("error", f"{key}.issuer", sentence)


def _trial(issuer: Issuer, key: str, discovery: Answer, redirect: str) -> Iterator[Finding]:
    """Send a made-up code, as the page sends a real one; yield why the client, or the site, is turned away."""
    endpoint, origin = discovery.text("token_endpoint"), origin_of(redirect)
    if not issuer_keys.is_secure(endpoint) or issuer.client.startswith(MARK):
        return
    form = {
        "grant_type": "authorization_code",
        "code": _TRIAL,
        "redirect_uri": redirect,
        "client_id": issuer.client,
        "code_verifier": _TRIAL.ljust(43, "-"),
    }
    try:
        answer = documents.post(endpoint, form, origin)
    except UnreadableError as error:
        yield Finding("error", f"{key}.issuer", f"the token endpoint cannot be asked: {error}")
        return
    refusal = answer.text("error")
    if refusal in {"invalid_client", "unauthorized_client"}:
        words = " ".join((answer.text("error_description") or "no reason given").split())
        sentence = (
            f"the issuer does not know the client {issuer.client}, or asks it for a secret ({refusal}: {words[:200]}). "
            "It has to be a public client."
        )
        yield Finding("error", f"{key}.client", sentence)
    elif answer.readable_by not in {"*", origin}:
        severity: Severity = "warning" if products.product_of(issuer.register.issuer) == "entra" else "error"
        sentence = f"the token endpoint lets no page of {origin} read its answer (CORS). {_where_allowed(issuer)}"
        yield Finding(severity, f"{key}.client", sentence)


def _where_allowed(issuer: Issuer) -> str:
    return products.ALLOWING[products.product_of(issuer.register.issuer)]
