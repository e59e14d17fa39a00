"""A release is its tag: the same bytes wherever and whenever it is made, and nothing where something is not right."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from ops import release, release_sbom
from ops.release import ReleaseError
from tests.support import clones

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements/serve.lock", "requirements/npm/browser/package-lock.json", "functions/requirements.txt")
LICENCES = "functions/licences.json"
CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\n## 1.2.3 – 2027-01-31\n\n- **New**: it.\n\n## 1.2.2 – 2026-12-31\n\n- Old.\n"
)
FILES = {
    release.CHANGELOG: CHANGELOG,
    release.WIRING: 'VERSION: Final = "1.2.3"\nRELEASED: Final = "2027-01-31"\n',
    "pyproject.toml": '[project]\nversion = "1.2.3"\n',
    "functions/chalicelib/data/openapi.yaml": 'info:\n  version: "1.2.3"\n',
    "publiccode.yml": 'softwareVersion: "1.2.3"\n',
    ".gitignore": "/var\n",
    "run.sh": "true\n",
}


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=x", "-c", "user.email=x@kundval.example")
    command = ("git", "-C", str(folder), *who, *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def committed(folder: Path, **changes: str) -> None:
    """Replace files, each named by its beginning, and commit everything."""
    for name, text in changes.items():
        (path,) = [path for path in FILES if Path(path).stem.lower() == name]
        (folder / path).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree at version 1.2.3, with our locks and licences, committed and tagged."""
    folder = tmp_path / "tree"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in (*LOCKS, LICENCES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "run.sh").chmod(0o755)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", str(folder))
    committed(folder)
    git(folder, "tag", "v1.2.3")
    return folder


@pytest.fixture(scope="module")
def document() -> Any:  # noqa: ANN401 - JSON
    """The bill of our own tree."""
    return json.loads(release_sbom.build(ROOT, "1.2.3", b"source"))


def made(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in release.release(folder)}


