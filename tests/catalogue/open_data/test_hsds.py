"""HSDS 3.0: valid against the standard's own schema, also when unknown keys are forbidden."""

import json
from typing import Any
from uuid import UUID

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest

from tests.support.catalogue.published_demo import ORACLES, data, strict

SCHEMA = ORACLES / "hsds-3.0" / "service.schema.json"


@pytest.fixture(scope="module")
def schema() -> Any:  # noqa: ANN401 - whatever the document holds
    if not SCHEMA.exists():
        pytest.skip("the schema of HSDS 3.0 is not beside the project")
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def services() -> Any:  # noqa: ANN401 - whatever the document holds
    return data("hsds/services.json")["contents"]


def faults(schema: Any, service: object) -> list[str]:  # noqa: ANN401 - whatever the document holds
    kind = jsonschema.Draft202012Validator
    return [fault.message[:200] for fault in kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(service)]


def ids(value: object) -> list[str]:
    """Every `id` of an object, wherever it stands, but not those of words that services share."""
    if isinstance(value, list):
        return [id_ for item in value for id_ in ids(item)]
    if not isinstance(value, dict):
        return []
    own = [value["id"]] if "id" in value else []
    return own + [
        id_ for key, item in value.items() if key not in ("taxonomy_term", "organization") for id_ in ids(item)
    ]


def test_every_service_keeps_the_standard(schema: Any) -> None:  # noqa: ANN401 - as above
    assert not [fault for service in services() for fault in faults(schema, service)]


def test_every_service_keeps_it_with_unknown_keys_forbidden(schema: Any) -> None:  # noqa: ANN401 - as above
    assert not [fault for service in services() for fault in faults(strict(schema), service)]


def test_an_unknown_key_would_be_found(schema: Any) -> None:  # noqa: ANN401 - as above
    assert faults(strict(schema), services()[0] | {"rating": 5})


def test_the_page_says_what_it_holds() -> None:
    page = data("hsds/services.json")
    count = len(page["contents"])
    assert (page["total_items"], page["size"], page["total_pages"], page["empty"]) == (count, count, 1, False)


def test_services_stand_in_the_days_order() -> None:
    names = [one["name"] for one in data("providers.json")["providers"]]
    assert [service["organization"]["name"] for service in services()] == names


def test_every_id_is_a_uuid_of_its_own() -> None:
    found = [id_ for service in services() for id_ in ids(service)]
    assert len(set(found)) == len(found)
    assert all(UUID(id_).version == 5 for id_ in found)


def test_what_was_not_stated_is_left_out() -> None:
    profiles = {one["name"]: one["profile"] for one in data("providers.json")["providers"]}
    for service in services():
        profile = profiles[service["organization"]["name"]]
        stated = profile and profile["services"]["familjeradgivning"]["interpreter"]
        assert ("interpretation_services" in service) == (stated is not None)
