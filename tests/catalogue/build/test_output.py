"""A tree takes the standing one's place whole; what nobody of us has made is never touched."""

from pathlib import Path

import pytest

from catalogue.build import output


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def build(out: Path, text: str) -> None:
    """Build a site of one page."""
    with output.new_tree(out) as tree:
        tree.write("a/b/index.html", text.encode())
        tree.publish(b"{}")


def stop(out: Path, text: str) -> None:
    """Begin to build one, and stop."""
    with output.new_tree(out) as tree:
        tree.write("a/b/index.html", text.encode())


def page(out: Path) -> str:
    return (out / "a/b/index.html").read_text(encoding="utf-8")


def trees(out: Path) -> list[str]:
    """What each tree says, the oldest first."""
    return [page(tree) for tree in sorted(out.with_name("dist.builds").glob("build-*"))]


class TestTree:
    """A tree is seen when it is whole, and not before."""

    def test_nothing_is_seen_before_it_takes_its_place(self, out: Path) -> None:
        with output.new_tree(out) as tree:
            tree.write("index.html", b"text")
            assert not out.exists()
            tree.publish(b"{}")
            assert (out / "index.html").read_bytes() == b"text"

    def test_a_file_can_be_written_bit_by_bit(self, out: Path) -> None:
        with output.new_tree(out) as tree:
            with tree.open("api/all.json") as stream:
                stream.write(b"[1,")
                stream.write(b"2]")
            tree.publish(b"{}")
        assert (out / "api/all.json").read_bytes() == b"[1,2]"

    def test_whoever_reads_in_the_one_before_can_read_on_until_the_next_is_done(self, out: Path) -> None:
        build(out, "first")
        reading = out.resolve()
        build(out, "second")
        assert (page(reading), page(out)) == ("first", "second")
        with output.new_tree(out) as tree:
            assert page(reading) == "first"
            tree.write("a/b/index.html", b"third")
            tree.publish(b"{}")
        assert not reading.exists()
        assert trees(out) == ["second", "third"]

    def test_one_that_is_given_up_leaves_nothing(self, out: Path) -> None:
        stop(out, "first")
        assert list(out.parent.iterdir()) == []
        build(out, "second")
        stop(out, "third")
        assert trees(out) == ["second"]

    def test_what_a_killed_build_left_is_taken_away_by_the_next(self, out: Path) -> None:
        build(out, "first")
        builds = out.with_name("dist.builds")
        (builds / "build-17" / "half").mkdir(parents=True)
        (builds / "link").symlink_to("dist.builds/build-17")
        with output.new_tree(out):
            assert not (builds / "build-17").exists()
        build(out, "second")
        assert trees(out) == ["first", "second"]
        assert not (builds / "link").is_symlink()

    def test_what_cannot_be_deleted_stops_no_build(self, out: Path) -> None:
        build(out, "first")
        (out.with_name("dist.builds") / "build-1").write_text("no tree", encoding="utf-8")
        build(out, "second")
        assert page(out) == "second"

    def test_a_site_that_was_moved_with_its_builds_is_still_ours(self, out: Path, tmp_path: Path) -> None:
        build(out, "first")
        (tmp_path / "elsewhere").mkdir()
        for one in (out, out.with_name("dist.builds")):
            one.rename(tmp_path / "elsewhere" / one.name)
        build(tmp_path / "elsewhere" / "dist", "second")
        assert trees(tmp_path / "elsewhere" / "dist") == ["first", "second"]

    def test_a_link_whose_tree_somebody_has_deleted_is_set_anew(self, out: Path) -> None:
        build(out, "first")
        out.resolve().rename(out.with_name("gone"))
        build(out, "second")
        assert page(out) == "second"


class TestOurs:
    """Only an empty folder, or what an earlier build of ours has made, is built into."""

    def test_a_folder_of_an_earlier_build_is_taken_over_and_stays_until_the_next_is_done(self, out: Path) -> None:
        for file in ("a/b/index.html", output.MARK, "stray.html"):
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            (out / file).write_text("before", encoding="utf-8")
        build(out, "first")
        assert (page(out), (out / "stray.html").exists()) == ("first", False)
        assert sorted(trees(out)) == ["before", "first"]
        build(out, "second")
        assert trees(out) == ["first", "second"]

    def test_an_empty_folder_is_built_into(self, out: Path) -> None:
        out.mkdir()
        build(out, "first")
        assert page(out) == "first"

    def test_a_folder_of_somebody_else_is_refused(self, out: Path) -> None:
        out.mkdir()
        (out / "letter.txt").write_text("dear", encoding="utf-8")
        with pytest.raises(output.WriteError, match=r"dist holds files that no build has made: empty it, or name"):
            build(out, "first")
        assert [one.name for one in out.parent.rglob("*")] == ["dist", "letter.txt"]

    def test_a_link_of_somebody_else_is_refused(self, out: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        out.symlink_to("elsewhere")
        with pytest.raises(output.WriteError, match="dist is a link that no build has made: remove it, or name"):
            build(out, "first")
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_what_somebody_else_has_put_beside_our_trees_stays(self, out: Path) -> None:
        notes = out.with_name("dist.builds") / "notes" / "thesis.txt"
        notes.parent.mkdir(parents=True)
        notes.write_text("years of work", encoding="utf-8")
        build(out, "first")
        build(out, "second")
        assert notes.exists()


class TestReplaceFile:
    """One file outside the output is replaced whole."""

    def test_the_same_bytes_leave_it_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "data" / "register.json"
        output.replace_file(path, b"{}")
        before = path.stat()
        output.replace_file(path, b"{}")
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    @pytest.mark.parametrize("data", [b"{}", b"[]"])
    def test_what_a_killed_build_left_beside_it_is_gone(self, tmp_path: Path, data: bytes) -> None:
        output.replace_file(tmp_path / "register.json", b"{}")
        (tmp_path / ".register.json.new").write_bytes(b"{")
        output.replace_file(tmp_path / "register.json", data)
        assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("register.json", data)]

    def test_other_bytes_replace_it_and_nothing_is_left_beside_it(self, tmp_path: Path) -> None:
        path = tmp_path / "data" / "register.json"
        output.replace_file(path, b"{}")
        output.replace_file(path, b"[]")
        assert [(one.name, one.read_bytes()) for one in path.parent.iterdir()] == [("register.json", b"[]")]
