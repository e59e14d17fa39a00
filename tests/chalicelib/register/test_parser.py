"""The register is read whole and right, or refused in one sentence."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.register import parser
from chalicelib.register.model import DecisionLimits, RegisterError
from tests.support.chalicelib.sample import (
    ENDED,
    ONE,
    OWN_ONLY,
    SERVICE,
    data,
    fee,
    issuer,
    provider,
    rules,
    service,
    tariff,
)


def others(**changes: object) -> list[dict[str, Any]]:
    """The sample's services, of which the first is changed."""
    return [service(**changes), service(id=OWN_ONLY)]


def day(text: str) -> date:
    """The day that the text says."""
    return date.fromisoformat(text)


class TestFile:
    """A file that is missing, broken, of another schema or changed stops the start."""

    def test_a_register_that_was_written_can_be_loaded(self, tmp_path: Path) -> None:
        path = tmp_path / "register.json"
        path.write_text(json.dumps(data(), indent=1), encoding="utf-8")
        assert parser.load(path) == rules()

    def test_a_missing_file_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(RegisterError, match=r"There is no register at .*: build it first"):
            parser.load(tmp_path / "register.json")

    @pytest.mark.parametrize("text", ["", "{", "[1,", "[" * 100_000])
    def test_broken_json_is_refused(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "register.json"
        path.write_text(text)
        with pytest.raises(RegisterError, match="is not JSON"):
            parser.load(path)

    def test_a_file_in_another_encoding_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "register.json"
        path.write_bytes(json.dumps(data(), ensure_ascii=False).encode("latin-1"))
        with pytest.raises(RegisterError, match="cannot be read"):
            parser.load(path)

    @pytest.mark.parametrize("other", [[], "text", None])
    def test_what_is_no_object_is_refused(self, other: object) -> None:
        with pytest.raises(RegisterError, match="must be an object"):
            parser.parse(other)

    @pytest.mark.parametrize("schema", [2, "1", None])
    def test_another_schema_is_refused(self, schema: object) -> None:
        with pytest.raises(RegisterError, match="this version reads schema 1"):
            parser.parse(data(schema=schema))

    def test_a_changed_price_no_longer_matches_the_hash(self) -> None:
        changed = data()
        changed["tariffs"][0]["amount_ore"] += 1
        with pytest.raises(RegisterError, match="does not match its own hash"):
            parser.parse(changed)

    def test_a_register_without_a_hash_is_refused(self) -> None:
        with pytest.raises(RegisterError, match="hash"):
            parser.parse({key: value for key, value in data().items() if key != "sha256"})


class TestHash:
    """The hash is of what is said, not of how it is written."""

    def test_the_order_of_keys_does_not_matter(self) -> None:
        assert parser.digest({"a": 1, "b": 2}) == parser.digest({"b": 2, "a": 1})

    def test_the_hash_does_not_cover_itself(self) -> None:
        assert parser.digest({"a": 1, "sha256": "x"}) == parser.digest({"a": 1})

    def test_the_canonical_form_is_sorted_tight_and_utf_8(self) -> None:
        assert parser.canonical({"b": [1, 2], "a": "ö"}) == '{"a":"ö","b":[1,2]}'.encode()

    def test_the_hash_is_sha_256_of_the_canonical_form(self) -> None:
        assert parser.digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


class TestFields:
    """A field that is missing or of the wrong kind is named with its path."""

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"services": None}, "services must be a list"),
            ({"services": ["x"]}, r"services\[0\] must be an object"),
            ({"services": [service(minutes="90")]}, r"services\[0\].minutes must be a whole number"),
            ({"services": [service(minutes=True)]}, r"services\[0\].minutes must be a whole number"),
            ({"services": [service(granted=0)]}, r"services\[0\].granted must be a whole number of at least 1"),
            ({"services": [service(own_unit_only="no")]}, r"services\[0\].own_unit_only must be true or false"),
            (
                {"services": [service(residence=["any"])]},
                r"services\[0\].residence must be a list of checked",
            ),
            ({"services": [service(consumes=["talk"])]}, r"services\[0\].consumes must be a list of session"),
            ({"services": [service(consumes=[1])]}, r"services\[0\].consumes must be a list of texts"),
            ({"services": [service(name={"sv": 1})]}, r"services\[0\].name.sv must be a text"),
            ({"tariffs": [tariff(amount_ore=1104.5)]}, r"tariffs\[0\].amount_ore must be a whole number"),
            ({"tariffs": [tariff(amount_ore=-1)]}, r"tariffs\[0\].amount_ore must be a whole number of at least 0"),
            ({"tariffs": [tariff(**{"from": "1/1 2022"})]}, r"tariffs\[0\].from must be a date written as"),
            ({"tariffs": [tariff(**{"from": "2026-W01-1"})]}, r"tariffs\[0\].from must be a date written as"),
            ({"tariffs": [tariff(**{"from": "20260101"})]}, r"tariffs\[0\].from must be a date written as"),
            ({"tariffs": [tariff(event="tea")]}, r"tariffs\[0\].event must be one of"),
            ({"fees": [fee(exempt=None)]}, r"fees\[0\].exempt must be an object"),
            ({"fees": [fee(exempt={"amount_ore": 0, "paid_by": "me"})]}, r"fees\[0\].exempt.paid_by must be one of"),
            ({"providers": [{"id": "x", "regi": "both"}]}, r"providers\[0\].regi must be one of own, private"),
            ({"municipality": {"code": "0180"}}, "municipality.name must be a text"),
            ({"identity": {}}, "identity must be a list"),
            ({"identity": [{}]}, r"identity\[0\].role_values must be an object"),
            ({"identity": [issuer(jwks=None)]}, r"identity\[0\].jwks must be a text"),
            ({"identity": [issuer(roles=["mayor"])]}, r"identity\[0\].roles must be a list of reception, provider"),
            (
                {"identity": [issuer(role_values={"x": "y"})]},
                r"identity\[0\].role_values.x must be one of reception",
            ),
        ],
    )
    def test_the_sentence_names_the_place(self, changes: dict[str, Any], sentence: str) -> None:
        with pytest.raises(RegisterError, match=sentence):
            parser.parse(data(**changes))

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"services": [service(), service()]}, "the id familjeradgivning stands twice"),
            ({"tariffs": [tariff(), tariff()]}, "start on the same day"),
            ({"fees": [fee(), fee()]}, "start on the same day"),
            (
                {"services": [service(), service(id=OWN_ONLY, name={"en": "Tea"})]},
                "the service samarbetssamtal has no name in Swedish",
            ),
            ({"tariffs": [tariff(service="tea")]}, "the service tea is named but not described"),
            (
                {"providers": [provider("a", "own", {"service": "tea", "from": "2019-01-01"})]},
                "the service tea is named but not described",
            ),
            ({"fees": [fee(amount_ore=100, exempt={"amount_ore": 101, "paid_by": "provider"})]}, "for the exempt"),
            ({"tariffs": [tariff(fee="deducted", amount_ore=44_999)]}, "less than the fee that is deducted"),
            ({"services": others(remuneration="none")}, "paid by budget alone but has the tariff"),
            (
                {"services": others(remuneration="none"), "tariffs": []},
                "is paid by the municipality, which",
            ),
            (
                {
                    "services": others(remuneration="none"),
                    "tariffs": [],
                    "fees": [fee(amount_ore=0, events=["session", "no_show"], amounts_ore={"no_show": 10_000})],
                },
                "is paid by the municipality, which",
            ),
            ({"services": others(exempt_on_claim=True)}, "an exemption on the claim but control numbers, which say it"),
            (
                {"budgets": [{"year": 2026, "service": SERVICE, "sessions": 1, "provider": "tea"}]},
                "the budget of 2026 names the provider tea, which is not described",
            ),
        ],
    )
    def test_what_contradicts_itself_is_refused(self, changes: dict[str, Any], sentence: str) -> None:
        with pytest.raises(RegisterError, match=sentence):
            parser.parse(data(**changes))

    def test_a_fee_as_high_as_the_tariff_can_be_deducted(self) -> None:
        assert parser.parse(data(tariffs=[tariff(fee="deducted", amount_ore=45_000)]))

    def test_a_higher_fee_before_the_tariff_began_is_no_contradiction(self) -> None:
        low = tariff(fee="deducted", amount_ore=30_000)
        fees = [fee(), fee(**{"from": "2022-01-01"}, amount_ore=20_000)]
        assert parser.parse(data(tariffs=[low], fees=fees))


