"""Proposals of every kind, hostile ones among them, made in real git repositories; and profiles that came by mail."""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from catalogue.problem import Language
from local import provider_desk
from local import review as reviews

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
AUTHOR, OTHER = 1001, 2002
OWN = "exempelbyran"
SOUND = (CASES / "valid" / "everything.yaml").read_text(encoding="utf-8").split("\n", 1)[1]
DAY = "2026-11-21"
TODAY = date(2026, 11, 21)


class Repository:
    """A municipality's repository, and a proposal to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("site", "functions", "local", "build.py"):
            (folder / name).symlink_to(ROOT / name)
        shutil.copytree(CASES / "policy", folder / "policy")
        rules = folder / "policy" / "authorisations.yaml"
        text = rules.read_text(encoding="utf-8")
        before, _, after = text.partition(f"  - id: {OWN}\n")
        after = after.replace("    services:\n", f"    accounts: [{AUTHOR}]\n    services:\n", 1)
        rules.write_text(f"{before}  - id: {OWN}\n{after}", encoding="utf-8")
        (folder / "providers").mkdir()
        self.write(f"providers/{OWN}.yaml", SOUND)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Kommunen")
        self.git("config", "user.email", "kommunen@kundval.example")
        (folder / ".gitignore").write_text("/site\n/functions\n/local\n/build.py\n", encoding="utf-8")
        self.commit()
        self.git("switch", "-q", "-c", "proposal")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(("git", *arguments), cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line on this repository, with the code of the project."""
        script = (
            "import sys; from pathlib import Path; sys.path[:0] = sys.argv[1:4]; import build;"
            "build.ROOT = Path(sys.argv[4]); build.main(sys.argv[5:])"
        )
        paths = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions"), str(self.folder)]
        known = {**os.environ, "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-c", script, *paths, *arguments]
        return subprocess.run(command, cwd=self.folder, env=known, capture_output=True, text=True, check=False)

    def owner(self, author: int = AUTHOR) -> "Answer":
        """Ask whose proposal it is, as the workflow does: with the base checked out."""
        self.git("switch", "-q", "-f", "main")
        return answered(lambda: reviews.owner(self.asked(), "main", "proposal", author))

    def review(self, html: Path | None = None) -> "Answer":
        """Check the proposal, as the workflow does."""
        self.git("switch", "-q", "-f", "main")
        return answered(lambda: reviews.review(self.asked(html), "main", "proposal", None))

    def diff(self, since: str) -> "Answer":
        return answered(lambda: reviews.diff(self.asked(), since))

    def new(self, provider: str, language: Language = "en") -> "Answer":
        return answered(lambda: provider_desk.new(self.folder, provider, language))

    def apply(self, file: Path) -> "Answer":
        return answered(lambda: provider_desk.apply(self.folder, file, TODAY, "en"))

    def asked(self, html: Path | None = None) -> reviews.Asked:
        return reviews.Asked(self.folder, TODAY, "en", html)


class Answer(NamedTuple):
    """What a command prints, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def answered(command: Callable[[], int]) -> Answer:
    """Run a command here, as the command line would."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command()
        except SystemExit as stopped:
            code = 1
            err.write(f"{stopped.code}\n")
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "r"
    folder.mkdir()
    return Repository(folder)


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


