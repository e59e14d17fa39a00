"""A request to issue gets one number, however often it is repeated."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.model import RegisterService
from chalicelib.rules import issuing
from chalicelib.rules.issuing import IssueRequest, NewNumber
from chalicelib.rules.outcomes import Issued, Refused
from tests.support.chalicelib.sample import NOON, ONE, OWN_ONLY, SERVICE, rules, service

NEW, OLD = KeyRing((b"n" * 32,)), KeyRing((b"o" * 32,))
BOTH = KeyRing(NEW.live + OLD.live)
ORDER = IssueRequest(SERVICE)
ANONYMOUS = "unverified_at_own_unit"


def described() -> RegisterService:
    """The service of the sample."""
    found = rules().service(SERVICE)
    assert found is not None
    return found


def decide(
    standing: dict[str, NumberRow], order: IssueRequest = ORDER, ring: KeyRing = NEW, key: str = "key"
) -> Issued | NewNumber | Refused:
    """What a request comes to where these numbers stand."""
    chains = ring.chains("subject", key, issuing.TRIES)
    return issuing.decide(described(), order, chains, standing, by="subject", now=NOON)


def fresh(order: IssueRequest = ORDER, ring: KeyRing = NEW, key: str = "key") -> NewNumber:
    """A number for the first request of its kind."""
    found = decide({}, order, ring, key)
    assert isinstance(found, NewNumber)
    return found


class TestFresh:
    """What a new number says."""

    def test_it_grants_the_services_sessions_for_its_months_from_today(self) -> None:
        row = fresh().row
        assert (row.granted, row.used, row.left, row.version) == (5, 0, 5, 1)
        assert (row.valid_from, row.valid_to) == ("2026-11-21", "2027-11-20")

    def test_a_reason_grants_its_extra_sessions(self) -> None:
        assert fresh(IssueRequest(SERVICE, extra="children_under_18")).row.granted == 8

    def test_residence_is_as_the_service_demands_unless_said(self) -> None:
        assert fresh().row.residence == "checked"

    def test_exemption_and_member_stand_on_the_number(self) -> None:
        row = fresh(IssueRequest(SERVICE, member="2305", exempt=True)).row
        assert (row.member, row.exempt) == ("2305", True)

    def test_the_event_says_who_why_and_what_was_told_and_stands_with_the_number(self) -> None:
        found = fresh(IssueRequest(SERVICE, extra="children_under_18", told=True))
        event = found.event
        assert (event.kind, event.by, event.reason, event.told) == ("issue", "subject", "children_under_18", True)
        assert event.place == found.row.place == found.candidate.hashes[0]

    def test_neither_the_number_nor_its_places_are_printed(self) -> None:
        found = fresh()
        assert not [text for text in (found.candidate.number, *found.candidate.hashes) if text in repr(found)]


class TestRepeated:
    """The same request finds its number; another under the same key is told so."""

    def test_the_same_request_gets_the_same_number_with_what_stands_now(self) -> None:
        first = fresh()
        now = replace(first.row, used=2, version=3)
        found = decide({first.row.place: now})
        assert isinstance(found, Issued)
        assert (found.number, found.row.left, found.replayed) == (first.candidate.number, 3, True)

    def test_another_request_under_the_same_key_is_a_conflict(self) -> None:
        first = fresh()
        assert decide({first.row.place: first.row}, IssueRequest(SERVICE, exempt=True)) == Refused(
            "idempotency_conflict"
        )

    def test_a_number_that_another_request_has_is_passed_over(self) -> None:
        first = fresh()
        taken = replace(first.row, request="another's")
        found = decide({first.row.place: taken})
        assert isinstance(found, NewNumber)
        assert found.candidate.number != first.candidate.number

    def test_a_request_that_passed_over_a_number_finds_its_own_again(self) -> None:
        first = fresh()
        standing = {first.row.place: replace(first.row, request="another's")}
        second = decide(standing)
        assert isinstance(second, NewNumber)
        again = decide(standing | {second.row.place: second.row})
        assert isinstance(again, Issued)
        assert again.number == second.candidate.number

    def test_a_request_from_before_a_rotation_finds_its_number(self) -> None:
        first = fresh(ring=OLD)
        found = decide({first.row.place: first.row}, ring=BOTH)
        assert isinstance(found, Issued)
        assert found.number == first.candidate.number

    def test_a_number_that_stands_under_the_older_secret_is_not_issued_again(self) -> None:
        candidate = BOTH.chains("subject", "key", 1)[0][0]
        found = decide({candidate.hashes[1]: replace(fresh().row, request="another's")}, ring=BOTH)
        assert isinstance(found, NewNumber)
        assert found.candidate.number != candidate.number

    def test_when_every_number_is_taken_something_is_wrong_and_said(self) -> None:
        taken = replace(fresh().row, request="another's")
        chain = NEW.chains("subject", "key", issuing.TRIES)[0]
        with pytest.raises(RuntimeError, match="taken"):
            decide({candidate.hashes[0]: taken for candidate in chain})


class TestRefused:
    """What the register has no rule for is not issued."""

    @pytest.mark.parametrize(
        ("code", "order"),
        [
            ("unknown_service", IssueRequest("tea")),
            ("unknown_member", IssueRequest(SERVICE, member="0180")),
            ("unknown_extra", IssueRequest(SERVICE, extra="because")),
            ("unknown_residence", IssueRequest(SERVICE, residence="unverified_at_own_unit")),
            ("unknown_residence", IssueRequest(SERVICE, residence="anything")),
        ],
    )
    def test_the_code(self, code: str, order: IssueRequest) -> None:
        assert issuing.refuse(rules(), order) == Refused(code)

    @pytest.mark.parametrize(
        ("order", "code", "field"),
        [
            (IssueRequest(SERVICE, recommended="nobody", because="language"), "invalid_field", "recommended"),
            (IssueRequest(SERVICE, recommended=ONE), "missing_field", "because"),
            (IssueRequest(SERVICE, because="language"), "missing_field", "recommended"),
        ],
    )
    def test_a_recommendation_names_a_provider_of_the_service_and_says_why(
        self, order: IssueRequest, code: str, field: str
    ) -> None:
        found = issuing.refuse(rules(), order)
        assert found is not None
        assert (found.code, found.facts["field"]) == (code, field)

    def test_one_that_does_is_kept_with_the_number(self) -> None:
        row = fresh(IssueRequest(SERVICE, told=True, recommended=ONE, because="language")).row
        assert (row.told, row.recommended, row.because) == (True, ONE, "language")

    @pytest.mark.parametrize(
        ("member", "code"), [(None, "member_required"), ("0180", "unknown_member"), ("2305", None)]
    )
    def test_a_joint_service_asks_which_municipality_pays(self, member: str | None, code: str | None) -> None:
        joint = rules(municipality={"code": "2380", "name": "Host", "members": ["2380", "2305"], "demo": True})
        found = issuing.refuse(joint, IssueRequest(SERVICE, member=member))
        assert (found and found.code) == code

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (["checked"], {None: None, "checked": None, ANONYMOUS: "unknown_residence"}),
            (["checked", ANONYMOUS], {None: "missing_field", "checked": None, ANONYMOUS: None}),
        ],
    )
    def test_residence_is_one_that_the_service_lists_and_is_said_where_it_lists_several(
        self, rule: list[str], expected: dict[str | None, str | None]
    ) -> None:
        by = rules(services=[service(residence=rule), service(id=OWN_ONLY)])
        refusals = {each: issuing.refuse(by, IssueRequest(SERVICE, residence=each)) for each in expected}
        assert {each: refusal and refusal.code for each, refusal in refusals.items()} == expected


class TestLastDay:
    """So many months, the last day included."""

    @pytest.mark.parametrize(
        ("first", "months", "last"),
        [
            ("2026-11-21", 12, "2027-11-20"),
            ("2026-01-01", 12, "2026-12-31"),
            ("2026-12-01", 1, "2026-12-31"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2027-12-31", 2, "2028-02-29"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2026-03-01", 11, "2027-01-31"),
        ],
    )
    def test_by_hand(self, first: str, months: int, last: str) -> None:
        assert issuing.last_day(date.fromisoformat(first), months) == date.fromisoformat(last)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
    def test_it_is_never_a_day_more_than_the_months(self, first: date, months: int) -> None:
        last = issuing.last_day(first, months)
        distance = (last.year - first.year) * 12 + last.month - first.month
        assert first < last
        assert distance in {months, months - 1}
        assert distance < months or last.day <= first.day