class TestFiles:
    """What is handed out."""

    def test_it_is_the_same_to_the_byte_in_another_clone_with_other_settings_at_another_time(
        self, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = made(tree)
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        before = os.umask(0o077)
        try:
            other = tmp_path / "other"
            git(tmp_path, "clone", "--quiet", str(tree), str(other))
            git(other, "config", "core.autocrlf", "true")
            git(other, "config", "tar.umask", "0077")
            (other / "run.sh").touch()
            second = made(other)
        finally:
            os.umask(before)
        assert second == first == made(tree)
        assert [*first] == ["kundval-1.2.3.tar.gz", "kundval-1.2.3.cdx.json", "RELEASE.txt", "SHA256SUMS"]

    def test_the_source_is_what_was_committed(self, tree: Path) -> None:
        with tarfile.open(fileobj=io.BytesIO(made(tree)["kundval-1.2.3.tar.gz"])) as archive:
            found = {entry.name: entry for entry in archive if entry.isfile()}
            listed = git(tree, "ls-files").split()
            assert sorted(found) == sorted(f"kundval-1.2.3/{name}" for name in listed)
            changelog = archive.extractfile(found["kundval-1.2.3/CHANGELOG.md"])
            assert changelog is not None
            assert changelog.read().decode() == CHANGELOG
            assert [oct(found[f"kundval-1.2.3/{name}"].mode) for name in ("run.sh", ".gitignore")] == ["0o755", "0o644"]

    def test_the_checksums_are_of_every_file_and_hold(self, tree: Path) -> None:
        files = made(tree)
        out = tree / release.OUT
        done = subprocess.run(
            ["bash", "-c", "sha256sum --check SHA256SUMS"], cwd=out, capture_output=True, text=True, check=True
        )
        assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [*files][:-1]

    def test_the_text_is_the_versions_own(self, tree: Path) -> None:
        text = made(tree)["RELEASE.txt"].decode()
        assert text.startswith("- **New**: it.\n")
        assert "Old" not in text

    def test_nothing_of_an_earlier_one_is_left(self, tree: Path) -> None:
        (tree / release.OUT).mkdir(parents=True)
        (tree / release.OUT / "kundval-1.2.2.tar.gz").touch()
        assert sorted(made(tree)) == sorted(path.name for path in (tree / release.OUT).iterdir())


class TestBillOfMaterials:
    """What a server, a function and a browser get from others."""

    def test_it_holds_by_cyclonedx_own_schema(self, document: Any) -> None:  # noqa: ANN401 - JSON
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is None

    def test_it_names_each_package_of_the_lock_in_its_version(self, document: Any) -> None:  # noqa: ANN401 - JSON
        lock = (ROOT / LOCKS[0]).read_text(encoding="utf-8")
        locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
        named = {one["name"]: one["version"] for one in document["components"] if "pypi" in one["bom-ref"]}
        assert (len(named) > 40, named) == (True, locked)

    def test_it_names_what_pages_for_staff_run(self, document: Any) -> None:  # noqa: ANN401 - JSON
        assert [one["name"] for one in document["components"] if "npm" in one["bom-ref"]] == ["oauth4webapi"]

    def test_it_says_which_of_them_the_function_has(self, document: Any) -> None:  # noqa: ANN401 - JSON
        needs = {one["ref"]: one["dependsOn"] for one in document["dependencies"]}
        names = [ref.partition("@")[0].removeprefix("pkg:pypi/") for ref in needs[release_sbom.FUNCTION]]
        assert names == ["cffi", "chalice", "cryptography", "pycparser", "pyjwt", "tzdata"]

    def test_each_that_is_installed_states_a_licence(self, document: Any) -> None:  # noqa: ANN401 - JSON
        silent = {one["name"] for one in document["components"] if one["type"] == "library" and "licenses" not in one}
        assert silent <= {"ansicon", "jinxed", "colorama"}, "these are of Windows"

    def test_it_says_the_licence_of_our_own_as_that_of_a_package_does(self, document: Any) -> None:  # noqa: ANN401 - JSON
        own = [document["metadata"]["component"]]
        own += [one for one in document["components"] if one["type"] == "application"]
        licence = json.loads((ROOT / LICENCES).read_text(encoding="utf-8"))["own"]
        assert [one.get("licenses") for one in own] == [[{"expression": licence}]] * 2

    def test_it_says_of_which_source_it_is(self, document: Any) -> None:  # noqa: ANN401 - JSON
        (digest,) = document["metadata"]["component"]["hashes"]
        assert digest["content"] == hashlib.sha256(b"source").hexdigest()


class TestRefused:
    """Each reason in a sentence; nothing is made."""

    @pytest.mark.parametrize(
        ("changes", "tag", "said"),
        [
            ({}, "", "The commit has no tag. When all of it is right: git tag --annotate v1.2.3"),
            ({}, "v1.2.4", "The commit is tagged v1.2.4, and CHANGELOG.md's newest version would be v1.2.3."),
            ({"changelog": CHANGELOG.replace("- **New**: it.\n", "")}, "v1.2.3", "CHANGELOG.md says nothing of 1.2.3."),
            (
                {"changelog": CHANGELOG.replace("Unreleased\n", "Unreleased\n\n- More.\n")},
                "v1.2.3",
                "CHANGELOG.md has changes under Unreleased: they belong to a version, with its day.",
            ),
            ({"changelog": "# Changelog\n"}, "v1.2.3", "CHANGELOG.md has no version: a heading such as"),
            (
                {"wiring": FILES[release.WIRING].replace("01-31", "01-30")},
                "v1.2.3",
                f"{release.WIRING} says 2027-01-30, and CHANGELOG.md 2027-01-31.",
            ),
            ({"pyproject": 'version = "1.2.2"\n'}, "v1.2.3", "pyproject.toml says 1.2.2, and CHANGELOG.md 1.2.3."),
            ({"openapi": ""}, "v1.2.3", "openapi.yaml says nothing, and CHANGELOG.md 1.2.3."),
        ],
    )
    def test_with_the_reason(
        self, tree: Path, changes: dict[str, str], tag: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        git(tree, "tag", "--delete", "v1.2.3")
        (tree / "run.sh").write_text("false\n", encoding="utf-8")
        committed(tree, **changes)
        if tag:
            git(tree, "tag", tag)
        assert release.main(tree) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("release: ")
        assert said in line
        assert not (tree / release.OUT).exists()

    @pytest.mark.parametrize("change", ["run.sh", "new.txt"])
    def test_of_a_tree_that_is_not_what_was_committed(self, tree: Path, change: str) -> None:
        (tree / change).write_text("x", encoding="utf-8")
        with pytest.raises(ReleaseError, match=rf"The tree is not what was committed: see {change}\."):
            release.release(tree)

    def test_outside_a_clone(self, tmp_path: Path) -> None:
        with pytest.raises(ReleaseError, match="is no clone of Kundval"):
            release.release(tmp_path)


def test_every_place_says_the_version_and_the_day_of_the_changelogs_newest() -> None:
    assert [*release.version_faults(ROOT)] == []


def test_a_clone_of_this_tree_can_be_released_when_it_is_tagged(tmp_path: Path) -> None:
    folder = clones.clone(tmp_path / "kundval")
    changelog = (folder / release.CHANGELOG).read_text(encoding="utf-8")
    kept = re.sub(r"(?s)(## Unreleased\n).*?(?=^## )", r"\1\n", changelog, count=1, flags=re.MULTILINE)
    (folder / release.CHANGELOG).write_text(kept, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "x")
    git(folder, "tag", f"v{release.newest(folder).version}")
    assert release.main(folder) == 0
