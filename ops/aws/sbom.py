"""What is in the package, told in the words that others' tools read: a software bill of materials (CycloneDX 1.6).

It is read out of the package itself. A library would bring six packages to write these few lines; the tests hold the
document against CycloneDX's own schema instead. No time and no number of its own stand in it: the same package gives
the same bytes.
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

BILL: Final = "bom.cdx.json"
LICENCES: Final = Path("licences.json")
CHALICE: Final = "chalice"  # it lays its runtime into the package by itself, without saying which one it is
Component = dict[str, Any]


def bill(package: Path, licences: Mapping[str, str]) -> bytes:
    """Give the bill of a package; `licences` are those of libraries that do not say theirs as an SPDX expression."""
    with zipfile.ZipFile(package) as archive:
        found = dict(_described(archive))
        inside = {name: [*_inside(archive, name)] for name in found}
    names = sorted(found)
    components = [_component(name, found[name], licences, inside[name]) for name in names]
    digest = {"alg": "SHA-256", "content": hashlib.sha256(package.read_bytes()).hexdigest()}
    own = {
        "type": "application",
        "name": "kundval",
        "version": wiring.VERSION,
        "bom-ref": "kundval",
        "hashes": [digest],
    }
    needs = {"kundval": sorted(set(names) - {one for about in found.values() for one in _needed(about, names)})}
    needs |= {_purl(name, found[name]): [*_needed(found[name], names)] for name in names}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": [
            {"ref": ref, "dependsOn": [_purl(name, found[name]) for name in wanted]} for ref, wanted in needs.items()
        ],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _described(archive: zipfile.ZipFile) -> Iterator[tuple[str, Message]]:
    """Each library by its name, with what it says of itself."""
    yield CHALICE, Parser().parsestr(metadata.distribution(CHALICE).read_text("METADATA") or "")
    for name in archive.namelist():
        if name.endswith(".dist-info/METADATA"):
            about = Parser().parsestr(archive.read(name).decode())
            yield canonicalize_name(about["Name"]), about


def _inside(archive: zipfile.ZipFile, library: str) -> Iterator[Component]:
    """What was compiled into a library, as its own bills tell (PEP 770)."""
    for name in sorted(archive.namelist()):
        folder, _, rest = name.partition(".dist-info/")
        if canonicalize_name(folder.rpartition("-")[0]) == library and rest.startswith("sboms/"):
            for one in json.loads(archive.read(name))["components"]:
                kept = ("type", "name", "version", "licenses", "purl")
                yield {key: one[key] for key in kept if key in one}


def _component(name: str, about: Message, licences: Mapping[str, str], inside: Iterable[Component]) -> Component:
    licence = licences.get(name) or about["License-Expression"] or about["License"]
    purl = _purl(name, about)
    one: Component = {"type": "library", "bom-ref": purl, "name": name, "version": about["Version"]}
    one |= {"licenses": [{"expression": licence}], "purl": purl}
    return one | ({"components": [*inside]} if inside else {})


def _purl(name: str, about: Message) -> str:
    return f"pkg:pypi/{name}@{about['Version']}"


def _needed(about: Message, present: Iterable[str]) -> Iterator[str]:
    """What it says that it needs, of what is there; the runtime needs nothing of what Chalice needs to pack."""
    if about["Name"] != CHALICE:
        wanted = {canonicalize_name(Requirement(line).name) for line in about.get_all("Requires-Dist") or ()}
        yield from (name for name in present if name in wanted)
