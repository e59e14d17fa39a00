"""`build.py apply FILE`: a profile that came by mail is checked, shown, asked about and committed, or nothing is."""

import io
from pathlib import Path

import pytest

from tests.support.ops.proposals import OWN, SOUND, Repository

CHANGED = SOUND.replace("working_days: 8", "working_days: 15")
SAME_SITE = """name: Familjerådgivningen
contact:
  phone: 08-465 004 00
  website: https://exempelbyran.kundval.example/om-oss
services:
  familjeradgivning: {}
"""
PATH = f"providers/{OWN}.yaml"


class Terminal(io.StringIO):
    """A standard input at which somebody answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no terminal, as in a job."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Return a sound file that changes the waiting time."""
    file = tmp_path / f"{OWN}.yaml"
    file.write_text(CHANGED, encoding="utf-8")
    return file


def is_unchanged(repository: Repository) -> bool:
    """Return whether neither the folder nor the history differs from where the proposal began."""
    return repository.git("status", "--porcelain") == "" and repository.git("diff", "main") == ""


class TestChecked:
    """What is not sound, or not an ordinary file of an authorised provider, changes nothing."""

    def test_a_file_that_is_not_there_is_told_by_its_own_name(self, repository: Repository, tmp_path: Path) -> None:
        done = repository.apply(tmp_path / f"{OWN}.yaml", "--yes")
        assert done.returncode == 1
        assert done.stdout.startswith(f"{tmp_path / OWN}.yaml:1:1: error: ")

    def test_a_broken_file_changes_nothing(self, repository: Repository, sent: Path) -> None:
        sent.write_text(SOUND.replace("[eft]", "[etf]"), encoding="utf-8")
        done = repository.apply(sent, "--yes")
        assert done.returncode == 1
        assert "did you mean `eft`?" in done.stdout
        assert is_unchanged(repository)

    @pytest.mark.parametrize("name", ["nobody.yaml", "ensamma-exemplet.yaml"])
    def test_who_is_not_authorised_is_refused(self, name: str, repository: Repository, tmp_path: Path) -> None:
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
        done = repository.apply(tmp_path / name, "--yes")
        assert done.returncode == 1
        assert done.stderr.startswith("apply: ")
        assert is_unchanged(repository)

    def test_what_another_provider_has_is_a_warning_here_too(self, repository: Repository, sent: Path) -> None:
        repository.write("providers/familjeradgivningen.yaml", SAME_SITE)
        repository.commit()
        done = repository.apply(sent, "--yes")
        assert done.returncode == 0
        assert f"{sent}:" in done.stdout
        assert "providers/familjeradgivningen.yaml" in done.stdout
        assert ": warning: contact.website: " in done.stdout

    def test_a_link_is_not_read(self, repository: Repository, sent: Path, tmp_path: Path) -> None:
        (tmp_path / "mail").mkdir()
        link = tmp_path / "mail" / f"{OWN}.yaml"
        link.symlink_to(sent)
        done = repository.apply(link, "--yes")
        assert (done.returncode, "the file is a link" in done.stdout) == (1, True)
        assert is_unchanged(repository)

    def test_a_link_in_the_profiles_place_is_not_written_through(
        self, repository: Repository, sent: Path, tmp_path: Path
    ) -> None:
        elsewhere = tmp_path / "elsewhere.yaml"
        elsewhere.write_text(SOUND, encoding="utf-8")
        (repository.folder / PATH).unlink()
        (repository.folder / PATH).symlink_to(elsewhere)
        repository.commit()
        done = repository.apply(sent, "--yes")
        assert done.returncode == 1
        assert done.stderr == f"apply: {PATH} is a link, which is never followed. Put the file itself there.\n"
        assert elsewhere.read_text(encoding="utf-8") == SOUND

    def test_nor_is_a_folder_that_is_a_link(self, repository: Repository, sent: Path, tmp_path: Path) -> None:
        (repository.folder / "providers").rename(tmp_path / "providers")
        (repository.folder / "providers").symlink_to(tmp_path / "providers")
        done = repository.apply(sent, "--yes")
        assert (done.returncode, "providers is a link" in done.stderr) == (1, True)
        assert (tmp_path / f"providers/{OWN}.yaml").read_text(encoding="utf-8") == SOUND


