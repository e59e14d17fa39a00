"""What is found at an issuer of each shape, in the sentence that an officer reads."""

import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.policy.issuers import Issuer
from ops.municipality.identity import checks
from ops.municipality.identity.checks import OAUTH_PATH, OIDC_PATH
from tests.support.chalicelib.tokens import RSA_KEY, public
from tests.support.ops.issuers import KEYS, ORIGIN, REDIRECT, LocalIssuer, behind_https, issuing


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    """An issuer in which everything is as it should be."""
    with issuing() as running:
        yield running


def found(issuer: Issuer) -> list[str]:
    """Every finding as it is printed."""
    return [str(finding) for finding in checks.findings(issuer, "identity[0]", REDIRECT)]


def errors(issuer: Issuer) -> list[str]:
    """Every error as it is printed, without its severity."""
    return [line.removeprefix("error: identity[0].") for line in found(issuer) if line.startswith("error: ")]


class TestAsItShouldBe:
    """An issuer that works has nothing to say."""

    def test_there_is_nothing_to_find(self, issuer: LocalIssuer) -> None:
        assert found(issuer.policy()) == []

    def test_the_token_endpoint_is_asked_as_the_page_asks_it(self, issuer: LocalIssuer) -> None:
        found(issuer.policy(client="kundval-web"))
        (form,) = issuer.forms
        assert form.keys() == {"grant_type", "code", "redirect_uri", "client_id", "code_verifier"}
        assert (form["client_id"], form["redirect_uri"], form["code"]) == ("kundval-web", REDIRECT, "kundval-trial")

    def test_an_issuer_with_a_slash_at_its_end_is_asked_at_the_same_place(self) -> None:
        with issuing("/") as issuer:
            issuer.put(OIDC_PATH, issuer.discovery(authorization_endpoint=f"{issuer.origin}/authorize"))
            issuer.put("/jwks", KEYS)
            assert not any("discovery cannot" in line for line in found(issuer.policy()))

    def test_what_a_page_of_this_site_alone_may_read_is_enough(self, issuer: LocalIssuer) -> None:
        issuer.put(OIDC_PATH, issuer.discovery(), Access_Control_Allow_Origin=ORIGIN)
        issuer.put("/token", {"error": "invalid_grant"}, 400, Access_Control_Allow_Origin=ORIGIN)
        assert found(issuer.policy()) == []


class TestWhoTheIssuerIs:
    """Discovery names the issuer; it has to be that of policy to the letter, or no token is accepted."""

    @pytest.mark.parametrize("named", ["{}/", "{}/tenant-1/v2.0"])
    def test_another_name_is_the_one_to_write(self, issuer: LocalIssuer, named: str) -> None:
        named = named.format(issuer.issuer)
        issuer.discovery(issuer=named)
        assert errors(issuer.policy()) == [f"issuer: discovery says that the issuer is {named}. Write: issuer: {named}"]

    def test_every_tenants_address_is_none(self, issuer: LocalIssuer) -> None:
        issuer.discovery(issuer="https://login.microsoftonline.com/{tenantid}/v2.0")
        expected = f"issuer: {issuer.issuer} is for every tenant. Write the address with your own tenant's id in it."
        assert errors(issuer.policy()) == [expected]

    def test_access_tokens_of_ad_fs_name_another_issuer(self) -> None:
        with issuing("/adfs") as issuer:
            in_tokens = "http://adfs.kommun.internal/adfs/services/trust"
            issuer.discovery(access_token_issuer=in_tokens)
            expected = (
                f"token_issuer: access tokens name another issuer than discovery does: {in_tokens}. "
                f"Write: token_issuer: {in_tokens}"
            )
            policy = {"parameters": {"resource": "kundval"}}
            assert errors(issuer.policy(**policy)) == [expected]
            assert errors(issuer.policy(**policy, token_issuer=in_tokens)) == []

    def test_a_name_for_examples_is_not_asked(self) -> None:
        issuer = LocalIssuer("https://inloggning.kundval.example").policy()
        expected = "issuer: inloggning.kundval.example is a name for examples. Write the issuer that you have."
        assert errors(issuer) == [expected]


