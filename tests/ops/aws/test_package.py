"""The package that travels to AWS, opened and asked."""

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import cfnlint
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from catalogue import REGISTER
from chalicelib.service import wiring
from ops.aws import gateway_event, package, pinned_requirements
from ops.aws.package import PackageError
from ops.cli import aws
from tests.support.app.endpoint import register_data

pytestmark = pytest.mark.xdist_group("package")  # made once, by one worker
INSIDE = Path(__file__).parents[2] / "support" / "ops" / "inside_package.py"
LIMIT_BYTES = 6_000_000
TOP = {
    "LICENSE",
    "_cffi_backend.cpython-{version}-x86_64-linux-gnu.so",
    "__pycache__",
    "app.py",
    "chalice",
    "chalicelib",
    "cryptography",
    "jwt",
    "tzdata",
}
"""All that stands at the top of the package, beside what names the versions and licences of libraries."""


@pytest.fixture(scope="session")
def names(packed: Path) -> list[str]:
    """What stands in the package."""
    with zipfile.ZipFile(packed / package.ZIP) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def told(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the packaged function answered."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(unpacked),
        "PYTHONTZPATH": "",  # no zone data of the system: the package's own is used
        "AWS_LAMBDA_FUNCTION_NAME": "kundval-dev",
        "_HANDLER": "app.app",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "KUNDVAL_LEDGER": "dynamodb:kundval-dev",
        "KUNDVAL_SECRETS": "aws:kundval/dev/numbers",
    }
    shutil.copy(INSIDE, elsewhere / "inside.py")
    beside = elsewhere / Path(gateway_event.__file__).relative_to(package.ROOT)
    beside.parent.mkdir(parents=True)
    shutil.copy(gateway_event.__file__, beside)
    done = subprocess.run(
        [sys.executable, "inside.py", str(port)],
        cwd=elsewhere,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("ANSWERS "))
    found: dict[str, Any] = json.loads(line.removeprefix("ANSWERS "))
    return found


