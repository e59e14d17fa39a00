"""What a newcomer to the project meets: documents that lead to each other, forms that GitHub can read, one address."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.municipality import repository
from tests.support.imports import ROOT

DOCUMENTS = ("CONTRIBUTING.md", "GOVERNANCE.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "AUTHORS.md", "README.sv.md")
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
FORMS += sorted((repository.TEMPLATES / ".github/ISSUE_TEMPLATE").glob("*.yml"))
ELEMENTS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}
LINES_MAX = 75


def read(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_readme_leads_to_each_and_each_is_short(name: str) -> None:
    assert f"({name})" in read("README.md")
    assert len(read(name).splitlines()) <= LINES_MAX


def test_the_readme_begins_with_maturity_licence_and_the_page_in_swedish() -> None:
    first = read("README.md").split("\n\n")[1]
    assert [
        part for part in ("**Beta**", "(docs/maintenance.md)", "(LICENSE)", "(README.sv.md)") if part not in first
    ] == []


def test_who_is_led_from_the_forms_to_the_page_in_swedish_is_told_whom_to_ask() -> None:
    links = yaml.safe_load(read(".github/ISSUE_TEMPLATE/config.yml"))["contact_links"]
    assert [link["url"].rpartition("/")[2] for link in links if "kommun" in link["name"]] == ["README.sv.md"]
    assert "fråga din kommun" in read("README.sv.md")


def test_one_address_of_the_repository_stands_everywhere() -> None:
    address = yaml.safe_load(read("publiccode.yml"))["url"]
    cloned = {
        found
        for name in (
            "CONTRIBUTING.md",
            "README.sv.md",
            "site/handbook/en/contribute.md",
            "site/handbook/sv/kom_igang.md",
        )
        for found in re.findall(r"git clone (\S+)", read(name))
    }
    led = [link["url"] for link in yaml.safe_load(read(".github/ISSUE_TEMPLATE/config.yml"))["contact_links"]]
    assert (cloned, [link for link in led if not link.startswith(f"{address}/")]) == ({address}, [])


def test_a_security_fault_is_led_away_from_the_issues() -> None:
    first = yaml.safe_load(read(".github/ISSUE_TEMPLATE/config.yml"))["contact_links"][0]
    assert first["url"].endswith("/security/advisories/new")
    assert "../../security/advisories/new" in read("SECURITY.md")
    assert re.search(r"\d+ working days", read("SECURITY.md"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.parents[1].parent.name}-{form.stem}")
def test_a_form_is_one_that_github_can_read(form: Path) -> None:
    told: dict[str, Any] = yaml.safe_load(form.read_text(encoding="utf-8"))
    if form.stem == "config":
        assert told.keys() <= {"blank_issues_enabled", "contact_links"}
        assert all(link.keys() == {"name", "url", "about"} for link in told.get("contact_links", ()))
        return
    assert told["name"]
    assert told["description"]
    named = [element["id"] for element in told["body"] if element["type"] != "markdown"]
    assert {element["type"] for element in told["body"]} <= ELEMENTS
    assert len(set(named)) == len(named) > 0
    assert all(re.fullmatch(r"[\w-]+", one) for one in named)
    for element in told["body"]:
        attributes = element["attributes"]
        assert attributes["value" if element["type"] == "markdown" else "label"]
        if element["type"] in {"dropdown", "checkboxes"}:
            assert attributes["options"]


@pytest.mark.parametrize("folder", [ROOT, repository.TEMPLATES], ids=["product", "municipality"])
def test_a_proposal_of_a_profile_comes_first(folder: Path) -> None:
    headings = re.findall(r"^## (.+)$", (folder / ".github/PULL_REQUEST_TEMPLATE.md").read_text("utf-8"), re.MULTILINE)
    assert "profil" in headings[0].lower()