class TestOwner:
    """A proposal touches only the profile of its author; the base's policy says whose it is."""

    def test_ones_own_profile_may_be_changed(self, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        done = repository.owner()
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_what_others_have_changed_since_is_not_the_authors_doing(self, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.write("providers/familjeradgivningen.yaml", SOUND)
        repository.commit()
        assert repository.owner().returncode == 0

    @pytest.mark.parametrize("author", [OTHER, 0, 10**12])
    def test_anothers_is_refused_and_it_says_what_to_do(self, author: int, repository: Repository) -> None:
        mended(repository)
        repository.commit()
        done = repository.owner(author)
        assert done.returncode == 1
        assert f"Account {author} may not change `providers/{OWN}.yaml`; ask the municipality" in done.stdout

    @pytest.mark.parametrize("name", HOSTILE)
    def test_everything_else_is_refused(self, name: str, repository: Repository) -> None:
        HOSTILE[name](repository)
        repository.commit()
        done = repository.owner()
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.count("\n") == 1
        assert "::error" not in done.stdout.split("`")[0]

    def test_a_commit_that_is_not_there_is_one_clear_error(self, repository: Repository) -> None:
        done = repository.run("owner", "main", "nowhere", "--author", "1", "--date", DAY)
        assert (done.returncode, done.stderr) == (1, "owner: there is no commit called 'nowhere'.\n")


class TestReview:
    """What a proposal changes, in words and as HTML; its files are only read."""

    def test_a_change_is_told_before_and_after(self, repository: Repository, tmp_path: Path) -> None:
        mended(repository)
        repository.commit()
        done = repository.review(tmp_path / "report.html")
        assert (done.returncode, done.stderr) == (0, "")
        assert ["Services", "Family counselling", "Waiting time", "Number of working days: 8 → 15"][-1] in done.stdout
        html = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "<td><code>8</code></td><td><code>15</code></td>" in html

    def test_problems_are_annotations_on_their_lines(self, repository: Repository) -> None:
        repository.write(f"providers/{OWN}.yaml", SOUND.replace("[eft]", "[etf]"))
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert f"::error file=providers/{OWN}.yaml,line=31,col=15,title=choice_unknown::" in done.stdout

    def test_nothing_of_a_profile_is_live_in_the_report(self, repository: Repository, tmp_path: Path) -> None:
        evil = "<img src=x onerror=alert(1)> @everyone #1 [a](javascript:b) `c`"
        repository.write(f"providers/{OWN}.yaml", SOUND.replace("Ada Exempelgren", f"'{evil}'"))
        repository.commit()
        done = repository.review(tmp_path / "report.html")
        assert done.returncode == 1
        html = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "<img" not in html
        assert "@everyone" not in html.replace("</code>", "").split("<code>")[0]

    @pytest.mark.parametrize("hostile", [linked, submodule])
    def test_a_link_or_a_submodule_is_told_and_not_followed(
        self, hostile: Callable[[Repository], None], repository: Repository
    ) -> None:
        hostile(repository)
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert "root:" not in done.stdout
        assert "file_symlink" in done.stdout or "file_not_regular" in done.stdout

    def test_a_huge_file_is_told_and_not_read(self, repository: Repository) -> None:
        repository.write(f"providers/{OWN}.yaml", "name: " + "x" * 20_000_000)
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert "file_too_big" in done.stdout

    def test_no_attribute_filter_or_hook_of_the_proposal_runs(self, repository: Repository) -> None:
        mended(repository)
        repository.write(".gitattributes", "*.yaml filter=evil diff=evil\n")
        repository.git("config", "filter.evil.smudge", f"touch {repository.folder}/planted")
        repository.git("config", "diff.evil.textconv", f"touch {repository.folder}/planted; cat")
        repository.git("config", "diff.evil.command", f"touch {repository.folder}/planted")
        repository.commit()
        repository.git("update-ref", "refs/heads/main", repository.git("merge-base", "main", "proposal"))
        repository.review()
        assert not (repository.folder / "planted").exists()


class TestDiff:
    """`build.py diff REV`."""

    def test_the_working_folder_is_told_beside_the_commit(self, repository: Repository) -> None:
        mended(repository)
        done = repository.diff("HEAD")
        assert done.returncode == 0
        assert "8 → 15" in done.stdout

    def test_nothing_changed_is_said(self, repository: Repository) -> None:
        done = repository.diff("HEAD")
        assert (done.returncode, done.stdout) == (0, "No facts change.\n")


class TestNew:
    """`build.py new ID`."""

    def test_a_commented_profile_is_written_and_check_says_what_is_needed(self, repository: Repository) -> None:
        done = repository.new("familjeradgivningen", "sv")
        assert done.returncode == 0
        text = (repository.folder / "providers/familjeradgivningen.yaml").read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=")
        assert "finns kvar i historiken" in text
        checked = repository.run("check", "--date", DAY, "--language", "en")
        assert checked.stdout.count(": error: ") == 1
        assert "the field `contact` is missing [missing_key]" in checked.stdout

    def test_without_its_marks_everything_in_it_passes(self, repository: Repository) -> None:
        repository.new("familjeradgivningen")
        path = repository.folder / "providers/familjeradgivningen.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count("\n# contact:\n#   phone: 08-465 004 00\n") == 1
        path.write_text(text.replace("\n# contact:\n#   phone:", "\ncontact:\n  phone:"), encoding="utf-8")
        assert repository.run("check", "--date", DAY).returncode == 0

    @pytest.mark.parametrize("provider", ["nobody", "../x", OWN])
    def test_an_unknown_id_or_one_with_a_profile_is_refused(self, provider: str, repository: Repository) -> None:
        done = repository.new(provider)
        assert done.returncode == 1
        assert done.stderr.startswith("new: ")
        assert repository.git("status", "--porcelain") == ""


class TestApply:
    """`build.py apply FILE`."""

    def test_a_sound_file_is_committed_under_the_providers_name(self, repository: Repository, tmp_path: Path) -> None:
        file = tmp_path / f"{OWN}.yaml"
        file.write_text(SOUND.replace("working_days: 8", "working_days: 15"), encoding="utf-8")
        done = repository.apply(file)
        assert (done.returncode, done.stderr) == (0, "")
        assert "8 → 15" in done.stdout
        assert repository.git("log", "-1", "--format=%ae %cn") == "exempelbyran@kundval.example Kommunen"
        assert repository.git("status", "--porcelain") == ""

    def test_a_broken_file_changes_nothing(self, repository: Repository, tmp_path: Path) -> None:
        file = tmp_path / f"{OWN}.yaml"
        file.write_text(SOUND.replace("[eft]", "[etf]"), encoding="utf-8")
        before = repository.git("rev-parse", "HEAD")
        done = repository.apply(file)
        assert done.returncode == 1
        assert "did you mean `eft`?" in done.stdout
        assert (repository.git("rev-parse", "HEAD"), repository.git("status", "--porcelain")) == (before, "")

    @pytest.mark.parametrize("name", ["nobody.yaml", "ensamma-exemplet.yaml"])
    def test_who_is_not_authorised_is_refused(self, name: str, repository: Repository, tmp_path: Path) -> None:
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
        done = repository.apply(tmp_path / name)
        assert done.returncode == 1
        assert done.stderr.startswith("apply: ")
        assert repository.git("status", "--porcelain") == ""

    def test_when_git_refuses_the_file_is_as_it_was(self, repository: Repository, tmp_path: Path) -> None:
        hook = repository.folder / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        file = tmp_path / f"{OWN}.yaml"
        file.write_text(SOUND.replace("working_days: 8", "working_days: 15"), encoding="utf-8")
        done = repository.apply(file)
        assert done.returncode == 1
        assert "git refuses: no" in done.stderr
        assert repository.git("status", "--porcelain") == ""


class TestAgainst:
    """`build.py check --against REV`."""

    def test_the_same_policy_has_no_fault(self, repository: Repository) -> None:
        assert repository.run("check", "--against", "HEAD", "--date", DAY).returncode == 0

    @pytest.mark.parametrize(
        ("file", "old", "new", "code"),
        [
            ("authorisations", "from: 2021-04-01", "from: 2021-05-01", "entry_frozen"),
            ("authorisations", "to: 2026-10-31", "to: 2026-09-30", "entry_backdated"),
            ("order", "seed: ", "seed: ny ", "entry_frozen"),
        ],
    )
    def test_what_was_in_force_stands(self, file: str, old: str, new: str, code: str, repository: Repository) -> None:
        path = repository.folder / "policy" / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        done = repository.run("check", "--against", "HEAD", "--date", DAY, "--language", "en")
        assert done.returncode == 1
        assert f"[{code}]" in done.stdout

    def test_a_provider_that_is_taken_out_of_the_list_is_told(self, repository: Repository) -> None:
        path = repository.folder / "policy" / "authorisations.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("  - id: ensamma-exemplet")], encoding="utf-8")
        done = repository.run("check", "--against", "HEAD", "--date", DAY, "--language", "en")
        assert "`ensamma-exemplet` stood in HEAD and may not be removed" in done.stdout

    def test_a_commit_that_is_not_there_is_one_clear_error(self, repository: Repository) -> None:
        done = repository.run("check", "--against", "nowhere", "--date", DAY)
        assert (done.returncode, done.stderr) == (1, "check: there is no commit called 'nowhere'.\n")