class TestWhatIsInIt:
    """Our function, what it imports, and nothing else."""

    def test_it_is_under_six_megabytes(self, packed: Path) -> None:
        assert (packed / package.ZIP).stat().st_size < LIMIT_BYTES

    def test_its_top_is_what_we_know(self, names: list[str]) -> None:
        version = f"{sys.version_info.major}{sys.version_info.minor}"
        top = {name.split("/")[0] for name in names}
        assert {name for name in top if not name.endswith(".dist-info")} == {one.format(version=version) for one in TOP}

    def test_its_libraries_are_those_that_cryptography_and_jwt_need(self, names: list[str]) -> None:
        found = {name.split("-")[0] for name in names if ".dist-info/" in name}
        assert found == {"cffi", "cryptography", "pycparser", "pyjwt", "tzdata"}

    def test_no_aws_library_travels_for_lambda_has_its_own(self, names: list[str]) -> None:
        assert not [name for name in names if name.startswith(("boto3", "botocore", "s3transfer", "urllib3"))]

    def test_nothing_of_development_travels(self, names: list[str]) -> None:
        assert not [name for name in names if name.startswith(("ops", "tests", "catalogue", "site", "policy"))]

    def test_all_of_chalicelib_travels(self, names: list[str]) -> None:
        source = package.ROOT / "functions"
        ours = {str(path.relative_to(source)) for path in (source / "chalicelib").rglob("*.py")}
        assert ours <= set(names)

    def test_it_carries_the_register_and_the_description_as_json(self, names: list[str]) -> None:
        data = sorted(name for name in names if name.startswith("chalicelib/data/"))
        assert data == ["chalicelib/data/openapi.json", "chalicelib/data/register.json"]

    def test_our_licence_and_those_of_every_library_travel(self, names: list[str], packed: Path) -> None:
        with zipfile.ZipFile(packed / package.ZIP) as archive:
            assert archive.read("LICENSE") == (package.ROOT / "LICENSE").read_bytes()
            assert b"Apache License" in archive.read("chalice/LICENSE")
            assert b"Copyright" in archive.read("chalice/NOTICE")
        folders = {name.partition("/")[0] for name in names if ".dist-info/" in name}
        told = {name.partition("/")[0] for name in names if "LICEN" in name.upper().rpartition("/")[2]}
        assert folders - told == set()

    def test_no_secret_and_no_ledger_travels(self, names: list[str]) -> None:
        assert not [name for name in names if "secret" in Path(name).name and "secrets_manager" not in name]
        assert not [name for name in names if "sqlite" in Path(name).suffix]

    def test_names_and_dates_are_the_same_on_every_machine(self, packed: Path) -> None:
        with zipfile.ZipFile(packed / package.ZIP) as archive:
            entries = archive.infolist()
        assert [one.filename for one in entries] == sorted(one.filename for one in entries)
        assert {one.date_time for one in entries} == {package.EPOCH}

    def test_its_libraries_are_those_of_the_lock(self, names: list[str]) -> None:
        lock = (package.ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8")
        travelling = {name.split(".dist-info")[0].split("/")[0] for name in names if ".dist-info/" in name}
        assert [name for name in travelling if f"{name.replace('-', '==', 1)} " not in lock] == []

    def test_the_requirements_are_ranges_of_the_project(self) -> None:
        import tomllib  # noqa: PLC0415 - one test reads it

        project = tomllib.loads((package.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        whole = {Requirement(line).name: Requirement(line) for line in project["dependencies"]}
        lines = (package.ROOT / "functions" / "requirements.txt").read_text(encoding="utf-8").splitlines()
        own = [Requirement(line) for line in lines if line and not line.startswith("#")]
        assert [one for one in own if one != whole[one.name]] == []


class TestCompiledAhead:
    """A cold start compiles nothing, and compares neither dates nor hashes."""

    def test_every_module_is_compiled(self, unpacked: Path) -> None:
        sources = list(unpacked.rglob("*.py"))
        missing = [path for path in sources if not Path(compiled(path)).is_file()]
        assert (len(sources) > 100, missing) == (True, [])

    def test_no_compiled_module_is_checked_against_its_source(self, unpacked: Path) -> None:
        unchecked = 0b01  # PEP 552: hash-based, and not to be compared
        flags = {int.from_bytes(path.read_bytes()[4:8], "little") for path in unpacked.rglob("*.pyc")}
        assert flags == {unchecked}

    def test_a_compiled_module_names_no_folder_of_the_machine_that_made_it(self, unpacked: Path) -> None:
        content = Path(compiled(unpacked / "app.py")).read_bytes()
        assert b"app.py" in content
        assert str(Path.home()).encode() not in content
        assert b"kundval-package-" not in content

    def test_a_module_that_cannot_be_compiled_stops_it(self, tmp_path: Path) -> None:
        broken = tmp_path / package.ZIP
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("app.py", "def")
        with pytest.raises(PackageError, match=r"A module cannot be compiled: .*app\.py"):
            package._rewrite(broken, tmp_path / "unpacked")


def compiled(path: Path) -> str:
    """Where the compiled form of a module stands."""
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


class TestItAnswers:
    """Unpacked, with an emulated AWS behind it and nothing of our folders on its path."""

    def test_health_says_the_register_that_was_packed(self, told: dict[str, Any]) -> None:
        expected = {"status": "ok", "version": wiring.VERSION, "register": register_data()["sha256"]}
        assert told["answers"]["health"] == {"status": 200, "body": expected}

    def test_a_number_is_issued_and_claimed_once(self, told: dict[str, Any]) -> None:
        issued, claimed, again = (told["answers"][name] for name in ("issued", "claimed", "again"))
        assert [one["status"] for one in (issued, claimed, again)] == [201, 201, 200]
        assert claimed["body"] == again["body"]
        assert (claimed["body"]["amount_ore"], claimed["body"]["left"]) == (110_400, issued["body"]["granted"] - 1)

    def test_it_describes_itself_without_a_yaml_loader(self, told: dict[str, Any]) -> None:
        assert told["answers"]["described"] == {"status": 200, "body": "Kundval"}

    def test_every_module_came_out_of_the_package(self, told: dict[str, Any], unpacked: Path) -> None:
        assert not [name for name, place in told["places"].items() if not place.startswith(str(unpacked))]

    def test_the_compiled_modules_were_used(self, told: dict[str, Any], unpacked: Path) -> None:
        assert all(place.startswith(str(unpacked)) for place in told["caches"].values())


class TestForWhichPython:
    """The Python that packs is the one that runs on Lambda, and AWS keeps none for ever."""

    def test_the_template_asks_for_the_python_that_packed(self, packed: Path) -> None:
        assert package.runtime_of(packed) == f"python{sys.version_info.major}.{sys.version_info.minor}"

    @pytest.mark.parametrize(
        ("runtime", "today", "said"),
        [
            ("python3.13", date(2026, 11, 30), "python3.13, which AWS keeps until 2029-06-30"),
            ("python3.11", date(2026, 6, 29), "python3.11, which AWS keeps until 2027-06-30"),
            (
                "python3.11",
                date(2026, 6, 30),
                "python3.11, which AWS keeps only until 2027-06-30: make package PYTHON=python3.13",
            ),
            ("python3.15", date(2026, 11, 30), "python3.15"),
        ],
    )
    def test_what_is_said_of_it(self, runtime: str, today: date, said: str) -> None:
        assert package.describe_runtime(runtime, today) == said

    def test_the_days_are_those_that_an_outside_table_has(self) -> None:
        table = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
        known = json.loads(table.read_text(encoding="utf-8"))
        found = {runtime: date.fromisoformat(known[runtime]["deprecated"]) for runtime in package.LAST_DAYS}
        assert found == package.LAST_DAYS

    def test_the_command_says_it(self, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "policy").mkdir()
        monkeypatch.setattr(package, "package", lambda *_: packed / package.ZIP)
        asked = CliRunner().invoke(aws.package_, ["--data", str(tmp_path)])
        runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
        assert f" MB, for {runtime}, which AWS keeps " in asked.output, asked.output


class TestNoPackage:
    """It says in one sentence why there is none."""

    def test_without_a_register(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="build it first"):
            package.package(tmp_path, tmp_path / "out")

    def test_when_chalice_fails(self, tmp_path: Path) -> None:
        (tmp_path / "var").mkdir()
        (tmp_path / REGISTER).write_text(json.dumps(register_data()), encoding="utf-8")
        (tmp_path / "out" / package.ZIP).mkdir(parents=True)  # a folder, where Chalice writes its file
        with pytest.raises(PackageError, match="Chalice made no package: "):
            package.package(tmp_path, tmp_path / "out")

    def test_the_command_says_so_in_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "policy").mkdir()
        asked = CliRunner().invoke(aws.package_, ["--data", str(tmp_path)])
        assert (asked.exit_code, asked.output) == (
            1,
            "package: There is no register: build it first (python3 build.py build).\n",
        )
