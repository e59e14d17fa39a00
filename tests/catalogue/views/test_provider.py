"""A provider's page: the same fields in the same order for everyone, and nothing that was not stated."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import pytest

from catalogue.profiles.model import Profile, ServiceDescription
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import card_of
from catalogue.views.cards import card_rows
from catalogue.views.provider import ProviderPage
from catalogue.views.rows.field_rows import FieldRow
from tests.support.catalogue.presented import CHECKED, FULL, LISTED, OWN, PRESENTER


def field_names(view: ProviderPage) -> list[str]:
    """Return every label of a page, in the page's order."""
    groups = [view["contact"], *(s["rows"] for s in view["services"]), view["languages"]]
    return [
        row.label for group in [*groups, *(p["rows"] for p in view["locations"]), view["municipality"]] for row in group
    ]


def service_row(label: str, **answers: Any) -> FieldRow:  # noqa: ANN401 - as YAML gives it
    """Return the row of one field of a service with these answers."""
    service = cast("ServiceDescription", answers)
    view = PRESENTER.provider({"name": "X", "services": {"fr": service}}, LISTED, {})
    return next(row for row in view["services"][0]["rows"] if row.label == label)


def test_the_own_unit_has_the_same_fields_in_the_same_order() -> None:
    assert field_names(PRESENTER.provider(FULL, OWN, {})) == field_names(PRESENTER.provider(FULL, LISTED, {}))


def test_a_sparse_profile_has_the_same_fields_in_the_same_order() -> None:
    sparse: Profile = {"name": "X", "locations": [{"area": "kista"}]}
    assert field_names(PRESENTER.provider(sparse, LISTED, {})) == field_names(PRESENTER.provider(FULL, LISTED, {}))


def test_a_provider_without_a_profile_has_the_same_fields_in_the_same_order() -> None:
    without, full = PRESENTER.provider(None, LISTED, {}), PRESENTER.provider(FULL, LISTED, {})
    assert field_names(without) == field_names(full)
    assert [day for day, _ in without["hours"]] == [day for day, _ in full["hours"]]
    assert len(without["staff"]) == len(full["staff"]) == 1


def test_a_provider_without_a_profile_is_shown_by_its_legal_name() -> None:
    view = PRESENTER.provider(None, LISTED, {})
    assert (view["name"], view["has_profile"]) == ("X AB", False)


def test_everything_that_is_not_stated_says_so() -> None:
    view = PRESENTER.provider(None, LISTED, {})
    rows = [*view["contact"], *view["services"][0]["rows"], *view["languages"], *view["locations"][0]["rows"]]
    assert {(row.value, row.state) for row in rows} == {("Uppgift saknas", "missing")}


@pytest.mark.parametrize(
    ("answers", "value"), [({"interpreter": "yes"}, "Ja"), ({"interpreter": "no"}, "Nej"), ({}, "Uppgift saknas")]
)
def test_a_feature_is_yes_no_or_not_stated(answers: dict[str, str], value: str) -> None:
    assert service_row("Tolk kan bokas", **answers).value == value


def test_an_empty_list_is_none_and_not_a_missing_answer() -> None:
    assert service_row("Metoder", methods=[]).value == "Inga"


def test_a_fresh_waiting_time_says_who_stated_it_and_when() -> None:
    row = service_row("Väntetid", waiting_time={"working_days": 16, "stated": "2026-11-09"})
    assert row.value == "16 arbetsdagar (enligt utföraren 9\u00a0november\u00a02026)"


def test_an_old_waiting_time_is_not_stated_and_says_why() -> None:
    row = service_row("Väntetid", waiting_time={"working_days": 16, "stated": "2026-09-09"})
    assert (row.value, row.state) == ("Uppgift saknas", "missing")
    assert "9\u00a0september\u00a02026" in row.note


def test_partners_are_named() -> None:
    assert service_row("Samarbetar med", works_together_with=["y"]).value == "Y AB"


def test_a_day_without_hours_is_closed_when_others_are_stated() -> None:
    ((name, hours),) = PRESENTER.provider(FULL, LISTED, {})["hours"]
    assert name == ""
    assert hours[0] == ("Måndag", "08.00–17.00")
    assert hours[6] == ("Söndag", "Stängt")


def test_a_person_is_told_by_title_training_and_name() -> None:
    staff = PRESENTER.provider(FULL, LISTED, {})["staff"]
    assert staff == [("Familjerådgivare", "Socionomexamen", "Vera Exempelberg")]


def test_closures_that_have_passed_are_not_shown() -> None:
    assert PRESENTER.provider(FULL, LISTED, {})["closed"] == [
        "Stängt 23\u00a0december\u00a02026 till 6\u00a0januari\u00a02027."
    ]


