"""`build.py identity --token`: why a token is refused, or what it is good for; nothing of the person is printed."""

import doctest
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml
from click.testing import CliRunner

from ops.cli.municipality import identity_
from ops.municipality.identity import token as token_judgement
from tests.support import frozen
from tests.support.chalicelib import tokens
from tests.support.chalicelib.tokens import OTHER_RSA_KEY
from tests.support.ops.issuers import LocalIssuer, issuing

SUBJECT = "person-7"
PROVIDER = "fiktelius-samtalsmottagning"


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    """An issuer whose keys are those of the tokens."""
    with issuing() as running:
        yield running


class Judged:
    """The command over a policy with one issuer."""

    def __init__(self, root: Path, issuer: LocalIssuer) -> None:
        self.file, self.issuer, self.root = root / "token", issuer, root
        frozen.laid(root)
        self.policy()

    def policy(self, **changes: object) -> None:
        """Write what policy says of the issuer."""
        file = self.root / "policy" / "municipality.yaml"
        before, _, _ = file.read_text(encoding="utf-8").partition("\nidentity:")
        row = {"issuer": self.issuer.issuer, "jwks": f"{self.issuer.issuer}/jwks", "audience": "kundval", **changes}
        file.write_text(f"{before}\n{yaml.safe_dump({'identity': [row]})}", encoding="utf-8")

    def text(self, token: str) -> tuple[int, list[str]]:
        """Return exit code and lines for what stands in the file."""
        self.file.write_text(token, encoding="utf-8")
        done = CliRunner().invoke(identity_, ["--token", str(self.file), "--data", str(self.root)])
        assert SUBJECT not in done.output
        assert not token or token not in done.output
        return done.exit_code, done.output.splitlines()

    def claims(self, key: tokens.Key = tokens.RSA_KEY, **changed: object) -> tuple[int, list[str]]:
        """Return exit code and lines for a token of the issuer."""
        claims: dict[str, Any] = {"iss": self.issuer.issuer, "provider": PROVIDER, **changed}
        return self.text(tokens.token(key, **claims))


@pytest.fixture
def judged(tmp_path: Path, issuer: LocalIssuer) -> Judged:
    """The command, with the demonstration's providers."""
    return Judged(tmp_path, issuer)


class TestAccepted:
    """A good token."""

    def test_whom_it_lets_in_is_said(self, judged: Judged, issuer: LocalIssuer) -> None:
        expected = f"note: token: {issuer.issuer} has signed it, for provider of {PROVIDER}."
        assert judged.claims() == (0, [expected])

    def test_it_may_stand_there_as_a_header_has_it(self, judged: Judged, issuer: LocalIssuer) -> None:
        code, _ = judged.text(f"Bearer {tokens.token(iss=issuer.issuer, role='reception')}\n")
        assert code == 0

    def test_a_provider_that_policy_does_not_have_is_an_error(self, judged: Judged) -> None:
        code, lines = judged.claims(provider="nobody-we-know")
        assert code == 1
        assert lines[1] == (
            "error: provider: policy/authorisations.yaml has no nobody-we-know, so nobody signs in for it."
        )

    def test_a_role_provider_without_a_provider_does_not_count(self, judged: Judged) -> None:
        code, lines = judged.claims(role=["controller", "provider"], provider=None)
        assert (code, lines[0].endswith("has signed it, for controller.")) == (0, True)
        assert lines[1] == "warning: provider: it names no provider, so the role provider does not count."


