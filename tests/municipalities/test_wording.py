"""Each system's pages say what is so there, and nothing of what is not: the table is `wording.yaml`."""

import re
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from catalogue.schema import yaml_reader
from tests.support.municipalities import page_text, sites

TABLE = Path(__file__).with_name("wording.yaml")
ROWS: list[dict[str, Any]] = yaml_reader.load(TABLE.read_bytes(), TABLE.name)[0]


def cases(*, forbidding: bool) -> list[ParameterSet]:
    """Return each row for each of its systems; with `forbidding`, only those that forbid something."""
    return [
        pytest.param(system, row, id=f"{system}-{row['lang']}-{row['on']}-{number}", marks=sites.by_one_worker(system))
        for number, row in enumerate(ROWS)
        for system in row["systems"]
        if "never" in row or not forbidding
    ]


def texts_of(system: str, lang: str) -> dict[str, dict[str, str]]:
    """Return the texts of a system's pages in a language."""
    return page_text.pages(sites.built(system), lang)


@pytest.mark.parametrize(("system", "row"), cases(forbidding=True))
def test_no_page_says_what_is_not_so(system: str, row: dict[str, Any]) -> None:
    texts = texts_of(system, row["lang"])
    pattern = re.compile(row["never"], re.IGNORECASE)
    said = {
        name: text[max(0, found.start() - 40) : found.end() + 30]
        for kind in page_text.group(row["on"], set(texts)) & texts.keys()
        for name, text in texts[kind].items()
        if (found := pattern.search(text))
    }
    assert said == {}


@pytest.mark.parametrize(("system", "row"), cases(forbidding=False))
def test_a_page_says_what_is_so_in_its_place(system: str, row: dict[str, Any]) -> None:
    texts = texts_of(system, row["lang"])
    without = row.get("without", {}).get(system, [])
    missing = [
        f"{kind}: {sentence}"
        for kind, sentence in row["instead"].items()
        if kind not in without
        and not any(re.search(sentence, text, re.IGNORECASE) for text in texts.get(kind, {}).values())
    ]
    assert missing == []


def test_every_system_has_rows_in_every_language() -> None:
    covered = {(system, row["lang"]) for row in ROWS for system in row["systems"]}
    assert covered >= {(system, lang) for system in sites.NAMES for lang in sites.LANGUAGES}
