"""Check every locked package against an advisory service: `make audit`, and a workflow that runs daily.

Runs with the machine's own Python; pip-audit has an environment of its own, and so has npm where the machine has none.
pip-audit reports nothing for a package that the service does not know, so such packages are listed here, and the audit
counts as incomplete.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("test", "ministack", "checkov", "node", "audit")  # the first contains all packages for serving and testing
NPM_LOCKS = ("browser", "issuer")
PROGRAM = ROOT / "var" / "audit" / "bin" / "pip-audit"
NPM = Path(shutil.which("npm") or ROOT / "var" / "node" / "bin" / "npm")
HAS_ADVISORIES, INCOMPLETE = 1, 2
SHOWN = 3


@dataclass(frozen=True)
class Verdict:
    """The result for one lock (its path): advisories, one line each, and the packages that could not be checked."""

    lock: str
    advisories: tuple[str, ...]
    unknown: tuple[str, ...]
    reason: str = ""


def main(
    program: Path = PROGRAM, locks: Sequence[str] = LOCKS, npm: Path = NPM, npm_locks: Sequence[str] = NPM_LOCKS
) -> int:
    """Print the result; return 0 if there are no advisories, 1 if there are, 2 if the audit is incomplete."""
    verdicts = [*(ask(program, lock) for lock in locks), *(ask_npm(npm, lock) for lock in npm_locks)]
    for verdict in verdicts:
        for line in report_lines(verdict):
            print(line)
    if any(verdict.advisories for verdict in verdicts):
        return HAS_ADVISORIES
    return INCOMPLETE if any(verdict.reason for verdict in verdicts) else 0


def ask(program: Path, lock: str) -> Verdict:
    """Run pip-audit on the packages of a lock."""
    name = f"requirements/{lock}.lock"
    command = [str(program), "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    result = subprocess.run([*command, "--requirement", str(ROOT / name)], check=False, capture_output=True, text=True)
    try:
        packages = json.loads(result.stdout)["dependencies"]
    except ValueError:
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        return Verdict(name, (), (), lines[-1] if lines else "pip-audit gave no reason")
    unknown = tuple(package["name"] for package in packages if "skip_reason" in package)
    return Verdict(name, tuple(_advisories(packages)), unknown, "the service does not know them" if unknown else "")


def ask_npm(npm: Path, lock: str) -> Verdict:
    """Run npm's own audit on the packages of a lock."""
    name = f"requirements/npm/{lock}"
    command = [str(npm), "audit", "--package-lock-only", "--json"]
    result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT / name)
    try:
        flawed = json.loads(result.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        lines = [line for line in result.stderr.splitlines() if line.startswith("npm warn audit")]
        return Verdict(name, (), (), lines[0].removeprefix("npm warn audit ") if lines else "npm gave no reason")
    return Verdict(name, tuple(_npm_advisories(flawed)), ())


def _npm_advisories(flawed: dict[str, Any]) -> Iterator[str]:
    """Yield the advisories of a package's own; one that is only flawed through another is listed there."""
    for package, facts in flawed.items():
        for advisory in facts["via"]:
            if isinstance(advisory, dict):
                yield f"{package} {advisory['range']}: {advisory['url'].rsplit('/', 1)[-1]}; {advisory['title']}"


def _advisories(packages: Sequence[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for advisory in package.get("vulns", ()):
            fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {advisory['id']}; fixed in {fixed}"


def report_lines(verdict: Verdict) -> Iterator[str]:
    """Yield the lines to print; each begins with the path of the lock."""
    path = verdict.lock
    yield from (f"{path}: {line}" for line in verdict.advisories)
    if verdict.unknown:
        some = ", ".join(verdict.unknown[:SHOWN]) + (" …" if len(verdict.unknown) > SHOWN else "")
        yield f"{path}: NOT AUDITED ({len(verdict.unknown)}): {some}: {verdict.reason}."
    elif verdict.reason:
        yield f"{path}: NOT AUDITED: the advisory service could not be reached: {verdict.reason}"
    elif not verdict.advisories:
        yield f"{path}: no known advisory."


if __name__ == "__main__":
    sys.exit(main())