class TestUnreachable:
    """The likely reason, in a sentence that names the host."""

    def reason(self, issuer: Issuer) -> str:
        """Return what is said of discovery."""
        return next(line for line in errors(issuer) if line.startswith("issuer: "))

    def test_a_name_that_is_not_known(self) -> None:
        issuer = LocalIssuer("https://login.kommun.invalid-name").policy()
        expected = "issuer: discovery cannot be read: the name login.kommun.invalid-name is not known here (DNS)."
        assert self.reason(issuer) == expected

    def test_a_port_where_nothing_listens(self) -> None:
        with issuing() as issuer:
            pass
        host = urllib.parse.urlsplit(issuer.origin).netloc
        expected = f"issuer: discovery cannot be read: {host} refuses the connection: nothing listens there."
        assert self.reason(issuer.policy()) == expected

    def test_a_port_that_does_not_speak_https(self, issuer: LocalIssuer) -> None:
        policy = LocalIssuer(issuer.origin.replace("http:", "https:")).policy()
        assert self.reason(policy).endswith(" does not speak https there.")

    def test_a_certificate_that_nobody_vouches_for(self, issuer: LocalIssuer, tmp_path: Path) -> None:
        with behind_https(issuer, tmp_path) as origin:
            host = urllib.parse.urlsplit(origin).netloc
            assert self.reason(LocalIssuer(origin).policy()) == (
                f"issuer: discovery cannot be read: the certificate of {host} is not accepted "
                "(self-signed certificate). If an authority of your own has signed it, "
                "name that authority's file in SSL_CERT_FILE."
            )

    def test_an_address_that_leads_on(self, issuer: LocalIssuer) -> None:
        issuer.put(OIDC_PATH, {}, 302, Location="https://elsewhere.kommun.internal/")
        assert self.reason(issuer.policy()) == (
            f"issuer: discovery cannot be read: {issuer.issuer}{OIDC_PATH} leads on to "
            "https://elsewhere.kommun.internal/, and that is not followed: write the address that it ends at."
        )

    def test_an_address_without_a_document(self, issuer: LocalIssuer) -> None:
        del issuer.answers[OIDC_PATH]
        expected = f"issuer: discovery cannot be read: there is nothing at {issuer.issuer}{OIDC_PATH} (404)."
        assert self.reason(issuer.policy()) == expected

    def test_a_page_instead_of_a_document(self, issuer: LocalIssuer) -> None:
        issuer.answers[OIDC_PATH] = 200, {}, b"<h1>Log in</h1>"
        assert self.reason(issuer.policy()).endswith(f"what is at {issuer.issuer}{OIDC_PATH} is not a JSON object.")

    def test_an_issuer_that_is_down(self, issuer: LocalIssuer) -> None:
        issuer.put(OIDC_PATH, {}, 503)
        assert self.reason(issuer.policy()).endswith(f"{issuer.issuer}{OIDC_PATH} answers with status 503.")

    def test_the_address_of_discovery_itself_is_cut_to_the_issuers(self, issuer: LocalIssuer) -> None:
        policy = LocalIssuer(issuer.origin, OIDC_PATH).policy(jwks=f"{issuer.issuer}/jwks")
        assert self.reason(policy).endswith(f"(404). Write: issuer: {issuer.issuer}")

    def test_discovery_where_the_page_does_not_look(self, issuer: LocalIssuer) -> None:
        issuer.put(OAUTH_PATH, issuer.discovery())
        del issuer.answers[OIDC_PATH]
        assert errors(issuer.policy()) == [
            (
                f"issuer: discovery is at {issuer.issuer}{OAUTH_PATH} only, and the sign-in page looks for it at "
                f"{issuer.issuer}{OIDC_PATH}. Turn on OpenID Connect."
            )
        ]


class TestKeys:
    """Without a key no token is verified."""

    def test_another_place_is_the_one_to_write(self, issuer: LocalIssuer) -> None:
        policy = issuer.policy(jwks=f"{issuer.issuer}/certs")
        expected = (
            f"jwks: discovery says that the keys are at {issuer.issuer}/jwks, not at {issuer.issuer}/certs. "
            f"Write: jwks: {issuer.issuer}/jwks"
        )
        assert errors(policy) == [expected]

    def test_a_place_that_is_not_there_is_named(self, issuer: LocalIssuer) -> None:
        del issuer.answers["/jwks"]
        expected = f"jwks: the keys cannot be read: there is nothing at {issuer.issuer}/jwks (404)."
        assert errors(issuer.policy()) == [expected]

    def test_another_place_with_good_keys_is_a_warning(self, issuer: LocalIssuer) -> None:
        issuer.put("/certs", KEYS)
        (line,) = found(issuer.policy(jwks=f"{issuer.issuer}/certs"))
        assert line.startswith("warning: identity[0].jwks: discovery says that the keys are at ")

    def test_what_there_is_instead_is_named(self, issuer: LocalIssuer) -> None:
        keys = [
            public(RSA_KEY, "a", use="enc", alg="RSA-OAEP"),
            public(RSA_KEY, "b", use="sig", alg="PS256"),
            {**public(RSA_KEY, "", alg="RS256")},
        ]
        issuer.put("/jwks", {"keys": keys})
        assert errors(issuer.policy()) == [
            (
                "jwks: no key there verifies a token (RS256 or ES256, with a key id); there is: PS256, "
                "RS256 without a key id, RSA-OAEP for encryption. Change it at the issuer."
            )
        ]

    @pytest.mark.parametrize("document", [{"keys": 3}, {"keys": ["x"]}, {}, []])
    def test_another_document_is_no_key_set(self, issuer: LocalIssuer, document: object) -> None:
        issuer.put("/jwks", document)
        assert errors(issuer.policy()) == [f"jwks: what is at {issuer.issuer}/jwks is no key set."]


