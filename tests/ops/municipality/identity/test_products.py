"""What the known products do in their own way: the line to write, and nothing where policy has it already."""

import doctest
from typing import Any

import pytest

from ops.municipality.identity import products
from tests.support.ops.issuers import policy_issuer

ENTRA = "https://login.microsoftonline.com/c0ffee00-0000-4000-8000-00000000000a/v2.0"
COGNITO = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_AAAAAAAAA"
KEYCLOAK = "https://id.kommunen.example/realms/kommunen"
AUTH0 = "https://kommunen.eu.auth0.com/"
ADFS = "https://adfs.kommunen.example/adfs"
AS_IT_COMES = {
    ENTRA: {"scope: openid profile kundval/NAME-OF-THE-SCOPE", "roles_claim: roles"},
    COGNITO: {"audience_claim: client_id", "roles_claim: cognito:groups"},
    KEYCLOAK: {"roles_claim: realm_access.roles"},
    AUTH0: {"parameters: {prompt: login, audience: kundval}", "roles_claim: https://YOUR-SITE/roles"},
    ADFS: {"parameters: {prompt: login, resource: kundval}"},
    "https://login.kommunen.example": set(),
}
AS_IT_WORKS: dict[str, dict[str, Any]] = {
    ENTRA: {"scope": "openid api://kundval/staff", "roles_claim": "roles"},
    COGNITO: {"audience_claim": "client_id", "roles_claim": "cognito:groups"},
    KEYCLOAK: {"roles_claim": "resource_access.kundval.roles"},
    AUTH0: {"parameters": {"audience": "kundval"}, "roles_claim": "https://kundval.example/roles"},
    ADFS: {"scope": "openid kundval/openid"},
}


def written(address: str, **settings: object) -> set[str]:
    """Return every line to write."""
    asked: dict[str, object] = {"client": "kundval", "scope": "openid", "parameters": {"prompt": "login"}}
    asked |= {name: settings.pop(name) for name in asked.keys() & settings.keys()}
    return {finding.write for finding in products.findings(policy_issuer(address, asked, **settings), "identity[0]")}


@pytest.mark.parametrize("address", AS_IT_COMES)
def test_each_shape_that_is_not_ours_is_a_line_to_write(address: str) -> None:
    assert written(address) - {""} == AS_IT_COMES[address]


@pytest.mark.parametrize("address", AS_IT_WORKS)
def test_a_policy_that_has_it_is_left_alone(address: str) -> None:
    assert written(address, **AS_IT_WORKS[address]) - {""} == set()


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(products) == (0, 1)
