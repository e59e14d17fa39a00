"""`check FILE`: a profile is judged wherever it is, as if it stood in `providers/`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import build
from tests.support.catalogue import small

DAY = small.TODAY.isoformat()
SOUND = small.PROFILES[small.NORMAL]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small.checkout(tmp_path / "our town")


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """Return a folder outside the project's, where what came by mail is kept."""
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def check(data: Path, *files: Path | str, language: str = "en") -> tuple[int, list[str]]:
    """Return the exit code and the lines of a check of files."""
    arguments = ("check", "--data", str(data), "--date", DAY, "--language", language, *map(str, files))
    result = CliRunner().invoke(build.main, arguments)
    return result.exit_code, result.output.splitlines()


def put(folder: Path, name: str, text: str = SOUND) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_sound_profile_outside_the_project_has_no_errors(data: Path, mail: Path) -> None:
    assert check(data, put(mail, f"{small.NORMAL}.yaml")) == (0, ["No errors."])


def test_that_nothing_is_wrong_is_told_in_the_language_of_the_faults(data: Path, mail: Path) -> None:
    assert check(data, put(mail, f"{small.NORMAL}.yaml"), language="sv") == (0, ["Inga fel."])


def test_a_fault_is_told_at_the_file_as_it_was_named(data: Path, mail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(mail, f"{small.NORMAL}.yaml", SOUND.replace("08-465 004 10", "08~465 004 10"))
    monkeypatch.chdir(mail)
    code, lines = check(data, f"{small.NORMAL}.yaml")
    assert code == 1
    assert [line.split(" error")[0] for line in lines] == [f"{small.NORMAL}.yaml:5:10:"]


def test_what_it_shares_with_another_provider_is_told(data: Path, mail: Path) -> None:
    code, lines = check(data, put(mail, f"{small.NORMAL}.yaml", SOUND.replace("Tre ekar", "Broar till tal")))
    assert code == 0
    assert [line.rpartition(" ")[2] for line in lines[:-1]] == ["[name_taken]"]


def test_a_provider_that_is_not_authorised_is_told_with_the_name_to_give_the_file(data: Path, mail: Path) -> None:
    code, lines = check(data, put(mail, f"{small.NORMAL} (1).yaml"))
    assert code == 1
    assert f"did you mean `{small.NORMAL}.yaml`?" in lines[0]


def test_the_faults_of_other_profiles_are_not_told(data: Path, mail: Path) -> None:
    small.write(data, small.PARTNER, "name: 1\n")
    assert check(data, put(mail, f"{small.NORMAL}.yaml")) == (0, ["No errors."])


def test_an_error_of_policy_is_told_since_no_profile_is_judged_without_it(data: Path, mail: Path) -> None:
    (data / "policy" / "vocabulary.yaml").unlink()
    code, lines = check(data, put(mail, f"{small.NORMAL}.yaml"))
    assert code == 1
    assert lines[0].startswith("policy/vocabulary.yaml:1:1: error")


def test_what_is_no_profile_has_one_line_each(data: Path, mail: Path) -> None:
    folder = mail / f"{small.PARTNER}.yaml"
    folder.mkdir()
    link = mail / f"{small.OWN}.yaml"
    link.symlink_to(put(mail, "other.yaml"))
    files = [mail / f"{small.NORMAL}.yaml", folder, put(mail, f"{small.ENDING}.yaml.txt"), mail / "a.docx", link, mail]
    code, lines = check(data, *files)
    assert code == 1
    assert {line.partition(":")[0].rpartition("/")[2]: line.rpartition(" ")[2] for line in lines} == {
        f"{small.NORMAL}.yaml": "[file_missing]",
        f"{small.PARTNER}.yaml": "[file_not_regular]",
        f"{small.ENDING}.yaml.txt": "[file_ending]",
        "a.docx": "[file_ending]",
        f"{small.OWN}.yaml": "[file_symlink]",
        mail.name: "[file_not_regular]",
    }
    assert len(lines) == len(files)


def test_several_are_judged_together(data: Path, mail: Path) -> None:
    name = "name: Samma namn\n"
    texts = {id_: small.PROFILES[id_].split("\n", 1)[1] for id_ in (small.NORMAL, small.PARTNER)}
    files = [put(mail, f"{id_}.yaml", name + text) for id_, text in texts.items()]
    code, lines = check(data, *files)
    assert (code, [line.rpartition(" ")[2] for line in lines[:-1]]) == (0, ["[name_taken]", "[name_taken]"])


def test_two_files_of_one_name_are_checked_one_at_a_time(data: Path, mail: Path) -> None:
    file = put(mail, f"{small.NORMAL}.yaml")
    assert check(data, file, data / "providers" / file.name)[0] == 2


def test_a_profile_in_its_place_is_judged_as_one(data: Path) -> None:
    assert check(data, data / "providers" / f"{small.NORMAL}.yaml") == (0, ["No errors."])
