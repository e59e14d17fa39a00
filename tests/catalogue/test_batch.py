from pathlib import Path

import pytest

from catalogue import batch, order, policy
from catalogue.job import Job, Pages
from catalogue.render import Renderer
from catalogue.write import Tree
from tests.catalogue import small
from tests.catalogue.small import NORMAL, OWN, TODAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.checkout(tmp_path / "here")


def job(folder: Path, tree: Path | None = None) -> Job:
    rules, problems = policy.load(folder / "policy", folder)
    assert rules is not None, problems
    files = sorted((folder / "providers").glob("*.yaml"))
    profiles = {file.stem: (f"providers/{file.name}", file) for file in files}
    if tree is None:
        return Job(rules, TODAY, profiles)
    renderer = Renderer.of(folder / "site", folder / "var" / "shell", rules, TODAY)
    shown = order.of_date(rules, TODAY)
    pages = Pages(renderer, frozenset(shown), {}, renderer.exports(shown), Tree(folder / "dist", tree))
    return Job(rules, TODAY, profiles, pages)


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_several_processes_do_what_one_does(folder: Path, tmp_path: Path) -> None:
    ids = sorted([*small.PROFILES, small.SILENT])
    alone = list(batch.each(job(folder, tmp_path / "one"), ids, workers=1))
    together = list(batch.each(job(folder, tmp_path / "two"), ids, workers=2))
    assert alone == together
    assert written(tmp_path / "one") == written(tmp_path / "two") != {}


def test_it_is_told_how_many_files_were_written(folder: Path, tmp_path: Path) -> None:
    done = batch.each(job(folder, tmp_path / "one"), sorted([*small.PROFILES, small.SILENT]), workers=1)
    assert sum(one.laid_out.files for one in done if one.laid_out) == len(written(tmp_path / "one"))


def test_a_fault_in_one_of_several_processes_is_raised_here(folder: Path) -> None:
    broken = Job(None, TODAY, job(folder).profiles)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        list(batch.each(broken, sorted(small.PROFILES), workers=2))


def test_a_check_lays_nothing_out(folder: Path) -> None:
    assert [done.laid_out for done in batch.each(job(folder), [NORMAL, OWN], workers=1)] == [None, None]


def test_a_profile_with_an_error_has_no_pages(folder: Path, tmp_path: Path) -> None:
    small.write(folder, NORMAL, "name: [")
    assert batch.one(job(folder, tmp_path / "one"), NORMAL).laid_out is None
    assert not (tmp_path / "one").exists()
