import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.profiles import field_docs, form_rules, schema
from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_reader, yaml_writer
from catalogue.schema.containers import FieldType, Group, ListOf, MapOfChoices
from catalogue.schema.problem import CHARACTER_REFUSED, message_templates
from catalogue.views import profile_reference
from catalogue.views.profile_reference import Reference, examples
from chalicelib.pasted_text import normalize
from tests.support import frozen
from tests.support.catalogue.wording import words
from tests.support.tables import assert_rows

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
TODAY = dt.date(2026, 11, 21)
BASE = (CASES / "valid" / "smallest.yaml").read_text(encoding="utf-8").split("\n", 1)[1]
WHOLE_FILE = {"file_empty", "too_many_faults", "not_utf8", "byte_order_mark", "yaml_too_deep", "yaml_directive"}
"""What is about the file as a whole, of which no part can be an example."""
OTHER_FILES = {"provider_unknown", "provider_ended"}
"""What depends on the file's name."""


def with_part(part: str) -> bytes:
    """A sound profile in which the part takes the place of what it says again."""
    keys = set(re.findall(r"^\w+(?=:)", part, re.MULTILINE))
    kept = re.split(r"^(?=\w+:)", BASE, flags=re.MULTILINE)
    return ("".join(block for block in kept if block.partition(":")[0] not in keys) + part).encode()


def codes(part: str, policy: Policy) -> set[str]:
    return {p.code for p in schema.check("providers/exempelbyran.yaml", with_part(part), policy, TODAY)[1]}


@pytest.fixture(scope="module")
def spoken(policy: Policy) -> dict[str, Reference]:
    translations = words("sv", "en")
    return {lang: Reference(policy.context, translations[lang]) for lang in translations}


class TestProblems:
    """A page explains every problem, and its examples are true."""

    def test_the_wrong_example_gives_the_problem(self, policy: Policy) -> None:
        rows = [(example["wrong"], {code}) for code, example in examples().items()]
        assert_rows(rows, lambda part: codes(part, policy))

    def test_the_right_example_gives_none(self, policy: Policy) -> None:
        rows: list[tuple[str, set[str]]] = [(example["right"], set()) for example in examples().values()]
        assert_rows(rows, lambda part: codes(part, policy))

    @pytest.mark.parametrize("code", sorted(examples().keys()))
    def test_the_two_examples_look_different(self, code: str, spoken: dict[str, Reference]) -> None:
        view: Any = spoken["sv"].problems()
        (problem,) = [entry for entry in view["profiles"] if entry["code"] == code]
        seen = [" ".join(normalize(problem[side]).split()) for side in ("wrong", "right")]
        assert seen[0] != seen[1]

    def test_every_problem_that_a_part_of_a_profile_can_have_has_an_example(self) -> None:
        firsts = [
            file.read_text(encoding="utf-8").split("\n", 1)[0]
            for kind in ("invalid", "warning")
            for file in (CASES / kind).glob("*.yaml")
        ]
        met = {code for first in firsts for code in re.findall(r"\d+:\d+ (\w+)", first)}
        assert met - WHOLE_FILE - OTHER_FILES == examples().keys()

    @pytest.mark.parametrize("lang", ["sv", "en"])
    def test_every_code_is_explained_once(self, lang: str, spoken: dict[str, Reference]) -> None:
        view: Any = spoken[lang].problems()
        listed = [problem["code"] for problem in (*view["profiles"], *view["others"])]
        assert sorted(listed) == sorted(message_templates().keys() - {CHARACTER_REFUSED})

    def test_the_words_of_the_list_are_shown_with_their_reason(self, spoken: dict[str, Reference]) -> None:
        view: Any = spoken["sv"].problems()
        shown = {problem["code"]: problem["words"] for problem in view["profiles"]}
        assert "marknadsledande" in shown["neutral_superlative"]
        assert shown["text_link"] == []


class TestFields:
    """Schema, check, form and page speak of the same fields."""

    @pytest.mark.parametrize("lang", ["sv", "en"])
    def test_the_page_explains_every_field_of_the_schema(self, lang: str, spoken: dict[str, Reference]) -> None:
        view: Any = spoken[lang].fields()
        shown = [field for fields, _ in view["parts"] for field in fields]
        assert [field["path"] for field in shown] == [path for path, _, _ in field_docs.paths()]
        assert all(field["how"] for field in shown)

    def test_the_example_of_all_fields_passes_the_check(self) -> None:
        policy, _ = policies.load(frozen.POLICY)
        assert policy is not None
        whole = field_docs.example(PROFILE, "", policy.context)
        data = yaml_writer.dump(whole).encode()
        assert schema.check("providers/exempelbron.yaml", data, policy, TODAY) == (whole, [])

    def test_the_example_says_every_field(self, policy: Policy) -> None:
        whole = field_docs.example(PROFILE, "", policy.context)
        assert set(_said(PROFILE, whole, "")) == field_docs.table().keys()

    def test_a_field_that_nobody_has_explained_stops_the_build(self) -> None:
        grown = Group({**PROFILE.fields, "fax": PROFILE.fields["name"]})
        with pytest.raises(KeyError):
            [field_docs.table()[path] for path, _, _ in field_docs.paths(grown)]

    def test_a_kind_that_the_page_does_not_know_stops_the_build(self, spoken: dict[str, Reference]) -> None:
        with pytest.raises(TypeError):
            spoken["sv"].how(_Unknown())

    def test_a_kind_that_the_form_does_not_know_stops_the_build(self, policy: Policy) -> None:
        with pytest.raises(TypeError):
            form_rules._kind(_Unknown(), "fax", policy.context)


class _Unknown(FieldType):
    def check(self, value: object, path: yaml_reader.KeyPath, seen: object) -> None: ...

    def json_schema(self, context: object) -> dict[str, object]: ...  # type: ignore[empty-body]


def _said(kind: FieldType, value: object, path: str) -> list[str]:
    if isinstance(kind, Group):
        assert isinstance(value, dict)
        inner = [(key, field_docs.below(path, key)) for key in value]
        return [one for key, at in inner for one in (at, *_said(kind.fields[key], value[key], at))]
    if isinstance(kind, ListOf):
        assert isinstance(value, list)
        return _said(kind.kind, value[0], path)
    if isinstance(kind, MapOfChoices):
        assert isinstance(value, dict)
        return _said(kind.kind, next(iter(value.values())), field_docs.below(path, "*"))
    return []


class TestFirstLine:
    """The first line of every profile names the schema, where a build writes it."""

    def test_every_profile_of_the_repo_has_it(self) -> None:
        for file in sorted(frozen.PROVIDERS.glob("*.yaml")):
            assert file.read_text(encoding="utf-8").split("\n", 1)[0] == yaml_writer.SCHEMA_LINE, file.name

    def test_it_leads_from_a_profile_to_the_schema_of_a_build(self) -> None:
        address = yaml_writer.SCHEMA_LINE.partition("$schema=")[2]
        assert os.path.normpath(ROOT / "providers" / address) == str(ROOT / "dist/schema/v1/provider.schema.json")


def test_the_examples_file_is_read_by_any_yaml_reader() -> None:
    file = Path(profile_reference.__file__).with_name("examples.yaml")
    assert yaml.safe_load(file.read_text(encoding="utf-8")).keys() == examples().keys()
