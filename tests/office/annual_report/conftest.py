"""The municipality whose annual report is written."""

import json
from pathlib import Path

import pytest

from tests.support.municipalities.systems import SYSTEMS
from tests.support.office.annual_report import ENTERED, HIDDEN, content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with Jämtland's policy, two published years, and what a person entered of the later one."""
    SYSTEMS["jamtland"].written(tmp_path / "policy")
    (tmp_path / "policy" / "statistics").mkdir()
    (tmp_path / "policy" / "reports").mkdir()
    for year in (2024, 2025):
        published = content(year, **({"cases×content": HIDDEN} if year == 2025 else {}))
        (tmp_path / "policy" / "statistics" / f"{year}.json").write_text(json.dumps(published))
    (tmp_path / "policy" / "reports" / "2025.yaml").write_text(ENTERED)
    return tmp_path
