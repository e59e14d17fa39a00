"""Software bills of materials (CycloneDX 1.6): of the package, and of what a release needs to run.

The package's is read from the package itself. A library would add six packages to write these few lines; instead the
tests validate the document against CycloneDX's own schema. It contains no timestamp and no serial number: the same
package gives the same bytes.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from email.parser import Parser
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chalicelib.service import wiring

FILE: Final = "bom.cdx.json"
LICENCES: Final = Path("licences.json")
CHALICE: Final = "chalice"  # it adds its runtime to the package by itself, without metadata
Component = dict[str, Any]


def build(package: Path, own_licence: str, licences: Mapping[str, str]) -> bytes:
    """Build the SBOM of a package; `licences` has those of libraries whose metadata has no SPDX expression."""
    with zipfile.ZipFile(package) as archive:
        libraries = dict(_described(archive))
        inside = {name: [*_inside(archive, name)] for name in libraries}
    names = sorted(libraries)
    components = [_component(name, libraries[name], licences, inside[name]) for name in names]
    digest = {"alg": "SHA-256", "content": hashlib.sha256(package.read_bytes()).hexdigest()}
    own = {
        "type": "application",
        "name": "kundval",
        "version": wiring.VERSION,
        "bom-ref": "kundval",
        "licenses": [{"expression": own_licence}],
        "hashes": [digest],
    }
    needs = {"kundval": sorted(set(names) - {name for about in libraries.values() for name in _needed(about, names)})}
    needs |= {_purl(name, libraries[name]): [*_needed(libraries[name], names)] for name in names}
    purls = {ref: [_purl(name, libraries[name]) for name in required] for ref, required in needs.items()}
    return document(own, components, purls)


def document(own: Component, components: Iterable[Component], needs: Mapping[str, Iterable[str]]) -> bytes:
    """Format an SBOM of `own`: its components, and what each reference needs."""
    content = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [*components],
        "dependencies": [{"ref": ref, "dependsOn": [*required]} for ref, required in needs.items()],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _described(archive: zipfile.ZipFile) -> Iterator[tuple[str, Message]]:
    """Yield the name of each library in the package, and its metadata."""
    yield CHALICE, Parser().parsestr(metadata.distribution(CHALICE).read_text("METADATA") or "")
    for name in archive.namelist():
        if name.endswith(".dist-info/METADATA"):
            about = Parser().parsestr(archive.read(name).decode())
            yield canonicalize_name(about["Name"]), about


def _inside(archive: zipfile.ZipFile, library: str) -> Iterator[Component]:
    """Yield what was compiled into a library, from its own SBOMs (PEP 770)."""
    for name in sorted(archive.namelist()):
        folder, _, file = name.partition(".dist-info/")
        if canonicalize_name(folder.rpartition("-")[0]) == library and file.startswith("sboms/"):
            for component in json.loads(archive.read(name))["components"]:
                keys = ("type", "name", "version", "licenses", "purl")
                yield {key: component[key] for key in keys if key in component}


def _component(name: str, about: Message, licences: Mapping[str, str], inside: Iterable[Component]) -> Component:
    licence = licences.get(name) or about["License-Expression"] or about["License"]
    purl = _purl(name, about)
    component: Component = {"type": "library", "bom-ref": purl, "name": name, "version": about["Version"]}
    component |= {"licenses": [{"expression": licence}], "purl": purl}
    return component | ({"components": [*inside]} if inside else {})


def _purl(name: str, about: Message) -> str:
    return f"pkg:pypi/{name}@{about['Version']}"


def _needed(about: Message, present: Iterable[str]) -> Iterator[str]:
    """Yield the present libraries that one requires; Chalice's runtime needs none of Chalice's own requirements."""
    if about["Name"] != CHALICE:
        required = {canonicalize_name(Requirement(line).name) for line in about.get_all("Requires-Dist") or ()}
        yield from (name for name in present if name in required)
