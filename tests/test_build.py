"""The command line as a person meets it: what it prints, its exit code, and that bad input writes nothing."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import build
from tests.support import frozen
from tests.support.catalogue import small

pytestmark = pytest.mark.xdist_group("build")  # what several tests start from is built once, by one worker
DAY = "2026-12-24"
LINE = re.compile(r"providers/\S+\.yaml:\d+:\d+: error: \S+: .+ \[[a-z0-9_]+\]")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The code and a small catalogue in a folder of their own, without git and without anything generated."""
    return small.data(frozen.checkout(tmp_path))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which the site of a day was built without any command, for reading."""
    root = small.data(frozen.checkout(tmp_path_factory.mktemp("built")))
    done = run(root, "--date", DAY, TZ="UTC", PYTHONHASHSEED="1")
    assert (done.returncode, done.stderr.count("Error")) == (0, 0)
    return root


@pytest.fixture
def standing(site: Path, tmp_path: Path) -> Path:
    """A checkout of one's own in which the site of a day was built."""
    return shutil.copytree(site, tmp_path / "standing", symlinks=True)


def run(root: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `python3 build.py …` in a checkout, in English."""
    known = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    command = [sys.executable, "build.py", *arguments]
    return subprocess.run(command, cwd=root, env=known, check=False, capture_output=True, text=True)


def refused(*arguments: str) -> str:
    """Return what the command line says to arguments that it refuses, in this process."""
    result = CliRunner().invoke(build.main, arguments)
    assert result.exit_code == 2
    return result.output


def digests(folder: Path) -> dict[str, str]:
    """The content of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class TestBuild:
    """`python3 build.py`."""

    def test_twice_gives_the_same_bytes_whatever_the_zone_and_the_hash_seed(self, site: Path, checkout: Path) -> None:
        first = digests(site / "dist")
        assert run(checkout, "build", "--date", DAY, TZ="Pacific/Auckland", PYTHONHASHSEED="2").returncode == 0
        assert digests(checkout / "dist") == first
        assert "index.html" in first

    def test_without_a_command_it_builds(self, site: Path) -> None:
        assert (site / "dist/index.html").is_file()
        assert (site / "var/register.json").is_file()

    def test_it_runs_in_its_own_environment_though_the_machine_has_some_of_its_libraries(self, checkout: Path) -> None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        packages = checkout / "user" / "lib" / version / "site-packages"
        packages.mkdir(parents=True)
        (packages / "click.py").touch()  # stands for the one of the system, beside which the others are missing
        (checkout / ".venv").symlink_to(sys.prefix)
        command = [str(Path(sys.base_prefix) / "bin" / "python3"), "build.py", "order", DAY]
        environment = {**os.environ, "PYTHONUSERBASE": str(checkout / "user")}
        done = subprocess.run(command, cwd=checkout, env=environment, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")

    def test_what_speaks_to_aws_is_not_imported_for_it(self, checkout: Path) -> None:
        done = run(checkout, "check", PYTHONPROFILEIMPORTTIME="1")
        assert "catalogue.build.check" in done.stderr
        assert "botocore" not in done.stderr

    def test_a_day_without_a_command_is_the_day_that_is_built(self, site: Path) -> None:
        assert f'data-built="{DAY}"' in (site / "dist/utforare/index.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize("day", ["9999-12-31", "3000-01-01", "1999-12-31", "0001-01-01"])
    def test_a_day_of_another_millennium_is_one_clear_error(self, day: str) -> None:
        said = refused("build", "--data", str(frozen.DATA), "--date", day)
        assert f"{day} is outside the range 2000-01-01 to 2999-12-31." in said

    def test_a_service_without_any_price_is_told_and_the_site_is_built_on_the_last_day_too(
        self, checkout: Path
    ) -> None:
        (checkout / "policy/tariffs.yaml").write_text("tariffs: []\n", encoding="utf-8")
        done = run(checkout, "build", "--date", "2999-12-31")
        assert done.returncode == 0
        assert "no session tariff for familjeradgivning" in done.stdout

    def test_a_missing_policy_file_is_one_error_that_names_it(self, checkout: Path) -> None:
        (checkout / "policy/tariffs.yaml").unlink()
        done = run(checkout)
        assert (done.returncode, done.stderr) == (1, "build: nothing was written. 1 error to correct.\n")
        assert "\npolicy/tariffs.yaml:1:1: error: " in f"\n{done.stdout}"
        assert not (checkout / "dist").exists()

    def test_a_broken_profile_is_one_error_and_leaves_the_built_site_as_it_was(self, standing: Path) -> None:
        built = digests(standing / "dist")
        (standing / "providers/familjeradgivningen.yaml").write_text("name: [\n", encoding="utf-8")
        done = run(standing, "build", "--date", DAY)
        assert (done.returncode, done.stderr) == (1, "build: nothing was written. 1 error to correct.\n")
        assert digests(standing / "dist") == built

    def test_a_folder_that_is_not_ours_is_left_alone(self, checkout: Path) -> None:
        (checkout / "dist").mkdir()
        (checkout / "dist/thesis.doc").write_text("years of work", encoding="utf-8")
        done = run(checkout)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert digests(checkout / "dist").keys() == {"thesis.doc"}


class TestCheck:
    """`python3 build.py check`."""

    def test_the_demonstration_is_clean_but_for_help_lines_that_a_municipality_has_to_confirm(
        self, tmp_path: Path
    ) -> None:
        done = run(frozen.checkout(tmp_path), "check", "--date", DAY)
        assert (done.returncode, done.stderr) == (0, "No errors.\n")
        assert [line for line in done.stdout.splitlines() if not line.endswith(" [help_line_unconfirmed]")] == []

    def test_five_faults_are_five_lines_and_nothing_is_written(self, checkout: Path) -> None:
        shutil.copy(frozen.ROOT / "tests/cases/five_faults.yaml", checkout / "providers/familjeradgivningen.yaml")
        done = run(checkout, "check")
        lines = [line for line in done.stdout.splitlines() if not line.startswith("policy/")]
        assert (done.returncode, len(lines)) == (1, 5)
        assert all(LINE.fullmatch(line) for line in lines)
        assert not (checkout / "dist").exists()
        assert not (checkout / "var").exists()

    def test_it_speaks_swedish_when_asked(self, checkout: Path) -> None:
        (checkout / "policy/tariffs.yaml").unlink()
        assert "finns inte" in run(checkout, "check", "--language", "sv").stdout
        assert "finns inte" in run(checkout, "check", LC_ALL="sv_SE.UTF-8").stdout


class TestOrder:
    """`python3 build.py order DATE`."""

    def test_it_prints_everyone_in_force_once_in_the_order_of_the_built_list(self, site: Path) -> None:
        page = (site / "dist/utforare/index.html").read_text(encoding="utf-8")
        printed = run(site, "order", DAY).stdout.split()
        assert re.findall(r'<li class="card" data-provider="([^"]+)"', page) == printed
        assert sorted(printed) == sorted({small.OWN, small.NORMAL, small.PARTNER, small.SILENT})
        assert printed != sorted(printed)

    @pytest.mark.parametrize("day", ["2026-02-30", "2026-W01-1", "20261224", "２０２６-12-24"])
    def test_a_date_that_is_none_is_one_clear_error(self, day: str) -> None:
        said = refused("order", day, "--data", str(frozen.DATA))
        assert f"'{day}' is not a date. Write it like this: 2026-12-24." in said
