"""Two git repositories: the product in two versions, and a municipality's own that fetches one of them.

No environment is installed: `.kundval/.venv` is that of the tests, and `PYTHON=true` is what runs the set-up.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from chalicelib.reporting import tables
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from tests.support import clones, frozen
from tests.support.catalogue import small
from tests.support.ops import answered, provider_lists

DAY = "2026-11-21"
ROWS = provider_lists.twelve()[:4]
CHANGED, PROPOSED = "pahittade-oar", "samtalsrummet-fiktion"
"""The provider that has changed its profile, and the one that proposes to."""
FIGURES = {"tables": {"events×event": {"events": 731, "events×event|session": 731}}, "withheld": [], "means": {}}
STATISTICS = {
    "schema": tables.SCHEMA,
    "year": 2025,
    "demo": False,
    "smallest_shown": SMALLEST_SHOWN,
    "services": {"familjebehandling": FIGURES},
}
NEWS = "Det här är nästa version av programmet."


def product(folder: Path) -> Path:
    """Clone the product as it is now, as v1; in v2 a page of its own says so, and its demonstration is another."""
    clones.clone(folder)
    git(folder, "remote", "remove", "origin")
    commit(folder, "v1")
    with (folder / "site" / "pages" / "sv" / "accessibility.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{NEWS}\n")
    small.data(folder)
    commit(folder, "v2")
    git(folder, "switch", "-q", "--detach", "v1")
    return folder


def municipality(folder: Path, product: Path) -> Path:
    """Make a municipality's repository by `init`, with a profile that has changed once and figures of a year."""
    listed = provider_lists.write_csv(folder.with_suffix(".csv"), provider_lists.table(ROWS))
    flags = ("--name", "Exempelby kommun", "--model", "nacka", "--from", "2026-11-01", "--providers", str(listed))
    made = run(product, sys.executable, "build.py", "init", str(folder), *flags)
    assert made.returncode == 0, made.stderr
    answered.answer(folder)
    (folder / "policy" / "statistics").mkdir()
    (folder / "policy" / "statistics" / "2025.json").write_text(json.dumps(STATISTICS), encoding="utf-8")
    (folder / ".kundval").mkdir()
    (folder / ".kundval" / ".venv").symlink_to(sys.prefix)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "begun", "2026-11-02T12:00:00+01:00")
    present(folder, CHANGED, "Vi arbetar i hemmet.")
    commit(folder, "changed", "2026-11-03T12:00:00+01:00")
    return folder


def at_the_root(product: Path) -> Path:
    """Put the same municipality's policy and profiles at the product's own root, in place of the demonstration."""
    beside = product.with_name("data")
    municipality(beside, product)
    for name in frozen.FOLDERS:
        shutil.rmtree(product / name)
        (beside / name).rename(product / name)
    (product / ".venv").symlink_to(sys.prefix)
    commit(product, "another")
    return product


def present(folder: Path, provider: str, about: str) -> None:
    """Write the presentation that a starter profile leaves open."""
    with (folder / "providers" / f"{provider}.yaml").open("a", encoding="utf-8") as profile:
        profile.write(f"\nabout:\n  sv: {about}\n")


def change_version(folder: Path, old: str, new: str) -> None:
    """Change the one line."""
    small.edit(folder / "Makefile", f"\nVERSION = {old}\n", f"\nVERSION = {new}\n")


def run(folder: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in the municipality's folder, as somebody does there: not as a part of the `make` that tests."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    known = {**outside, "PYTHON": "true", "LC_ALL": "C.UTF-8", **variables}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False, timeout=120)


def commit(folder: Path, name: str, date: str = "2026-09-01T12:00:00+02:00") -> None:
    """Commit everything, with a tag of the same name."""
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--allow-empty", "-m", name, date=date)
    git(folder, "tag", "-f", name)


def git(folder: Path, *arguments: str, date: str = "") -> str:
    """Run git as the municipality's officer."""
    who = ("-c", "user.name=Kommunen", "-c", "user.email=kommunen@kundval.example")
    dated = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    done = subprocess.run(
        ("git", *who, *arguments), cwd=folder, env=os.environ | dated, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def published(folder: Path) -> dict[str, bytes]:
    """Return every file of the site that was built, by path."""
    site = folder / "dist"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def demonstration_words() -> list[str]:
    """Return what names the demonstration in either version: its providers, its seed, its municipality."""
    profiles = (path.read_text(encoding="utf-8") for path in frozen.PROVIDERS.glob("*.yaml"))
    names = [
        line.removeprefix("name: ").strip("'\"")
        for text in profiles
        for line in text.splitlines()
        if line.startswith("name: ")
    ]
    return [*names, "Tre ekar", "Broar till tal", "kundval-demonstration", "Stockholm (demonstration)"]
