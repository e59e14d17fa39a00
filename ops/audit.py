"""Ask an advisory service about every package that the locks name: `make audit`, and a workflow every day.

Run with the machine's own Python. pip-audit stands in an environment of its own; where it was told nothing, it finds
nothing, so whoever could not be asked about is named here, and the audit is then no audit.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("bench", "ministack", "checkov", "audit")  # the first holds all that serves and tests
PROGRAM = ROOT / "var" / "audit" / "bin" / "pip-audit"
FOUND, UNKNOWN = 1, 2
SHOWN = 3


@dataclass(frozen=True)
class Verdict:
    """What is known of a lock: advisories, one line each, and the packages that nobody could be asked about."""

    lock: str
    advisories: tuple[str, ...]
    unknown: tuple[str, ...]
    reason: str = ""


def main(program: Path = PROGRAM, locks: Sequence[str] = LOCKS) -> int:
    """Say what was found; 0 for nothing, 1 for advisories, 2 when it could not be told."""
    verdicts = [ask(program, lock) for lock in locks]
    for verdict in verdicts:
        for line in told(verdict):
            print(line)
    if any(verdict.advisories for verdict in verdicts):
        return FOUND
    return UNKNOWN if any(verdict.reason for verdict in verdicts) else 0


def ask(program: Path, lock: str) -> Verdict:
    """Have pip-audit ask about a lock's packages."""
    file = ROOT / "requirements" / f"{lock}.lock"
    command = [str(program), "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([*command, "--requirement", str(file)], check=False, capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        return Verdict(lock, (), (), said[-1] if said else "pip-audit gave no reason")
    unknown = tuple(one["name"] for one in packages if "skip_reason" in one)
    return Verdict(lock, tuple(_advisories(packages)), unknown, "the service does not know them" if unknown else "")


def _advisories(packages: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in packages:
        for flaw in one.get("vulns", ()):
            fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
            yield f"{one['name']} {one['version']}: {flaw['id']}; mended in {fixed}"


def told(verdict: Verdict) -> Iterator[str]:
    """Say it in lines that name the lock."""
    where = f"requirements/{verdict.lock}.lock"
    yield from (f"{where}: {line}" for line in verdict.advisories)
    if verdict.unknown:
        some = ", ".join(verdict.unknown[:SHOWN]) + (" …" if len(verdict.unknown) > SHOWN else "")
        yield f"{where}: NOT AUDITED ({len(verdict.unknown)}): {some}: {verdict.reason}."
    elif verdict.reason:
        yield f"{where}: NOT AUDITED: the advisory service could not be reached: {verdict.reason}"
    elif not verdict.advisories:
        yield f"{where}: no known advisory."


if __name__ == "__main__":
    sys.exit(main())
