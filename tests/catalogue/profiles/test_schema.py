import copy
import datetime as dt
import json
import re
import time
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # it ships no types
import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.policy.schema import FEATURES
from catalogue.profiles import field_docs, json_schema
from catalogue.profiles import schema as profile
from catalogue.profiles.model import Profile
from catalogue.schema import yaml_reader
from catalogue.schema.problem import report
from catalogue.schema.scalars import YesNo
from tests.support import frozen
from tests.support.tables import assert_rows

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
TODAY = dt.date(2026, 11, 21)
FIVE = (CASES / "five_faults.yaml").read_bytes()


FIVE_LINES = """\
providers/exempelbyran.yaml:3:1: error: abuot: there is no field `abuot`; did you mean `about`? [unknown_key]
providers/exempelbyran.yaml:6:10: error: contact.phone: write a Swedish telephone number, \
such as 08-465 004 00 or +46 8 465 004 00 [phone_format]
providers/exempelbyran.yaml:7:3: error: contact.phone: the field `phone` is already set earlier in the same group; \
remove one of them [duplicate_key]
providers/exempelbyran.yaml:8:12: error: contact.website: the web address must begin with https://; \
did you mean `https://exempelbyran.kundval.example/`? [url_scheme]
providers/exempelbyran.yaml:11:15: error: services.familjeradgivning.methods[0]: `emrd` is not one of the choices: \
eft, emdr, cbt; did you mean `emdr`? [choice_unknown]
"""
# What the schema language cannot say, or an editor reads otherwise: order within a day, other files, wording.
BEYOND = {
    *("contact_missing", "dates_order", "duplicate_key", "hours_order", "hours_overlap", "invisible_character"),
    *("name_script", "personal_identity_number", "provider_unknown", "text_emoji", "text_link", "text_markup"),
    *("works_with_itself", "yaml_anchor", "yaml_space", "yaml_tag"),
}
BLANK = "name_blank"  # a schema counts characters and does not see that they are spaces


def cases(kind: str) -> list[Path]:
    files = sorted((CASES / kind).glob("*.yaml"))
    assert files
    return files


def expected(file: Path) -> tuple[str, list[str]]:
    """Read the first line of a case: `# expect: LINE:COLUMN CODE; … ; file NAME`."""
    first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    parts = first.removeprefix("# expect: ").strip().split("; ")
    names = [part.removeprefix("file ") for part in parts if part.startswith("file ")]
    expected_lines = [part for part in parts if not part.startswith("file ") and part != "nothing"]
    return f"providers/{names[0] if names else 'exempelbyran.yaml'}", expected_lines


def content(file: Path) -> object:
    """Return what YAML reads in a case."""
    return yaml_reader.load(file.read_bytes(), "")[0]


def checked(file: Path, policy: Policy) -> tuple[Profile | None, list[str]]:
    """Return the profile that the check takes, and its problems as `LINE:COLUMN CODE`."""
    path, _ = expected(file)
    value, problems = profile.check(path, file.read_bytes(), policy, TODAY)
    return value, [f"{p.line}:{p.column} {p.code}" for p in problems]


class TestCases:
    """One fault a file, found at its line and column under its code, and nothing else found."""

    def test_a_fault_is_found_where_it_stands(self, policy: Policy) -> None:
        rows = [(file, (None, expected(file)[1])) for file in cases("invalid")]
        assert_rows(rows, lambda file: checked(file, policy))

    def test_a_warning_is_told_and_the_profile_stands(self, policy: Policy) -> None:
        rows = [(file, (content(file), expected(file)[1])) for file in cases("warning")]
        assert_rows(rows, lambda file: checked(file, policy))

    def test_a_sound_profile_gives_no_word(self, policy: Policy) -> None:
        rows: list[tuple[Path, object]] = [(file, (content(file), [])) for file in cases("valid")]
        assert_rows(rows, lambda file: checked(file, policy))

    def test_there_are_enough_of_them(self) -> None:
        assert len(cases("invalid")) >= 200
        codes = {expected(file)[1][0].split()[1] for file in cases("invalid")}
        assert len(codes) >= 45


class TestAllAtOnce:
    """Every fault of a file is told in one go."""

    def test_five_faults_give_five_lines(self, policy: Policy) -> None:
        value, problems = profile.check("providers/exempelbyran.yaml", FIVE, policy)
        assert value is None
        assert report(problems, language="en").splitlines() == FIVE_LINES.splitlines()

    def test_the_same_in_swedish(self, policy: Policy) -> None:
        _, problems = profile.check("providers/exempelbyran.yaml", FIVE, policy)
        lines = report(problems).splitlines()
        assert len(lines) == 5
        assert all(
            re.match(r"providers/exempelbyran\.yaml:\d+:\d+: error: [\w.\[\]]+: .+ \[\w+\]$", line) for line in lines
        )
        assert "menade du `emdr`?" in lines[4]

    def test_a_file_with_more_than_a_hundred_faults_is_not_read_to_its_end(self, policy: Policy) -> None:
        data = b"languages: [" + ", ".join(f"zz{n}" for n in range(40)).encode() + b"]\n"
        data += b"".join(b"unknown%d: x\n" % n for n in range(200))
        _, problems = profile.check("providers/exempelbyran.yaml", data, policy)
        assert len(problems) == 101
        assert "too_many_faults" in {problem.code for problem in problems}


