"""`build.py providers`: the contracts at a glance."""

import re
from pathlib import Path

from tests.support.catalogue import kept_handbook
from tests.support.ops.proposals import DAY, OWN, SOUND, Answer, Repository


def providers(repository: Repository, *options: str) -> Answer:
    return repository.run("providers", "--date", DAY, "--language", "en", *options)


def test_each_contract_is_listed_by_name_with_what_is_old(repository: Repository) -> None:
    repository.write(f"providers/{OWN}.yaml", SOUND.replace("stated: 2026-11-", "stated: 2026-09-"))
    done = providers(repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nExempelbyrån i Vasastan (Family counselling): Since " in f"\n{done.stdout}"
    assert re.search(r"  Waiting time of \d+ September 2026\n", done.stdout)
    assert OWN not in done.stdout


def test_a_profile_that_cannot_be_read_is_told_and_the_others_are_listed(repository: Repository) -> None:
    repository.write(f"providers/{OWN}.yaml", "name: [")
    done = providers(repository)
    assert done.returncode == 0
    assert "  The file has errors\n" in done.stdout
    assert "  No profile\n" in done.stdout


def test_the_csv_file_has_a_row_for_each_contract(repository: Repository, tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    done = providers(repository, "--csv", str(file))
    lines = file.read_bytes().decode().splitlines()
    assert done.stdout == f"{file}: {len(lines) - 1} contracts\n"
    assert lines[0].startswith("\ufeffProvider;")


def test_the_site_has_the_same_file_as_the_command(repository: Repository, tmp_path: Path) -> None:
    kept_handbook.lay(repository.folder)
    repository.run("build", "--date", DAY)
    file = tmp_path / "contracts.csv"
    providers(repository, "--csv", str(file))
    (built,) = (repository.folder / "dist/en/staff/contracts").glob("*.csv")
    assert built.read_bytes() == file.read_bytes()
