from pathlib import Path

import pytest

from catalogue.build import providers
from catalogue.build.context import BuildContext, PageContext
from catalogue.build.output import Tree
from catalogue.policy import daily_order, loader
from catalogue.profiles.availability import Availability
from catalogue.rendering.renderer import Renderer
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL, OWN, TODAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.checkout(tmp_path / "here")


def job(folder: Path, tree: Path | None = None) -> BuildContext:
    rules, problems = loader.load(folder / "policy", folder)
    assert rules is not None, problems
    files = sorted((folder / "providers").glob("*.yaml"))
    profiles = {file.stem: (f"providers/{file.name}", file) for file in files}
    if tree is None:
        return BuildContext(rules, TODAY, profiles)
    renderer = Renderer.load(folder, rules, TODAY)
    shown = daily_order.order_on(rules, TODAY)
    pages = PageContext(
        renderer, frozenset(shown), {}, renderer.exports(shown), Tree(folder / "dist", tree), Availability()
    )
    return BuildContext(rules, TODAY, profiles, pages)


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_several_processes_do_what_one_does(folder: Path, tmp_path: Path) -> None:
    ids = sorted([*small.PROFILES, small.SILENT])
    alone = list(providers.build_providers(job(folder, tmp_path / "one"), ids, workers=1))
    together = list(providers.build_providers(job(folder, tmp_path / "two"), ids, workers=2))
    assert alone == together
    assert written(tmp_path / "one") == written(tmp_path / "two") != {}


def test_it_is_told_how_many_files_were_written(folder: Path, tmp_path: Path) -> None:
    done = providers.build_providers(job(folder, tmp_path / "one"), sorted([*small.PROFILES, small.SILENT]), workers=1)
    assert sum(result.rendered.files for result in done if result.rendered) == len(written(tmp_path / "one"))


def test_a_fault_in_one_of_several_processes_is_raised_here(folder: Path) -> None:
    broken = BuildContext(None, TODAY, job(folder).profiles)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        list(providers.build_providers(broken, sorted(small.PROFILES), workers=2))


def test_a_check_lays_nothing_out(folder: Path) -> None:
    assert [done.rendered for done in providers.build_providers(job(folder), [NORMAL, OWN], workers=1)] == [None, None]


def test_a_profile_with_an_error_has_no_pages(folder: Path, tmp_path: Path) -> None:
    small.write(folder, NORMAL, "name: [")
    assert providers.build_provider(job(folder, tmp_path / "one"), NORMAL).rendered is None
    assert not (tmp_path / "one").exists()
