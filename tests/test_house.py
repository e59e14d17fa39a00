"""The repository's layout: which package may import which, who may write, and what must never be committed."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.imports import ROOT, imported, imports, modules

CATALOGUE = [
    "encoding",
    "written_day",
    "schema",
    "i18n",
    "policy",
    "profiles",
    "history",
    "search",
    "views",
    "contributions",
    "open_data",
    "staff",
    "rendering",
    "handbook",
    "build",
]
FUNCTION = [
    "amounts",
    "pasted_text",
    "spreadsheet",
    "privacy",
    "strict_json",
    "request_log",
    "aws_client",
    "layout",
    "sqlite_layout",
    "dates",
    "register",
    "control_numbers",
    "ledger",
    "rules",
    "payments",
    "reporting",
    "service",
    "api",
]
"""A package imports only what stands left of it."""
DOOR = {
    "chalicelib.register.accounts",
    "chalicelib.register.codes",
    "chalicelib.register.issuer",
    "chalicelib.register.model",
    "chalicelib.register.parser",
    "chalicelib.amounts",
    "chalicelib.control_numbers.control_number",
    "chalicelib.pasted_text",
    "chalicelib.privacy",
    "chalicelib.spreadsheet",
    "chalicelib.dates.holidays",
    "chalicelib.api.problems",
}
"""What the catalogue may import of chalicelib: register, codes, problems, numbers, amounts, text, privacy, holidays."""
LIBRARIES = {
    "aws_client.py": {"botocore"},
    "dynamodb_table.py": {"botocore"},
    "secrets_manager.py": {"botocore"},
    "issuer_keys.py": {"jwt"},
    "token_verifier.py": {"jwt"},
}
"""The only modules of chalicelib that import something beside the standard library."""
MODULES_MAX = 14
TOLD_TO_RUN = re.compile(
    r"(?<![\w./-])python (?:-|[\w./]+\.py\b)|(?i:\brun|\bfirst|\bthen|\bkör)(?: this first)?: build\.py"
)
"""A bare `python`, or our program without one. `.venv/bin/python` is there on every machine that has been set up."""
TEST_MODULE = re.compile(r"\.(test_\w+|conftest)(\.|$)")
"""What is shared stands in `tests/support/`, and fixtures reach a test by their name."""
WRITING = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rename", "touch", "rmtree", "symlink_to"}


def strangers(folder: str, *roots: str) -> list[str]:
    """Return `file: import` for each import below one of the roots in a folder."""
    return [f"{path}: {name}" for path in modules(folder) for name in imported(path) if name.split(".")[0] in roots]


def arrows_back(folder: str, order: list[str]) -> list[str]:
    """Return `file: import` for each import of a package that does not stand left of the file's own."""
    root = Path(folder).name
    found = []
    for path in modules(folder):
        own = Path(path).relative_to(folder).parts[0].removesuffix(".py")
        for name in imported(path):
            parts = name.split(".")
            if parts[1:] and parts[1].isupper():
                continue  # a constant of the root itself, such as `catalogue.SITE`
            if own != "__init__" and parts[0] == root and order.index(parts[1]) > order.index(own):
                found.append(f"{path}: {name}")
    return found


