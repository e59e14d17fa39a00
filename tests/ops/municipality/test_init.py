"""The command as an officer uses it: flags, questions on a terminal, and a second time."""

import os
import pty
import select
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ops.cli.municipality import init_
from tests.support.ops import provider_lists

BUILD = Path(__file__).parents[3] / "build.py"


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run the command without a terminal."""
    return CliRunner().invoke(init_, [str(folder), *map(str, arguments)], catch_exceptions=False)


def make(folder: Path, *arguments: str | Path) -> Result:
    """Make a folder of Nacka's model."""
    return run(folder, "--name", "Exempelby kommun", "--model", "nacka", *arguments)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of twelve rows as a sheet."""
    return provider_lists.write_xlsx(tmp_path / "lista.xlsx", provider_lists.table(provider_lists.twelve()))


class TestFlags:
    """Without a terminal, flags say what is known."""

    def test_what_no_flag_says_stands_as_a_question(self, tmp_path: Path) -> None:
        done = make(tmp_path / "by", "--reception", "Kontaktcenter", "--code", "0199")
        assert done.exit_code == 0
        text = (tmp_path / "by/policy/municipality.yaml").read_text(encoding="utf-8")
        assert 'code: "0199"' in text
        assert "sv: Kontaktcenter" in text
        assert 'address: "TODO: Vilken adress ska webbplatsen ha? Den börjar med https://"' in text

    def test_it_ends_with_what_to_do_next(self, tmp_path: Path) -> None:
        output = make(tmp_path / "by").output
        assert f"python3 build.py check --data {tmp_path / 'by'}" in output
        assert f"make serve DATA={tmp_path / 'by'}" in output

    def test_name_and_model_are_needed_and_named(self, tmp_path: Path) -> None:
        done = run(tmp_path / "by")
        assert done.exit_code == 1
        assert "init: --name saknas" in done.output
        assert "init: --model saknas" in done.output
        assert "Välj bland stockholm-2007, stockholm-2024, nacka, jamtland, huddinge, attested" in done.output

    @pytest.mark.parametrize(
        ("flags", "words"),
        [
            (("--model", "solna"), "”solna” finns inte. Välj bland stockholm-2007"),
            (("--model", "nacka,huddinge"), "har båda familjebehandling; välj en av dem"),
            (("--model", "nacka", "--language", "xx"), "”xx” finns inte. Välj bland sv, en, fi"),
            (("--model", "nacka", "--code", "18"), "--code: kommunkoden har fyra siffror"),
            (("--model", "nacka", "--organisation-number", provider_lists.PERSON), "det är inget organisationsnummer"),
            (("--model", "nacka", "--address", "ftp://x"), "--address: "),
            (("--model", "nacka", "--from", "i vår"), "--from: "),
            (("--model", "nacka", "--map", "Namn=telefon"), "--map: "),
        ],
    )
    def test_a_value_that_cannot_be_is_one_line_and_nothing_is_written(
        self, flags: Sequence[str], words: str, tmp_path: Path
    ) -> None:
        done = run(tmp_path / "by", "--name", "Exempelby", *flags)
        assert done.exit_code == 1
        assert words in done.output
        assert provider_lists.PERSON not in done.output
        assert list(tmp_path.iterdir()) == []


class TestTheFolder:
    """Whole, or not at all; and never over a file that stands there."""

    def test_rules_that_stand_there_are_not_touched(self, tmp_path: Path) -> None:
        make(tmp_path / "by")
        before = files(tmp_path / "by")
        done = make(tmp_path / "by")
        assert done.exit_code == 1
        assert "finns redan och ändras inte" in done.output
        assert files(tmp_path / "by") == before

    def test_a_file_of_another_kind_is_left_alone_and_named(self, tmp_path: Path) -> None:
        (tmp_path / "by").mkdir()
        (tmp_path / "by/README.md").write_text("vårt", encoding="utf-8")
        assert "README.md: finns redan och ändrades inte." in make(tmp_path / "by").output
        assert (tmp_path / "by/README.md").read_text(encoding="utf-8") == "vårt"
        assert (tmp_path / "by/policy/services.yaml").is_file()

    def test_it_can_be_the_folder_that_one_stands_in(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert make(Path()).exit_code == 0
        assert {path.name for path in tmp_path.iterdir()} >= {"policy", "providers", "Makefile"}
        assert not list(tmp_path.glob(".init-*"))

    def test_a_failed_write_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "by").mkdir()

        rename = Path.rename

        def full(file: Path, target: Path) -> Path:
            if file.name == "providers":
                raise OSError(28, "No space left on device", "x")
            return rename(file, target)

        monkeypatch.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space left"):
            make(tmp_path / "by")
        assert list(tmp_path.rglob("*")) == [tmp_path / "by"]

    def test_it_is_a_repository_that_fetches_this_product(self, tmp_path: Path) -> None:
        make(tmp_path / "by")
        assert "Exempelby kommun" in (tmp_path / "by/Makefile").read_text(encoding="utf-8")


class TestTheList:
    """The list of providers becomes authorisations and starter profiles."""

    def test_twelve_rows_become_eleven_providers_and_as_many_profiles(self, listed: Path, tmp_path: Path) -> None:
        output = make(tmp_path / "by", "--providers", listed).output
        assert "skriven, med 11 utförare" in output
        assert (
            "rad 3 och 11: samma utförare, som får 2 mottagningar; från den första raden är telefon och e-post."
            in output
        )
        assert len(list((tmp_path / "by/providers").iterdir())) == 11

    def test_a_personal_identity_number_is_nowhere(self, listed: Path, tmp_path: Path) -> None:
        output = make(tmp_path / "by", "--providers", listed).output
        written = output + "".join(data.decode() for data in files(tmp_path / "by").values())
        assert not any(digits in written for digits in ("199006022397", "19900602-2397", "9006022397", "2397"))
        authorisations = (tmp_path / "by/policy/authorisations.yaml").read_text(encoding="utf-8")
        assert 'supplier: "TODO: ' in authorisations.partition("Rut Exempelsson")[2]

    def test_a_list_with_faults_writes_nothing(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [["Utförare", "Telefon"], ["A AB", "12"], [None, "08-000 12 67"]]
        done = make(tmp_path / "by", "--providers", provider_lists.write_csv(tmp_path / "lista.csv", rows))
        assert done.exit_code == 1
        assert "Listan har 2 fel:\n  rad 2, Telefon: " in done.output
        assert not (tmp_path / "by").exists()

    def test_in_the_folder_itself_what_to_do_next_needs_no_folder(
        self, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make(tmp_path / "by")
        monkeypatch.chdir(tmp_path / "by")
        lines = run(Path(), "--providers", listed).output.splitlines()
        assert [line.strip() for line in lines if "make" in line] == ["make check", "make serve"]

    def test_a_folder_with_a_space_is_quoted_in_what_to_do_next(self, tmp_path: Path) -> None:
        assert f"make serve DATA='{tmp_path / 'vår by'}'" in make(tmp_path / "vår by").output

    def test_a_list_that_is_not_there_is_told_in_swedish(self, tmp_path: Path) -> None:
        done = make(tmp_path / "by", "--providers", tmp_path / "nej.csv")
        assert f"{tmp_path / 'nej.csv'} finns inte." in done.output

    def test_a_longer_list_adds_the_new_ones_only(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by", "--providers", listed)
        edited = tmp_path / "by/policy/authorisations.yaml"
        edited.write_text(edited.read_text(encoding="utf-8") + "  # en rad som kommunen skrev\n", encoding="utf-8")
        before = files(tmp_path / "by")
        rows = [
            *provider_lists.twelve(),
            {"Utförare": "Nya Påhittet AB", "Org.nr": "559998-0074", "Telefon": "08-000 12 67"},
        ]
        longer = provider_lists.write_xlsx(tmp_path / "lista2.xlsx", provider_lists.table(rows))
        done = run(tmp_path / "by", "--providers", longer)
        assert done.exit_code == 0
        assert "1 ny utförare. 11 fanns redan och ändrades inte." in done.output
        after = files(tmp_path / "by")
        assert after.keys() - before.keys() == {"providers/nya-pahittet.yaml"}
        changed = [name for name in before if before[name] != after[name]]
        assert changed == ["policy/authorisations.yaml"]
        assert after["policy/authorisations.yaml"].startswith(before["policy/authorisations.yaml"])

    def test_the_same_list_again_changes_nothing(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by", "--providers", listed)
        before = files(tmp_path / "by")
        assert "inga nya utförare. 11 fanns redan" in run(tmp_path / "by", "--providers", listed).output
        assert files(tmp_path / "by") == before

    def test_a_municipalitys_own_build_py_names_the_folder(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by")
        runner = CliRunner(env={"KUNDVAL_DATA": str(tmp_path / "by")})
        assert "11 nya utförare" in runner.invoke(init_, ["--providers", str(listed)], catch_exceptions=False).output

    def test_the_folder_can_be_named_as_it_is_to_every_command(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by")
        arguments = ["--data", str(tmp_path / "by"), "--providers", str(listed)]
        assert "11 nya utförare" in CliRunner().invoke(init_, arguments, catch_exceptions=False).output

    def test_a_flag_that_would_change_the_folder_is_refused_the_second_time(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by")
        done = run(tmp_path / "by", "--providers", listed, "--name", "Annan")
        assert done.exit_code == 1
        assert done.output == "init: --name: mappen finns redan, så det ändras i dess filer.\n"

    def test_a_folder_whose_rules_cannot_be_read_is_told_where(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by")
        (tmp_path / "by/policy/services.yaml").write_text("services: [", encoding="utf-8")
        done = run(tmp_path / "by", "--providers", listed)
        assert done.exit_code == 1
        assert "init: policy/services.yaml:1:" in done.output

    def test_entries_written_in_another_way_are_not_added_to(self, listed: Path, tmp_path: Path) -> None:
        make(tmp_path / "by")
        (tmp_path / "by/policy/authorisations.yaml").write_text(
            "providers: [{id: gammal, legal_name: Gammal, regi: private}]\n", encoding="utf-8"
        )
        before = files(tmp_path / "by")
        done = run(tmp_path / "by", "--providers", listed)
        assert done.exit_code == 1
        assert "skriven så att det inte går att lägga till sist i filen" in done.output
        assert files(tmp_path / "by") == before


class TestATerminal:
    """Questions in Swedish, answered in any order of knowing."""

    def talk(self, folder: Path, answers: Sequence[str]) -> str:
        """Run the command on a terminal, and answer each `> ` in turn."""
        waiting = list(answers)
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(sys.executable, [sys.executable, str(BUILD), "init", str(folder)])  # noqa: S606
        shown = b""
        while select.select([terminal], [], [], 60)[0]:
            try:
                data = os.read(terminal, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not data:
                break
            shown += data
            if shown.endswith(b"> ") and waiting:
                os.write(terminal, f"{waiting.pop(0)}\n".encode())
        os.waitpid(pid, 0)
        os.close(terminal)
        return shown.decode()

    def test_an_answer_that_cannot_be_is_asked_for_again_and_enter_leaves_the_question(
        self, listed: Path, tmp_path: Path
    ) -> None:
        answers = ["", "Exempelby kommun", "solna", "nacka", "199", "0199", *[""] * 7, str(listed), "Hemsida=-", ""]
        shown = self.talk(tmp_path / "by", answers)
        assert "Det här behövs" in shown
        assert "”solna” finns inte. Välj bland" in shown
        assert "Kommunkoden har fyra siffror" in shown
        assert "skriven, med 11 utförare" in shown
        text = (tmp_path / "by/policy/municipality.yaml").read_text(encoding="utf-8")
        assert 'code: "0199"' in text
        assert 'phone: "TODO: ' in text

    def test_an_interrupted_talk_writes_nothing(self, tmp_path: Path) -> None:
        shown = self.talk(tmp_path / "by", ["Exempelby kommun", "\x04"])
        assert "avbrutet. Inget skrevs." in shown
        assert list(tmp_path.iterdir()) == []
