"""The commands as a person meets them: what they print, their exit code, and one line when something is wrong."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from catalogue import REGISTER
from catalogue.policy import loader, register
from chalicelib.ledger.port import ClaimLocation
from chalicelib.ledger.sqlite import SqliteLedger
from office import commands, money_commands
from tests.support import frozen
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import CLAIM, EVENT, SEAL, TAKEN, with_claim


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the demonstration's policy, its register, and an empty ledger."""
    frozen.laid(tmp_path)
    read, _ = loader.load(tmp_path / "policy", tmp_path)
    assert read is not None
    file = tmp_path / REGISTER
    file.parent.mkdir(parents=True)
    file.write_text(register.text(register.register(read)), encoding="utf-8")
    SqliteLedger(tmp_path / "var/ledger.sqlite").close()
    return tmp_path


@pytest.fixture(autouse=True)
def no_other_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the folder's own."""
    monkeypatch.delenv("KUNDVAL_LEDGER", raising=False)
    monkeypatch.delenv("KUNDVAL_REGISTER", raising=False)


def test_a_run_says_which_ledger_it_reads(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.payment_run(root, "2026-01", root / "runs", statements=False, empty=False) == 1
    told, refused = capsys.readouterr()
    assert told == f"Ledger: sqlite:{root / 'var/ledger.sqlite'}\n"
    assert refused.startswith(f"payment-run: 2026-01 has no rows in sqlite:{root / 'var/ledger.sqlite'}")


def test_a_month_that_is_said_to_be_empty_is_a_run_of_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.payment_run(root, "2026-01", root / "runs", statements=True, empty=True) == 0
    assert "0 rows, 0,00 kr" in capsys.readouterr().out


def test_without_a_ledger_it_says_which_one_to_name(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "var/ledger.sqlite").unlink()
    assert commands.payment_run(root, "2026-01", root / "runs", statements=False, empty=False) == 1
    told = capsys.readouterr().err
    assert told.startswith("payment-run: There is no ledger at ")
    assert "KUNDVAL_LEDGER" in told
    assert not (root / "var/ledger.sqlite").exists()


def test_a_file_that_is_no_ledger_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "var/ledger.sqlite").write_text("not a database, but long enough to be read as one" * 20)
    assert commands.payment_run(root, "2026-01", root / "runs", statements=False, empty=False) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_a_register_it_says_what_to_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / REGISTER).unlink()
    assert commands.follow_up(root, 2026, None) == 1
    assert "python3 build.py build" in capsys.readouterr().err


