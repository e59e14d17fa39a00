"""What a proposal changes, told and never executed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.ops.proposals import DAY, OWN, SOUND, Repository, linked, mended, submodule


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

    def test_words_that_a_comment_cuts_are_told_though_no_fact_changes(self, repository: Repository) -> None:
        (name,) = (line for line in SOUND.splitlines() if line.startswith("name: "))
        repository.write(f"providers/{OWN}.yaml", SOUND.replace(name, f"{name} #1 i stan"))
        told = repository.diff("HEAD").stdout
        assert "No facts change." in told
        assert "(#1 i stan) is a comment and is not shown" in told

    def test_a_report_that_cannot_be_written_is_one_clear_error(self, repository: Repository, tmp_path: Path) -> None:
        done = repository.run("diff", "HEAD", "--html", str(tmp_path / "nowhere" / "report.html"), "--date", DAY)
        assert done.returncode == 1
        assert done.stderr == f"diff: {tmp_path}/nowhere/report.html: No such file or directory.\n"
