"""What is installed is in locks, `make lock` makes each, and each is kept new by Renovate (decision 0048)."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ops import audit, setup
from tests.support.workflows import read

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements/*.lock"))
RENOVATE: dict[str, Any] = json.loads((ROOT / "renovate.json").read_text(encoding="utf-8"))
KNOWN = {"--universal", "--generate-hashes"}
KNOWN_WITH_VALUE = {"--python-version", "--group", "--constraint", "--output-file"}
"""The options of `uv pip compile` that we use and Renovate knows; another one makes it leave the lock out."""
HEAD = re.compile(r"# .*\n#    (?P<command>uv pip compile .*)\n")


@cache
def commands() -> dict[str, list[str]]:
    """Return the command of `make lock` for each lock, in their order."""
    told = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in told.stdout.splitlines() if line.startswith("uv ")]
    return {
        word.removeprefix("--output-file="): [one for one in line if one != "--quiet"]
        for line in lines
        for word in line
        if word.startswith("--output-file=")
    }


def pins(lock: str) -> set[str]:
    """Return each package of a lock with its version and where it is wanted."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^[\w.-]+==.*$", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
class TestEachLock:
    """Set-up installs it, and two programs read it."""

    def test_its_head_has_the_command_of_make_lock(self, lock: Path) -> None:
        head = HEAD.match(lock.read_text(encoding="utf-8"))
        assert head is not None
        assert head["command"].split() == commands()[str(lock.relative_to(ROOT))]

    def test_renovate_finds_it_and_can_repeat_its_command(self, lock: Path) -> None:
        (pattern,) = RENOVATE["pip-compile"]["managerFilePatterns"]
        assert re.search(pattern.strip("/").replace("\\/", "/"), str(lock.relative_to(ROOT)))
        words = commands()[str(lock.relative_to(ROOT))][3:]
        options = {word for word in words if word.startswith("-")}
        assert {one for one in options if one not in KNOWN and one.partition("=")[0] not in KNOWN_WITH_VALUE} == set()
        sources = [word for word in words if not word.startswith("-")]
        assert len(sources) == 1  # a group alone names no file, and Renovate then has nothing to read
        assert (ROOT / sources[0]).is_file()

    def test_what_it_is_constrained_by_is_made_before_it(self, lock: Path) -> None:
        made = [*commands()]
        words = commands()[str(lock.relative_to(ROOT))]
        constraints = [word.partition("=")[2] for word in words if word.startswith("--constraint=")]
        assert all(made.index(one) < made.index(str(lock.relative_to(ROOT))) for one in constraints)
        assert all(one < str(lock.relative_to(ROOT)) for one in constraints)  # Renovate's order is that of the names

    def test_every_package_has_hashes_and_no_host(self, lock: Path) -> None:
        text = lock.read_text(encoding="utf-8")
        entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
        assert entries
        assert [one.splitlines()[0] for one in entries if "--hash=sha256:" not in one] == []
        assert "://" not in text

    def test_setup_installs_it(self, lock: Path) -> None:
        assert lock.stem in {*setup.SUPERSETS, *setup.APART}

    def test_it_is_audited(self, lock: Path) -> None:
        assert lock.stem in audit.LOCKS or any(pins(lock.stem) <= pins(other) for other in audit.LOCKS)


@pytest.mark.parametrize(
    "listed", sorted(ROOT.glob("requirements/npm/*/package.json")), ids=lambda one: one.parent.name
)
class TestEachFolderOfNpm:
    """The same for what npm installs."""

    def test_its_lock_names_no_host(self, listed: Path) -> None:
        assert "resolved" not in listed.with_name("package-lock.json").read_text(encoding="utf-8")
        assert listed.with_name(".npmrc").read_text(encoding="utf-8") == "omit-lockfile-registry-resolved=true\n"

    def test_it_is_audited(self, listed: Path) -> None:
        assert listed.parent.name in audit.NPM_LOCKS


class TestRenovate:
    """One proposal a week for each kind of package, and none for what people decide."""

    def test_it_looks_at_every_kind_of_file_that_we_have(self) -> None:
        assert RENOVATE["enabledManagers"] == ["pip-compile", "pip_requirements", "npm", "github-actions"]

    def test_nothing_of_ours_is_left_out_but_the_templates_of_a_municipality(self) -> None:
        assert RENOVATE["ignorePaths"] == ["**/node_modules/**", "ops/municipality/repository/**"]

    @pytest.mark.parametrize("manager", RENOVATE["enabledManagers"])
    def test_the_updates_of_a_kind_come_together(self, manager: str) -> None:
        rules = [rule for rule in RENOVATE["packageRules"] if manager in rule.get("matchManagers", ())]
        assert [bool(rule["groupName"]) for rule in rules] == [True]

    def test_the_version_of_python_is_left_to_people(self) -> None:
        assert {"matchDepNames": ["python"], "enabled": False}.items() <= RENOVATE["packageRules"][-1].items()

    def test_within_our_ranges_all_locks_are_renewed_once_a_week(self) -> None:
        assert RENOVATE["rangeStrategy"] == "replace"
        assert RENOVATE["lockFileMaintenance"] == {"enabled": True, "schedule": RENOVATE["schedule"]}

    def test_what_it_proposes_is_audited_at_once(self) -> None:
        audited = read(ROOT / ".github" / "workflows" / "audit.yml")["on"]["pull_request"]["paths"]
        assert audited == ["requirements/**"]
