"""A site that is built anew while it is read: every answer is whole, none is missing, and the new one shows at once."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from catalogue.build import output
from ops.server import static_files
from ops.server.serve import Local
from tests.support import size
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL
from tests.support.ops.serving import answering, ask

BUILDS = size.of(2, 50)
READ = ("/", "/utforare/", f"/utforare/{NORMAL}/", "/en/providers/", "/api/v1/providers.json", "/facets.json")


class Reader:
    """Asks for one page after the other, and keeps what was not whole."""

    def __init__(self, local: Local) -> None:
        self.local, self.stop, self.asked = local, Event(), 0
        self.wrong: list[str] = []
        self.thread = Thread(target=self._read)

    def _read(self) -> None:
        while not self.stop.is_set():
            for path in READ:
                status, _, body = ask(self.local, "GET", path)
                ended = body.rstrip().endswith((b"</html>", b"}"))
                self.asked += 1
                if status != 200 or not ended:
                    self.wrong.append(f"{path}: {status}, {body[-20:]!r}")


def build(folder: Path, name: str) -> None:
    """Rename one provider, and build beside the server."""
    small.write(folder, NORMAL, small.PROFILES[NORMAL].replace("Tre ekar", name))
    subprocess.run([sys.executable, "-c", small.BUILD, str(folder)], env=os.environ | small.PATHS, check=True)


@pytest.mark.proof("tests/catalogue/build/test_swap.py::test_two_builds_at_once_both_succeed_and_one_whole_site_stands")
def test_a_reader_never_misses_a_page_and_finds_the_new_site_at_once(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    build(folder, "Noll ekar")
    with answering(folder) as local:
        reader = Reader(local)
        reader.thread.start()
        for number in range(BUILDS):
            build(folder, f"{number} ekar")
            assert f"<h1>{number} ekar</h1>".encode() in ask(local, "GET", f"/utforare/{NORMAL}/")[2]
        reader.stop.set()
        reader.thread.join()
    assert (reader.wrong, reader.asked > 0) == ([], True)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one page, beside what nobody may read."""
    with output.new_tree(tmp_path / "dist") as tree:
        tree.write("index.html", b"start")
        tree.publish(b"{}")
    (tmp_path / "dist.builds" / "secret.txt").write_text("canary", encoding="utf-8")
    ((tmp_path / "dist").resolve() / "link").symlink_to(tmp_path / "dist.builds" / "secret.txt")
    return tmp_path / "dist"


@pytest.mark.parametrize("path", ["/../secret.txt", "/link", "//../dist.builds/secret.txt", "/..%2fsecret.txt"])
def test_the_link_of_the_site_opens_no_way_out_of_its_tree(site: Path, path: str) -> None:
    assert static_files.page(site, "/").body == b"start"
    assert static_files.page(site, path).status == 404


HIDDEN = {
    ".well-known/security.txt": 200,
    ".well-known/.secret": 404,
    ".hidden": 404,
    ".well-known.old/security.txt": 404,
    "en/.well-known/security.txt": 404,
    ".git/config": 404,
}


@pytest.mark.parametrize("path", HIDDEN)
def test_of_hidden_files_the_security_contact_alone_is_served(tmp_path: Path, path: str) -> None:
    with output.new_tree(tmp_path / "dist") as tree:
        for file in HIDDEN:
            tree.write(file, b"Contact: mailto:info@kommun.example\n")
        tree.publish(b"{}")
    answer = static_files.page(tmp_path / "dist", f"/{path}")
    assert answer.status == HIDDEN[path]
    assert (
        answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    )  # of the file, or of the words that it is not there


@pytest.mark.parametrize("path", ["/.well-known/../secret.txt", "/.well-known/..", "/.well-known/"])
def test_its_folder_opens_no_way_out_and_lists_nothing(site: Path, path: str) -> None:
    (site.resolve() / ".well-known").mkdir()
    assert static_files.page(site, path).status == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [("/missing", b"root"), ("/en/missing/page", b"en"), ("/en", b"en"), ("/de/", b"root"), ("/%00/x", b"root")],
)
def test_a_missing_page_answers_in_the_language_of_its_folder(tmp_path: Path, path: str, body: bytes) -> None:
    with output.new_tree(tmp_path / "dist") as tree:
        tree.write("404.html", b"root")
        tree.write("en/404.html", b"en")
        tree.publish(b"{}")
    answer = static_files.page(tmp_path / "dist", f"{path}/")
    assert (answer.status, answer.body) == (404, body)


def test_an_answer_comes_from_one_tree_though_the_link_is_set_over_meanwhile(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve, built = Path.resolve, list[Path]()

    def built_meanwhile(path: Path, *, strict: bool = False) -> Path:
        found = resolve(path, strict=strict)
        if not built:
            built.append(path)
            with output.new_tree(site) as tree:
                tree.publish(b"{}")
        return found

    monkeypatch.setattr(Path, "resolve", built_meanwhile)
    assert static_files.page(site, "/").body == b"start"
    assert len(built) == 1
