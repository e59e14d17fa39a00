"""The deployment package: Chalice's, with compiled modules and without files that nothing imports.

`build.py package` writes deployment.zip, the template that Chalice generates for it, and an SBOM of its contents.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import yaml

from catalogue import REGISTER, SITE
from chalicelib.register import parser
from chalicelib.register.model import Register
from ops.aws import pinned_requirements, sbom, template

ROOT: Final = SITE.parent
DATA: Final = Path("chalicelib/data")
ZIP: Final = "deployment.zip"
STAGE: Final = "cloud"
TEMPLATE: Final = "sam.json"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same content gives the same bytes on every machine
NAMED: Final = 3  # differing files that are named: more would hide the first
LEFT_OUT: Final = {
    "cffi/": "cryptography is built with it and runs on _cffi_backend alone",
    "pycparser/": "only cffi imports it",
    "tzdata/zoneinfo/": "of all zones the clock reads Europe/Stockholm",
}
"""Files of the requirements that nothing imports, and why."""
KEPT: Final = ("tzdata/zoneinfo/__init__.py", "tzdata/zoneinfo/Europe/__init__.py", "tzdata/zoneinfo/Europe/Stockholm")

LAST_DAYS: Final = {
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
}
"""Until when AWS keeps each runtime of Lambda up to date; two months later the function cannot be updated any more."""
SOON: Final = timedelta(days=365)


class PackageError(Exception):
    """Why there is no package, in one sentence."""


def package(root: Path, out: Path, stage: str = STAGE) -> Path:
    """Write the package of a stage, with the data folder's register, into a folder, and return its path."""
    with tempfile.TemporaryDirectory(prefix="kundval-package-") as folder:
        functions = Path(folder) / "functions"
        shutil.copytree(ROOT / "functions", functions, ignore=shutil.ignore_patterns("__pycache__", "deployments"))
        if not (root / REGISTER).is_file():
            raise PackageError("There is no register: build it first (python3 build.py build).")
        if json.loads((root / REGISTER).read_text(encoding="utf-8")).get("draft"):
            raise PackageError(
                "The register is a draft: give every TODO its value, and build (python3 build.py build)."
            )
        shutil.copy(root / REGISTER, functions / template.REGISTER)
        _convert_to_json(functions / DATA / "openapi.yaml")
        out.mkdir(parents=True, exist_ok=True)
        merged = functions / template.RESOURCES
        merged.write_text(json.dumps(template.resources(functions)), encoding="utf-8")
        requirements = functions / pinned_requirements.REQUIREMENTS
        lock = (ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8")
        requirements.write_text(
            pinned_requirements.pin(requirements.read_text(encoding="utf-8"), lock), encoding="utf-8"
        )
        _chalice(functions, out.resolve(), stage)
        _rewrite(out / ZIP, Path(folder) / "unpacked")
        licences: dict[str, Any] = json.loads((functions / sbom.LICENCES).read_text(encoding="utf-8"))
        (out / sbom.FILE).write_bytes(sbom.build(out / ZIP, licences["own"], licences["said_here"]))
    return out / ZIP


def differences(made: Path, tested: Path) -> Iterator[str]:
    """Yield what of a package that was made here another folder does not hold, byte for byte."""
    for name in (ZIP, TEMPLATE, sbom.FILE):
        if not (tested / name).is_file():
            yield f"{name} is missing"
        elif (made / name).read_bytes() != (tested / name).read_bytes():
            parts = _different_parts(made / name, tested / name) if name == ZIP else ()
            yield f"{name} ({', '.join(parts)})" if parts else name


def _different_parts(made: Path, tested: Path) -> list[str]:
    """Return the names of the files that only one of two archives holds, or with another content: a few of them."""
    try:
        contents = []
        for path in (made, tested):
            with zipfile.ZipFile(path) as archive:
                contents.append({(name, archive.read(name)) for name in archive.namelist()})
    except (zipfile.BadZipFile, zlib.error):
        return ["it is no archive"]
    names = sorted({name for name, _ in contents[0] ^ contents[1]})
    return [*names[:NAMED], *(["…"] if names[NAMED:] else [])]


def runtime_of(out: Path) -> str:
    """Read from a package's template which Python of Lambda's it is for: that which ran `package`."""
    resources = json.loads((out / TEMPLATE).read_text(encoding="utf-8"))["Resources"]
    return str(resources["APIHandler"]["Properties"]["Runtime"])


def describe_runtime(runtime: str, today: date) -> str:
    """Format a runtime with the day until which AWS keeps it, and what to do if that is soon."""
    last = LAST_DAYS.get(runtime)
    if last is None:
        return runtime
    if last - today > SOON:
        return f"{runtime}, which AWS keeps until {last}"
    return f"{runtime}, which AWS keeps only until {last}: make package PYTHON=python3.13"


def register_of(out: Path) -> Register:
    """Read the register from a package."""
    with zipfile.ZipFile(out / ZIP) as archive:
        return parser.parse(json.loads(archive.read(str(template.REGISTER))))


def _convert_to_json(document: Path) -> None:
    """Replace a YAML file by JSON, so that the package needs no YAML loader."""
    loaded = yaml.load(document.read_bytes(), yaml.CSafeLoader)
    document.with_suffix(".json").write_text(json.dumps(loaded, ensure_ascii=False, default=str), encoding="utf-8")
    document.unlink()


def _chalice(functions: Path, out: Path, stage: str) -> None:
    """Run Chalice: it fetches the requirements for Lambda's platform, for this version of Python, and packs."""
    command = [sys.executable, "-c", "import chalice.cli; raise SystemExit(chalice.cli.main())"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "eu-north-1")}
    result = subprocess.run(
        [*command, "package", "--stage", stage, "--merge-template", str(template.RESOURCES), str(out)],
        cwd=functions,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if result.returncode != 0 or not (out / ZIP).is_file():
        lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
        raise PackageError(f"Chalice made no package: {lines[-1] if lines else 'it gave no reason'}")


def _rewrite(package: Path, unpacked: Path) -> None:
    """Rewrite the archive in sorted order, without files that nothing imports and with compiled modules."""
    with zipfile.ZipFile(package) as source:
        names = [name for name in source.namelist() if is_packaged(name)]
        source.extractall(unpacked, names)
    files = {name: unpacked / name for name in names}
    _compile(unpacked)
    for name in names:
        if name.endswith(".py"):
            compiled = importlib.util.cache_from_source(name)
            files[compiled] = unpacked / compiled
    files |= _licence_texts(unpacked)
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if ".so" in name else 0o644) << 16
            target.writestr(entry, files[name].read_bytes())


