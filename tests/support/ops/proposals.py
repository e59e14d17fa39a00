"""Builds git repositories with proposals of every kind, including hostile ones."""

import contextlib
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import build
from catalogue.schema.problem import Language
from ops.profiles import commands
from ops.profiles import review as reviews

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
AUTHOR, OTHER = 1001, 2002
OWN = "exempelbyran"
SOUND = (CASES / "valid" / "everything.yaml").read_text(encoding="utf-8").split("\n", 1)[1]
DAY = "2026-11-21"
TODAY = date(2026, 11, 21)


class Repository:
    """A municipality's repository, with its data at the top or in a folder below, and a proposal to it."""

    def __init__(self, top: Path, below: str = "") -> None:
        self.folder = folder = top / below
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(CASES / "policy", folder / "policy")
        rules = folder / "policy" / "authorisations.yaml"
        text = rules.read_text(encoding="utf-8")
        before, _, after = text.partition(f"  - id: {OWN}\n")
        after = after.replace("    services:\n", f"    accounts: [{AUTHOR}]\n    services:\n", 1)
        rules.write_text(f"{before}  - id: {OWN}\n{after}", encoding="utf-8")
        (folder / "providers").mkdir()
        self.write(f"providers/{OWN}.yaml", SOUND)
        subprocess.run(("git", "init", "-q", "-b", "main", top), check=True)
        self.git("config", "user.name", "Kommunen")
        self.git("config", "user.email", "kommunen@kundval.example")
        (folder / ".gitignore").write_text("/dist\n/dist.builds/\n/var/\n", encoding="utf-8")
        self.commit()
        self.git("switch", "-q", "-c", "proposal")

    def git(self, *arguments: str) -> str:
        result = subprocess.run(("git", *arguments), cwd=self.folder, capture_output=True, text=True, check=True)
        return result.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def run(self, *arguments: str) -> "Answer":
        """Run the command line on this repository, from its folder."""
        with contextlib.chdir(self.folder):
            return run_captured(lambda: build.main(["--data", str(self.folder), *arguments]))

    def owner(self, author: int = AUTHOR) -> "Answer":
        """Run the check of ownership as the workflow does: with the base checked out."""
        self.git("switch", "-q", "-f", "main")
        return run_captured(lambda: reviews.owner(self.options(), "main", "proposal", author))

    def review(self, html: Path | None = None) -> "Answer":
        """Run the review as the workflow does."""
        self.git("switch", "-q", "-f", "main")
        return run_captured(lambda: reviews.review(self.options(html), "main", "proposal", None))

    def diff(self, since: str) -> "Answer":
        return run_captured(lambda: reviews.diff(self.options(), since))

    def new(self, provider: str, language: Language = "en") -> "Answer":
        return run_captured(lambda: commands.new(self.folder, provider, TODAY, language))

    def apply(self, file: Path, *options: str) -> "Answer":
        """Run `build.py apply`, where nobody can be asked unless a test's standard input is a terminal."""
        return self.run("apply", str(file), "--date", DAY, "--language", "en", *options)

    def stale(self, out: Path | None = None) -> "Answer":
        return run_captured(lambda: commands.stale(self.folder, TODAY, "en", out))

    def options(self, html: Path | None = None) -> reviews.Options:
        return reviews.Options(self.folder, TODAY, "en", html)


class Answer(NamedTuple):
    """The output of a command, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run_captured(command: Callable[[], int]) -> Answer:
    """Run a command in this process, and capture its output and exit code."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
            err.write("" if isinstance(exit_.code, int) else f"{exit_.code}\n")
    return Answer(code, out.getvalue(), err.getvalue())


def mended(repository: Repository) -> None:
    """Change one fact of the author's own profile."""
    repository.write(f"providers/{OWN}.yaml", SOUND.replace("working_days: 8", "working_days: 15"))


def linked(repository: Repository) -> None:
    path = repository.folder / f"providers/{OWN}.yaml"
    path.unlink()
    path.symlink_to("/etc/passwd")


def renamed(repository: Repository) -> None:
    repository.git("mv", f"providers/{OWN}.yaml", "providers/familjeradgivningen.yaml")


def executable(repository: Repository) -> None:
    mended(repository)
    (repository.folder / f"providers/{OWN}.yaml").chmod(0o755)


def submodule(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")
    repository.git("rm", "-q", f"providers/{OWN}.yaml")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},providers/{OWN}.yaml")
    (repository.folder / f"providers/{OWN}.yaml").mkdir(parents=True)


def two(repository: Repository) -> None:
    mended(repository)
    repository.write("providers/familjeradgivningen.yaml", SOUND)


def lists_itself(repository: Repository) -> None:
    mended(repository)
    rules = repository.folder / "policy" / "authorisations.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace(str(AUTHOR), f"{AUTHOR}, {OTHER}"), encoding="utf-8")


HOSTILE: dict[str, Callable[[Repository], None]] = {
    "another provider's profile": lambda r: r.write("providers/familjeradgivningen.yaml", SOUND),
    "two profiles": two,
    "policy besides": lists_itself,
    "a workflow": lambda r: r.write(".github/workflows/profile.yml", "on: push\n"),
    "the owners' list": lambda r: r.write(".github/CODEOWNERS", "* @somebody\n"),
    "code": lambda r: r.write("conftest.py", "raise SystemExit\n"),
    "git's own attributes": lambda r: r.write(".gitattributes", "*.yaml filter=x diff=x\n"),
    "a link in the profile's place": linked,
    "a submodule in the profile's place": submodule,
    "a profile renamed to another's": renamed,
    "a profile that can be executed": executable,
    "a profile in a folder below": lambda r: r.write(f"providers/x/{OWN}.yaml", SOUND),
    "a name that looks the same": lambda r: r.write("providers/\u0435xempelbyran.yaml", SOUND),
    "a name with a line break": lambda r: r.write(f"providers/{OWN}.yaml\n::error::x", SOUND),
    "the profile removed": lambda r: (r.folder / f"providers/{OWN}.yaml").unlink(),
    "nothing at all": lambda _: None,
}
