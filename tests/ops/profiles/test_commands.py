"""A new profile, and letters about what is stale."""

import os
import shlex
from pathlib import Path

import pytest

import build
from tests.support.ops.proposals import AUTHOR, DAY, OWN, Repository, run_captured


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

    def test_the_check_that_it_asks_for_is_of_the_same_folder(self, repository: Repository) -> None:
        done = run_captured(lambda: build.main(["new", "familjeradgivningen", "--data", str(repository.folder)]))
        folder = shlex.quote(os.path.relpath(repository.folder))
        assert done.stdout.endswith(f"then: python3 build.py check --data {folder}\n")

    def test_without_its_marks_everything_in_it_passes(self, repository: Repository) -> None:
        repository.new("familjeradgivningen")
        path = repository.folder / "providers/familjeradgivningen.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count("\n# contact:\n#   phone: 08-465 004 00\n") == 1
        path.write_text(text.replace("\n# contact:\n#   phone:", "\ncontact:\n  phone:"), encoding="utf-8")
        assert repository.run("check", "--date", DAY).returncode == 0

    def test_the_answers_about_a_service_can_be_given_line_by_line(self, repository: Repository) -> None:
        repository.new("familjeradgivningen")
        path = repository.folder / "providers/familjeradgivningen.yaml"
        text = path.read_text(encoding="utf-8")
        answered = text.replace("\n# contact:\n#   phone:", "\ncontact:\n  phone:").replace(
            "\n#     interpreter:", "\n    interpreter:"
        )
        assert answered.count("\n    interpreter: yes\n") == 1
        path.write_text(answered, encoding="utf-8")
        assert repository.run("check", "--date", DAY).returncode == 0

    @pytest.mark.parametrize("provider", ["nobody", "../x", OWN])
    def test_an_unknown_id_or_one_with_a_profile_is_refused(self, provider: str, repository: Repository) -> None:
        done = repository.new(provider)
        assert done.returncode == 1
        assert done.stderr.startswith("new: ")
        assert repository.git("status", "--porcelain") == ""

    def test_an_id_that_is_nearly_right_is_suggested(self, repository: Repository) -> None:
        assert repository.new("familjeradgivning").stderr.endswith("; did you mean familjeradgivningen?\n")


class TestStale:
    """`build.py stale`."""

    def test_a_letter_for_each_provider_is_printed_with_the_forms_address(self, repository: Repository) -> None:
        done = repository.stale()
        assert done.returncode == 0
        letters = done.stdout.split("# Facts to review: ")[1:]
        assert len(letters) > 1
        assert all("/en/for-providers/form/ or in the file itself." in one for one in letters)

    def test_a_file_that_cannot_be_read_is_not_called_missing(self, repository: Repository) -> None:
        repository.write(f"providers/{OWN}.yaml", "name: [")
        letters = repository.stale().stdout.split("# Facts to review: ")
        (own,) = [one for one in letters if f"({OWN})" in one]
        assert "The file has errors and cannot be read." in own

    def test_a_folder_gets_title_text_and_accounts_of_each(self, repository: Repository, tmp_path: Path) -> None:
        out = tmp_path / "letters"
        assert repository.stale(out).returncode == 0
        ids = (out / "providers").read_text(encoding="utf-8").split()
        assert OWN in ids
        assert {file.name for file in out.iterdir()} == {"providers"} | {
            f"{id_}.{part}" for id_ in ids for part in ("title", "body", "accounts")
        }
        assert (out / f"{OWN}.accounts").read_text(encoding="utf-8") == f"{AUTHOR}\n"

    def test_a_folder_that_is_not_empty_is_left_alone(self, repository: Repository, tmp_path: Path) -> None:
        (tmp_path / "kept").touch()
        done = repository.stale(tmp_path)
        assert (done.returncode, done.stderr.startswith("stale: ")) == (1, True)
        assert not (tmp_path / "providers").exists()
