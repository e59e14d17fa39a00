"""What a run is called and written in: Swedish, in the signs of CP437; and a sealed month keeps the layout it had."""

import dataclasses
import hashlib
from pathlib import Path

import pytest

from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments import lines as payment_run
from chalicelib.payments.lines import NotPayableError
from chalicelib.payments.run import Run
from chalicelib.register.accounts import DIMENSIONS, Dimension
from office.payments import run, statement
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, service
from tests.support.office import month as spent_month
from tests.support.office import sie_reader
from tests.support.office.month import AFTER, MONTH, Month

ENGLISH_FIRST = {"en": "Family counselling – urgent", "sv": "Familjerådgivning – akut"}
"""A register's texts are sorted by language."""
FIRST_LAYOUT = """\
#FLAGGA 0
#KSUMMA
#PROGRAM Kundval 1
#FORMAT PC8
#GEN 20261130
#SIETYP 4
#FNAMN Provköping
#KONTO 251 "Skuld till utförare"
#KONTO 463 "Family counselling ? urgent"
#DIM 20 Motpart
#DIM 21 Verksamhet
#DIM 22 Medlemskommun
#OBJEKT 20 87 87
#OBJEKT 21 familjeradgivning familjeradgivning
#VER KV "" 20261130 2026-11/lugna-samtal
{
#TRANS 463 {20 87 21 familjeradgivning} 3312.00 20261130 2026-11/lugna-samtal
#TRANS 251 {} -3312.00 20261130 2026-11/lugna-samtal
}
#VER KV "" 20261130 2026-11/parhuset
{
#TRANS 463 {20 87 21 familjeradgivning} 4662.00 20261130 2026-11/parhuset
#TRANS 251 {} -4662.00 20261130 2026-11/parhuset
}
#VER KV "" 20261130 2026-11/stadens-egen
{
#TRANS 463 {20 87 21 familjeradgivning} 2132.00 20261130 2026-11/stadens-egen
#TRANS 251 {} -2132.00 20261130 2026-11/stadens-egen
}
#KSUMMA 4067171852
""".replace("\n", "\r\n").encode("cp437")
"""What the first layout made of the month below."""


def spent(ledger: Ledger, account_names: dict[str, str] | None = None) -> Month:
    """A month of a service whose English name stands before its Swedish one."""
    named = [service(name=ENGLISH_FIRST), service(id=OWN_ONLY, own_unit_only=True)]
    return spent_month.spent(ledger, services=named, account_names=account_names)


def paid(month: Month, out: Path) -> dict[str, bytes]:
    """Make the run; its files by their endings."""
    run.pay_month(month.source(), MONTH, out, now=AFTER, by="tester", progress=lambda _: None, statements=False)
    return {file.suffix: file.read_bytes() for file in (out / MONTH).iterdir()}


def accounts(month: Month, out: Path) -> dict[str, str]:
    """The names of a run's accounts."""
    return sie_reader.read(paid(month, out)[".si"]).accounts