class TestRefused:
    """Why it is refused, with what stands in it instead."""

    @pytest.mark.parametrize("text", ["", "opaque", "ey.ey.ey", "å"])
    def test_no_token(self, judged: Judged, text: str) -> None:
        code, lines = judged.text(text)
        assert (code, lines[0].startswith("error: token: it is no signed token (JWT).")) == (1, True)

    def test_too_long(self, judged: Judged) -> None:
        _, lines = judged.claims(groups="x" * 8_192)
        assert lines[0].endswith(" characters, and 8192 are carried: let it have assigned roles only.")

    def test_another_issuer(self, judged: Judged, issuer: LocalIssuer) -> None:
        _, lines = judged.claims(iss="https://sts.windows.net/x/")
        assert lines == [
            (
                f"error: token_issuer: its issuer is https://sts.windows.net/x/, and policy has {issuer.issuer}. "
                "Write: token_issuer: https://sts.windows.net/x/"
            )
        ]

    def test_another_key(self, judged: Judged, issuer: LocalIssuer) -> None:
        _, lines = judged.claims(OTHER_RSA_KEY)
        assert lines[0].startswith(
            f"error: token: the key that it names is at {issuer.issuer}/jwks and did not sign it"
        )

    def test_a_key_that_is_not_there(self, judged: Judged, issuer: LocalIssuer) -> None:
        _, lines = judged.text(tokens.token(kid="gone", iss=issuer.issuer))
        assert lines == [f"error: token: the key that it names (gone) is not at {issuer.issuer}/jwks."]

    def test_a_key_that_is_named_by_its_thumbprint_alone(self, judged: Judged, issuer: LocalIssuer) -> None:
        _, lines = judged.text(
            jwt.encode(tokens.claims(iss=issuer.issuer), tokens.RSA_KEY, "RS256", headers={"x5t": "gone"})
        )
        assert lines == [f"error: token: the key that it names (gone) is not at {issuer.issuer}/jwks."]

    def test_another_algorithm(self, judged: Judged, issuer: LocalIssuer) -> None:
        _, lines = judged.text(tokens.token(algorithm="PS256", iss=issuer.issuer))
        assert lines == ["error: token: it is signed with PS256, not with RS256 or ES256. Change it at the issuer."]

    def test_keys_that_cannot_be_read(self, judged: Judged, issuer: LocalIssuer) -> None:
        del issuer.answers["/jwks"]
        _, lines = judged.claims()
        assert lines == [f"error: jwks: the keys cannot be read: there is nothing at {issuer.issuer}/jwks (404)."]

    def test_another_audience(self, judged: Judged) -> None:
        _, lines = judged.claims(aud=["account"])
        assert lines == [
            (
                "error: audience: it is for account (`aud`), not for kundval. Ask the issuer for Kundval's own API, or "
                "write as audience what Kundval alone is called there."
            )
        ]

    def test_a_claim_that_is_missing(self, judged: Judged) -> None:
        _, lines = judged.claims(aud=None, client_id="another", token_use="access")
        assert lines == [
            "error: token: it has no aud. Its claims are client_id, exp, iat, iss, provider, role, sub, token_use."
        ]

    def test_no_role_that_policy_knows(self, judged: Judged) -> None:
        _, lines = judged.claims(role=None, roles=["Kundval.Reception"])
        assert lines[0].startswith("error: role: it holds nothing; policy knows reception, provider, controller. Its ")
        judged.policy(roles_claim="roles")
        _, lines = judged.claims(roles=["Kundval.Reception"])
        assert lines[0].startswith("error: roles: it holds Kundval.Reception; policy knows reception,")

    def test_a_provider_without_its_id(self, judged: Judged) -> None:
        _, lines = judged.claims(provider=["a", "b"])
        assert lines[0].startswith("error: provider: it has to be the id of one provider, as in policy/authorisations")

    def test_a_subject_that_cannot_be_kept_is_not_printed(self, judged: Judged) -> None:
        _, lines = judged.claims(sub="19811218-9876")
        assert "9876" not in "".join(lines)
        assert lines[0].startswith("error: sub: no text, empty, too long or not printable, or with a personal identity")

    def test_times_that_are_no_whole_seconds(self, judged: Judged) -> None:
        _, lines = judged.claims(exp=time.time() + 60.5)
        assert lines == ["error: token: its times (iat, nbf, exp) are not whole seconds."]


class TestElsewhere:
    """What policy looks for in one claim and the token has in another is a line to write."""

    @pytest.mark.parametrize(
        ("claims", "path"),
        [
            ({"roles": ["reception"]}, "roles"),
            ({"realm_access": {"roles": ["offline_access", "reception"]}}, "realm_access.roles"),
            ({"resource_access": {"kundval": {"roles": ["controller"]}}}, "resource_access.kundval.roles"),
            ({"cognito:groups": ["reception"]}, "cognito:groups"),
        ],
    )
    def test_the_path_to_the_roles(self, judged: Judged, claims: dict[str, Any], path: str) -> None:
        _, lines = judged.claims(role=None, provider=None, **claims)
        assert lines[0].endswith(f" Write: roles_claim: {path}")
        judged.policy(roles_claim=path)
        assert judged.claims(role=None, provider=None, **claims)[0] == 0

    def test_the_path_to_the_audience(self, judged: Judged) -> None:
        _, lines = judged.claims(aud=None, client_id="kundval")
        assert lines[0].endswith(" Write: audience_claim: client_id")
        judged.policy(audience_claim="client_id")
        assert judged.claims(aud=None, client_id="kundval")[0] == 0

    def test_the_examples_in_the_docstrings_hold(self) -> None:
        assert doctest.testmod(token_judgement) == (0, 1)


class TestTime:
    """A token whose time is over can be shown to somebody else; the rest of it is judged all the same."""

    def test_one_that_is_over(self, judged: Judged) -> None:
        code, lines = judged.claims(iat=1_760_000_000, exp=1_760_000_600)
        assert (code, lines[0]) == (1, "error: exp: it was valid until 2025-10-09 09:03 UTC. As it was then:")
        assert lines[1].startswith("note: token: ")

    def test_one_that_is_over_and_without_a_role(self, judged: Judged) -> None:
        _, lines = judged.claims(iat=1_760_000_000, exp=1_760_000_600, role="guest")
        assert lines[1].startswith("error: role: it holds guest; policy knows ")

    def test_one_of_a_clock_that_is_fast(self, judged: Judged) -> None:
        _, lines = judged.claims(iat=4_000_000_000, exp=4_000_000_600)
        assert lines[0] == (
            "error: iat: it is valid from 2096-10-02 07:06 UTC: is the clock right here, and at the issuer? Then:"
        )
        assert lines[1].startswith("note: token: ")


def test_a_draft_with_another_error_is_to_be_corrected_first(judged: Judged) -> None:
    judged.policy(roles=["chief"])
    code, lines = judged.claims()
    assert (code, lines[-1]) == (1, "identity: correct these first; no issuer was asked.")


def test_a_pipe_is_read(judged: Judged, issuer: LocalIssuer) -> None:
    token = tokens.token(iss=issuer.issuer, role="controller")
    done = CliRunner().invoke(identity_, ["--token", "-", "--data", str(judged.root)], input=f"{token}\n")
    assert (done.exit_code, json.dumps(token) in done.output) == (0, False)
