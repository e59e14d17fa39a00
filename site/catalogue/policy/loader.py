"""Reads and checks the municipality's files, and reports every problem in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from catalogue.policy import references, register
from catalogue.policy import rules as policy_checks
from catalogue.policy.model import Policy
from catalogue.policy.rows import from_files
from catalogue.policy.schema import EVERY_FILE, FILES, OPTIONAL_FILES
from catalogue.policy.stand_ins import STAND_INS
from catalogue.schema import comments, leftovers, yaml_reader
from catalogue.schema.containers import Context, Fault, Group, TooMany, Validation
from catalogue.schema.draft import ABSENT, Draft
from catalogue.schema.personal_numbers import personal_numbers
from catalogue.schema.problem import Problem, has_errors, make_problem
from catalogue.schema.suggestions import closest_match
from catalogue.schema.todo import CODE as TODO
from catalogue.schema.todo import question

READABLE = (TODO, *leftovers.CODES)


def load(folder: Path, root: Path | None = None) -> tuple[Policy | None, list[Problem]]:
    """Read and check every file of a policy folder; paths in problems are relative to `root`."""
    policy, problems = load_draft(folder, root)
    return None if has_errors(problems) else policy, problems


def load_draft(folder: Path, root: Path | None = None) -> tuple[Policy | None, list[Problem]]:
    """Read and check as `load`, and return a policy also if its only errors are of values that nothing depends on.

    Those are values that are not known yet, and what is left of the demonstration.
    """
    shown = folder.relative_to(root).as_posix() if root else folder.name
    files: dict[str, bytes] = {}
    problems = list(_unread_files(folder, shown))
    for name in present(folder):
        data, faults = yaml_reader.read(folder / f"{name}.yaml", f"{shown}/{name}.yaml", yaml_reader.POLICY_MAX_BYTES)
        problems += faults
        if data is not None:
            files[name] = data
    policy, faults = _parse_files(files, shown)
    problems += faults
    return policy if _is_readable(problems) else None, sorted(problems)


def present(folder: Path) -> tuple[str, ...]:
    """Return the names of the files to read: all that are required, and of the optional ones those that are there.

    A broken link counts as there: that its file is missing may be a mistake.
    """
    return (*FILES, *(name for name in OPTIONAL_FILES if os.path.lexists(folder / f"{name}.yaml")))


def _unread_files(folder: Path, shown: str) -> Iterator[Problem]:
    """Yield a warning for each file that nothing reads: it may be a misnamed policy file."""
    for file in sorted(folder.glob("[!.#]*[!~]")):
        if file.is_file() and file.suffix != ".md" and file.name not in {f"{name}.yaml" for name in EVERY_FILE}:
            meant = closest_match(file.name.partition(".")[0], EVERY_FILE)
            yield make_problem("file_not_read", f"{shown}/{file.name}", meant=meant and f"{meant}.yaml")


def _parse_files(files: Mapping[str, bytes], shown: str) -> tuple[Policy | None, list[Problem]]:
    """Parse and check the bytes of the files present."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, data in files.items():
        value, faults = yaml_reader.load(data, f"{shown}/{name}.yaml", yaml_reader.POLICY_MAX_BYTES)
        problems += faults
        problems += personal_numbers(data, f"{shown}/{name}.yaml", value)
        if not has_errors(faults):
            values[name] = value
    for name, (_, absent) in OPTIONAL_FILES.items():
        if name not in files:
            values[name] = absent
    faults_of, readable = _faults(values)
    for name, fault_list in faults_of.items():
        if name not in files:
            continue
        if listed := [*fault_list, *comments.swallowed(files[name], EVERY_FILE[name])]:
            positions = yaml_reader.locate(files[name])
            problems += [fault.problem(f"{shown}/{name}.yaml", positions) for fault in listed]
    policy = None
    if _is_readable(problems) and EVERY_FILE.keys() == readable.keys() and ABSENT not in readable.values():
        policy = from_files(readable, draft=any(problem.code == TODO for problem in problems))
        refused = register.problems(policy, shown)
        if refused and policy.draft:  # a consequence of what is not known
            return None, problems
        problems += refused
    return policy, problems


def _faults(values: Mapping[str, Any]) -> tuple[dict[str, list[Fault]], dict[str, Any]]:
    """Check each file by its schema, then run the rules whose files are all valid.

    Returns the faults, and the files whose every value is valid or not known yet, as a draft shows them. A rule reads
    no file from which a draft leaves something out: what it would find follows from that.
    """
    context = references.context(values)
    languages = (*context.languages, *references.further_languages(values))
    faults: dict[str, list[Fault]] = {}
    labels: dict[str, references.Labels] = {}
    readable: dict[str, Any] = {}
    sound: dict[str, Any] = {}
    for name, value in values.items():
        validation = _validate(EVERY_FILE[name], value, context, is_demonstration=_is_demonstration(values))
        faults[name], labels[name] = validation.faults, validation.labels
        errors = [fault for fault in validation.faults if fault.is_error]
        if all(fault.code in READABLE for fault in errors):
            draft = Draft(languages)
            is_as_shown = not errors and all(set(languages) >= set(texts) for _, texts in labels[name])
            readable[name] = value if is_as_shown else draft.of(EVERY_FILE[name], value, STAND_INS.get(name, {}))
            if draft.is_whole:
                sound[name] = readable[name]
    for rule, needed in policy_checks.CHECKS:
        if sound.keys() >= set(needed):
            for fault in rule(*(sound[name] for name in needed)):
                faults[needed[0]].append(fault)
    if languages := references.listed_languages(values):
        for name, fault in references.languages_are_those_listed(languages, labels):
            faults[name].append(fault)
    return faults, readable


def _is_readable(problems: Iterable[Problem]) -> bool:
    """Return whether no error hinders that the policy is read."""
    return all(problem.code in READABLE for problem in problems if problem.severity == "error")


def _validate(kind: Group, value: object, context: Context, *, is_demonstration: bool) -> Validation:
    """Check a file by its schema; one that is no demonstration's has nothing left of one."""
    validation = Validation(context)
    try:
        kind.check(value, (), validation)  # a whole file is no value that may be unknown
        for fault in () if is_demonstration else leftovers.leftovers(value):
            validation.note(fault)
    except TooMany:
        validation.faults.append(Fault((), "too_many_faults"))
    return validation


def _is_demonstration(values: Mapping[str, Any]) -> bool:
    """Return whether the municipality says that it is a demonstration, or does not know yet."""
    municipality = values.get("municipality")
    demo = municipality.get("demo") if isinstance(municipality, dict) else True
    return demo is True or question(demo) is not None
