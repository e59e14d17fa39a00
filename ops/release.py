"""`make release`: the files of a version, made from its tag. The same tag gives the same bytes.

A municipality's repository fetches the version itself by git; these files are for whoever checks, archives or mirrors
it: its source, a bill of materials, what changed, and the checksums of all three.
"""

import gzip
import hashlib
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops import release_sbom

ROOT: Final = Path(__file__).resolve().parent.parent
OUT: Final = Path("var/release")
CHANGELOG: Final = "CHANGELOG.md"
WIRING: Final = "functions/chalicelib/service/wiring.py"
VERSIONS: Final = (
    (WIRING, r'^VERSION: Final = "(.+)"$'),
    ("pyproject.toml", r'^version = "(.+)"$'),
    ("functions/chalicelib/data/openapi.yaml", r'^  version: "(.+)"$'),
    ("publiccode.yml", r'^softwareVersion: "(.+)"$'),
)
"""Where the version stands besides the changelog, which decides it: file, and a line with it."""
RELEASED: Final = r'^RELEASED: Final = "(.+)"$'
SECTION: Final = re.compile(
    r"^## (?P<version>\d+\.\d+\.\d+) – (?P<day>\d{4}-\d{2}-\d{2})\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
UNRELEASED: Final = re.compile(r"^## Unreleased\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
AFTER: Final = (
    "\n---\n\nHow to upgrade, and how to go back: the page *Upgrade* of the handbook. Check the files with "
    "`sha256sum --check SHA256SUMS`.\n"
)


class ReleaseError(Exception):
    """Why nothing was made: one line for each reason."""


@dataclass(frozen=True)
class Section:
    """A version of the changelog: its number, its day in ISO format, and what changed."""

    version: str
    day: str
    text: str


def main(root: Path = ROOT) -> int:
    """Make the release and print its files; return 0, or 1 with every reason against it."""
    try:
        files = release(root)
    except ReleaseError as error:
        print("\n".join(f"release: {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 1
    for file in files:
        print(file)
    return 0


def release(root: Path) -> list[Path]:
    """Write a release of the tagged commit that is checked out into var/release, in place of what is there."""
    reasons = [*_reasons(root)]
    if reasons:
        raise ReleaseError("\n".join(reasons))
    section = newest(root)
    name = f"kundval-{section.version}"
    source = _source(root, name)
    contents = {
        f"{name}.tar.gz": source,
        f"{name}.cdx.json": release_sbom.build(root, section.version, source),
        "RELEASE.txt": (section.text.strip() + "\n" + AFTER).encode(),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {file}\n" for file, content in contents.items())
    out = root / OUT
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    contents["SHA256SUMS"] = sums.encode()
    for file, content in contents.items():
        (out / file).write_bytes(content)
    return [out / file for file in contents]


def newest(root: Path) -> Section:
    """Return the changelog's newest version; raise ReleaseError if it has none."""
    match = SECTION.search(_read(root, CHANGELOG))
    if match is None:
        raise ReleaseError(f"{CHANGELOG} has no version: a heading such as ## 1.2.3 – 2027-01-31.")
    return Section(match["version"], match["day"], match["text"])


def version_faults(root: Path) -> Iterator[str]:
    """Yield each place that states another version, or another day, than the changelog's newest."""
    section = newest(root)
    places = [(file, line, section.version) for file, line in VERSIONS]
    for file, line, expected in [*places, (WIRING, RELEASED, section.day)]:
        stated = re.search(line, _read(root, file), re.MULTILINE)
        if stated is None or stated[1] != expected:
            yield f"{file} says {stated[1] if stated else 'nothing'}, and {CHANGELOG} {expected}."


def _reasons(root: Path) -> Iterator[str]:
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        yield f"The tree is not what was committed: see {changed[0][3:]}{more}."
    section = newest(root)
    tags = _git(root, "tag", "--points-at", "HEAD").split()
    expected = f"v{section.version}"
    if not tags:
        yield f"The commit has no tag. When all of it is right: git tag --annotate {expected}"
    elif expected not in tags:
        yield f"The commit is tagged {', '.join(tags)}, and {CHANGELOG}'s newest version would be {expected}."
    if not section.text.strip():
        yield f"{CHANGELOG} says nothing of {section.version}."
    unreleased = UNRELEASED.search(_read(root, CHANGELOG))
    if unreleased and unreleased[1].strip():
        yield f"{CHANGELOG} has changes under Unreleased: they belong to a version, with its day."
    yield from version_faults(root)


def _read(root: Path, file: str) -> str:
    return (root / file).read_text(encoding="utf-8")


def _source(root: Path, name: str) -> bytes:
    """Return the commit as an archive, with nothing of this machine, its settings or this moment."""
    settings = ("core.autocrlf=false", "core.attributesFile=/dev/null", "tar.umask=0022")
    options = [part for setting in settings for part in ("-c", setting)]
    command = ["git", "-C", str(root), *options, "archive", "--format=tar", f"--prefix={name}/", "HEAD"]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(archive)
    return packed.getvalue()


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise ReleaseError(f"{root} is no clone of Kundval: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
