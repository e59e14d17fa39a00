"""The list that a municipality has today, as it is: read, or told row by row."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ops.municipality.answers import ListedProvider, Premises
from ops.municipality.provider_list import headings, providers, tables
from ops.municipality.provider_list.providers import ListFaults
from ops.municipality.provider_list.rows import Scope
from ops.municipality.provider_list.tables import TableError
from tests.support.ops import provider_lists

TODAY = dt.date(2026, 11, 29)
TREATMENT = Scope({"familjebehandling": ["Familjebehandling"]}, (), {"svenska": "sv", "engelska": "en"}, TODAY)
Rows = Sequence[Sequence[object]]
Read = Callable[..., tuple[list[ListedProvider], list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read rows that are saved as a sheet or as CSV."""

    def of(
        rows: Rows, scope: Scope = TREATMENT, changes: Sequence[str] = (), **saved: str
    ) -> tuple[list[ListedProvider], list[str]]:
        file = (
            provider_lists.write_csv(tmp_path / "lista.csv", rows, **saved)
            if saved
            else provider_lists.write_xlsx(tmp_path / "lista.xlsx", rows)
        )
        return providers.read(headings.find(tables.read(file), changes), scope)

    return of


def faults(read: Read, rows: Rows, scope: Scope = TREATMENT) -> Sequence[str]:
    """Return the faults of a list."""
    with pytest.raises(ListFaults) as caught:
        read(rows, scope)
    return caught.value.faults


class TestAListAsMunicipalitiesHaveThem:
    """Merged headings, empty rows and columns, numbers as numbers."""

    @pytest.fixture
    def messy(self, tmp_path: Path) -> tuple[list[ListedProvider], list[str]]:
        rows, merged = provider_lists.MESSY, provider_lists.MESSY_MERGED
        file = provider_lists.write_xlsx(tmp_path / "lista.xlsx", rows, merged)
        return providers.read(headings.find(tables.read(file)), TREATMENT)

    def test_the_headings_are_found_below_a_merged_title(self, messy: tuple[list[ListedProvider], list[str]]) -> None:
        assert [provider.id for provider in messy[0]] == [
            "exempelby-familjeenhet",
            "pahittade-oar",
            "rut-exempelsson-samtal",
        ]

    def test_a_number_that_lost_its_zero_gets_it_back_and_that_is_told(
        self, messy: tuple[list[ListedProvider], list[str]]
    ) -> None:
        assert [provider.phone for provider in messy[0]] == ["08-465 004 00", "070-174 06 05", "08-465 004 03"]
        assert "rad 6: telefonnumret hade tappat sin nolla och är skrivet 070-174 06 05." in messy[1]

    def test_a_company_on_two_rows_is_one_provider_with_two_premises(
        self, messy: tuple[list[ListedProvider], list[str]]
    ) -> None:
        assert messy[0][1].premises == (
            Premises("Ågatan 2", "131 31", "Exempelby", "Exempelby"),
            Premises("Älvgatan 3", "131 32", "Östra Exempelby", "Östra Exempelby"),
        )

    def test_dates_are_read_in_the_ways_that_sheets_have_them(
        self, messy: tuple[list[ListedProvider], list[str]]
    ) -> None:
        days = [day for provider in messy[0] for _, day in provider.services]
        assert days == [dt.date(2019, 1, 1), dt.date(2019, 1, 1), dt.date(2021, 5, 1)]

    def test_a_sole_trader_keeps_nothing_of_a_personal_identity_number(
        self, messy: tuple[list[ListedProvider], list[str]]
    ) -> None:
        sole = messy[0][2]
        assert (sole.type, sole.organisation_number, sole.supplier) == ("sole_trader", None, None)
        assert "2397" not in repr(messy)

    def test_the_municipality_is_its_own_unit(self, messy: tuple[list[ListedProvider], list[str]]) -> None:
        assert [(provider.regi, provider.type) for provider in messy[0]] == [
            ("own", "municipality"),
            ("private", "company"),
            ("private", "sole_trader"),
        ]


