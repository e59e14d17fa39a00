"""A token: what is believed, where its claims stand, and who may sign in; what is refused: tests/app."""

import datetime as dt
import time
from typing import Any

import pytest

from chalicelib.register import parser
from chalicelib.service.caller import Caller, may_sign_in
from chalicelib.service.token_claims import caller, find
from tests.support.app.endpoint import TODAY, register_data
from tests.support.chalicelib.tokens import EC_KEY, FakeIssuer, claims, registered, token
from tests.support.tables import assert_rows


class TestBelieved:
    """A token becomes a caller."""

    def test_with_an_rsa_key(self) -> None:
        caller = FakeIssuer().verifier().verify(token())
        assert isinstance(caller, Caller)
        assert (caller.subject, caller.roles, caller.provider) == ("person-7", ("provider",), "ana")

    def test_with_an_elliptic_key(self) -> None:
        assert isinstance(FakeIssuer().verifier().verify(token(EC_KEY, "ec", "ES256")), Caller)

    @pytest.mark.parametrize("role", ["reception", "controller"])
    def test_a_role_of_the_municipality_has_no_provider(self, role: str) -> None:
        caller = FakeIssuer().verifier().verify(token(role=role, provider="ana"))
        assert isinstance(caller, Caller)
        assert (caller.roles, caller.provider) == ((role,), "")

    @pytest.mark.parametrize(
        "subject",
        [
            "4f2c9d1e-8a7b-4c3d-9e5f-a1212121212b",
            "f:4f2c9d1e-8a7b-4c3d-9e5f-0a1b2c3d4e5f:ada",
            "auth0|507f1f77bcf86cd799439011",
            "110169484474386276334",
            "AItOawmwtWwcT0k51BayewNvutrJUqsvl6qs7A4",
            "ada.exempelgren@kundval.example",
            "Åsa Öberg",
        ],
    )
    def test_a_subject_as_issuers_give_them(self, subject: str) -> None:
        caller = FakeIssuer().verifier().verify(token(sub=subject))
        assert isinstance(caller, Caller)
        assert caller.subject == subject

    def test_two_clocks_may_differ_a_little(self) -> None:
        late = token(exp=int(time.time()) - 5, nbf=int(time.time()) + 5)
        assert isinstance(FakeIssuer().verifier().verify(late), Caller)


class TestPaths:
    """A claim stands where policy says, in tokens of any shape."""

    def test_the_longest_key_that_the_path_begins_with_is_followed(self) -> None:
        tokens: dict[str, Any] = {
            "a": {"b": 1, "b.c": 2, "d": {"e": 3}, "list": [{"b": 4}], "": 5},
            "a.b": 6,
            "https://x.example/roles": 7,
            "cognito:groups": 8,
            "x.y": {"z.w": 9},
            "null": None,
        }
        rows = [
            ("a.b", 6),
            ("a.d.e", 3),
            ("https://x.example/roles", 7),
            ("cognito:groups", 8),
            ("x.y.z.w", 9),
            ("a.", 5),
            ("a.b.c", None),  # `a.b` is the longer key, and holds no object
            ("a.list.b", None),
            ("a.missing", None),
            ("x", None),
            ("null", None),
            ("null.x", None),
            ("", None),
        ]
        assert_rows(rows, lambda path: find(tokens, path))


class TestRoles:
    """A value becomes a role by policy alone: not by its name, and none that the issuer may not give."""

    def given(self, role: object, **policy: Any) -> object:  # noqa: ANN401 - what policy says of the issuer
        """The roles of a token, or why it is refused."""
        answer = caller(claims(role=role), registered(**policy), time.time())
        return answer.roles if isinstance(answer, Caller) else answer.reason

    def test_our_own_name_is_none_where_policy_has_another_for_it(self) -> None:
        assert self.given("reception", role_values={"Mottagning": "reception"}) == "role"

    def test_a_value_that_leads_to_a_role_which_the_issuer_may_not_give_leads_to_none(self) -> None:
        values = {"Mottagning": "reception", "Ekonomi": "controller"}
        assert self.given(["Mottagning", "Ekonomi"], roles=["reception"], role_values=values) == ("reception",)


class TestSignIn:
    """A provider's sign-in lasts until the latest claim age has passed since its authorisation ended."""

    RULES = parser.parse(register_data())

    @pytest.mark.parametrize("provider", ["ana", "ended", "coming"])
    def test_those_who_have_something_to_claim_or_to_come(self, provider: str) -> None:
        assert may_sign_in(self.RULES, provider, TODAY)

    @pytest.mark.parametrize("provider", ["gone", "stranger"])
    def test_not_those_who_have_nothing_left_to_claim(self, provider: str) -> None:
        assert not may_sign_in(self.RULES, provider, TODAY)

    def test_the_ninetieth_day_is_the_last(self) -> None:
        ended = TODAY - dt.timedelta(days=30)
        days = [may_sign_in(self.RULES, "ended", ended + dt.timedelta(days=after)) for after in (90, 91)]
        assert days == [True, False]
