"""What a restore takes over from a damaged file, and what it leaves: never half of a row, and never a traceback."""

import sqlite3
from contextlib import closing

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.rules.claim_request import Claim
from ops.self_hosted.backup import BackupError
from tests.support.chalicelib.damaged import damage_schema, damage_table
from tests.support.chalicelib.sample import SERVICE, TODAY, desk
from tests.support.chalicelib.talk import recorded
from tests.support.ops.copied_ledger import MONTH, Town, without_types


class TestDamaged:
    """From a damaged file a number is taken over whole or only closed, and a paid month stays closed."""

    def test_without_their_claims_numbers_stay_as_in_the_copy_but_closed_ones_are_closed(self, town: Town) -> None:
        damage_table(town.file, "claims")
        restored = town.restore()
        assert restored.taken is not None
        assert restored.taken.unproved == 3
        ledger = SqliteLedger(town.file)
        assert town.refusals(ledger) == ["number_revoked", "number_replaced"]
        recorded(desk(ledger), town.used, Claim(SERVICE, TODAY, nth=2))
        ledger.close()

    def test_without_their_rows_numbers_are_closed_by_their_events(self, town: Town) -> None:
        damage_table(town.file, "numbers")
        town.restore()
        ledger = SqliteLedger(town.file)
        assert town.refusals(ledger) == ["number_revoked", "number_replaced"]
        ledger.close()

    def test_a_paid_month_of_which_rows_are_lost_stays_closed_and_the_page_tells_the_difference(
        self, town: Town
    ) -> None:
        damage_table(town.file, "claims")
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        assert ledger.seals([MONTH])
        ledger.close()
        assert restored.page is not None
        page = restored.page.read_text(encoding="utf-8")
        assert f"{MONTH} stängdes efter kopian med 4 rader och 4 416,00 kronor." in page
        assert "Nu finns 1 rad och 1 104,00 kronor." in page
        assert "Skillnaden, 3 312,00 kronor, är redan betald." in page
        assert "ett nummer blev spärrat" in page

    @pytest.mark.parametrize("table", ["events", "seals", "contacts"])
    def test_what_can_be_read_of_the_rest_is_taken_over(self, town: Town, table: str) -> None:
        damage_table(town.file, table)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        assert all(ledger.find_claim(claim_id) for claim_id in town.claim_ids)
        ledger.close()
        assert restored.page is not None

    def test_a_row_that_no_column_can_hold_is_left_and_told(self, town: Town) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute("UPDATE claims SET minutes = 'many' WHERE nth = 2")
        restored = town.restore()
        assert restored.taken is not None
        assert restored.taken.unproved == 1


class TestRowsThatNoColumnCanHold:
    """A bit that has flipped may turn a number into a text or nothing; such a row is left, and never a traceback."""

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE claims SET consumed = NULL WHERE nth = 2",
            "UPDATE claims SET consumed = 'many' WHERE nth = 2",
            "UPDATE numbers SET version = NULL WHERE status <> 'live'",
            "UPDATE events SET at = x'ff' WHERE kind = 'revoke'",
            "UPDATE events SET n = 'last' WHERE kind = 'replace'",
            "UPDATE seals SET sum_ore = NULL",
        ],
    )
    def test_what_was_revoked_or_replaced_is_not_payable_and_there_is_a_page(self, town: Town, change: str) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute(change)
        restored = town.restore()
        ledger = SqliteLedger(town.file)
        told = town.refusals(ledger)
        ledger.close()
        assert told == ["number_revoked", "number_replaced"]
        assert restored.page is not None

    @pytest.mark.parametrize("table", ["contacts", "claims"])
    def test_of_a_schema_that_is_no_text_there_is_the_page(self, town: Town, table: str) -> None:
        damage_schema(town.file, table)
        assert town.restore().page is not None

    def test_one_tables_damaged_definition_does_not_hide_the_others(self, town: Town) -> None:
        damage_schema(town.file, "contacts")
        town.restore()
        ledger = SqliteLedger(town.file)
        assert (town.refusals(ledger), [*ledger.seals([MONTH])]) == (["number_revoked", "number_replaced"], [MONTH])
        assert all(ledger.find_claim(claim_id) for claim_id in town.claim_ids)
        ledger.close()

    def test_a_copy_whose_schema_is_no_text_is_refused(self, town: Town) -> None:
        damage_schema(town.copy / "ledger.sqlite", "claims")
        with pytest.raises(BackupError, match="cannot be copied: malformed database"):
            town.restore()

    def test_a_column_that_is_written_in_another_case_is_the_same(self, town: Town) -> None:
        with closing(sqlite3.connect(town.file)) as database:
            database.execute("ALTER TABLE claims RENAME counsellors TO counSellors")
        assert town.restore().page is None

    def test_a_time_that_is_none_is_unknown_on_the_page(self, town: Town) -> None:
        without_types(town.file)
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute("UPDATE events SET at = 'soon' WHERE kind = 'revoke'")
        damage_table(town.file, "contacts")
        restored = town.restore()
        assert restored.page is not None
        assert f"okänd tid, {SERVICE}: ett nummer blev spärrat" in restored.page.read_text(encoding="utf-8")