class TestFiles:
    """CSV as programs write it, and what is no list."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_a_csv_file_is_read_in_its_encoding_and_with_its_delimiter(
        self, encoding: str, delimiter: str, read: Read
    ) -> None:
        listed, _ = read([["Utförare", "Ort"], ["Åsas Öar, AB", "Östby"]], encoding=encoding, delimiter=delimiter)
        assert [(provider.legal_name, provider.premises[0].city) for provider in listed] == [("Åsas Öar, AB", "Östby")]

    def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row(self, tmp_path: Path) -> None:
        (tmp_path / "lista.csv").write_text('Utförare;Ort\nA AB;X\n"B AB;Y\nC AB;Z\n', encoding="utf-8")
        with pytest.raises(TableError, match=r"rad 3: ett citattecken är inte avslutat"):
            tables.read(tmp_path / "lista.csv")

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"PK\x03\x04 broken", "går inte att läsa som Excelfil"),
            (b"\xd0\xcf\x11\xe0 old", "gammal Excelfil, eller har lösenord"),
            (b"\x89PNG\x00\x00", "är inte text"),
        ],
    )
    def test_what_is_no_list_is_refused_with_the_way_out(self, data: bytes, words: str, tmp_path: Path) -> None:
        (tmp_path / "lista").write_bytes(data)
        with pytest.raises(TableError, match=words):
            tables.read(tmp_path / "lista")

    def test_a_list_without_headings_is_told_what_it_needs(self, read: Read) -> None:
        with pytest.raises(TableError, match="Hittar ingen rad med rubriker"):
            read([["A AB", "Östby"], ["B AB", "Nyby"]])


class TestColumns:
    """Headings are recognised, shown and changed."""

    @pytest.mark.parametrize("city", ["Postnummer/ort", "Postnr och ort", "Postadress", "Postort"])
    def test_postcode_and_city_may_share_a_column(self, city: str, read: Read) -> None:
        listed, _ = read([["Utförare", "Besöksadress", city], ["A AB", "Storgatan 1", "131 30 Östby"]])
        assert listed[0].premises == (Premises("Storgatan 1", "131 30", "Östby", "Östby"),)

    def test_english_headings_are_recognised_too(self, read: Read) -> None:
        listed, _ = read([["Company", "Organisation number", "E-mail"], ["A AB", "559998-0017", "a@paahittet.foretag"]])
        assert (listed[0].organisation_number, listed[0].email) == ("559998-0017", "a@paahittet.foretag")

    def test_a_column_about_a_person_is_not_read(self, read: Read) -> None:
        listed, _ = read([["Utförare", "Telefon kontaktperson", "Telefon"], ["A AB", "070-174 06 05", "08-000 12 67"]])
        assert listed[0].phone == "08-000 12 67"

    def test_a_changed_column_is_read_as_it_says(self, read: Read) -> None:
        rows = [["Vem", "Telefon", "Växel"], ["A AB", "070-174 06 05", "08-000 12 67"]]
        listed, _ = read(rows, changes=["Vem=legal_name", "Växel=telefon"])
        assert (listed[0].legal_name, listed[0].phone) == ("A AB", "08-000 12 67")

    @pytest.mark.parametrize(
        ("change", "words"),
        [("Telefon=fax", "Fälten är namn, .*telefon"), ("Fax=telefon", "Rubrikerna är Utförare, Telefon")],
    )
    def test_a_change_that_names_nothing_lists_what_there_is(self, change: str, words: str, read: Read) -> None:
        with pytest.raises(TableError, match=words):
            read([["Utförare", "Telefon"], ["A AB", "08-000 12 67"]], changes=[change])

    def test_what_each_column_is_read_as_can_be_shown(self, tmp_path: Path) -> None:
        file = provider_lists.write_csv(tmp_path / "lista.csv", [["Utförare", "Org.nr", "Övrigt"], ["A AB", "", ""]])
        assert headings.description(headings.find(tables.read(file))) == [
            "Så läses listan (rubriker på rad 1):",
            "   A  Utförare  namn (legal_name)",
            "   B  Org.nr    organisationsnummer (organisation_number)",
            "   C  Övrigt    läses inte",
        ]


class TestFaults:
    """Every row that cannot be read is told by row and column, all at once, and without what stands there."""

    def test_every_fault_of_every_row_is_told(self, read: Read) -> None:
        rows: Rows = [
            ["Utförare", "Org.nr", "Telefon", "E-post", "Språk", "Avtal från"],
            ["A AB", "559998-0012", "12", "a(at)b", "klingonska", "1/2 2020"],
            [None, None, "08-000 12 67"],
            ["Södra området"],
        ]
        assert [fault.partition(":")[0] for fault in faults(read, rows)] == [
            "rad 2, Org.nr",
            "rad 2, Avtal från",
            "rad 2, Telefon",
            "rad 2, E-post",
            "rad 2, Språk",
            "rad 3, Utförare",
            "rad 4, Utförare",
        ]

    def test_a_personal_identity_number_elsewhere_is_a_fault_that_does_not_show_it(self, read: Read) -> None:
        rows = [["Utförare", "E-post"], [f"Rut Exempelsson {provider_lists.PERSON}", "rut@paahittet.foretag"]]
        assert faults(read, rows) == ["rad 2, Utförare: här står ett personnummer; ta bort det ur listan."]

    def test_a_number_that_is_too_short_is_a_fault_that_does_not_show_it(self, read: Read) -> None:
        (fault,) = faults(read, [["Utförare", "Org.nr"], ["Rut Exempelsson", 99006022]])
        assert fault.startswith("rad 2, Org.nr: skriv organisationsnumret med tio siffror")
        assert "9006022" not in fault

    def test_a_service_that_only_the_own_unit_performs_is_refused_for_others(self, read: Read) -> None:
        scope = Scope({"familjeradgivning": ["Familjerådgivning"]}, ("familjeradgivning",), {}, TODAY)
        assert faults(read, [["Utförare", "Driftform"], ["A AB", "Privat"]], scope) == [
            "rad 2, Driftform: tjänsten är bara i egen regi; skriv egen regi, eller ta bort raden."
        ]

    def test_two_services_need_a_column_that_says_which(self, read: Read) -> None:
        scope = Scope(
            {"familjeradgivning": ["Familjerådgivning"], "familjebehandling": ["Familjebehandling"]}, (), {}, TODAY
        )
        assert "Listan har ingen kolumn som säger vilken tjänst" in faults(read, [["Utförare"], ["A AB"]], scope)[0]
        listed, _ = read([["Utförare", "Insats"], ["A AB", "Familjerådgivning och familjebehandling"]], scope)
        assert dict(listed[0].services).keys() == scope.services.keys()


class TestRows:
    """What a row becomes."""

    def test_a_contract_that_has_ended_is_left_out_and_told(self, read: Read) -> None:
        rows = [["Utförare", "Avtal till"], ["A AB", "2025-12-31"], ["B AB", "tills vidare"]]
        listed, notes = read(rows)
        assert [provider.legal_name for provider in listed] == ["B AB"]
        assert notes == ["rad 2: avtalet slutade 2025-12-31, så raden är inte med."]

    def test_a_cell_that_says_nothing_is_empty(self, read: Read) -> None:
        rows = [["Utförare", "Telefon", "Hemsida", "Ort"], ["A AB", "Saknas", "–", "Östby"]]
        listed, _ = read(rows)
        assert (listed[0].phone, listed[0].website) == (None, None)

    def test_of_several_telephone_numbers_the_first_is_read_and_that_is_told(self, read: Read) -> None:
        listed, notes = read([["Utförare", "Telefon"], ["A AB", "08-000 12 67, 070-174 06 05"]])
        assert listed[0].phone == "08-000 12 67"
        assert notes == ["rad 2: av flera telefonnummer är det första med, 08-000 12 67."]

    @pytest.mark.parametrize(
        "address", ["Storgatan 1, 131 30 Östby", "Storgatan 1\n131 30 Östby", "Storgatan 1 SE-131 30 Östby"]
    )
    def test_an_address_in_one_cell_is_divided(self, address: str, read: Read) -> None:
        assert read([["Utförare", "Adress"], ["A AB", address]])[0][0].premises == (
            Premises("Storgatan 1", "131 30", "Östby", "Östby"),
        )

    @pytest.mark.parametrize(
        ("streets", "premises"),
        [
            (("", ""), ""),
            (("Storgatan 1", ""), ", som får 1 mottagning"),
            (("Storgatan 1", "Storgatan 2"), ", som får 2 mottagningar"),
        ],
    )
    def test_two_rows_of_a_company_are_told_with_the_premises_that_there_are(
        self, streets: tuple[str, str], premises: str, read: Read
    ) -> None:
        names = ("A AB", "A Centrum AB")
        rows = [
            [name, "559998-0017", f"08-000 12 3{index}", street]
            for index, (name, street) in enumerate(zip(names, streets, strict=True))
        ]
        _, notes = read([["Utförare", "Org.nr", "Telefon", "Adress"], *rows])
        different = "namn, mottagningens namn och telefon"
        assert notes == [f"rad 2 och 3: samma utförare{premises}; från den första raden är {different}."]

    def test_two_companies_of_one_name_have_two_ids(self, read: Read) -> None:
        listed, _ = read([["Utförare", "Org.nr"], ["A AB", "559998-0017"], ["A AB", "559998-0025"]])
        assert [provider.id for provider in listed] == ["utforare-a", "utforare-a-2"]

    @pytest.mark.parametrize(
        ("name", "number", "type_"),
        [
            ("A", "559998-0017", "company"),
            ("A", "969998-0018", "company"),
            ("A", "802998-0011", "association"),
            ("Stiftelsen A", None, "association"),
            ("A AB", None, "company"),
            ("A", None, None),
        ],
    )
    def test_the_type_follows_the_number_or_the_name(
        self, name: str, number: str | None, type_: str | None, read: Read
    ) -> None:
        assert read([["Utförare", "Org.nr", "Ort"], [name, number, "Östby"]])[0][0].type == type_
