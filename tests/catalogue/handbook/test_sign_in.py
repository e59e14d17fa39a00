"""The pages about sign-in: their YAML is policy that the check accepts, and the overview has every key and reason."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue import SITE
from catalogue.handbook.policy_reference import texts
from ops.municipality.identity import products
from tests.support.catalogue.sign_in_pages import BLOCKS, PAGES, policy_of
from tests.support.catalogue.small import ROOT

OVERVIEW = PAGES["index.md"]
ISSUERS = [name for name in PAGES if name != "index.md"]


def first_column(heading: str) -> list[str]:
    """Return what stands as code in the first column of the table below a heading of the overview."""
    section = OVERVIEW.partition(heading)[2].partition("\n#")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_there_is_a_page_for_each_issuer() -> None:
    assert sorted(ISSUERS) == ["adfs.md", "auth0.md", "cognito.md", "entra.md", "keycloak.md"]
    assert {name for name, _ in BLOCKS} == set(PAGES)


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_the_check_accepts_the_identity_of_every_page(page: str, block: str, tmp_path: Path) -> None:
    written: dict[str, Any] = yaml.load(block, yaml.CSafeLoader)
    assert [*written] == ["identity"], page
    identity = policy_of(block, tmp_path).municipality.identity
    assert [issuer.register.issuer for issuer in identity] == [entry["issuer"] for entry in written["identity"]]


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_the_command_knows_no_product_for_which_a_page_is_wrong(page: str, block: str, tmp_path: Path) -> None:
    for issuer in policy_of(block, tmp_path).municipality.identity:
        found = [*products.findings(issuer, page)]
        assert [str(finding) for finding in found if finding.severity != "note"] == []


def test_the_overview_has_every_key_of_identity_once() -> None:
    keys = [path.removeprefix("identity.") for path in texts()["municipality"]["keys"] if path.startswith("identity.")]
    assert sorted(first_column("## Every key of `identity`")) == sorted(key for key in keys if "." not in key)


def test_the_overview_explains_every_reason_of_the_service() -> None:
    document = yaml.load((ROOT / "functions/chalicelib/data/openapi.yaml").read_bytes(), yaml.CSafeLoader)
    _, more = document["components"]["responses"]["Unauthorised"]["content"]["application/problem+json"]["schema"][
        "allOf"
    ]
    assert first_column("### Reasons of the service") == more["properties"]["reason"]["enum"]


def test_a_sentence_that_the_overview_quotes_is_one_of_the_sign_ins_own() -> None:
    sentences = yaml.load((SITE / "locales" / "en.yaml").read_bytes(), yaml.CSafeLoader)["words"]
    own = [str(text) for key, text in sentences.items() if key.startswith("staff.")]
    table = OVERVIEW.partition("## What the page says")[2].partition("\n#")[0]
    quoted = [
        words for cell in re.findall(r"^\|(.*?)\|", table, re.MULTILINE) for words in re.findall(r"\*(.+?)\*", cell)
    ]
    beginnings = [".*".join(re.escape(part.strip()) for part in words.split("…")) for words in quoted]
    assert len(beginnings) > 10
    assert [beginning for beginning in beginnings if not any(re.match(beginning, text) for text in own)] == []


@pytest.mark.parametrize("page", ISSUERS)
def test_a_page_says_on_what_it_rests_and_that_no_real_tenant_was_tried(page: str) -> None:
    before = " ".join(PAGES[page].partition("\n## ")[0].split())
    assert re.search(r"Written in \w+ \d{4} from .+ documentation", before)
    assert re.search(r"\*\*no real \w+( \w+)? has been tried\*\*", before)


@pytest.mark.parametrize("page", ISSUERS)
def test_a_reason_that_a_page_explains_is_one_of_the_overview(page: str) -> None:
    reasons = {
        word for word in re.findall(r"^\| .*?\|", PAGES[page], re.MULTILINE) for word in re.findall(r"`(\w+)`", word)
    }
    of_issuers = re.compile(r"AADSTS\d+|MSIS\d+|(redirect|invalid|unauthorized|access|consent)_\w+")
    unknown = {reason for reason in reasons if not of_issuers.fullmatch(reason)} - set(
        first_column("### Reasons of the service")
    )
    assert unknown == set()
