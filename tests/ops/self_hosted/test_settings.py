"""What `serve --production` demands before it serves: each fault has a line of its own that says what to do."""

import json
import shutil
from pathlib import Path

import pytest

from catalogue import REGISTER
from ops.self_hosted import settings
from ops.self_hosted.settings import SettingsError
from tests.support import frozen
from tests.support.app.endpoint import register_data
from tests.support.ops.installation import LOGIN, NAME, Environment, laid_out


@pytest.fixture
def environment(root: Path) -> Environment:
    """A folder in which everything is as it should be, and the variables that say where."""
    return laid_out(root)


def faults(root: Path, environment: Environment) -> list[str]:
    """What is said to be missing or wrong."""
    with pytest.raises(SettingsError) as told:
        settings.load(root, environment)
    return str(told.value).splitlines()


class TestSettings:
    """Each fault has a line of its own that says what to do."""

    def test_with_everything_set_it_knows_its_name(self, root: Path, environment: Environment) -> None:
        assert settings.load(root, environment).origin == f"https://{NAME}"

    def test_all_faults_are_told_at_once(self, root: Path) -> None:
        told = faults(root, {})
        assert [line.split()[0] for line in told[:2]] == ["Set", "Set"]
        assert any("identity: " in line for line in told)
        assert len(told) >= 4

    @pytest.mark.parametrize("place", ["", "dynamodb:table", "sqlite:", "sqlite:relative/ledger.sqlite"])
    def test_the_ledger_is_a_file_with_its_whole_path(self, root: Path, environment: Environment, place: str) -> None:
        (told,) = faults(root, {**environment, settings.LEDGER: place})
        assert told.startswith("Set KUNDVAL_LEDGER, for example to sqlite:/")

    def test_nobody_else_may_look_into_the_ledgers_folder(self, root: Path, environment: Environment) -> None:
        (root / "kept").chmod(0o750)
        assert faults(root, environment) == [
            f"The folder {root}/kept must be open to its owner only: chmod 700 {root}/kept"
        ]

    def test_a_folder_that_is_not_there_is_named(self, root: Path, environment: Environment) -> None:
        (root / "kept").rmdir()
        assert faults(root, environment) == [f"There is no folder {root}/kept for the ledger (KUNDVAL_LEDGER)."]

    def test_a_secret_is_never_made_by_itself(self, root: Path, environment: Environment) -> None:
        (root / "secret").unlink()
        (told,) = faults(root, environment)
        assert told.startswith(f"There is no file of secrets at {root}/secret.")
        assert not (root / "secret").exists()

    def test_a_secret_that_others_can_read_is_refused(self, root: Path, environment: Environment) -> None:
        (root / "secret").chmod(0o640)
        (told,) = faults(root, environment)
        assert "chmod 600 secret" in told

    @pytest.mark.parametrize("key", ["issuer", "jwks"])
    @pytest.mark.parametrize("host", ["issuer.example", "localhost", "127.0.0.1:8000", "login.example.org"])
    def test_an_issuer_for_examples_signs_nobody_in(
        self, root: Path, environment: Environment, key: str, host: str
    ) -> None:
        changed = register_data(identity=[LOGIN, {**LOGIN, key: f"https://{host}/x"}])
        (root / REGISTER).write_text(json.dumps(changed), encoding="utf-8")
        (told,) = faults(root, environment)
        assert told.startswith("policy/municipality.yaml: identity: ")
        assert host.partition(":")[0] in told

    def test_an_issuer_without_https_is_refused(self, root: Path, environment: Environment) -> None:
        changed = register_data(identity=[{**LOGIN, "issuer": f"http://login.{NAME}"}])
        (root / REGISTER).write_text(json.dumps(changed), encoding="utf-8")
        (told,) = faults(root, environment)
        assert told.endswith("must begin with https://.")

    def test_the_demonstrations_address_is_nobodys(self, root: Path, environment: Environment) -> None:
        shutil.copy(frozen.POLICY / "municipality.yaml", root / "policy")
        (told,) = faults(root, environment)
        assert told.startswith("policy/municipality.yaml: address: kundval.example is a name for examples.")

    def test_a_site_that_was_never_built_is_not_served(self, root: Path, environment: Environment) -> None:
        (root / "dist" / "index.html").unlink()
        assert faults(root, environment) == ["The site is not built. Run: python3 build.py build"]

    def test_a_register_that_is_not_there_is_told(self, root: Path, environment: Environment) -> None:
        (root / REGISTER).unlink()
        (told,) = faults(root, environment)
        assert told.endswith("Run: python3 build.py build")
