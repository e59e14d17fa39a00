"""What travels to AWS: Chalice's package, compiled ahead and without what nothing imports.

`build.py package` writes deployment.zip, the template that Chalice makes for it, and a bill of what is in it.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import yaml

from chalicelib.register import parser
from chalicelib.register.parser import Register
from ops.aws import pinned_requirements, sbom, template

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DATA: Final = Path("chalicelib/data")
ZIP: Final = "deployment.zip"
STAGE: Final = "cloud"
TEMPLATE: Final = "sam.json"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same names, dates and order on every machine
LEFT_OUT: Final = {
    "cffi/": "cryptography is built with it and runs on _cffi_backend alone",
    "pycparser/": "only cffi imports it",
    "tzdata/zoneinfo/": "of all zones the clock reads Europe/Stockholm",
}
"""What the requirements bring and nothing imports, and why."""
KEPT: Final = ("tzdata/zoneinfo/__init__.py", "tzdata/zoneinfo/Europe/__init__.py", "tzdata/zoneinfo/Europe/Stockholm")


class PackageError(Exception):
    """Why there is no package, in one sentence."""


def package(root: Path, out: Path, stage: str = STAGE) -> Path:
    """Write the package of a stage into a folder, and give its place; the register must have been built."""
    with tempfile.TemporaryDirectory(prefix="kundval-package-") as folder:
        functions = Path(folder) / "functions"
        shutil.copytree(root / "functions", functions, ignore=shutil.ignore_patterns("__pycache__", "deployments"))
        if not (functions / template.REGISTER).is_file():
            raise PackageError("There is no register: build it first (python3 build.py build).")
        _as_json(functions / DATA / "openapi.yaml")
        out.mkdir(parents=True, exist_ok=True)
        merged = functions / template.RESOURCES
        merged.write_text(json.dumps(template.resources(functions)), encoding="utf-8")
        wanted = functions / pinned_requirements.REQUIREMENTS
        lock = (ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8")
        wanted.write_text(pinned_requirements.pinned(wanted.read_text(encoding="utf-8"), lock), encoding="utf-8")
        _chalice(functions, out.resolve(), stage)
        _compact(out / ZIP, Path(folder) / "unpacked")
        said: dict[str, str] = json.loads((functions / sbom.LICENCES).read_text(encoding="utf-8"))["said_here"]
        (out / sbom.BILL).write_bytes(sbom.bill(out / ZIP, said))
    return out / ZIP


def register_of(out: Path) -> Register:
    """The register that travels in a package."""
    with zipfile.ZipFile(out / ZIP) as archive:
        return parser.parse(json.loads(archive.read(str(template.REGISTER))))


def _as_json(document: Path) -> None:
    """Put JSON in place of YAML, so that no YAML loader has to travel."""
    loaded = yaml.safe_load(document.read_bytes())
    document.with_suffix(".json").write_text(json.dumps(loaded, ensure_ascii=False, default=str), encoding="utf-8")
    document.unlink()


def _chalice(functions: Path, out: Path, stage: str) -> None:
    """Let Chalice fetch the requirements for Lambda's system, and pack; the runtime is this Python's version."""
    command = [sys.executable, "-c", "import chalice.cli; raise SystemExit(chalice.cli.main())"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "eu-north-1")}
    done = subprocess.run(
        [*command, "package", "--stage", stage, "--merge-template", str(template.RESOURCES), str(out)],
        cwd=functions,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0 or not (out / ZIP).is_file():
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise PackageError(f"Chalice made no package: {said[-1] if said else 'it gave no reason'}")


def _compact(package: Path, unpacked: Path) -> None:
    """Leave out what nothing imports, add compiled modules, and write all of it in order."""
    with zipfile.ZipFile(package) as before:
        names = [name for name in before.namelist() if travels(name)]
        before.extractall(unpacked, names)
    files = {name: unpacked / name for name in names}
    _compile(unpacked)
    for name in names:
        if name.endswith(".py"):
            compiled = importlib.util.cache_from_source(name)
            files[compiled] = unpacked / compiled
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if ".so" in name else 0o644) << 16
            after.writestr(entry, files[name].read_bytes())


def _compile(unpacked: Path) -> None:
    """Compile every module in a process of its own: in this one, what was compiled before would show in the bytes.

    Lambda's image is unpacked once and never edited, so nobody has to compare dates or hashes at start (PEP 552).
    """
    command = [sys.executable, "-I", "-m", "compileall", "-q", "-s", str(unpacked), "--invalidation-mode"]
    done = subprocess.run([*command, "unchecked-hash", str(unpacked)], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        said = [line for line in done.stdout.splitlines() if line.strip()]
        raise PackageError(f"A module cannot be compiled: {said[0] if said else 'Python gave no reason'}")


def travels(name: str) -> bool:
    """Tell whether a file of Chalice's package is needed where it runs.

    >>> [travels(one) for one in ("app.py", "cffi/api.py", "tzdata/zoneinfo/Europe/Stockholm", "jwt/py.typed")]
    [True, False, True, False]
    """
    if name.endswith((".pyi", "/py.typed", ".pyc")):
        return False
    return name in KEPT or not name.startswith(tuple(LEFT_OUT))
