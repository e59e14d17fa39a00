import os
import shutil
from pathlib import Path

import pytest

from catalogue.build import output


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    return output.fresh(tmp_path / "staging")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


class TestStaging:
    """What is staged is nowhere else."""

    def test_a_fresh_folder_is_empty_whatever_stood_there(self, tmp_path: Path) -> None:
        (tmp_path / "staging" / "old").mkdir(parents=True)
        assert list(output.fresh(tmp_path / "staging").iterdir()) == []

    def test_a_staged_file_keeps_its_stamp_when_it_is_moved(self, staging: Path, out: Path) -> None:
        stamp = output.stage(staging, "a/b/index.html", b"text")
        output.commit(staging, out, ())
        assert output.survey(out) == {"a/b/index.html": stamp}

    def test_nothing_reaches_the_output_before_the_commit(self, staging: Path, out: Path) -> None:
        output.stage(staging, "index.html", b"text")
        assert not out.exists()


class TestStanding:
    """A file is standing when it holds exactly the bytes that are asked for."""

    @pytest.mark.parametrize(("there", "asked"), [(b"text", b"texts"), (b"text", b"taxt"), (None, b"text")])
    def test_other_bytes_are_not_standing(self, out: Path, there: bytes | None, asked: bytes) -> None:
        out.mkdir()
        if there is not None:
            (out / "a").write_bytes(there)
        assert output.standing(out, "a", asked) is None

    def test_the_same_bytes_give_the_stamp(self, out: Path) -> None:
        out.mkdir()
        (out / "a").write_bytes(b"text")
        assert output.standing(out, "a", b"text") == output.stamp(out / "a")


class TestCommit:
    """New files come in, gone ones go, others are not touched."""

    def test_a_file_that_is_not_staged_is_not_touched(self, staging: Path, out: Path) -> None:
        (out / "utforare" / "a").mkdir(parents=True)
        (out / "utforare" / "a" / "index.html").write_text("a")
        before = output.survey(out)
        output.stage(staging, "utforare/b/index.html", b"b")
        output.commit(staging, out, ())
        assert output.survey(out)["utforare/a/index.html"] == before["utforare/a/index.html"]
        assert files(out) == {"utforare/a/index.html": "a", "utforare/b/index.html": "b"}

    def test_a_gone_file_takes_its_empty_folder_with_it(self, staging: Path, out: Path) -> None:
        (out / "utforare" / "a").mkdir(parents=True)
        (out / "utforare" / "a" / "index.html").write_text("a")
        (out / "index.html").write_text("start")
        output.commit(staging, out, ["utforare/a/index.html"])
        assert [path.name for path in out.iterdir()] == ["index.html"]

    def test_a_folder_takes_the_place_of_a_file(self, staging: Path, out: Path) -> None:
        out.mkdir()
        (out / "utforare").write_text("a file")
        output.stage(staging, "utforare/index.html", b"list")
        output.commit(staging, out, ())
        assert files(out) == {"utforare/index.html": "list"}

    def test_a_file_takes_the_place_of_a_folder(self, staging: Path, out: Path) -> None:
        (out / "order.json" / "odd").mkdir(parents=True)
        output.stage(staging, "order.json", b"{}")
        output.commit(staging, out, ())
        assert files(out) == {"order.json": "{}"}

    def test_a_link_in_the_output_is_replaced_and_not_followed(self, staging: Path, out: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        out.mkdir()
        (out / "utforare").symlink_to(tmp_path / "elsewhere")
        output.stage(staging, "utforare/index.html", b"list")
        output.commit(staging, out, ())
        assert list((tmp_path / "elsewhere").iterdir()) == []
        assert files(out) == {"utforare/index.html": "list"}


class TestPut:
    """One file outside the output is replaced whole."""

    def test_the_same_bytes_leave_it_alone(self, staging: Path, tmp_path: Path) -> None:
        path = tmp_path / "data" / "register.json"
        first = output.put(staging, path, b"{}")
        assert output.put(staging, path, b"{}") == first == output.stamp(path)

    def test_other_bytes_replace_it(self, staging: Path, tmp_path: Path) -> None:
        path = tmp_path / "data" / "register.json"
        output.put(staging, path, b"{}")
        output.put(staging, path, b"[]")
        assert path.read_bytes() == b"[]"


class TestFailure:
    """What cannot be written is told in one sentence that names the place."""

    def test_a_file_in_the_way_of_staging(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("a file")
        with pytest.raises(output.WriteError, match="var"):
            output.fresh(tmp_path / "var" / "staging")

    def test_a_file_in_the_way_of_the_lock(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("a file")
        with pytest.raises(output.WriteError, match="var"), output.alone(tmp_path / "var"):
            pass


class TestOurs:
    """Only an empty folder, or one that an earlier build of ours has made, is built into."""

    @pytest.mark.parametrize(("there", "ours"), [((), True), ((output.MARK, "a"), True), (("letter.txt",), False)])
    def test_whose_folder_it_is(self, there: tuple[str, ...], ours: bool) -> None:  # noqa: FBT001
        assert output.ours(there) is ours


class TestSurvey:
    """What stands in the output is known anew each time; folders that nobody has touched need not be read."""

    @pytest.fixture
    def folders(self, out: Path) -> dict[str, int]:
        for file in self.KNOWN:
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            (out / file).write_text("text")
        return output.noted(out, output.folders_of(self.KNOWN))

    KNOWN = ("index.html", "a/index.html", "b/c/index.html")

    def test_it_finds_what_a_walk_finds(self, out: Path, folders: dict[str, int]) -> None:
        assert folders.keys() == {"", "a", "b", "b/c"}
        assert output.survey(out, self.KNOWN, output.unchanged(out, folders)) == output.survey(out)

    def test_a_changed_file_has_another_stamp(self, out: Path, folders: dict[str, int]) -> None:
        before = output.survey(out, self.KNOWN, output.unchanged(out, folders))
        (out / "a/index.html").write_text("longer text")
        after = output.survey(out, self.KNOWN, output.unchanged(out, folders))
        assert {file for file in before if before[file] != after[file]} == {"a/index.html"}

    def test_a_stranger_is_found(self, out: Path, folders: dict[str, int]) -> None:
        os.utime(out / "b/c", ns=(0, 0))  # whatever the time of change is
        folders = output.noted(out, folders)
        (out / "b/c/stranger").write_text("text")
        assert output.survey(out, self.KNOWN, output.unchanged(out, folders)).keys() == {*self.KNOWN, "b/c/stranger"}

    def test_what_is_gone_is_not_there(self, out: Path, folders: dict[str, int]) -> None:
        shutil.rmtree(out / "b")
        (out / "index.html").unlink()
        assert output.survey(out, self.KNOWN, output.unchanged(out, folders)).keys() == {"a/index.html"}

    def test_a_file_where_a_folder_was_is_found(self, out: Path, folders: dict[str, int]) -> None:
        shutil.rmtree(out / "a")
        (out / "a").write_text("text")
        assert output.survey(out, self.KNOWN, output.unchanged(out, folders)).keys() == {
            "index.html",
            "a",
            "b/c/index.html",
        }
