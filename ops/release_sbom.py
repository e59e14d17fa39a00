"""The bill of materials of a release: what the locks bring to a server, to a browser, and to the function."""

import hashlib
import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ops.aws import pinned_requirements, sbom

FUNCTION: Final = "kundval-function"
NPM_LOCK: Final = Path("requirements/npm/browser/package-lock.json")
_VERSION: Final = re.compile(r"==([^ ;\\\n]+)")
_LICENCE: Final = "License :: "


def build(root: Path, version: str, source: bytes) -> bytes:
    """Build the SBOM of a release, whose source archive is given, from the locks of its tree.

    Licences of others are as each package states them; what is not installed here, since another system needs it,
    states none.
    """
    lock = (root / pinned_requirements.LOCK).read_text(encoding="utf-8")
    versions = {name: _version(entry) for name, entry in pinned_requirements.entries_of(lock)}
    purls = {name: f"pkg:pypi/{name}@{versions[name]}" for name in sorted(versions)}
    requirements = (root / "functions" / pinned_requirements.REQUIREMENTS).read_text(encoding="utf-8")
    pinned = dict(pinned_requirements.entries_of(pinned_requirements.pin(requirements, lock)))
    packages = [_component(name, versions[name], purls[name]) for name in purls]
    scripts = [*_scripts(json.loads((root / NPM_LOCK).read_text(encoding="utf-8")))]
    digest = {"alg": "SHA-256", "content": hashlib.sha256(source).hexdigest()}
    licence = json.loads((root / "functions" / sbom.LICENCES).read_text(encoding="utf-8"))["own"]
    application = {"type": "application", "version": version, "licenses": [{"expression": licence}]}
    own = application | {"name": "kundval", "bom-ref": "kundval", "hashes": [digest]}
    needs = {
        "kundval": [FUNCTION, *purls.values(), *(script["bom-ref"] for script in scripts)],
        FUNCTION: [purls[name] for name in sorted({*pinned, sbom.CHALICE})],
        **{purls[name]: [purls[other] for other in sorted(_needed(name)) if other in purls] for name in purls},
    }
    function = application | {"name": FUNCTION, "bom-ref": FUNCTION}
    return sbom.document(own, [function, *packages, *scripts], needs)


def _version(entry: str) -> str:
    match = _VERSION.search(entry)
    if match is None:
        raise ValueError(f"{entry!r} names no version")
    return match[1]


def _component(name: str, version: str, purl: str) -> sbom.Component:
    component = {"type": "library", "bom-ref": purl, "name": name, "version": version}
    licence = _licence(name)
    return component | ({"licenses": [licence]} if licence else {}) | {"purl": purl}


def _licence(name: str) -> dict[str, Any] | None:
    """Return what an installed package states: an SPDX expression, or else a name."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    if "License-Expression" in about:
        return {"expression": about["License-Expression"]}
    classified = [name.rpartition(" :: ")[2] for name in about.get_all("Classifier") or () if name.startswith(_LICENCE)]
    stated = " or ".join(classified) or "".join(about.get_all("License") or ()).partition("\n")[0]
    return {"license": {"name": stated}} if stated else None


def _needed(name: str) -> set[str]:
    """Return the names of the packages that an installed one requires, whatever for."""
    try:
        return {canonicalize_name(Requirement(line).name) for line in metadata.requires(name) or ()}
    except metadata.PackageNotFoundError:
        return set()


def _scripts(lock: dict[str, Any]) -> Iterator[sbom.Component]:
    """Yield what the lock of npm brings into pages for staff."""
    for path, entry in sorted(lock["packages"].items()):
        if path:
            name = path.rpartition("node_modules/")[2]
            purl = f"pkg:npm/{name}@{entry['version']}"
            component = {"type": "library", "bom-ref": purl, "name": name, "version": entry["version"]}
            yield component | {"licenses": [{"license": {"id": entry["license"]}}], "purl": purl}