def test_a_year_that_is_not_over_has_no_statistics(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.statistics(root, 2999, root / "out") == 1
    assert "The figures of 2999 are not final: the file can be created from 3000-02-01." in capsys.readouterr().err
    assert not (root / "policy/statistics/2999.json").exists()


def test_statistics_print_every_file_that_they_write(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.statistics(root, 2020, root / "out") == 0
    lines = capsys.readouterr().out.splitlines()
    files = [root / "out" / "statistics-2020.csv", root / "out" / "national-2020.csv"]
    assert all(file.is_file() and str(file) in lines for file in files)


def test_follow_up_prints_json_with_what_somebody_entered(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.follow_up(root, 2023, 12) == 0
    told = json.loads(capsys.readouterr().out)
    (service,) = told["services"]
    assert (told["lost_to_waiting"], service["own_budget_sessions"], service["occupancy"]) == (12, 5808, 0.0)


def test_one_municipality_alone_shares_no_cost(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert money_commands.cost_shares(root, 1000, None, 0) == 1
    assert "names no members" in capsys.readouterr().err


def test_a_sample_of_an_empty_month_draws_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.verification_sample(root, "2026-01", "seed", 3) == 0
    assert capsys.readouterr().out == "provider;date;receipt;claim_id;rank\n"


def test_where_nothing_is_old_enough_retention_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.retention(root, date(2026, 11, 22), delete=True) == 0
    told = capsys.readouterr()
    assert told.out == "year;claims;corrections;numbers;clients;contacts;case_reports\n"
    assert told.err == "Nothing has been kept long enough on 2026-11-22.\n"


def test_what_is_old_enough_is_counted_and_how_to_delete_it_is_said(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = SqliteLedger(root / "var/ledger.sqlite")
    with_claim(ledger).seal(SEAL)
    ledger.close()
    assert commands.retention(root, date(2034, 1, 1), delete=False) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[1:] == ["2026;1;0;1;0;0;0"]
    assert told.err == "Nothing was deleted. To delete it, run the same command with --delete.\n"


def test_a_copy_of_before_an_upgrade_is_named_when_what_it_holds_is_deleted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "var/ledger.sqlite"
    ledger = SqliteLedger(file)
    claim = replace(CLAIM, recorded_at="2016" + CLAIM.recorded_at[4:], booking_month="2016-11")
    ledger.issue(NUMBER, EVENT)
    ledger.append_claim(claim, TAKEN)
    ledger.seal(replace(SEAL, month="2016-11"))
    ledger.close()
    for name in ("ledger.sqlite.version-5", "case-reports.sqlite.version-0"):
        file.with_name(name).touch()
    assert commands.retention(root, date(2026, 1, 1), delete=True) == 0
    said, *copies = capsys.readouterr().err.splitlines()
    assert (said, len(copies)) == ("All of it was deleted.", 2)
    assert copies[0] == f"{file}.version-5, of before an upgrade, still holds it, as older backups do."


def test_what_must_be_kept_is_not_deleted_ahead_of_time(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.retention(root, date(2999, 1, 1), delete=True) == 1
    assert capsys.readouterr().err.startswith("retention: 2999-01-01 is in the future: ")


class TestAdjust:
    """The claims of a service are corrected once somebody has agreed to the sum."""

    @pytest.fixture
    def ledger(self, root: Path) -> SqliteLedger:
        """The folder's ledger, with a claim that was paid a hundred kronor too little."""
        ledger = SqliteLedger(root / "var/ledger.sqlite")
        ledger.issue(NUMBER, EVENT)
        ledger.append_claim(replace(CLAIM, provider="exempelbron", amount_ore=CLAIM.amount_ore - 10_000), TAKEN)
        return ledger

    def adjust(self, root: Path, *, yes: bool, service: str = CLAIM.service) -> int:
        """Run the command."""
        return commands.adjust(root, service, date.fromisoformat(CLAIM.date), "wrong_tariff", yes=yes)

    def test_without_a_terminal_it_is_only_previewed(
        self, root: Path, ledger: SqliteLedger, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.adjust(root, yes=False) == 1
        out, err = capsys.readouterr()
        assert "1 claim would change: 100,00 kr for the municipality, 0,00 kr for the residents." in out
        assert err == "adjust: nothing was recorded. Add --yes to record it without a terminal.\n"
        assert len(ledger.entries(None, CLAIM.booking_month, "", 9)) == 1

    def test_with_yes_the_difference_is_recorded_once(
        self, root: Path, ledger: SqliteLedger, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert (self.adjust(root, yes=True), self.adjust(root, yes=True)) == (0, 0)
        out = capsys.readouterr().out
        assert ("1 claim changed: 100,00 kr" in out, "0 claims would change" in out) == (True, True)
        (adjusted,) = ledger.adjustments(ClaimLocation(CLAIM.place, replace(CLAIM, provider="exempelbron").slot))
        assert (adjusted.amount_ore, adjusted.reason) == (10_000, "wrong_tariff")

    def test_a_service_that_does_not_exist_is_named_with_those_that_do(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.adjust(root, yes=True, service="familj") == 1
        assert capsys.readouterr().err == "adjust: There is no service 'familj'. Choose one of: familjeradgivning.\n"
