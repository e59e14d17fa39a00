"""What has no end or takes long is left to `make proof`, which names every such test; its sister is in `make test`."""

import re
from pathlib import Path

from tests.support.imports import ROOT, imported, modules

PROOF = re.compile(r"mark\.proof\(\s*\"(?P<file>[^\":]+)(?:::(?P<test>\w+))?\"\s*\)")
TEXTS = {path: (ROOT / path).read_text(encoding="utf-8") for path in modules("tests")}
MARKED = {path for path, text in TEXTS.items() if PROOF.search(text)}


def users(module: str) -> set[str]:
    """Return the paths of the tests and their helpers that import a module, or something of it."""
    return {path for path in modules("tests") if any(f"{name}.".startswith(f"{module}.") for name in imported(path))}


def test_make_proof_runs_the_tests_that_have_a_full_size_or_are_proofs_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = re.findall(r"^PROOFS = (.*)$", makefile, re.MULTILINE)
    proofs = line.split()
    sized = users("tests.support.size")
    helpers = {path.removesuffix(".py").replace("/", ".") for path in sized if path.startswith("tests/support/")}
    found = sized.union(MARKED, *map(users, helpers)) - {"tests/conftest.py"}
    tests = {path for path in found if Path(path).name.startswith(("test_", "conftest"))}
    assert [path for path in sorted(tests) if not path.startswith(tuple(proofs))] == []
    assert [proof for proof in proofs if not any(path.startswith(proof) for path in tests)] == []


def test_the_sister_of_each_proof_is_run_by_make_test() -> None:
    sisters = [match for path in MARKED for match in PROOF.finditer(TEXTS[path])]
    assert sisters
    for sister in sisters:
        text = TEXTS[sister["file"]]
        assert not re.search(r"^pytestmark = [^=]*mark\.proof", text, re.MULTILINE), sister
        defined = re.search(rf"(?P<above>(?:^ *@.*\n)*)^ *def {sister['test'] or 'test_'}", text, re.MULTILINE)
        assert defined, sister
        assert "mark.proof" not in defined["above"] or sister["test"] is None, sister