class TestNamedOtherwise:
    """A file from a mail is seldom named as it was sent."""

    def test_a_renamed_file_is_taken_with_its_id(self, repository: Repository, sent: Path, tmp_path: Path) -> None:
        renamed = sent.rename(tmp_path / "Mottagningen (1).yaml")
        done = repository.apply(renamed, "--as", OWN, "--yes")
        assert (done.returncode, done.stderr) == (0, "")
        assert "working_days: 15" in (repository.folder / PATH).read_text(encoding="utf-8")

    def test_without_it_the_way_out_is_told(self, repository: Repository, sent: Path, tmp_path: Path) -> None:
        done = repository.apply(sent.rename(tmp_path / "Mottagningen (1).yaml"), "--yes")
        assert (done.returncode, done.stderr.endswith("Then add --as ID.\n")) == (1, True)

    @pytest.mark.parametrize("provider", ["nobody", f"../providers/{OWN}", "ensamma-exemplet"])
    def test_only_the_id_of_an_authorisation_is_taken(self, provider: str, repository: Repository, sent: Path) -> None:
        assert repository.apply(sent, "--as", provider, "--yes").returncode == 1
        assert is_unchanged(repository)


class TestAsked:
    """Somebody sees what changes before it does."""

    @pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("Ja\n", 0), ("\n", 1), ("n\n", 1), ("", 1)])
    def test_on_a_terminal_only_a_yes_commits(
        self, answer: str, code: int, repository: Repository, sent: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        done = repository.apply(sent)
        assert "8 → 15" in done.stdout
        assert (done.returncode, is_unchanged(repository)) == (code, code == 1)

    @pytest.mark.usefixtures("nobody")
    def test_without_a_terminal_it_is_refused_with_the_way_out(self, repository: Repository, sent: Path) -> None:
        done = repository.apply(sent)
        assert done.returncode == 1
        assert "8 → 15" in done.stdout
        assert "add --yes" in done.stderr
        assert is_unchanged(repository)

    @pytest.mark.usefixtures("nobody")
    def test_with_yes_it_is_committed_under_the_providers_name(self, repository: Repository, sent: Path) -> None:
        done = repository.apply(sent, "--yes")
        assert (done.returncode, done.stderr) == (0, "")
        assert "8 → 15" in done.stdout
        assert repository.git("log", "-1", "--format=%ae %cn") == "exempelbyran@kundval.example Kommunen"
        assert repository.git("status", "--porcelain") == ""

    @pytest.mark.parametrize(
        ("before", "after", "field"),
        [
            ("name: Exempelbyrån", "name: Nya Exempelbyrån", "Name of the practice"),
            ("phone: 08-465 004 10", "phone: 08-465 004 11", "Contact › Telephone"),
            ("kundval.example/boka", "kundval.example/tid", "Contact › Booking page"),
        ],
    )
    def test_a_new_name_or_contact_is_told_aloud(
        self, before: str, after: str, field: str, repository: Repository, sent: Path
    ) -> None:
        assert SOUND.count(before) >= 1
        sent.write_text(SOUND.replace(before, after), encoding="utf-8")
        done = repository.apply(sent, "--yes")
        assert f"NOTE! Changes {field}. Call the provider" in done.stdout

    def test_what_else_changes_is_told_as_usual(self, repository: Repository, sent: Path) -> None:
        assert "NOTE!" not in repository.apply(sent, "--yes").stdout


class TestNothingHalfWritten:
    """The old file or the new one stands in the folder, whatever happens."""

    def test_when_git_refuses_the_file_is_as_it_was(self, repository: Repository, sent: Path) -> None:
        hook = repository.folder / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        done = repository.apply(sent, "--yes")
        assert done.returncode == 1
        assert "git refuses: no" in done.stderr
        assert is_unchanged(repository)

    def test_a_file_of_its_own_is_untouched(self, repository: Repository, sent: Path) -> None:
        repository.apply(sent, "--yes")
        assert sent.read_text(encoding="utf-8") == CHANGED
        assert [file.name for file in (repository.folder / "providers").iterdir()] == [f"{OWN}.yaml"]
