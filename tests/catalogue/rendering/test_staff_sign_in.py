"""What the built site says of the issuers: in `/identity.json`, in each staff page, and in the headers."""

import html
import json
import re
from pathlib import Path

import pytest

from catalogue import REGISTER
from chalicelib.register import parser
from ops.server import static_files
from tests.support.catalogue import small
from tests.support.chalicelib import sample

STAFF_ISSUER = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AAAAAAAAA"
TOKEN_ENDPOINT = (
    "https://kommunen.auth.eu-north-1.amazoncognito.example/oauth2/token"  # as discovery has it: another host
)
IDENTITY = f"""\
identity:
  - issuer: {STAFF_ISSUER}
    jwks: {STAFF_ISSUER}/.well-known/jwks.json
    audience: 3abc
    audience_claim: client_id
    roles: [reception, controller]
    roles_claim: cognito:groups
    origins: [https://kommunen.auth.eu-north-1.amazoncognito.example]
  - issuer: https://utforare.kommunen.example:8443/
    jwks: https://utforare.kommunen.example:8443/jwks
    audience: kundval
    client: kundval-webb
    scope: openid api://kundval/personal
    parameters: {{prompt: select_account}}
    roles: [provider]
"""
SELF = "connect-src 'self'"
MUNICIPAL = (
    f"{SELF} https://cognito-idp.eu-north-1.amazonaws.com https://kommunen.auth.eu-north-1.amazoncognito.example"
)
PROVIDERS = "https://utforare.kommunen.example:8443"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small catalogue with two issuers."""
    folder = small.checkout(tmp_path_factory.mktemp("issuers") / "here")
    file = folder / "policy" / "municipality.yaml"
    file.write_text(file.read_text(encoding="utf-8").partition("identity:\n")[0] + IDENTITY, encoding="utf-8")
    assert small.built(folder).ok
    return folder


def connections(policy: str) -> str:
    """Return where a content policy lets a page connect to."""
    (directive,) = (part for part in policy.split("; ") if part.startswith("connect-src"))
    return directive


def page_policy(folder: Path, path: str) -> str:
    """Return where the meta element of a built page lets it connect to."""
    page = (folder / "dist" / path / "index.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    return connections(html.unescape(policy))


@pytest.mark.parametrize("page", ["personal/reception", "personal/ekonomi"])
def test_a_page_may_talk_to_the_token_endpoint_of_its_issuer_where_that_is_another_host(
    folder: Path, page: str
) -> None:
    assert page_policy(folder, page) == MUNICIPAL
    assert TOKEN_ENDPOINT.startswith(MUNICIPAL.rsplit(maxsplit=1)[-1])


def test_a_page_may_not_talk_to_the_issuer_of_another_role(folder: Path) -> None:
    assert page_policy(folder, "personal/utforare") == f"{SELF} {PROVIDERS}"


@pytest.mark.parametrize("page", ["", "mitt-nummer", "personal", "personal/inloggning"])
def test_a_page_that_asks_no_issuer_may_talk_to_its_own_site_only(folder: Path, page: str) -> None:
    assert page_policy(folder, page) == SELF


def test_the_headers_let_every_issuer_be_asked(folder: Path) -> None:
    rules = parser.load(folder / REGISTER)
    headers = static_files.headers_for_origins(rules.browser_origins)
    assert connections(headers["Content-Security-Policy"]) == f"{MUNICIPAL} {PROVIDERS}"


def test_the_headers_differ_from_those_without_an_issuer_in_that_alone(folder: Path) -> None:
    headers = static_files.headers_for_origins(parser.load(folder / REGISTER).browser_origins)
    policy = headers["Content-Security-Policy"].replace(f"{MUNICIPAL} {PROVIDERS}", SELF)
    assert headers | {"Content-Security-Policy": policy} == static_files.SECURITY_HEADERS


def test_each_role_is_told_its_issuer_and_what_to_ask_it_for(folder: Path) -> None:
    municipal = {"issuer": STAFF_ISSUER, "client": "3abc", "scope": "openid", "parameters": {}}
    provider = {
        "issuer": "https://utforare.kommunen.example:8443/",
        "client": "kundval-webb",
        "scope": "openid api://kundval/personal",
        "parameters": {"prompt": "select_account"},
    }
    assert json.loads((folder / "dist" / "identity.json").read_bytes()) == {
        "schema": 2,
        "roles": {"reception": municipal, "provider": provider, "controller": municipal},
    }


def test_two_issuers_on_one_host_stand_once_in_the_headers() -> None:
    realms = [
        sample.issuer("https://id.example/realms/a", roles=["reception", "controller"], origins=["https://id.example"]),
        sample.issuer("https://id.example/realms/b", roles=["provider"]),
    ]
    assert parser.parse(sample.data(identity=realms)).browser_origins == ("https://id.example",)
