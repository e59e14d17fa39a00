"""publiccode.yml is as the standard has it (0.7), and says what is so."""

import re
import tomllib
from typing import Any

import pytest
import yaml

from catalogue.schema import yaml_reader
from tests.support.imports import ROOT

REQUIRED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {  # of the standard's, without the day of release: that is the changelog's to say
    "softwareVersion",
    "categories",
    "intendedAudience",
    "dependsOn",
    "supports",
    "roadmap",
    "usedBy",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"internal", "contract", "community", "none"}
PLATFORMS = {"web", "windows", "mac", "linux", "ios", "android"}
CATEGORIES = {
    "procurement",
    "billing-and-invoicing",
    "content-management",
    "accounting",
    "budgeting",
    "data-collection",
}
"""Of the standard's list, those that could be true of Kundval."""
SCOPES = {"local-authorities", "welfare", "society", "healthcare", "finance-and-economic-development"}
SEMVER = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
SHORT_MAX, LONG_MIN, LONG_MAX = 150, 150, 10_000


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the file says."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return loaded


def project() -> dict[str, Any]:
    """Return what pyproject.toml says of the project."""
    loaded: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return loaded


def test_it_has_the_keys_of_the_standard_and_no_other(told: dict[str, Any]) -> None:
    assert told["publiccodeYmlVersion"] == "0.7"
    assert (told.keys() - REQUIRED - OPTIONAL, REQUIRED - told.keys()) == (set(), set())


def test_its_values_are_of_the_standards_lists(told: dict[str, Any]) -> None:
    assert (told["developmentStatus"] in STATUSES, told["softwareType"]) == (True, "standalone/web")
    assert set(told["platforms"]) <= PLATFORMS
    assert set(told["categories"]) <= CATEGORIES
    assert set(told["intendedAudience"]["scope"]) <= SCOPES
    assert told["intendedAudience"]["countries"] == ["se"]
    assert told["maintenance"]["type"] in TYPES
    assert all(one["name"] for one in told["maintenance"]["contacts"])
    assert all(re.match(r"(?:https?|urn|alias):", one["id"]) for one in told["supports"])


def test_its_version_is_the_projects(told: dict[str, Any]) -> None:
    assert SEMVER.fullmatch(told["softwareVersion"])
    assert told["softwareVersion"] == project()["version"]


def test_its_status_is_the_one_that_readers_are_told(told: dict[str, Any]) -> None:
    readers = ("README.md", "README.sv.md", "docs/maintenance.md")
    assert [told["developmentStatus"] in (ROOT / name).read_text(encoding="utf-8").lower() for name in readers] == [
        True
    ] * 3


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_its_texts_have_the_length_that_is_asked_for(told: dict[str, Any], lang: str) -> None:
    text = told["description"][lang]
    assert len(text["shortDescription"]) <= SHORT_MAX
    assert "\n" not in text["shortDescription"]
    assert LONG_MIN <= len(text["longDescription"]) <= LONG_MAX
    assert text["features"]
    assert all(text["features"])


def test_its_languages_and_python_are_the_programs(told: dict[str, Any]) -> None:
    languages = {path.stem for path in (ROOT / "site/locales").glob("*.yaml")}
    assert set(told["localisation"]["availableLanguages"]) <= languages
    (python,) = told["dependsOn"]["open"]
    assert project()["requires-python"] == f">={python['versionMin']}"


def test_it_means_the_same_in_yaml_1_2(told: dict[str, Any]) -> None:
    assert yaml_reader.load_own(ROOT / "publiccode.yml") == told