class TestEndpoints:
    """Where the browser goes, and what it may ask."""

    def test_a_token_endpoint_elsewhere_is_an_origin_to_write(self, issuer: LocalIssuer) -> None:
        with issuing() as elsewhere:
            issuer.discovery(token_endpoint=f"{elsewhere.origin}/token")
            assert errors(issuer.policy(origins=("https://api.kommun.internal",))) == [
                (
                    f"origins: the token endpoint is at {elsewhere.origin}, which the site's content policy does not "
                    f"let a page ask. Write: origins: [https://api.kommun.internal, {elsewhere.origin}]"
                )
            ]
            assert errors(issuer.policy(origins=(elsewhere.origin,))) == []

    @pytest.mark.parametrize("endpoint", ["https://[", "https://", "token", "ftp://login.kommun.internal/"])
    def test_one_that_is_no_address_is_said_and_not_asked(self, issuer: LocalIssuer, endpoint: str) -> None:
        issuer.discovery(token_endpoint=endpoint)
        expected = f"issuer: the token_endpoint is {endpoint}, and has to be https. Change it at the issuer."
        assert errors(issuer.policy()) == [expected]

    def test_a_token_endpoint_that_is_not_there_is_named(self, issuer: LocalIssuer) -> None:
        del issuer.answers["/token"]
        expected = f"issuer: the token endpoint cannot be asked: there is nothing at {issuer.issuer}/token (404)."
        assert errors(issuer.policy()) == [expected]

    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
    def test_without_https_nobody_signs_in(self, issuer: LocalIssuer, name: str) -> None:
        issuer.discovery(**{name: "http://login.kommun.internal/x"})
        expected = (
            f"issuer: the {name} is http://login.kommun.internal/x, and has to be https. Change it at the issuer."
        )
        assert errors(issuer.policy()) == [expected]

    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
    def test_one_that_is_missing_is_named(self, issuer: LocalIssuer, name: str) -> None:
        issuer.discovery(**{name: None})
        assert errors(issuer.policy()) == [f"issuer: discovery has no {name}: nobody can sign in there."]

    def test_without_the_code_flow_it_is_to_be_turned_on(self, issuer: LocalIssuer) -> None:
        issuer.discovery(response_types_supported=["id_token", "token"])
        expected = (
            "issuer: discovery has no response type `code`, only id_token, token: turn on the authorisation code."
        )
        assert errors(issuer.policy()) == [expected]

    def test_without_s256_it_is_to_be_turned_on(self, issuer: LocalIssuer) -> None:
        issuer.discovery(code_challenge_methods_supported=["plain"])
        expected = "issuer: PKCE is not done with S256, only with plain: turn it on at the issuer."
        assert errors(issuer.policy()) == [expected]

    def test_what_an_issuer_does_not_list_is_no_fault(self, issuer: LocalIssuer) -> None:
        issuer.discovery(
            code_challenge_methods_supported=None,  # as Entra
            token_endpoint_auth_methods_supported=["client_secret_basic"],
        )
        assert found(issuer.policy(scope="openid api://kundval/staff")) == [
            "note: identity[0].issuer: discovery does not say whether there is PKCE; Entra has it all the same.",
            (
                "note: identity[0].scope: discovery does not list api://kundval/staff; many issuers list only "
                "those of OIDC."
            ),
            (
                "note: identity[0].client: discovery does not list clients without a secret (`none`); many issuers "
                "have them all the same."
            ),
        ]


class TestTheBrowser:
    """What the issuer lets a page of the site read, and which client it lets in."""

    def test_discovery_that_a_page_may_not_read(self, issuer: LocalIssuer) -> None:
        issuer.put(OIDC_PATH, issuer.discovery(), Access_Control_Allow_Origin="https://another.kommun.internal")
        expected = f"issuer: discovery does not let a page of {ORIGIN} read it (CORS). Allow that origin at the issuer."
        assert errors(issuer.policy()) == [expected]

    def test_a_token_that_a_page_may_not_read(self) -> None:
        with issuing("/realms/kommunen") as issuer:
            issuer.put("/realms/kommunen/token", {"error": "invalid_grant"}, 400, Access_Control_Allow_Origin="")
            assert errors(issuer.policy()) == [
                (
                    f"client: the token endpoint lets no page of {ORIGIN} read its answer (CORS). "
                    "In Keycloak: the client's Web origins."
                )
            ]

    def test_a_client_that_has_a_secret_or_is_not_known(self, issuer: LocalIssuer) -> None:
        refusal = {"error": "invalid_client", "error_description": "Invalid client\nor Invalid client credentials"}
        issuer.put("/token", refusal, 401)
        assert errors(issuer.policy()) == [
            (
                "client: the issuer does not know the client kundval, or asks it for a secret (invalid_client: "
                "Invalid client or Invalid client credentials). It has to be a public client."
            )
        ]

    def test_an_issuers_words_cannot_control_a_terminal(self, issuer: LocalIssuer) -> None:
        issuer.put("/token", {"error": "invalid_client", "error_description": "\x1b[2J\u202egone"}, 401)
        (line,) = errors(issuer.policy())
        assert line.isprintable()