BY_HOUR = {"unit": "hour", "extra": [], "decision": {"minutes_week": 300, "months": 6}}


class TestRulesOfAService:
    """Rules that no claim can follow together are refused, never followed by half."""

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"unit": "day"}, r"services\[0\].unit must be one of session, hour"),
            ({"unit": "hour"}, r"services\[0\].decision must be an object"),
            (BY_HOUR | {"decision": {"minutes_week": 0, "months": 6}}, r"decision.minutes_week must be a whole number"),
            (BY_HOUR | {"extra": [{"reason": "a", "sessions": 3}]}, "has extra sessions but is granted by the hour"),
            (BY_HOUR | {"most": 9}, "has a maximum number of sessions but is granted by the hour"),
            ({"most": 7}, "can grant more sessions at once than its maximum"),
            (BY_HOUR | {"presence_codes": True}, "a presence code for each session but is granted by the hour"),
            (BY_HOUR | {"control_number": "none"}, "is granted by decision but has no control numbers"),
            ({"control_number": "none", "presence_codes": True}, "has presence codes but no control numbers"),
        ],
    )
    def test_what_cannot_be_followed(self, change: dict[str, Any], sentence: str) -> None:
        with pytest.raises(RegisterError, match=sentence):
            parser.parse(data(services=others(**change)))

    @pytest.mark.parametrize(("change", "most"), [({}, 8), ({"most": 12}, 12), ({"extra": []}, 5)])
    def test_the_most_of_a_number_is_policys_own_or_all_that_it_grants(self, change: dict[str, Any], most: int) -> None:
        assert rules(services=[service(**change), service(id=OWN_ONLY)]).services[SERVICE].most == most

    def test_a_service_by_the_hour_grants_nothing_by_itself(self) -> None:
        found = rules(services=others(**BY_HOUR), fees=[]).services[SERVICE]
        assert (found.granted, found.decision) == (0, DecisionLimits(300, 6))

    @pytest.mark.parametrize(
        ("change", "first", "sentence"),
        [
            ({}, {"count": 3, "amount_ore": 45_001, "paid_by": "provider"}, "is higher for the first visits"),
            ({}, {"count": 0, "amount_ore": 0, "paid_by": "provider"}, "count must be a whole number of at least 1"),
            ({}, {"count": 3, "amount_ore": 0}, "first_visits.paid_by must be a text"),
            (BY_HOUR, {"count": 3, "amount_ore": 0, "paid_by": "provider"}, "no number counts them"),
            (
                {"control_number": "none"},
                {"count": 3, "amount_ore": 0, "paid_by": "provider"},
                "no number counts them",
            ),
        ],
    )
    def test_first_visits_can_be_counted_and_are_cheaper(
        self, change: dict[str, Any], first: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(RegisterError, match=sentence):
            parser.parse(data(services=others(**change), fees=[fee(first_visits=first)]))

    def test_no_fee_is_deducted_from_a_price_by_the_hour(self) -> None:
        with pytest.raises(RegisterError, match="by the hour, so that no fee can be deducted"):
            parser.parse(data(services=others(**BY_HOUR), tariffs=[tariff(fee="deducted")]))

    @pytest.mark.parametrize(
        ("amounts_ore", "match"),
        [
            ({"phone": 100}, "has an amount for an event that it is not taken for"),
            ({"no_show": -1}, "amounts_ore.no_show must be a whole number of at least 0"),
        ],
    )
    def test_an_event_with_an_amount_of_its_own_is_one_that_takes_a_fee(
        self, amounts_ore: dict[str, int], match: str
    ) -> None:
        with pytest.raises(RegisterError, match=match):
            parser.parse(data(fees=[fee(amounts_ore=amounts_ore)]))


class TestLookUps:
    """What was in force on the day of the session decides."""

    @pytest.mark.parametrize(
        ("on", "amount_ore"),
        [("2018-12-31", None), ("2019-01-01", 96_000), ("2021-12-31", 96_000), ("2022-01-01", 110_400)],
    )
    def test_the_tariff_of_a_day_is_the_latest_that_has_begun(self, on: str, amount_ore: int | None) -> None:
        found = rules().tariff(SERVICE, "session", "private", 1, day(on))
        assert (found and found.amount_ore) == amount_ore

    def test_the_order_of_entries_does_not_matter(self) -> None:
        backwards = rules(tariffs=list(reversed(data()["tariffs"])))
        found = backwards.tariff(SERVICE, "session", "private", 1, day("2026-01-01"))
        assert found is not None
        assert found.amount_ore == 110_400

    @pytest.mark.parametrize(
        "key",
        [("tea", "session", "private", 1), (SERVICE, "first_assessment", "private", 1), (SERVICE, "session", "own", 2)],
    )
    def test_a_price_that_does_not_stand_there_is_not_invented(self, key: tuple[str, str, str, int]) -> None:
        assert rules().tariff(*key, day("2026-01-01")) is None

    def test_each_event_owes_its_own_fee_and_the_others_that_of_the_rule(self) -> None:
        register = rules(fees=[fee(amounts_ore={"late_cancellation": 12_500})])
        owed = [register.fee(SERVICE, event, day("2026-01-01")) for event in ("session", "late_cancellation", "phone")]
        assert [fee_of_event and fee_of_event.amount_ore for fee_of_event in owed] == [45_000, 12_500, None]

    def test_an_event_that_the_fee_does_not_name_has_none(self) -> None:
        assert rules().fee(SERVICE, "phone", day("2026-01-01")) is None

    def test_a_later_fee_that_no_longer_names_the_event_ends_it(self) -> None:
        later = rules(fees=[fee(), fee(**{"from": "2026-01-01"}, events=["session"])])
        assert later.fee(SERVICE, "no_show", day("2025-12-31"))
        assert later.fee(SERVICE, "no_show", day("2026-01-01")) is None

    @pytest.mark.parametrize(
        ("on", "authorised"),
        [("2018-12-31", False), ("2019-01-01", True), ("2026-10-31", True), ("2026-11-01", False)],
    )
    def test_first_and_last_day_are_within_an_authorisation(self, on: str, authorised: bool) -> None:  # noqa: FBT001 - a column
        ended = rules().provider(ENDED)
        assert ended is not None
        assert ended.authorised(SERVICE, day(on)) == authorised

    def test_an_authorisation_without_a_last_day_goes_on(self) -> None:
        one = rules().provider(ONE)
        assert one is not None
        assert one.authorised(SERVICE, day("2099-12-31"))

    def test_what_nobody_wrote_down_is_not_found(self) -> None:
        assert rules().service("tea") is None
        assert rules().provider("nobody") is None
