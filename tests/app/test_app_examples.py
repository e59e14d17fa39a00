"""Examples in openapi.yaml: every operation has them, each is what its schema says, and the endpoint answers so."""

from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest
import yaml

from chalicelib.api import problems
from tests.support.app import example_story, local_endpoint
from tests.support.app.document import DOCUMENT, OPERATIONS, response
from tests.support.app.example_story import Key, Story

Media = tuple[str, dict[str, Any]]
"""Where a media type stands in the document, in words, and what it says."""
JSON = "application/json"


def requests() -> Iterator[Media]:
    """Yield the request of every operation that has one."""
    for (method, path), operation in OPERATIONS.items():
        if "requestBody" in operation:
            yield f"{method} {path}, request", operation["requestBody"]["content"][JSON]


def answers() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Yield every answer of success, once for each media type."""
    for (method, path), operation in OPERATIONS.items():
        for status in operation["responses"]:
            if status.startswith("2"):
                for kind, media in response(operation, int(status))["content"].items():
                    yield (method, path, int(status), kind), media


def refusals() -> Iterator[Media]:
    """Yield every refusal, shared ones again for each operation."""
    for (method, path), operation in OPERATIONS.items():
        for status in operation["responses"]:
            if int(status) >= 400:
                yield f"{method} {path}, {status}", response(operation, int(status))["content"][problems.CONTENT_TYPE]


def values(media: dict[str, Any]) -> list[Any]:
    """Return the examples of a media type."""
    return [example["value"] for example in media.get("examples", {}).values()]


EVERY = [*requests(), *((" ".join(map(str, key)), media) for key, media in answers())]


def test_every_operation_has_an_example_of_its_request_and_of_each_answer() -> None:
    missing = [name for name, media in EVERY if not values(media)]
    assert missing == [], "write `examples` beside its `schema` in functions/chalicelib/data/openapi.yaml"


@pytest.mark.parametrize("name", [name for name, _ in [*EVERY, *refusals()]])
def test_an_example_is_what_its_schema_says(name: str) -> None:
    media = dict([*EVERY, *refusals()])[name]
    schema = {"allOf": [media["schema"]], "components": DOCUMENT["components"]}
    checks = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checks)
    assert [fault.message for value in values(media) for fault in validator.iter_errors(value)] == []


def test_the_example_of_a_refusal_has_the_words_of_the_table() -> None:
    differing = []
    for name, media in refusals():
        for value in values(media):
            standing = problems.body(value["code"], {})
            differing += [name for member, text in standing.items() if value[member] != text]
    assert differing == []


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, Any]:
    """The endpoint's answers to the requests of the examples."""
    folder = tmp_path_factory.mktemp("story")
    with local_endpoint.opened(folder, example_story.written_register(folder)) as endpoint:
        return Story(endpoint).tell()


def same(example: Any, answer: Any) -> bool:  # noqa: ANN401 - JSON, or the text of a file
    """Return whether an example is the answer, or some lines of it where the answer is a file."""
    if isinstance(answer, str):
        return set(example.splitlines()) <= set(answer.removeprefix("\ufeff").splitlines())
    return bool(example == answer)


def test_the_endpoint_answers_the_requests_of_the_examples_with_their_answers(told: dict[Key, Any]) -> None:
    examples = {key: values(media)[0] for key, media in answers()}
    differing = {" ".join(map(str, key)): answer for key, answer in told.items() if not same(examples[key], answer)}
    assert differing == {}, f"the answers are:\n{yaml.safe_dump(differing, sort_keys=False, allow_unicode=True)}"


def test_what_a_provider_does_is_sent_to_the_endpoint(told: dict[Key, Any]) -> None:
    sent = {key[:2] for key in told}
    assert len(sent) >= 20
    assert {("POST", "/v1/numbers/check"), ("POST", "/v1/claims"), ("GET", "/v1/claims")} <= sent
