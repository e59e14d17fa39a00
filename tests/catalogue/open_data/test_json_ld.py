"""The block for machines: schema.org, small, and nothing in a profile can end it."""

import gzip
import json
import re

import pytest

from catalogue.open_data.json_ld import JsonLd
from catalogue.policy.model import Policy
from catalogue.search.authorised_provider import AuthorisedProvider
from tests.support.catalogue.published_demo import data, demo

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
LISTED = AuthorisedProvider(
    "a", "A AB", None, sole_trader=False, regi="private", services=(("familjeradgivning", "2020-01-01"),)
)


def page(provider: str) -> str:
    return (demo() / f"utforare/{provider}/index.html").read_text(encoding="utf-8")


def test_every_providers_page_has_one_block() -> None:
    ids = [one["id"] for one in data("providers.json")["providers"]]
    assert all(len(BLOCK.findall(page(id_))) == 1 for id_ in ids)


def test_it_says_what_the_page_says() -> None:
    told = json.loads(BLOCK.findall(page("exempelbron"))[0])
    assert told["@type"] == "GovernmentService"
    assert told["serviceOperator"]["telephone"] == "08-465 004 10"
    assert told["availableChannel"]["availableLanguage"] == ["sv", "fa"]


def test_what_was_not_stated_is_left_out() -> None:
    told = json.loads(BLOCK.findall(page("utkastet-samtal"))[0])
    assert "url" not in told["serviceOperator"]
    assert "availableLanguage" not in told["availableChannel"]


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--<script>", "a & b", "\u2028", '"'])
def test_no_name_can_end_the_block(policy: Policy, name: str) -> None:
    block = str(JsonLd(policy, "sv").block(LISTED, {"name": name}, "/utforare/a/"))
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["serviceOperator"]["name"] == name


def test_it_adds_little_to_a_page() -> None:
    for one in data("providers.json")["providers"]:
        html = page(one["id"])
        without = BLOCK.sub("", html)
        assert len(gzip.compress(html.encode())) - len(gzip.compress(without.encode())) < 700
