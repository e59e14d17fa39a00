"""What is left of the demonstration is found wherever it stands, and what only looks like it is not."""

import pytest
import yaml

from catalogue.policy import loader
from catalogue.schema import leftovers
from tests.support import frozen


def codes(value: object, key: str = "value") -> list[str]:
    return [fault.code for fault in leftovers.leftovers({"rows": [{key: value}]})]


@pytest.mark.parametrize(
    "text",
    [
        "https://kundval.example",
        "https://www.kundval.example/boka?x=1",
        "info@mottagning.example",
        "namn@example.com",
        "https://example.org/",
        "https://inloggning.test",
        "Skriv till oss på hej@kommunen.example.",
        "https://åäö.example/",
    ],
)
def test_an_address_that_nobody_can_own_is_left(text: str) -> None:
    assert codes(text) == ["demo_address"]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.se/",
        "info@exempelbyran.se",
        "https://nacka.se/example",
        "https://kommun.example.se",
        "Till exempel på kvällar.",
        "test",
        "https://familjen.nu/a.test.html",
    ],
)
def test_an_address_that_can_be_someone_s_is_not(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "08-465 004 00",
        "+46 8 465 004 99",
        "0846500412",
        "031-390 06 50",
        "040-628 04 00",
        "0980-319 201",
        "070-1740605",
    ],
)
def test_a_telephone_number_reserved_for_fiction_is_left(text: str) -> None:
    assert codes(text) == ["demo_phone"]


@pytest.mark.parametrize("text", ["08-465 003 00", "08-508 25 000", "112", "070-174 06 04", "020-50 50 50", "4650040"])
def test_another_number_is_not(text: str) -> None:
    assert codes(text) == []


def test_an_organisation_number_of_the_demonstration_is_left() -> None:
    assert [codes(text) for text in ("559999-0016", "802999-0010", "969999-0017")] == [["demo_organisation_number"]] * 3
    assert codes("556036-0793") == []


def test_what_is_not_known_yet_is_not_left() -> None:
    assert codes("TODO: till exempel info@kommun.example") == []


def test_a_file_that_is_a_text_and_not_a_group_holds_nothing_left() -> None:
    assert list(leftovers.leftovers("utkast")) == []


def test_the_demonstration_s_seed_and_every_provider_of_it_but_the_own_unit_are_left() -> None:
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    assert {order.seed for order in policy.orders} == {leftovers.SEED}
    assert codes(leftovers.SEED, "seed") == ["demo_seed"]
    providers = yaml.load((frozen.POLICY / "authorisations.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)[
        "providers"
    ]
    found = {row["id"]: [fault.code for fault in leftovers.leftovers(row)] for row in providers}
    assert {id_ for id_, told in found.items() if not told} == {"familjeradgivningen"}
    assert all(len(told) <= 1 for told in found.values())


def test_every_profile_of_the_demonstration_holds_something_left() -> None:
    for file in frozen.PROVIDERS.glob("*.yaml"):
        assert list(leftovers.leftovers(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))), file.name