@pytest.fixture(scope="module")
def validator(policy: Policy) -> jsonschema.Draft202012Validator:
    schema = json_schema.json_schema(policy)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


class TestJsonSchema:
    """What editors get says the same as the check, held by a validator that is not ours."""

    def test_it_takes_every_profile_that_the_check_takes(self, validator: jsonschema.Draft202012Validator) -> None:
        rows: list[tuple[Path, object]] = [(file, []) for file in cases("valid") + cases("warning")]
        assert_rows(rows, lambda file: list(validator.iter_errors(content(file))))

    def test_it_takes_every_profile_of_the_repo(self) -> None:
        policy, _ = policies.load(frozen.POLICY)
        assert policy is not None
        validator = jsonschema.Draft202012Validator(
            json_schema.json_schema(policy), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        for file in sorted(frozen.PROVIDERS.glob("*.yaml")):
            assert list(validator.iter_errors(yaml_reader.load(file.read_bytes(), "")[0])) == [], file.name

    def test_it_refuses_what_the_check_refuses_as_far_as_a_schema_can(
        self, validator: jsonschema.Draft202012Validator
    ) -> None:
        readable = [file for file in cases("invalid") if content(file) is not None]
        rows = [(file, expected(file)[1][0].split()[1] not in BEYOND and file.stem != BLANK) for file in readable]
        assert_rows(rows, lambda file: not validator.is_valid(content(file)))

    def test_an_unknown_key_is_refused_in_every_group(self, validator: jsonschema.Draft202012Validator) -> None:
        whole = yaml_reader.load((CASES / "valid" / "everything.yaml").read_bytes(), "")[0]
        groups = list(_groups(whole, ()))
        assert len(groups) > 10
        for path in groups:
            changed = copy.deepcopy(whole)
            inner: Any = changed
            for step in path:
                inner = inner[step]
            inner["unknown"] = "x"
            assert list(validator.iter_errors(changed)), path

    def test_every_field_is_explained_and_every_explanation_has_its_field(self) -> None:
        assert {path for path, _, _ in field_docs.paths()} == field_docs.table().keys()

    def test_explanations_reach_the_schema_in_both_languages(self, policy: Policy) -> None:
        phone = json_schema.json_schema(policy)["properties"]["contact"]["properties"]["phone"]
        assert "Telefonnummer" in phone["description"]
        assert "Telephone number" in phone["description"]


def _groups(value: object, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [path, *(inner for key, item in value.items() for inner in _groups(item, (*path, key)))]
    if isinstance(value, list):
        return [inner for index, item in enumerate(value) for inner in _groups(item, (*path, index))]
    return []


class TestSlow:
    """No text, however it is made, keeps the check busy."""

    @pytest.mark.parametrize(
        "piece", ["1", "1 ", "@", "a@", "a.", "[", "[](", "*a", "A", "AAA ", "!", "&a", "www.", "bäst ", "é"]
    )
    def test_a_file_filled_with_one_thing_is_answered_at_once(self, piece: str, policy: Policy) -> None:
        text = (piece * 60_000).encode()[:60_000].decode("utf-8", "ignore")
        data = f"name: Exempelbyrån\nabout:\n  sv: {json.dumps(text, ensure_ascii=False)}\n".encode()
        begun = time.process_time()
        value, problems = profile.check("providers/exempelbyran.yaml", data, policy)
        assert time.process_time() - begun < 1
        assert value is None
        assert "text_long" in {problem.code for problem in problems}

    def test_a_file_filled_with_unknown_fields_is_answered_at_once(self, policy: Policy) -> None:
        data = "".join(f"nmae{n}: x\n" for n in range(5000)).encode()
        begun = time.process_time()
        profile.check("providers/exempelbyran.yaml", data, policy)
        assert time.process_time() - begun < 1

    def test_a_long_list_of_the_same_is_answered_at_once(self, policy: Policy) -> None:
        data = b"languages: [" + b"sv, " * 15_000 + b"]\n"
        begun = time.process_time()
        _, problems = profile.check("providers/exempelbyran.yaml", data, policy)
        assert time.process_time() - begun < 1
        assert "list_long" in {problem.code for problem in problems}


def test_the_features_that_policy_labels_are_the_yes_and_no_of_a_profile() -> None:
    groups = (profile.LOCATION, profile.SERVICE)
    answered = [key for group in groups for key, kind in group.fields.items() if isinstance(kind, YesNo)]
    assert sorted(answered) == sorted(FEATURES)
