"""What a proposal changes in policy: told by `diff` and `review`, checked as it would stand, and never passed over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.ops.proposals import OWN, SOUND, Repository

PRICE = """  - service: familjeradgivning
    event: session
    regi: private
    counsellors: 1
    from: {since}
    amount: "1150"
    fee: on_top
    source: {{sv: Nämnden, en: The committee}}
"""
LINE = "tariffs[familjeradgivning, session, private, 1, 2027-01-01].amount: SEK\u00a01,104 → SEK\u00a01,150, +4.2%"


def replaced(repository: Repository, name: str, old: str, new: str) -> None:
    path = repository.folder / "policy" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def priced(repository: Repository, since: str = "2027-01-01") -> None:
    path = repository.folder / "policy" / "tariffs.yaml"
    path.write_text(path.read_text(encoding="utf-8") + PRICE.format(since=since), encoding="utf-8")


def linked(repository: Repository) -> None:
    (repository.folder / "policy" / "budget.yaml").unlink()
    (repository.folder / "policy" / "budget.yaml").symlink_to("/etc/passwd")


CHANGES: dict[str, Callable[[Repository], None]] = {
    "a price": priced,
    "a comment": lambda r: replaced(r, "tariffs", "# What", "# That which"),
    "a word": lambda r: replaced(r, "vocabulary", "name: ", "name:  "),
    "a new file": lambda r: r.write("policy/statistics/2025.json", "{}\n"),
    "a report": lambda r: r.write("policy/reports/2025.yaml", "a: 1\n"),
    "a file without an ending": lambda r: r.write("policy/NOTES", "x\n"),
    "a file that goes": lambda r: (r.folder / "policy" / "order.yaml").unlink(),
    "a file that cannot be read": lambda r: r.write("policy/fees.yaml", "fees: [\n"),
    "a name with a line break": lambda r: r.write("policy/x.yaml\n::error::x", "x\n"),
    "a hidden file": lambda r: r.write("policy/.x.yaml", "x: 1\n"),
    "a link in a file's place": linked,
}


class TestReview:
    """`build.py review BASE HEAD` of a change of policy."""

    @pytest.mark.parametrize("name", CHANGES)
    def test_no_change_of_policy_is_told_as_nothing(self, name: str, repository: Repository, tmp_path: Path) -> None:
        CHANGES[name](repository)
        repository.commit()
        done = repository.review(tmp_path / "report.html")
        assert "No facts change." not in done.stdout
        assert "policy/" in done.stdout
        assert "What changes in the municipality&#39;s rules" in (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "\n::error::x" not in done.stdout

    def test_a_price_is_told_before_and_after_with_per_cent_and_day(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        priced(repository)
        repository.commit()
        done = repository.review(tmp_path / "report.html")
        assert done.returncode == 0
        assert f"  {LINE}, new entry, from 2027-01-01\n" in done.stdout
        html = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert (
            "<td><code>SEK\u00a01,104</code></td><td><code>SEK\u00a01,150</code></td><td>+4.2%, new entry</td>" in html
        )

    def test_what_others_have_changed_since_is_not_told(self, repository: Repository) -> None:
        replaced(repository, "services", "granted: 5", "granted: 6")
        repository.commit()
        repository.git("switch", "-q", "main")
        priced(repository)
        repository.commit()
        done = repository.review()
        assert (done.returncode, "granted: 5 → 6" in done.stdout, "tariffs" in done.stdout) == (0, True, False)

    def test_what_policy_may_not_do_is_refused(self, repository: Repository) -> None:
        priced(repository, "2026-10-01")
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert "[entry_backdated]" in done.stdout

    def test_a_fault_of_the_proposed_policy_is_told_where_it_stands(self, repository: Repository) -> None:
        replaced(repository, "fees", 'amount: "450"', "amount: 450")
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert "::error file=policy/fees.yaml,line=6," in done.stdout

    def test_a_profile_that_a_new_word_is_taken_from_is_told(self, repository: Repository) -> None:
        path = repository.folder / "policy" / "vocabulary.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            "".join(row for row in text.splitlines(keepends=True) if not row.startswith("  eft:")), encoding="utf-8"
        )
        repository.commit()
        done = repository.review()
        assert done.returncode == 1
        assert f"file=providers/{OWN}.yaml" in done.stdout

    def test_a_link_is_told_and_not_followed(self, repository: Repository) -> None:
        linked(repository)
        repository.commit()
        done = repository.review()
        assert (done.returncode, "root:" in done.stdout) == (1, False)
        assert "file_symlink" in done.stdout

    def test_nothing_of_a_policy_is_live_in_the_report(self, repository: Repository, tmp_path: Path) -> None:
        evil = "<img src=x onerror=alert(1)> @everyone #1 [a](javascript:b)"
        replaced(repository, "services", "    hsa_code:", f"    '{evil}': '{evil}'\n    hsa_code:")
        priced(repository, "'@everyone #1'")
        repository.write(f"policy/{evil.replace('/', '')}.yaml", f"'{evil}': '{evil}'\n")
        repository.commit()
        repository.review(tmp_path / "report.html")
        html = (tmp_path / "report.html").read_text(encoding="utf-8")
        bare = "".join(part.partition("</code>")[2] for part in f"</code>{html}".split("<code>"))
        assert "<img" not in html
        assert ("@everyone" in html, "@everyone" in bare, "#1" in bare) == (True, False, False)

    def test_a_change_too_long_for_a_comment_is_said_to_be_one(self, repository: Repository, tmp_path: Path) -> None:
        many = "".join(f"  - {{id: p{number}, legal_name: {'x' * 100}}}\n" for number in range(3000))
        replaced(repository, "authorisations", "providers:\n", f"providers:\n{many}")
        priced(repository)
        repository.commit()
        repository.review(tmp_path / "report.html")
        html = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert len(html) < 65_536
        assert "rules" in html


class TestDiff:
    """`build.py diff REV` of a change of policy."""

    @pytest.mark.parametrize("name", CHANGES)
    def test_no_change_of_policy_is_told_as_nothing(self, name: str, repository: Repository) -> None:
        CHANGES[name](repository)
        done = repository.diff("HEAD")
        assert done.stdout != "No facts change.\n"
        assert "policy/" in done.stdout + done.stderr

    def test_a_price_is_told_before_and_after_with_per_cent_and_day(self, repository: Repository) -> None:
        priced(repository)
        done = repository.diff("HEAD")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"policy/tariffs.yaml:\n  {LINE}, new entry, from 2027-01-01\n")

    def test_policy_and_profiles_are_told_together(self, repository: Repository) -> None:
        repository.write(f"providers/{OWN}.yaml", SOUND.replace("working_days: 8", "working_days: 15"))
        priced(repository)
        done = repository.diff("HEAD")
        assert LINE in done.stdout
        assert "8 → 15" in done.stdout
