"""A package that was changed between its tests and its deployment is refused."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue import REGISTER
from ops.aws import package, sbom, template
from ops.cli import aws
from tests.support.workflows import read

pytestmark = pytest.mark.xdist_group("package")
Tamper = Callable[[Path], object]


def laid(folder: Path, **files: str) -> Path:
    """Write a small package: a zip of some files (a double underscore is a slash), its template, and its SBOM."""
    folder.mkdir()
    with zipfile.ZipFile(folder / package.ZIP, "w") as archive:
        for name, text in {"app_py": "1", "chalicelib__data__register_json": "2", **files}.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_", "."), package.EPOCH), text)
    for name in (package.TEMPLATE, sbom.FILE):
        (folder / name).write_text("{}", encoding="utf-8")
    return folder


def leave(_: Path) -> None:
    """Leave a package as it is."""


TAMPERED: dict[str, tuple[dict[str, str], Tamper, list[str]]] = {
    "nothing": ({}, leave, []),
    "a price": (
        {"chalicelib__data__register_json": "3"},
        leave,
        ["deployment.zip (chalicelib/data/register.json)"],
    ),
    "a module more": ({"evil_py": ""}, leave, ["deployment.zip (evil.py)"]),
    "five modules more": (
        {f"e{number}_py": "" for number in range(5)},
        leave,
        ["deployment.zip (e0.py, e1.py, e2.py, …)"],
    ),
    "a right in the template": ({}, lambda folder: (folder / package.TEMPLATE).write_text("[]"), ["sam.json"]),
    "no bill": ({}, lambda folder: (folder / sbom.FILE).unlink(), [f"{sbom.FILE} is missing"]),
    "no archive": ({}, lambda folder: (folder / package.ZIP).write_bytes(b"x"), ["deployment.zip (it is no archive)"]),
    "an archive with a tail": (
        {},
        lambda folder: (folder / package.ZIP).write_bytes((folder / package.ZIP).read_bytes() + b"x"),
        ["deployment.zip"],
    ),
}
"""What is changed of a package, and what is said to differ."""


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_named(tmp_path: Path, name: str) -> None:
    files, tamper, named = TAMPERED[name]
    made, tested = laid(tmp_path / "made"), laid(tmp_path / "tested", **files)
    tamper(tested)
    assert [*package.differences(made, tested)] == named


def test_it_is_refused_in_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    made, tested = laid(tmp_path / "made"), laid(tmp_path / "tested", evil_py="")
    aws._require_same(made, laid(tmp_path / "same"))
    with pytest.raises(SystemExit) as refused:
        aws._require_same(made, tested)
    said = str(refused.value)
    assert said.startswith(
        f"package: the package in {tested} is not the one that this commit makes: deployment.zip (evil"
    )
    assert "A package that differs" in said
    handbook = (package.ROOT / "site/handbook/en/operate/incidents.md").read_text(encoding="utf-8")
    assert "## A package that differs" in handbook


@pytest.mark.proof("tests/ops/aws/test_comparison.py::test_what_was_changed_is_named")
@pytest.mark.parametrize(("changed", "code"), [(False, 0), (True, 1)])
def test_the_step_before_a_deployment_stops_at_a_register_that_was_changed(
    packed: Path, tmp_path: Path, *, changed: bool, code: int
) -> None:
    tested = shutil.copytree(packed, tmp_path / "tested")
    if changed:
        with zipfile.ZipFile(packed / package.ZIP) as old, zipfile.ZipFile(tested / package.ZIP, "w") as new:
            for entry in old.infolist():
                new.writestr(entry, b"{}" if entry.filename == str(template.REGISTER) else old.read(entry))
    steps = read(package.ROOT / ".github/workflows/deploy_to.yml")["jobs"]["deploy"]["steps"]
    (script,) = [step["run"] for step in steps if "--compare" in step.get("run", "")]
    data = tmp_path / "data"
    (data / "policy").mkdir(parents=True)
    shutil.copytree(packed.parent / REGISTER.parent, data / REGISTER.parent)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=package.ROOT,
        env={
            **os.environ,
            "RUNNER_TEMP": str(tmp_path),
            "KUNDVAL_DATA": str(data),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert ("deployment.zip (chalicelib/data/register.json)" in done.stderr) == changed