def _licence_texts(unpacked: Path) -> dict[str, Path]:
    """Return the licence texts that must travel too: our own, and those of Chalice, whose runtime comes without any."""
    texts = {"LICENSE": ROOT / "LICENSE"}
    for file in ("LICENSE", "NOTICE"):
        texts[f"{sbom.CHALICE}/{file}"] = copy = unpacked / f"{sbom.CHALICE}-{file}"
        copy.write_text(metadata.distribution(sbom.CHALICE).read_text(f"licenses/{file}") or "", encoding="utf-8")
    return texts


def _compile(unpacked: Path) -> None:
    """Compile every module in a separate process: in this one, earlier compilations would change the bytes.

    Lambda's image is unpacked once and never edited, so dates or hashes need not be compared at start (PEP 552).
    """
    command = [sys.executable, "-I", "-m", "compileall", "-q", "-s", str(unpacked), "--invalidation-mode"]
    result = subprocess.run([*command, "unchecked-hash", str(unpacked)], check=False, capture_output=True, text=True)
    if result.returncode != 0:
        lines = [line for line in result.stdout.splitlines() if line.strip()]
        raise PackageError(f"A module cannot be compiled: {lines[0] if lines else 'Python gave no reason'}")


def is_packaged(name: str) -> bool:
    """Return whether a file of Chalice's package is needed at run time.

    >>> [is_packaged(name) for name in ("app.py", "cffi/api.py", "tzdata/zoneinfo/Europe/Stockholm", "jwt/py.typed")]
    [True, False, True, False]
    """
    if name.endswith((".pyi", "/py.typed", ".pyc")):
        return False
    return name in KEPT or not name.startswith(tuple(LEFT_OUT))
