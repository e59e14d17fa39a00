"""What a change of policy may not do, in a real repository."""

import pytest

from tests.support.ops.proposals import DAY, Repository


def _reseeded(repository: Repository) -> None:
    """Change a seed that was in force, which is refused."""
    path = repository.folder / "policy" / "order.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: ", "seed: ny "), encoding="utf-8")


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
        assert "`ensamma-exemplet` was in HEAD and may not be removed" in done.stdout

    @pytest.mark.parametrize(
        ("message", "options", "code"),
        [
            ("Rätt pris\n\nPolicy-exception: nämndens beslut 2026-11-20", ["--excused"], 0),
            ("Rätt pris\n\nPolicy-exception: nämndens beslut 2026-11-20", [], 1),
            ("Rätt pris\n\nPolicy-exception:", ["--excused"], 1),
            ("Rätt pris", ["--excused"], 1),
        ],
    )
    def test_what_is_refused_is_let_pass_where_a_commit_says_why(
        self, message: str, options: list[str], code: int, repository: Repository
    ) -> None:
        _reseeded(repository)
        repository.git("commit", "-q", "-a", "-m", message)
        done = repository.run("check", "--against", "main", *options, "--date", DAY)
        assert (done.returncode, "[entry_frozen]" in done.stdout) == (code, True)

    def test_a_reason_that_was_given_before_excuses_nothing_new(self, repository: Repository) -> None:
        repository.git("commit", "-q", "--allow-empty", "-m", "x\n\nPolicy-exception: then")
        _reseeded(repository)
        assert repository.run("check", "--against", "HEAD", "--excused", "--date", DAY).returncode == 1

    def test_a_reason_of_a_commit_that_leaves_policy_alone_excuses_nothing(self, repository: Repository) -> None:
        _reseeded(repository)
        repository.git("commit", "-q", "-a", "-m", "Nytt frö")
        repository.write("notes.txt", "x")
        repository.git("add", "notes.txt")
        repository.git("commit", "-q", "-m", "x\n\nPolicy-exception: about the notes")
        done = repository.run("check", "--against", "main", "--excused", "--date", DAY)
        assert (done.returncode, "about the notes" in done.stdout) == (1, False)

    def test_a_reason_of_the_merge_that_brings_the_change_counts(self, repository: Repository) -> None:
        _reseeded(repository)
        repository.git("commit", "-q", "-a", "-m", "Nytt frö")
        since = repository.git("rev-parse", "main")
        repository.git("switch", "-q", "main")
        repository.git("merge", "-q", "--no-ff", "-m", "Merge\n\nPolicy-exception: nämnden 2026-11-20", "proposal")
        assert repository.run("check", "--against", since, "--excused", "--date", DAY).returncode == 0

    def test_each_reason_is_told_with_its_commit(self, repository: Repository) -> None:
        _reseeded(repository)
        repository.git("commit", "-q", "-a", "-m", "x\n\nPolicy-exception: nämnden 2026-11-20")
        done = repository.run("check", "--against", "main", "--excused", "--date", DAY, "--language", "en")
        commit = repository.git("rev-parse", "HEAD")[:12]
        assert f"{commit} gives the reason nämnden 2026-11-20 [policy_excused]" in done.stdout

    def test_excused_without_since_when_is_an_error_of_usage(self, repository: Repository) -> None:
        done = repository.run("check", "--excused", "--date", DAY)
        assert (done.returncode, "--excused needs --against" in done.stderr) == (2, True)

    def test_a_commit_that_is_not_there_is_one_clear_error(self, repository: Repository) -> None:
        done = repository.run("check", "--against", "nowhere", "--date", DAY)
        assert (done.returncode, done.stderr) == (1, "check: there is no commit called 'nowhere'.\n")