def writes(source: bytes) -> set[str]:
    """Return the calls of a source that change the file system."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
        if called in WRITING or (called == "open" and any(set(str(mode)) & set("wax") for mode in modes)):
            found.add(called)
    return found


class TestImportsGoOneWay:
    """`build.py`, `ops` → `office`, catalogue and app → chalicelib → the standard library."""

    def test_a_package_imports_only_what_stands_left_of_it(self) -> None:
        assert arrows_back("site/catalogue", CATALOGUE) + arrows_back("functions/chalicelib", FUNCTION) == []

    def test_every_import_names_its_package_in_full(self) -> None:
        ours = modules("site/catalogue", "functions", "office", "ops")
        assert [f"{path}: {name}" for path in ours for name in imported(path) if name.startswith(".")] == []

    def test_the_catalogue_knows_only_the_door_to_the_function(self) -> None:
        beyond = strangers("site/catalogue", "chalicelib", "app", "ops", "office", "build", "benchmarks")
        names = [(line, line.partition(": ")[2]) for line in beyond]
        assert [line for line, name in names if not any(f"{name}.".startswith(f"{door}.") for door in DOOR)] == []

    def test_chalicelib_stands_on_the_standard_library(self) -> None:
        ours = {"chalicelib", *sys.stdlib_module_names}
        assert [
            f"{path}: {name}"
            for path in modules("functions/chalicelib")
            for name in imported(path)
            if name.split(".")[0] not in ours | LIBRARIES.get(Path(path).name, set())
        ] == []

    def test_the_function_knows_chalicelib_and_nothing_else_of_ours(self) -> None:
        assert strangers("functions", "catalogue", "ops", "office", "build", "benchmarks", "tests") == []

    def test_the_office_knows_policy_and_money_and_no_server(self) -> None:
        assert strangers("office", "app", "ops", "build", "benchmarks", "tests") == []

    def test_what_runs_in_production_imports_no_test(self) -> None:
        assert strangers("site/catalogue", "tests") + strangers("ops", "tests") == []

    def test_tests_share_what_stands_in_support_and_import_no_test(self) -> None:
        ours = strangers("tests", "tests")
        assert [line for line in ours if TEST_MODULE.search(line.partition(": ")[2])] == []

    def test_the_check_sees_a_test_and_a_conftest(self) -> None:
        names = ("tests.app.test_loop.sent", "tests.app.test_loop", "tests.app.conftest.Through", "tests.support.loop")
        assert [bool(TEST_MODULE.search(name)) for name in names] == [True, True, True, False]

    def test_the_catalogue_knows_no_mkdocs(self) -> None:
        assert strangers("site/catalogue", "mkdocs", "material") == []

    def test_the_check_sees_an_import_wherever_it_hides(self) -> None:
        assert list(imports(b"def f():\n    from chalicelib.ledger import port\n")) == ["chalicelib.ledger.port"]
        assert list(imports(b"from ..rendering import prose\n")) == ["..rendering.prose"]


class TestAFolderShowsItself:
    """Few modules a folder, and the purpose of each package in one sentence."""

    def test_no_folder_holds_more_than_fourteen_modules(self) -> None:
        files = modules("site/catalogue", "functions/chalicelib", "office", "ops", "benchmarks")
        count = Counter(str(Path(file).parent) for file in files if not file.endswith("__init__.py"))
        assert {folder: number for folder, number in count.items() if number > MODULES_MAX} == {}

    def test_every_package_says_what_it_is_for(self) -> None:
        packages = [
            file for file in modules("site/catalogue", "functions/chalicelib", "office", "ops") if "__init__" in file
        ]
        assert [file for file in packages if not ast.get_docstring(ast.parse((ROOT / file).read_bytes()))] == []

    def test_there_is_no_drawer_for_everything(self) -> None:
        assert [file for file in modules("site", "functions", "ops", "office") if Path(file).stem == "utils"] == []


class TestOnePackageOfTheCatalogueWrites:
    """Everything else is a function of its input."""

    def test_no_other_module_changes_the_file_system(self) -> None:
        writers = [path for path in modules("site/catalogue") if writes((ROOT / path).read_bytes())]
        assert [path for path in writers if not path.startswith("site/catalogue/build/")] == []

    def test_the_check_sees_a_write(self) -> None:
        source = b"open('a', 'w')\npath.write_text('b')\n'a'.replace('a', 'b')\nopen('c')"
        assert writes(source) == {"open", "write_text"}


class TestWhatMustNotStandHere:
    """Traps that cost a day each."""

    def test_site_is_never_a_package(self) -> None:
        assert not (ROOT / "site/__init__.py").exists()

    def test_git_keeps_our_site_folder(self) -> None:
        ignored = subprocess.run(["git", "check-ignore", "-q", "site/costs.yaml"], cwd=ROOT, check=False)
        assert ignored.returncode == 1

    def test_what_is_generated_is_not_committed(self) -> None:
        for generated in (
            "dist",
            "dist.builds/build-1/index.html",
            "var/ledger.sqlite",
            "functions/chalicelib/data/register.json",
        ):
            assert subprocess.run(["git", "check-ignore", "-q", generated], cwd=ROOT, check=False).returncode == 0
            assert not subprocess.run(["git", "ls-files", generated], cwd=ROOT, check=True, capture_output=True).stdout

    @pytest.mark.parametrize("link", [".venv", "dist"])
    def test_an_environment_or_a_site_that_is_a_link_is_not_committed(self, tmp_path: Path, link: str) -> None:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        shutil.copy(ROOT / ".gitignore", tmp_path)
        (tmp_path / link).symlink_to("elsewhere")
        assert subprocess.run(["git", "check-ignore", "-q", link], cwd=tmp_path, check=False).returncode == 0

    def test_no_folder_of_the_function_is_a_link(self) -> None:
        assert not [path for path in (ROOT / "functions").rglob("*") if path.is_symlink()]


class TestCommandsThatPeopleAreTold:
    """Debian 12 has `python3`, and no `python`: whatever a person may copy begins with a program that is there."""

    def test_no_doc_page_message_or_workflow_says_python_alone(self) -> None:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
        left_out = ("tests/test_house.py", "policy/", "providers/")  # the last two are the municipality's
        ours = [name for name in listed.split("\0") if name and not name.startswith(left_out)]
        texts = {name: text(ROOT / name) for name in ours}
        found = {name: TOLD_TO_RUN.findall(told) for name, told in texts.items()}
        assert {name: lines for name, lines in found.items() if lines} == {}

    @pytest.mark.parametrize(
        ("told", "found"),
        [
            ("python build.py check", True),
            ("`python -m benchmarks`", True),
            ("sudo -u kundval python ops/setup.py", True),
            ("Run: build.py build", True),
            ("python3 build.py check", False),
            (".venv/bin/python build.py check", False),
            ("`build.py statistics` writes it", False),
            ("in plain python objects", False),
        ],
    )
    def test_the_check_knows_a_command_from_a_sentence(self, told: str, found: bool) -> None:  # noqa: FBT001 - what is expected
        assert bool(TOLD_TO_RUN.search(told)) is found


def text(path: Path) -> str:
    """The text of a file, or nothing where it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, IsADirectoryError, FileNotFoundError):
        return ""
