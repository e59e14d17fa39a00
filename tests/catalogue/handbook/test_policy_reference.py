"""The policy reference: a text for every key of the schema, and no text without its key."""

import pytest

from catalogue.handbook import policy_reference
from catalogue.handbook.policy_reference import PolicyFile
from catalogue.policy.schema import EVERY_FILE
from catalogue.profiles import field_docs
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Context, FieldType, Validation

REFERENCE = {file.name: file for file in policy_reference.files()}


@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_key_has_a_text_and_every_text_a_key(name: str) -> None:
    schema = {path for path, _, _ in field_docs.paths(EVERY_FILE[name])}
    assert set(policy_reference.texts()[name]["keys"]) == schema


def test_every_file_is_in_it() -> None:
    assert {*policy_reference.texts()} == {*EVERY_FILE}
    assert [*REFERENCE] == [f"policy/{name}.yaml" for name in EVERY_FILE]


@pytest.mark.parametrize("file", REFERENCE.values(), ids=REFERENCE)
def test_every_text_is_a_sentence_and_has_an_example(file: PolicyFile) -> None:
    sentences = [file.about, *(text for key in file.keys for text in (key.what, key.effect))]
    assert [text for text in sentences if not text.endswith((".", "?"))] == []
    assert [key.path for key in file.keys if not key.example] == []


@pytest.mark.parametrize("file", REFERENCE.values(), ids=REFERENCE)
def test_what_may_be_left_out_says_what_then_holds(file: PolicyFile) -> None:
    chosen = field_docs.FREE_KEY
    left_out = [
        key for key in file.keys if not key.required and not key.path.endswith(chosen) and chosen not in key.path
    ]
    assert [key.path for key in left_out if not key.default] == []
    assert [key.path for key in file.keys if key.required and key.default] == []


def test_every_value_that_may_be_chosen_is_listed() -> None:
    residence = next(key for key in REFERENCE["policy/services.yaml"].keys if key.path == "services.residence")
    assert residence.options == ("checked", "attested", "unverified_at_own_unit")


LEAVES = [
    (f"{name}: {path}", kind, policy_reference.texts()[name]["keys"][path]["example"])
    for name, group in EVERY_FILE.items()
    for path, kind, _ in field_docs.paths(group)
    if not policy_reference.texts()[name]["keys"][path]["example"].startswith("se nyck")
    and field_docs.FREE_KEY not in path
]
CONTEXT = Context(
    ("sv",),
    {
        "services": {"familjeradgivning": {}},
        "providers": {"familjeradgivningen": {}},
        "features": {"step_free": {}},
    },
)


@pytest.mark.parametrize(("kind", "example"), [leaf[1:] for leaf in LEAVES], ids=[leaf[0] for leaf in LEAVES])
def test_an_example_is_one_that_the_check_accepts(kind: FieldType, example: str) -> None:
    value, problems = yaml_reader.load(f"key: {example}\n".encode(), "example.yaml")
    assert problems == []
    seen = Validation(CONTEXT)
    kind.check(value["key"], ("key",), seen)
    assert seen.faults == []
