"""An issuer of the tokens that staff sign in with, as the register has it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegisterIssuer:
    """An OIDC issuer whose tokens are accepted, and where in them the claims stand.

    `token_issuer` is what `iss` of a token says, `roles` what this issuer may give. A claim's name may be a path
    (`realm_access.roles`); `role_values` leads from a value of the roles claim to one of our roles. `origins` are
    those that a browser also talks to when it signs in.
    """

    issuer: str
    token_issuer: str
    jwks: str
    audience: str
    audience_claim: str
    roles: tuple[str, ...]
    roles_claim: str
    role_values: Mapping[str, str]
    provider_claim: str
    subject_claim: str
    origins: tuple[str, ...]

    @property
    def browser_origins(self) -> tuple[str, ...]:
        """Return the origins that a browser talks to when somebody signs in here: the issuer's own, and `origins`."""
        own = "/".join(self.issuer.split("/")[:3])
        return tuple(dict.fromkeys((own, *self.origins)))