class TestNames:
    """Accounts and statements are Swedish, whatever order a register has."""

    def test_an_account_without_a_name_is_called_what_its_service_is_in_swedish(
        self, sqlite: SqliteLedger, tmp_path: Path
    ) -> None:
        assert accounts(spent(sqlite), tmp_path)["463"] == "Familjerådgivning - akut"

    def test_accounts_are_called_what_policy_calls_them(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        names = {"463": "Köp av familjerådgivning", "251": "Leverantörsskulder"}
        assert accounts(spent(sqlite, names), tmp_path) == names

    def test_what_cp437_lacks_is_written_near_it(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        names = {"463": "Köp av ”Bo’s…” – Šima", "251": "Lånebelopp i €"}
        read = sie_reader.read(paid(spent(sqlite, names), tmp_path)[".si"])
        assert read.accounts == {"463": "Köp av 'Bo's...' - Sima", "251": "Lånebelopp i EUR"}
        assert read.stated_checksum == read.computed_checksum

    def test_names_from_all_of_europe_have_no_question_marks(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        names = {
            "463": "Łódź Işıl Öğüt Ķīsis Žá Țiriac Şule Ðórr Þóra Đặng Sámi ŋ ŧ đ Ǥ",
            "251": "‹Šuolčča› „Ő” ‚ẞ’\u00ad\u2009\u2212 №",
        }
        read = sie_reader.read(paid(spent(sqlite, names), tmp_path)[".si"])
        assert read.accounts == {
            "463": "Lódz Isil Ögüt Kisis Zá Tiriac Sule Dórr Thóra Dang Sámi n t d G",
            "251": "'Suolcca' 'O' 'SS' - No",
        }

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("Köp av rådgivning\n", "Köp av rådgivning"),  # as a block of YAML ends
            ("Köp\tav\x7frådgivning", "Köp av rådgivning"),
            ("Köp av\\", "Köp av/"),
            ("Köp\\rådgivning", "Köp/rådgivning"),
            ('Köp "akut\\"', "Köp 'akut/'"),
            ("Köp {akut}", "Köp (akut)"),
            ("{", "("),
            ("}", ")"),
            ("  Köp\u00a0 av ", "Köp av"),
        ],
    )
    def test_a_name_has_no_sign_that_readers_take_for_the_format_s(
        self, sqlite: SqliteLedger, tmp_path: Path, name: str, written: str
    ) -> None:
        data = paid(spent(sqlite, {"463": name, "251": "Skuld"}), tmp_path)[".si"]
        read = sie_reader.read(data)
        assert read.accounts == {"463": written, "251": "Skuld"}
        assert read.stated_checksum == read.computed_checksum

    def test_a_statement_names_its_service_in_swedish(self, sqlite: SqliteLedger) -> None:
        assert "Familjerådgivning – akut, samtal" in self.sums(spent(sqlite))

    def test_a_statement_of_the_first_layout_is_made_again_as_it_was(self, sqlite: SqliteLedger) -> None:
        assert "Family counselling – urgent, samtal" in self.sums(spent(sqlite), layout=1)

    def sums(self, month: Month, layout: int = payment_run.LAYOUT) -> list[str]:
        """What stands first in the rows of a statement's sums."""
        lines = [*payment_run.payment_lines(month.ledger, month.register, MONTH)]
        mine = [line for line in lines if line.provider == ONE]
        return [row[0] for row in statement.content(month.source(), MONTH, ONE, mine, layout)["sums"]["rows"]]


class TestDimensions:
    """Where the municipality's own accounts have motpart, service and member."""

    OWN = (
        Dimension("service", "1", "Ansvar", {SERVICE: "4410", OWN_ONLY: "4410"}),
        Dimension("service", "6", "Verksamhet", {SERVICE: "5570", OWN_ONLY: "5571"}),
        Dimension("motpart", "9", "Motpart"),
    )

    def test_postings_stand_in_the_dimensions_and_codes_of_policy(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        read = sie_reader.read(paid(self.booked(sqlite, self.OWN), tmp_path)[".si"])
        assert read.dimensions == {"1": "Ansvar", "6": "Verksamhet", "9": "Motpart"}
        name = "Familjerådgivning - akut"
        assert read.objects == {("1", "4410"): name, ("6", "5570"): name, ("9", "87"): "87"}
        posted = [objects for voucher in read.vouchers for _, objects, _ in voucher.transactions if objects]
        assert posted == [{"1": "4410", "6": "5570", "9": "87"}] * 3
        assert read.stated_checksum == read.computed_checksum

    def test_a_municipality_without_dimensions_has_none_in_its_file(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        read = sie_reader.read(paid(self.booked(sqlite, ()), tmp_path)[".si"])
        assert (read.dimensions, read.objects) == ({}, {})
        assert not any(objects for voucher in read.vouchers for _, objects, _ in voucher.transactions)

    def test_the_file_is_the_same_to_the_byte_where_policy_writes_the_usual_dimensions(
        self, sqlite: SqliteLedger, tmp_path: Path
    ) -> None:
        month = spent(sqlite)
        before = paid(month, tmp_path)
        month.register = dataclasses.replace(month.register, dimensions=tuple(map(dataclasses.replace, DIMENSIONS)))
        assert paid(month, tmp_path) == before

    def test_dimensions_may_change_in_a_month_that_is_sealed(self, ledger: Ledger, tmp_path: Path) -> None:
        month = spent(ledger)
        before = paid(month, tmp_path)
        month.register = dataclasses.replace(month.register, dimensions=self.OWN)
        after = paid(month, tmp_path)
        assert after == before | {".si": after[".si"]}
        assert sie_reader.read(after[".si"]).dimensions["1"] == "Ansvar"

    def test_a_motpart_may_not_change_in_a_sealed_month_whatever_its_code(self, ledger: Ledger, tmp_path: Path) -> None:
        every = Dimension("motpart", "20", "Motpart", {"87": "1", "88": "1"})
        month = self.booked(ledger, (every,))
        paid(month, tmp_path)
        moved = tuple(dataclasses.replace(account, motpart="88") for account in month.register.accounts)
        month.register = dataclasses.replace(month.register, accounts=moved)
        with pytest.raises(NotPayableError, match="was closed with"):
            paid(month, tmp_path)

    def booked(self, ledger: Ledger, dimensions: tuple[Dimension, ...]) -> Month:
        month = spent(ledger)
        month.register = dataclasses.replace(month.register, dimensions=dimensions)
        return month


class TestLayouts:
    """An upgrade changes no byte of a month that has been paid."""

    def test_a_month_that_was_sealed_in_the_first_layout_comes_out_the_same(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        month = spent(ledger)
        made = Run(month.register, MONTH)
        table = [
            made.csv_header(),
            *(made.csv_row(line) for line in payment_run.payment_lines(ledger, month.register, MONTH)),
        ]
        found = hashlib.sha256(b"".join(table) + FIRST_LAYOUT).hexdigest()
        ledger.seal(SealRow(MONTH, 10, 1_010_600, found, "2026-12-01T01:00:00.000000Z", "office:tester"))
        assert paid(month, tmp_path)[".si"] == FIRST_LAYOUT

    @pytest.mark.parametrize("layout", [2, 3])
    def test_a_municipality_is_named_in_a_sealed_month_as_it_was(self, sqlite: SqliteLedger, layout: int) -> None:
        month = spent(sqlite)
        named = dataclasses.replace(month.register.municipality, name="Stad {a}\\b\n")
        made = Run(dataclasses.replace(month.register, municipality=named), MONTH, layout)
        for line in payment_run.payment_lines(sqlite, month.register, MONTH):
            made.csv_row(line)
        assert b"#PROGRAM Kundval 2\r\n" in made.sie_file()
        assert b'#FNAMN "Stad {a}\\b "\r\n' in made.sie_file()

    def test_a_month_is_sealed_in_the_newest_layout_and_its_file_says_the_newest_of_its_own(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        data = paid(spent(ledger), tmp_path)[".si"]
        assert ledger.seals([MONTH])[MONTH].layout == payment_run.LAYOUT == 4
        assert sie_reader.read(data).single["#PROGRAM"] == ["Kundval", "4"]

    def test_an_account_is_named_anew_in_a_month_that_is_sealed(self, sqlite: SqliteLedger, tmp_path: Path) -> None:
        month = spent(sqlite, {"463": "Köp av familjerådgivning"})
        before = paid(month, tmp_path)
        names = {"463": "Köp av verksamhet"}
        month.register = dataclasses.replace(month.register, account_names=names)
        after = paid(month, tmp_path)
        assert after == before | {".si": after[".si"]}
        assert sie_reader.read(after[".si"]).accounts["463"] == names["463"]
