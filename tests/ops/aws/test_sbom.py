"""The bill of materials: all that is in the package, as others' tools read it, under licences that are wanted."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import LicenseSymbol, get_spdx_licensing

from ops.aws import package, pinned_requirements, sbom

pytestmark = pytest.mark.xdist_group("package")
LICENCES = json.loads((package.ROOT / "functions" / sbom.LICENCES).read_text(encoding="utf-8"))
SPDX = get_spdx_licensing()


@pytest.fixture(scope="session")
def document(packed: Path) -> Any:  # noqa: ANN401 - JSON is any
    """The bill that travels with the package."""
    return json.loads((packed / sbom.FILE).read_bytes())


def components(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every component, and what was compiled into it."""
    for one in document.get("components", ()):
        yield one
        yield from components(one)


def wanted(expression: str) -> bool:
    """Whether a licence lets us: of alternatives one is enough, of what holds together each is needed."""

    def holds(tree: Any) -> bool:  # noqa: ANN401 - the library's nodes have no common type
        if isinstance(tree, SPDX.OR):
            return any(map(holds, tree.args))
        if isinstance(tree, SPDX.AND):
            return all(map(holds, tree.args))
        assert isinstance(tree, LicenseSymbol) or hasattr(tree, "license_symbol")
        return str(tree) in LICENCES["allowed"]

    return holds(SPDX.parse(expression, validate=True))


class TestTheDocument:
    """Others can read it."""

    def test_it_holds_by_cyclonedx_own_schema(self, packed: Path) -> None:
        text = (packed / sbom.FILE).read_text(encoding="utf-8")
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None

    def test_the_schema_sees_a_planted_fault(self, document: dict[str, Any]) -> None:
        planted = document | {"components": [{"type": "thing", "name": "x"}]}
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(planted)) is not None

    def test_it_says_which_package_it_is_of(self, document: dict[str, Any], packed: Path) -> None:
        (told,) = document["metadata"]["component"]["hashes"]
        assert told["content"] == hashlib.sha256((packed / package.ZIP).read_bytes()).hexdigest()

    def test_it_says_the_licence_of_our_own(self, document: dict[str, Any]) -> None:
        project = tomllib.loads((package.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert document["metadata"]["component"]["licenses"] == [{"expression": project["license"]}]

    def test_no_time_and_no_number_of_its_own_stand_in_it(self, document: dict[str, Any]) -> None:
        assert "timestamp" not in document["metadata"]
        assert "serialNumber" not in document


class TestWhatItNames:
    """All libraries, each once, of the version that travels."""

    def test_each_library_of_the_package_and_chalice(self, document: dict[str, Any]) -> None:
        assert [one["name"] for one in document["components"]] == [
            "cffi",
            "chalice",
            "cryptography",
            "pycparser",
            "pyjwt",
            "tzdata",
        ]

    def test_each_version_is_the_locks(self, document: dict[str, Any]) -> None:
        lock = (package.ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8")
        assert [one for one in document["components"] if f"{one['name']}=={one['version']} " not in lock] == []

    def test_what_was_compiled_into_a_library_is_named(self, document: dict[str, Any]) -> None:
        names = {one["name"] for one in components(document)}
        assert {"openssl", "pyo3"} <= names

    def test_who_needs_whom(self, document: dict[str, Any]) -> None:
        needs = {one["ref"]: one["dependsOn"] for one in document["dependencies"]}
        names = {ref.partition("@")[0]: [one.partition("@")[0] for one in wanted] for ref, wanted in needs.items()}
        assert names["kundval"] == ["pkg:pypi/chalice", "pkg:pypi/pyjwt", "pkg:pypi/tzdata"]
        assert names["pkg:pypi/pyjwt"] == ["pkg:pypi/cryptography"]


class TestLicences:
    """What travels may be used as it is."""

    def test_each_is_wanted(self, document: dict[str, Any]) -> None:
        said = {
            (one["name"], licence["expression"])
            for one in components(document)
            for licence in one.get("licenses", ())
            if not wanted(licence["expression"])
        }
        assert said == set()

    def test_one_that_is_not_wanted_is_seen(self) -> None:
        assert [wanted(one) for one in ("GPL-3.0-only", "MIT AND GPL-2.0-only", "MIT OR GPL-2.0-only")] == [
            False,
            False,
            True,
        ]

    def test_each_library_says_its_own(self, document: dict[str, Any]) -> None:
        silent = [one["name"] for one in document["components"] if not one["licenses"][0]["expression"]]
        assert silent == []

    def test_none_is_said_here_that_the_library_says_itself(self) -> None:
        assert [name for name in LICENCES["said_here"] if "license_expression" in metadata.metadata(name).json] == []

    def test_nothing_that_serves_binds_what_stands_beside_it(self) -> None:
        names = re.findall(
            r"^([\w.-]+)==", (package.ROOT / pinned_requirements.LOCK).read_text(encoding="utf-8"), re.MULTILINE
        )
        here = {one.metadata["Name"].lower(): one.metadata.json for one in metadata.distributions()}
        told = ("license_expression", "classifier")
        said = {name: str([here[name].get(key) for key in told]) for name in names if name in here}
        assert len(said) > 40
        assert [name for name, words in said.items() if re.search(r"\bA?GPL", words)] == []
