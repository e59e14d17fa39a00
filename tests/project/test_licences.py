"""Each file has a licence, the same wherever it is told, and what Kundval stands on goes together with it."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from typing import Any

import pytest
import yaml
from license_expression import get_spdx_licensing

from tests.support.imports import ROOT

CODE, DATA = "EUPL-1.2", "CC0-1.0"
LOCK = ROOT / "requirements/serve.lock"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (yes|no) \| ([^|]+) \|$", re.MULTILINE)
PINNED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
OTHER_SYSTEMS = {"ansicon"}  # Windows alone: not installed here
EXPRESSION = re.compile(r"[\w.+()-]+(?: (?:OR|AND|WITH) [\w.+()-]+)*")
WORDS = {"MPL": "MPL|Mozilla", "ZPL": "ZPL|Zope"}
"""How a family is called where it is not called by its letters."""
SPDX = get_spdx_licensing()


def read(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reuse() -> dict[str, Any]:
    """What reuse says of the whole tree."""
    done = subprocess.run(
        [sys.executable, "-m", "reuse", "lint", "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


class TestOwn:
    """One licence for code and documentation, one for data, told the same everywhere."""

    def test_reuse_finds_no_file_without_a_licence_and_a_holder(self, reuse: dict[str, Any]) -> None:
        assert (reuse["summary"]["compliant"], reuse["non_compliant"]["missing_licensing_info"]) == (True, [])
        assert reuse["summary"]["used_licenses"] == [DATA, CODE]

    @pytest.mark.parametrize(
        ("file", "licence"),
        [
            ("build.py", CODE),
            ("README.md", CODE),
            ("docs/domain.md", CODE),
            ("site/pages/sv/start.md", CODE),
            ("functions/chalicelib/rules/claim.py", CODE),
            ("ops/municipality/models.py", CODE),
            ("policy/tariffs.yaml", DATA),
            ("providers/exempelbron.yaml", DATA),
            ("tests/demonstration/data/policy/tariffs.yaml", DATA),
            ("tests/cases/policy/vocabulary.yaml", DATA),
            ("functions/chalicelib/data/openapi.yaml", DATA),
            ("ops/municipality/models/common/municipality.yaml.jinja", DATA),
            ("ops/municipality/repository/README.md", DATA),
        ],
    )
    def test_a_file_has_the_licence_of_its_kind(self, reuse: dict[str, Any], file: str, licence: str) -> None:
        (found,) = [one for one in reuse["files"] if one["path"] == file]
        assert [one["value"] for one in found["spdx_expressions"]] == [licence]

    def test_the_holder_is_the_same_wherever_it_stands(self) -> None:
        (holder,) = re.findall(r"^Copyright \d{4} (.+)$", read("LICENSE"), re.MULTILINE)
        told = {entry["SPDX-FileCopyrightText"] for entry in tomllib.loads(read("REUSE.toml"))["annotations"]}
        assert {re.sub(r"^\d{4} ", "", one) for one in told} == {holder}
        assert yaml.safe_load(read("publiccode.yml"))["legal"]["mainCopyrightOwner"] == holder

    def test_the_notice_is_the_one_that_the_licence_asks_for(self) -> None:
        lines = [line for line in read("LICENSE").splitlines() if line]
        after = next(lines[number + 1] for number, line in enumerate(lines) if line.startswith("Copyright "))
        assert after == "Licensed under the EUPL"
        assert f"SPDX-License-Identifier: {CODE}" in read("LICENSE")
        assert re.findall(r"legal-content/(SV|EN)/TXT/\?uri=CELEX:32017D0863", read("LICENSE")) == ["SV", "EN"]

    def test_everything_that_names_the_licence_names_this_one(self) -> None:
        project = tomllib.loads(read("pyproject.toml"))["project"]
        assert (project["license"], project["license-files"]) == (CODE, ["LICENSE"])
        assert json.loads(read("functions/licences.json"))["own"] == CODE
        assert yaml.safe_load(read("publiccode.yml"))["legal"]["license"] == CODE
        assert CODE in read("README.md")
        assert "1.2" in read("site/handbook/sv/besluta.md")

    def test_nothing_says_any_more_that_none_is_chosen(self) -> None:
        texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "site/handbook").rglob("*.md")]
        stale = re.compile(r"no licence has been chosen|ingen licens är vald", re.IGNORECASE)
        assert [str(file.relative_to(ROOT)) for file in texts if stale.search(file.read_text(encoding="utf-8"))] == []


def judged() -> dict[str, tuple[str, str]]:
    """Return each library of the table in docs/licences.md: its licence, and whether it goes together with ours."""
    rows = ROW.findall(read("docs/licences.md"))
    return {name: (licence, answer) for licence, names, answer, _ in rows for name in names.split(", ")}


def says(name: str) -> str:
    """Return what a library says of its licence: an SPDX expression where it has one, else its own words."""
    about = metadata.metadata(name)
    words = [line for line in about.get_all("Classifier") or () if line.startswith("License")]
    expression = "".join(about.get_all("License-Expression") or ())
    return expression or " ".join([*(about.get_all("License") or [""]), *words])


def agree(licence: str, said: str) -> bool:
    """Return whether a licence of the table is the one that a library states, in SPDX or in words.

    Words such as "BSD License" name a family, so that the text in the library's own files decides which of it.
    """
    if EXPRESSION.fullmatch(said):
        return said == licence
    families = {one.partition("-")[0] for one in re.split(r" OR | AND |[()]+", licence) if one}
    return all(re.search(rf"\b(?:{WORDS.get(one, one)})", said) for one in families)


class TestDependencies:
    """What Kundval stands on, judged against EUPL-1.2 in docs/licences.md."""

    def test_every_library_that_serves_is_judged_once_and_none_else(self) -> None:
        rows = [name for _, names, _, _ in ROW.findall(read("docs/licences.md")) for name in names.split(", ")]
        assert sorted(rows) == sorted(set(PINNED.findall(LOCK.read_text(encoding="utf-8"))))

    def test_each_goes_together_with_ours(self) -> None:
        assert [name for name, (_, answer) in judged().items() if answer != "yes"] == []

    def test_each_licence_is_an_expression_of_spdx(self) -> None:
        for licence, _ in judged().values():
            SPDX.parse(licence, validate=True, strict=True)

    def test_each_is_what_the_library_says_itself(self) -> None:
        differing = {
            name: (licence, says(name))
            for name, (licence, _) in judged().items()
            if name not in OTHER_SYSTEMS and not agree(licence, says(name))
        }
        assert differing == {}

    @pytest.mark.parametrize(
        ("licence", "said", "same"),
        [
            ("MIT", "MIT", True),
            ("MIT", "GPL-3.0-only", False),
            ("MIT", "MIT-0", False),
            ("BSD-3-Clause", "BSD-2-Clause", False),
            ("BSD-3-Clause", " License :: OSI Approved :: BSD License", True),
            ("MPL-2.0", "MPLv2.0 License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", True),
            ("MIT", " License :: OSI Approved :: GNU General Public License v3 (GPLv3)", False),
        ],
    )
    def test_the_comparison_sees_another_licence(self, licence: str, said: str, same: bool) -> None:  # noqa: FBT001 - what is expected
        assert agree(licence, said) is same

    def test_the_script_that_the_site_passes_on_is_judged(self) -> None:
        lock = json.loads(read("requirements/npm/browser/package-lock.json"))["packages"]
        travelling = {name.rpartition("/")[2]: one["license"] for name, one in lock.items() if name}
        assert [
            name for name, licence in travelling.items() if f"{name} ({licence})" not in read("docs/licences.md")
        ] == []
