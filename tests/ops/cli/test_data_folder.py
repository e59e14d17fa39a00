"""`--data DIR`: a municipality's policy and providers lie in a folder of their own, and what is made of them too."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import build
from catalogue import REGISTER
from chalicelib.register import parser
from tests.support import frozen
from tests.support.catalogue import kept_handbook, small

DAY = small.TODAY.isoformat()
WITHOUT_DATA = {"secret", "account"}  # neither reads policy or providers, nor writes what is made of them


def run(*arguments: str) -> tuple[int, str]:
    """Run the product's command line in this process; return the exit code and the whole output."""
    result = CliRunner().invoke(build.main, arguments)
    return result.exit_code, result.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with policy and profiles, and nothing of the product."""
    return small.checkout(tmp_path / "our town")


def commands() -> dict[str, click.Command]:
    """Return every command by name."""
    modules = [importlib.import_module(f"ops.cli.{module}") for module in build.COMMAND_MODULES]
    return {command.name: command for module in modules for command in module.COMMANDS}


def test_every_command_that_reads_or_writes_a_municipalitys_data_takes_the_folder() -> None:
    without = {
        name for name, command in commands().items() if all("--data" not in option.opts for option in command.params)
    }
    assert without == WITHOUT_DATA


def test_all_that_a_build_writes_is_in_the_folder(data: Path) -> None:
    assert run("build", "--data", str(data), "--date", DAY)[0] == 0
    assert {path.name for path in data.iterdir()} == {"policy", "providers", "dist", "dist.builds", "var"}
    assert (data / "dist" / "utforare" / small.NORMAL / "index.html").is_file()
    assert small.NORMAL in parser.load(data / REGISTER).providers


@pytest.mark.parametrize(
    "words", [("--data", "{data}", "order"), ("--data={data}", "order"), ("order", "--data={data}")]
)
def test_it_may_stand_before_or_behind_the_command(words: tuple[str, ...], data: Path) -> None:
    code, output = run(*(word.format(data=data) for word in words), DAY)
    assert (code, set(output.split())) == (0, {small.NORMAL, small.PARTNER, small.SILENT, small.ENDING, small.OWN})


def test_without_a_command_the_folder_is_built(data: Path) -> None:
    assert run("--data", str(kept_handbook.lay(data)), "--date", DAY)[0] == 0
    assert (data / "dist" / "index.html").is_file()


def test_a_folder_without_a_policy_is_one_sentence_with_the_way_out(tmp_path: Path) -> None:
    code, output = run("check", "--data", str(tmp_path))
    assert code == 2
    way_out = "Name the one that holds policy/ and providers/, or make one: python3 build.py init FOLDER"
    assert output.endswith(f"Error: Invalid value for '--data': {tmp_path} has no folder policy/. {way_out}\n")


def test_the_site_is_built_where_out_says_and_the_register_stays_with_the_data(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run("build", "--data", str(kept_handbook.lay(data)), "--date", DAY, "--out", "preview/site")
    assert (code, bool(re.search(r"^preview/site/: \d+ files in ", output, re.MULTILINE))) == (0, True)
    assert (tmp_path / "preview" / "site" / "index.html").is_file()
    assert (data / REGISTER).is_file()
    assert not (data / "dist").exists()


def test_a_folder_is_found_from_where_the_command_is_run(data: Path) -> None:
    command = [sys.executable, str(frozen.ROOT / "build.py"), "order", DAY, "--data", data.name]
    order = subprocess.run(command, cwd=data.parent, check=True, capture_output=True, text=True).stdout
    assert small.NORMAL in order.split()


@pytest.mark.parametrize("target", ["serve", "check", "demo", "package", "rehearse", "deploy", "publish"])
def test_make_hands_the_folder_to_each_command(target: str) -> None:
    recipe = ["make", "--dry-run", target, "DATA=our town"]
    lines = subprocess.run(recipe, cwd=frozen.ROOT, check=True, capture_output=True, text=True).stdout
    without_data = [line for line in lines.replace("\\\n", "").splitlines() if "--data" not in line]
    assert [line for line in without_data if "build.py" in line] == []
    assert '--data "our town"' in lines
