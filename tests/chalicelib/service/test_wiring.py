"""The function's wiring: what stops its start, and that ledger and secrets are opened once."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.control_numbers import key_ring
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.model import RegisterError
from chalicelib.service.wiring import ConfigurationError, Runtime
from tests.support.app.endpoint import register_data

FUNCTIONS = Path(__file__).parents[3] / "functions"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Good variables."""
    (tmp_path / "register.json").write_text(json.dumps(register_data()), encoding="utf-8")
    key_ring.create(tmp_path / "secret")
    return {
        "KUNDVAL_REGISTER": str(tmp_path / "register.json"),
        "KUNDVAL_LEDGER": f"sqlite:{tmp_path / 'ledger.sqlite'}",
        "KUNDVAL_SECRETS": f"file:{tmp_path / 'secret'}",
    }


class TestStart:
    """A function that could only give wrong answers gives none."""

    def test_it_starts_with_good_variables(self, environment: dict[str, str]) -> None:
        assert Runtime.from_environment(environment).register.municipality.code == "0180"

    def test_the_register_alone_says_whose_tokens_are_accepted(self, environment: dict[str, str]) -> None:
        other = {
            "KUNDVAL_ISSUER": "https://other.example",
            "KUNDVAL_AUDIENCE": "x",
            "KUNDVAL_JWKS": "https://x.example",
        }
        runtime = Runtime.from_environment({**environment, **other})
        assert runtime.verifier().issuers == runtime.register.identity

    def test_a_missing_register_stops_it(self, environment: dict[str, str]) -> None:
        Path(environment["KUNDVAL_REGISTER"]).unlink()
        with pytest.raises(RegisterError, match="There is no register at"):
            Runtime.from_environment(environment)

    def test_a_register_that_was_changed_by_hand_stops_it(self, environment: dict[str, str]) -> None:
        path = Path(environment["KUNDVAL_REGISTER"])
        path.write_text(path.read_text().replace("110400", "990400"))
        with pytest.raises(RegisterError, match="does not match its own hash"):
            Runtime.from_environment(environment)

    def test_a_register_of_another_schema_stops_it(self, environment: dict[str, str]) -> None:
        path = Path(environment["KUNDVAL_REGISTER"])
        path.write_text(json.dumps({**register_data(), "schema": 2}))
        with pytest.raises(RegisterError, match="has schema 2"):
            Runtime.from_environment(environment)

    @pytest.mark.parametrize("name", ["KUNDVAL_LEDGER", "KUNDVAL_SECRETS"])
    @pytest.mark.parametrize("value", [None, "", "sqlite", "file:", "redis:x"])
    def test_a_variable_that_is_missing_or_wrong_is_named(
        self, environment: dict[str, str], name: str, value: str | None
    ) -> None:
        wrong = {key: told for key, told in {**environment, name: value}.items() if told is not None}
        with pytest.raises(ConfigurationError, match=f"Set {name} to"):
            Runtime.from_environment(wrong)


class TestOpening:
    """Ledger and secrets are opened by the first request that needs them, and once."""

    def test_nothing_is_opened_at_start(self, environment: dict[str, str], tmp_path: Path) -> None:
        Runtime.from_environment(environment)
        assert not (tmp_path / "ledger.sqlite").exists()

    def test_threads_that_ask_at_once_get_the_same_ledger(self, environment: dict[str, str]) -> None:
        runtime = Runtime.from_environment(environment)
        with ThreadPoolExecutor(8) as pool:
            found = [asked.result() for asked in [pool.submit(runtime.ledger) for _ in range(32)]]
        assert len({id(one) for one in found}) == 1
        assert isinstance(found[0], SqliteLedger)
        found[0].close()

    def test_dynamodb_is_used_when_it_is_named(
        self, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
        ledger = Runtime.from_environment({**environment, "KUNDVAL_LEDGER": "dynamodb:kundval-dev"}).ledger()
        assert type(ledger).__name__ == "DynamoLedger"


class TestInLambda:
    """The function refuses to start, not the first claim."""

    def start(self, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        """Import the app as Lambda does."""
        return subprocess.run(
            [sys.executable, "-c", "import app"],
            env={"PATH": "", "AWS_LAMBDA_FUNCTION_NAME": "kundval-dev", "PYTHONPATH": str(FUNCTIONS), **environment},
            check=False,
            capture_output=True,
            text=True,
        )

    def test_a_whole_register_lets_it_start(self, environment: dict[str, str]) -> None:
        done = self.start(environment)
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_wrong_register_stops_it_with_one_sentence(self, environment: dict[str, str]) -> None:
        Path(environment["KUNDVAL_REGISTER"]).write_text("{}")
        done = self.start(environment)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].endswith("The register has schema None, and this version reads schema 1.")
