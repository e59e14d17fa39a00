"""Two git repositories: the product in two versions, and a municipality's own that fetches one of them.

No environment is installed: `.kundval/.venv` is that of the tests, and `PYTHON=true` is what runs the set-up.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ops.municipality import repository
from tests.support import clones, frozen
from tests.support.catalogue import small
from tests.support.municipalities.systems import SYSTEMS

DAY = "2026-11-21"
PROFILE = """\
name: {name}
about:
  sv: {about}
contact:
  phone: 08-465 004 10
services:
  familjebehandling:
    formats: []
"""
NAMES = {"egen-regi": "Kommunens behandlare", "utforare-01": "Björken", "utforare-02": "Granen"}
STATISTICS = {
    "schema": 1,
    "year": 2025,
    "demo": True,
    "tables": {"events×event": {"events": 731, "events×event|session": 731}},
    "withheld": [],
    "means": {},
}
NEWS = "Det här är nästa version av programmet."


def product(folder: Path) -> Path:
    """Clone the product as it is now, as v1; in v2 a page of its own says so, and its demonstration is another."""
    clones.clone(folder)
    commit(folder, "v1")
    with (folder / "site" / "pages" / "sv" / "accessibility.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{NEWS}\n")
    small.data(folder)
    commit(folder, "v2")
    return folder


def municipality(folder: Path, address: str, version: str = "v1") -> Path:
    """Make a municipality's repository with hours by decision, a profile that changed once, and figures of a year."""
    SYSTEMS["nacka"].written(folder / "policy")
    (folder / "providers").mkdir()
    for provider, name in NAMES.items():
        write_profile(folder, provider, PROFILE.format(name=name, about="Vi arbetar med hela familjen."))
    (folder / "policy" / "statistics").mkdir()
    (folder / "policy" / "statistics" / "2025.json").write_text(json.dumps(STATISTICS), encoding="utf-8")
    repository.write(folder, address, version, "Nacka (prov)")
    (folder / ".kundval").mkdir()
    (folder / ".kundval" / ".venv").symlink_to(sys.prefix)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "begun", "2026-10-05T12:00:00+02:00")
    write_profile(folder, "utforare-01", PROFILE.format(name="Björken", about="Vi arbetar i hemmet."))
    commit(folder, "changed", "2026-11-03T12:00:00+01:00")
    return folder


def at_the_root(product: Path) -> Path:
    """Put the same municipality's policy and profiles at the product's own root, in place of the demonstration."""
    beside = product.with_name("data")
    municipality(beside, str(product))
    for name in frozen.FOLDERS:
        shutil.rmtree(product / name)
        (beside / name).rename(product / name)
    (product / ".venv").symlink_to(sys.prefix)
    commit(product, "another")
    return product


def write_profile(folder: Path, provider: str, text: str) -> None:
    (folder / "providers" / f"{provider}.yaml").write_text(text, encoding="utf-8")


def change_version(folder: Path, old: str, new: str) -> None:
    """Change the one line."""
    small.edit(folder / "Makefile", f"\nVERSION = {old}\n", f"\nVERSION = {new}\n")


def run(folder: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in the municipality's folder, as somebody does there."""
    known = {**os.environ, "PYTHON": "true", "LC_ALL": "C.UTF-8", **variables}
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