def test_a_phone_number_can_be_dialled() -> None:
    assert PRESENTER.provider(FULL, LISTED, {})["contact"][0].link == "tel:+46846500401"


def test_a_checked_fact_stands_with_its_day() -> None:
    row = next(r for r in PRESENTER.provider(FULL, CHECKED, {})["locations"][0]["rows"] if r.label == "Utan trappsteg")
    assert (row.value, row.note) == ("Nej", "Kontrollerat av kommunen 2\u00a0mars\u00a02026")


def test_a_sole_trader_s_number_is_not_shown() -> None:
    sole = AuthorisedProvider("x", "X", None, sole_trader=True, regi="private", services=())
    assert PRESENTER.provider(None, sole, {})["municipality"][1].value.startswith("Visas inte")


def test_a_group_says_when_the_provider_last_changed_it() -> None:
    source = PRESENTER.provider(FULL, LISTED, {"contact": "2026-10-01"})["source"]
    assert source["contact"] == "Enligt utföraren, uppdaterat 1\u00a0oktober\u00a02026."
    assert source["staff"] == "Enligt utföraren."


def test_what_nobody_has_stated_has_no_source() -> None:
    view = PRESENTER.provider(None, LISTED, {})
    assert set(view["source"].values()) == {""}
    assert not view["leaves"]


def test_a_text_in_another_language_is_marked_as_such() -> None:
    view = PRESENTER.provider({"name": "X", "about": {"en": "Only English."}}, LISTED, {})
    assert view["about"] == {"paragraphs": ["Only English."], "lang": "en"}


def test_every_card_has_the_same_fields() -> None:
    full = card_rows(PRESENTER, card_of(FULL, LISTED, "2026-11-21"))
    none = card_rows(PRESENTER, card_of(None, OWN, "2026-11-21"))
    assert [row.label for row in full] == [row.label for row in none]


def test_several_services_each_tell_their_waiting_time() -> None:
    listed = AuthorisedProvider(
        "x", "X", None, sole_trader=False, regi="own", services=(("fr", "2019-01-01"), ("fb", "2019-01-01"))
    )
    wait: ServiceDescription = {"waiting_time": {"working_days": 3, "stated": "2026-11-20"}}
    card = card_of({"name": "X", "services": {"fr": wait}}, listed, "2026-11-21")
    row = next(row for row in card_rows(PRESENTER, card) if row.label == "Väntetid")
    assert row.value == (
        "Familjerådgivning: 3 arbetsdagar (enligt utföraren 20\u00a0november\u00a02026), "
        "Familjebehandling: Uppgift saknas"
    )


def test_what_policy_has_no_words_for_is_not_asked_of_anybody() -> None:
    kinds = ("areas", "languages", "formats", "methods", "competences")
    presenter = dataclasses.replace(PRESENTER, labels={**PRESENTER.labels, **{kind: {} for kind in kinds}})
    card = [row.label for row in card_rows(presenter, card_of(None, LISTED, "2026-11-21"))]
    view = presenter.provider(None, LISTED, {})
    told = [*card, *(row.label for service in view["services"] for row in service["rows"])]
    assert not {"Område", "Språk", "Hur ni kan träffas", "Metoder", "Särskild kunskap om"} & {*told}
    assert view["languages"] == []


class TestFolding:
    """Many facts that are not stated are told in one line, and none of them is lost or becomes a no."""

    ROWS = (FieldRow("Lokal", "Ja", "yes"), *(FieldRow(f"Fråga {n}", "Uppgift saknas", "missing") for n in range(1, 5)))

    def test_many_that_are_not_stated_are_named_in_a_last_row(self) -> None:
        assert PRESENTER.folded(self.ROWS) == [
            self.ROWS[0],
            FieldRow("4 uppgifter saknas", "Fråga 1, fråga 2, fråga 3, fråga 4", "missing"),
        ]

    def test_which_premises_one_is_of_stands_in_brackets(self) -> None:
        rows = [
            FieldRow(f"Hitta hit, {name}", "Uppgift saknas", "missing") for name in ("Berg", "Åre", "Krokom", "Bräcke")
        ]
        (folded,) = PRESENTER.folded(rows)
        assert folded.value == "Hitta hit (Berg), hitta hit (Åre), hitta hit (Krokom), hitta hit (Bräcke)"

    def test_a_few_stay_where_others_have_their_answer(self) -> None:
        assert PRESENTER.folded(self.ROWS[:-1]) == self.ROWS[:-1]

    def test_one_that_says_why_it_is_missing_stays(self) -> None:
        reason = FieldRow("Väntetid", "Uppgift saknas", "missing", "Den är äldre än 30 dagar.")
        assert reason in PRESENTER.folded((*self.ROWS, reason))
