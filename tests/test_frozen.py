"""No test looks at what is the municipality's own: what stands at the root never turns the product's tests red."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import frozen

POLICY = frozen.ROOT / "policy"


@pytest.mark.parametrize(
    "look",
    [
        (POLICY / "fees.yaml").read_bytes,
        (frozen.DATA / ".." / ".." / ".." / "policy" / "fees.yaml").read_bytes,
        (frozen.ROOT / "providers" / "whoever.yaml").open,
        lambda: os.listdir(POLICY),  # noqa: PTH208 - each way that Python has
        lambda: [*POLICY.glob("*.yaml")],
        lambda: shutil.copytree(frozen.ROOT / "providers", frozen.ROOT / "var" / "nowhere"),
        lambda: subprocess.run([sys.executable, "build.py", "demo"], cwd=frozen.ROOT, check=False),
        lambda: subprocess.run([sys.executable, frozen.ROOT / "build.py"], check=False),
        lambda: subprocess.run([sys.executable, "build.py", "check"], cwd=frozen.ROOT, check=False),
    ],
    ids=["a file", "by a detour", "a profile", "a list", "a pattern", "a copy", "a command", "a build", "a check"],
)
def test_a_test_that_looks_there_is_stopped(look: Callable[[], object]) -> None:
    with pytest.raises(frozen.TheirOwnError, match="municipality's"):
        look()


def test_what_looks_the_same_elsewhere_is_open_to_all(tmp_path: Path) -> None:
    frozen.laid(tmp_path / "somewhere")
    shutil.rmtree(tmp_path / "somewhere")


def test_a_link_leads_nobody_there(tmp_path: Path) -> None:
    (tmp_path / "policy").symlink_to(POLICY)
    with pytest.raises(frozen.TheirOwnError):
        (tmp_path / "policy" / "fees.yaml").read_bytes()


def test_the_copy_is_read_and_laid_out(tmp_path: Path) -> None:
    assert (frozen.laid(tmp_path) / "policy" / "fees.yaml").read_bytes() == (frozen.POLICY / "fees.yaml").read_bytes()
    assert (tmp_path / "providers").is_dir()


def test_a_folder_that_is_laid_out_keeps_nothing_of_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "somebody-real.yaml").touch()
    assert not (frozen.laid(tmp_path) / "providers" / "somebody-real.yaml").exists()
