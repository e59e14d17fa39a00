"""What is not known yet stands as TODO: it is listed with its question and nothing follows from it."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import loader
from catalogue.policy.schema import FILES
from catalogue.schema.containers import FieldType, Group, LangText, ListOf, MapOf
from catalogue.schema.problem import Problem
from tests.support.catalogue.policy_lines import CASES, Change
from tests.support.municipalities import holes
from tests.support.municipalities.holes import Keys, Values

QUESTION = "TODO: Vad gäller?"


def fields(kind: FieldType, value: Any, path: Keys = ()) -> Iterator[Keys]:  # noqa: ANN401 - whatever a file says
    """Yield the path of every value in a file, groups and lists too."""
    if path:
        yield path
    children: dict[Any, FieldType] = {}
    if isinstance(kind, Group):
        children = {key: kind.fields[key] for key in value}
    elif isinstance(kind, ListOf):
        children = dict.fromkeys(range(len(value)), kind.kind)
    elif isinstance(kind, MapOf | LangText):
        children = dict.fromkeys(value, kind.kind)
    for key, child in children.items():
        yield from fields(child, value[key], (*path, key))


def asked(values: Values, folder: Path, name: str, path: Keys) -> tuple[bool, list[Problem]]:
    """Ask for one value of the policy in a folder; return whether a draft can be built, and the errors."""
    changed = copy.deepcopy(values[name])
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = QUESTION
    holes.write_file(folder, name, changed)
    policy, problems = loader.load_draft(folder / "policy")
    holes.write_file(folder, name, values[name])
    return policy is not None, [problem for problem in problems if problem.severity == "error"]


def test_any_value_may_be_asked_for_and_is_the_only_error(tmp_path: Path) -> None:
    values = holes.read(CASES)
    every = [(name, path) for name, kind in FILES.items() for path in fields(kind, values[name])]
    folder = holes.write(tmp_path / "data", values, {})
    found = {key: asked(values, folder, *key) for key in every}
    assert {key: errors for key, (_, errors) in found.items() if [error.code for error in errors] != ["todo"]} == {}
    assert {key for key, (drafted, _) in found.items() if not drafted} == {
        ("services", ("services",)),  # a site without a service has nothing to show
        ("services", ("services", 0)),
        ("services", ("services", 0, "id")),
    }


def test_the_question_and_its_place_are_told_in_both_languages(changed: Change, tmp_path: Path) -> None:
    changed("municipality", "  phone: 08-465 004 00", '  phone: "TODO: Vilket nummer?"')
    (problem,) = loader.load(tmp_path / "policy")[1]
    assert (problem.key, problem.line, problem.column) == ("reception.phone", 16, 10)
    assert problem.message.sv == "uppgiften är inte känd än: Vilket nummer? (skriv värdet i stället för TODO)"
    assert problem.message.en == "this is not known yet: Vilket nummer? (write the value in place of TODO)"


def test_a_question_needs_no_colon_and_no_quotation_marks(changed: Change) -> None:
    assert changed("tariffs", 'amount: "960"', "amount: TODO ask finance") == ["tariffs:9 todo"]


def test_a_policy_with_a_question_is_never_loaded_for_anything_but_a_draft(changed: Change, tmp_path: Path) -> None:
    changed("tariffs", 'amount: "960"', "amount: TODO")
    assert loader.load(tmp_path / "policy")[0] is None
    drafted = loader.load_draft(tmp_path / "policy")[0]
    assert drafted is not None
    assert drafted.draft


def test_a_price_without_an_amount_is_left_out_of_a_draft(changed: Change, tmp_path: Path) -> None:
    changed("tariffs", 'amount: "1104"', "amount: TODO")
    drafted = loader.load_draft(tmp_path / "policy")[0]
    assert drafted is not None
    assert {tariff.amount_ore for tariff in drafted.tariffs} == {0, 96000, 106600}


def test_other_faults_are_told_beside_the_questions(changed: Change) -> None:
    assert changed("tariffs", 'amount: "960"', "amount: TODO") == ["tariffs:9 todo"]
    assert changed("fees", 'amount: "450"', "amount: 450") == ["fees:6 type_text", "tariffs:9 todo"]


def test_every_question_of_a_long_list_is_told(tmp_path: Path) -> None:
    values = holes.read(CASES)
    (row, *_) = values["authorisations"]["providers"]
    values["authorisations"]["providers"] += [
        {**copy.deepcopy(row), "id": f"utforare-{number}", "legal_name": QUESTION, "organisation_number": QUESTION}
        for number in range(100)
    ]
    policy, problems = loader.load_draft(holes.write(tmp_path / "data", values, {}) / "policy")
    assert [problem.code for problem in problems] == ["todo"] * 200
    assert policy is not None


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_nothing_but_a_question_is_a_fault_of_its_form(name: str, tmp_path: Path) -> None:
    folder = holes.write(tmp_path / "data", holes.read(CASES) | {name: QUESTION}, {}) / "policy"
    policy, problems = loader.load_draft(folder)
    assert policy is None
    assert {problem.code for problem in problems if problem.path == f"policy/{name}.yaml"} == {"type_group"}
