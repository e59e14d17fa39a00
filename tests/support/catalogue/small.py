"""Builds a small catalogue: five providers, one of each status."""

import os
import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from catalogue import REGISTER
from catalogue.build import pipeline
from catalogue.build.report import Report

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
TODAY = date(2026, 11, 21)
NORMAL, PARTNER, SILENT, ENDING, OWN = (
    "tre-ekar",
    "broar-till-tal",
    "tysta-rummet",
    "sista-samtalet",
    "familjeradgivningen",
)

AUTHORISATION = """\
  - id: {id}
    legal_name: {id} AB (påhittat)
    organisation_number: {number}
    regi: private
    type: company
    services:
      - service: familjeradgivning
        from: 2021-04-01
"""
AUTHORISATIONS = (
    """\
providers:
  - id: familjeradgivningen
    legal_name: Familjerådgivningen i egen regi (påhittad enhet)
    organisation_number: 212000-0142
    regi: own
    type: municipality
    services:
      - service: familjeradgivning
        from: 2019-01-01
"""
    + AUTHORISATION.format(id=NORMAL, number="559999-0016")
    + AUTHORISATION.format(id=PARTNER, number="559999-0024")
    + AUTHORISATION.format(id=SILENT, number="559999-0032")
    + AUTHORISATION.format(id=ENDING, number="559999-0040")
    + "        to: 2026-12-05\n    ended_reason: own_request\n"
)
PROFILE = """\
name: {name}
about:
  sv: Vi samtalar med par och familjer.
contact:
  phone: 08-465 004 10
  website: https://{id}.kundval.example/
services:
  familjeradgivning:
    formats: [in_person]
"""
BUILD = "import sys; from datetime import date; from pathlib import Path; from catalogue.build import pipeline; \
sys.exit(not pipeline.build(Path(sys.argv[1]), today=date(2026, 11, 21)).ok)"
"""What builds a folder in a process of its own."""
PATHS = {"PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("site", "functions"))}
"""What such a process needs to know."""
STALE_SOON = "    waiting_time:\n      working_days: 7\n      stated: 2026-11-01\n"
PROFILES = {
    OWN: PROFILE.format(id=OWN, name="Familjerådgivningen"),
    NORMAL: PROFILE.format(id=NORMAL, name="Tre ekar") + STALE_SOON,
    PARTNER: PROFILE.format(id=PARTNER, name="Broar till tal") + f"    works_together_with: [{NORMAL}]\n",
    ENDING: PROFILE.format(id=ENDING, name="Sista samtalet"),
}


def checkout(folder: Path, profiles: Mapping[str, str] = PROFILES) -> Path:
    """Write the sources into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    data(folder, profiles)
    return folder


def data(folder: Path, profiles: Mapping[str, str] = PROFILES) -> Path:
    """Write the policy and the profiles into a folder, in place of those that stand there."""
    for name in ("policy", "providers"):
        shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(CASES / "policy", folder / "policy")
    (folder / "policy" / "authorisations.yaml").write_text(AUTHORISATIONS, encoding="utf-8")
    (folder / "providers").mkdir()
    for id_, text in profiles.items():
        write(folder, id_, text)
    return folder


def standing(folder: Path) -> Path:
    """Write the sources into a folder, with the site and the register that a build of them leaves there."""
    return shutil.copytree(_standing(), folder, symlinks=True)


@cache
def _standing() -> Path:
    """Build the catalogue once for all tests, and return its folder."""
    folder = checkout(Path(mkdtemp(prefix="kundval-")) / "here")
    assert built(folder).ok
    return folder


def write(folder: Path, provider: str, text: str) -> None:
    """Write a profile."""
    (folder / "providers" / f"{provider}.yaml").write_text(text, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file; fail if it is not there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def built(folder: Path, today: date = TODAY) -> Report:
    """Build the catalogue in a folder."""
    return pipeline.build(folder, today=today)


def output(folder: Path) -> dict[str, str]:
    """Return the path and content hash of every file that a build wrote: the site and the register."""
    register = folder / REGISTER
    files = [path for path in (folder / "dist").rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in [*files, register]
        if path.exists()
    }


def stamps(folder: Path) -> dict[str, int]:
    """Return the modification time of each output file, in nanoseconds."""
    return {name: (folder / name).stat().st_mtime_ns for name in output(folder)}


def fresh(folder: Path, today: date = TODAY) -> dict[str, str]:
    """What a first build gives from the same sources."""
    copy = folder.with_name(f"{folder.name}-fresh")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "policy", copy / "policy")
    shutil.copytree(folder / "providers", copy / "providers")
    assert built(copy, today).ok
    return output(copy)
