"""The house: which room may import which, who may write, and what must never stand in it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("catalogue", "chalicelib", "app", "ops", "office", "build", "benchmarks")
DOOR = {
    "chalicelib.register.parser",
    "chalicelib.control_numbers.control_number",
    "chalicelib.privacy",
    "chalicelib.dates.holidays",
}
"""What the catalogue may know of the functions: its register, numbers, what stands in no text, and public holidays."""
LIBRARIES = {
    "aws_client.py": {"botocore"},
    "dynamodb_table.py": {"botocore"},
    "secrets_aws.py": {"botocore"},
    "identity.py": {"jwt"},
}
"""The only modules of chalicelib that leave the standard library, and for what."""
WRITERS = {"write.py", "shell.py"}
WRITING = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rename", "touch", "rmtree", "symlink_to"}


def modules(folder: str) -> list[Path]:
    """Every Python file of a room."""
    return sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """A test's name for a file."""
    return str(path.relative_to(ROOT))


def imports(source: bytes) -> Iterator[str]:
    """The full name of everything that a source imports, wherever in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def rooms(source: bytes, *roots: str) -> set[str]:
    """The imports of a source below the given roots, cut to `root.module`."""
    return {".".join(name.split(".")[:2]) for name in imports(source) if name.split(".")[0] in roots}


def writes(source: bytes) -> set[str]:
    """The calls of a source that change the file system."""
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
    """`build.py` and `local` -> catalogue and app -> chalicelib -> the standard library."""

    @pytest.mark.parametrize("path", modules("site/catalogue"), ids=name_of)
    def test_the_catalogue_knows_only_the_door_to_the_functions(self, path: Path) -> None:
        beyond = {name for name in rooms(path.read_bytes(), *OURS) if not name.startswith("catalogue")}
        assert beyond <= DOOR

    @pytest.mark.parametrize("path", modules("functions/chalicelib"), ids=name_of)
    def test_chalicelib_stands_on_the_standard_library(self, path: Path) -> None:
        roots = {name.split(".")[0] for name in imports(path.read_bytes())}
        assert roots - {"chalicelib"} - set(sys.stdlib_module_names) <= LIBRARIES.get(path.name, set())

    def test_the_function_knows_chalicelib_and_no_other_room(self) -> None:
        assert not rooms((ROOT / "functions/app.py").read_bytes(), "catalogue", "ops", "office", "build", "benchmarks")

    @pytest.mark.parametrize("path", modules("office"), ids=name_of)
    def test_the_office_knows_policy_and_money_and_no_server(self, path: Path) -> None:
        assert not rooms(path.read_bytes(), "app", "ops", "build", "benchmarks")

    @pytest.mark.parametrize("path", modules("site/catalogue"), ids=name_of)
    def test_only_the_shell_knows_mkdocs(self, path: Path) -> None:
        assert path.name == "shell.py" or not rooms(path.read_bytes(), "mkdocs", "material")

    def test_the_check_sees_an_import_wherever_it_hides(self) -> None:
        assert rooms(b"def f():\n    from chalicelib.ledger.port import port as ledger\n", "chalicelib") == {
            "chalicelib.ledger.port"
        }


class TestOneModuleOfTheCatalogueWrites:
    """Everything else is a function of its input; the shell lets MkDocs build into its cache folder."""

    @pytest.mark.parametrize("path", modules("site/catalogue"), ids=name_of)
    def test_no_other_module_changes_the_file_system(self, path: Path) -> None:
        assert path.name in WRITERS or not writes(path.read_bytes())

    def test_the_check_sees_a_write(self) -> None:
        assert writes(b"open('a', 'w')\npath.write_text('b')\n'a'.replace('a', 'b')\nopen('c')") == {
            "open",
            "write_text",
        }


class TestWhatMustNotStandHere:
    """Traps that cost a day each."""

    def test_site_is_never_a_package(self) -> None:
        assert not (ROOT / "site/__init__.py").exists()

    def test_git_keeps_our_site_folder(self) -> None:
        ignored = subprocess.run(["git", "check-ignore", "-q", "site/mkdocs.yml"], cwd=ROOT, check=False)
        assert ignored.returncode == 1

    @pytest.mark.parametrize(
        "generated",
        ["dist", "dist.builds/build-1/index.html", "var/ledger.sqlite", "functions/chalicelib/data/register.json"],
    )
    def test_what_is_generated_is_not_committed(self, generated: str) -> None:
        assert subprocess.run(["git", "check-ignore", "-q", generated], cwd=ROOT, check=False).returncode == 0
        assert not subprocess.run(["git", "ls-files", generated], cwd=ROOT, check=True, capture_output=True).stdout

    @pytest.mark.parametrize("link", [".venv", "dist"])
    def test_an_environment_or_a_site_that_is_a_link_is_not_committed(self, tmp_path: Path, link: str) -> None:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        shutil.copy(ROOT / ".gitignore", tmp_path)
        (tmp_path / link).symlink_to("elsewhere")
        assert subprocess.run(["git", "check-ignore", "-q", link], cwd=tmp_path, check=False).returncode == 0

    def test_there_is_no_drawer_for_everything(self) -> None:
        assert not [
            path
            for folder in ("site", "functions", "ops", "office")
            for path in modules(folder)
            if path.stem == "utils"
        ]

    def test_no_folder_of_the_function_is_a_link(self) -> None:
        assert not [path for path in (ROOT / "functions").rglob("*") if path.is_symlink()]


TOLD_TO_RUN = re.compile(
    r"(?<![\w./-])python (?:-|[\w./]+\.py\b)|(?i:\brun|\bfirst|\bthen|\bkör)(?: this first)?: build\.py"
)
"""A bare `python`, or our program without one. `.venv/bin/python` is there on every machine that has been set up."""


class TestCommandsThatPeopleAreTold:
    """Debian 12 has `python3`, and no `python`: whatever a person may copy begins with a program that is there."""

    def test_no_doc_page_message_or_workflow_says_python_alone(self) -> None:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
        texts = {name: text(ROOT / name) for name in listed.split("\0") if name and name != "tests/test_house.py"}
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
