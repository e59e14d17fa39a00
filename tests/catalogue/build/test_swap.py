"""Whoever reads finds one whole site at every moment: a build that is killed leaves the former, two go one by one."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalogue.build import output
from tests.support import size
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL, TODAY

KILLS = size.of(5, 50)
SWAP = ("open provider.schema.json", "os.symlink", "os.rename link")  # in whose midst a site takes the former's place
FIRST, OTHER = "Tre ekar", "Fyra ekar"
COUNTED = f"""
import atexit, os, signal, sys
moment, made = sys.argv[2], 0
def heard(event, arguments):
    global made
    changes = event in ("os.mkdir", "os.rename", "os.symlink", "shutil.rmtree")
    if changes or (event == "open" and "w" in str(arguments[1])):
        made += 1
        if moment == str(made) or f"{{event}} {{os.path.basename(str(arguments[0]))}}".startswith(moment):
            os.kill(os.getpid(), signal.SIGKILL)
atexit.register(lambda: print(made))
sys.addaudithook(heard)
{small.BUILD}
"""
"""A build that counts its changes of the file system, and kills itself before one of them, named or counted."""


def build(folder: Path, moment: str = "never") -> "subprocess.CompletedProcess[str]":
    """Build in a process of its own, up to a moment."""
    command = [sys.executable, "-c", COUNTED, str(folder), moment]
    return subprocess.run(command, env=os.environ | small.PATHS, check=False, capture_output=True, text=True)


def called(folder: Path, name: str) -> None:
    """Rename the one profile that differs."""
    small.write(folder, NORMAL, small.PROFILES[NORMAL].replace(FIRST, name))


def site(folder: Path) -> Mapping[str, str]:
    """What stands in the output."""
    return {name: digest for name, digest in small.output(folder).items() if name.startswith("dist/")}


@pytest.mark.proof("tests/catalogue/build/test_swap.py::test_what_a_killed_build_has_left_is_gone_after_the_next")
def test_a_build_that_is_killed_at_any_moment_leaves_the_former_site_whole(folder: Path) -> None:
    small.built(folder)
    sites = {FIRST: site(folder)}
    called(folder, OTHER)
    count = int(build(folder).stdout)
    sites[OTHER] = site(folder)
    chance = random.Random(KILLS)
    moments = [*SWAP, *(str(chance.randint(1, count)) for _ in range(KILLS - len(SWAP)))]
    stands = OTHER
    for moment in moments:
        wanted = FIRST if stands == OTHER else OTHER
        called(folder, wanted)
        assert build(folder, moment).returncode == -signal.SIGKILL
        found = site(folder)
        assert found in sites.values(), f"killed at {moment} of {count}"
        stands = next(name for name in sites if sites[name] == found)
    called(folder, FIRST)
    small.built(folder)
    assert site(folder) == sites[FIRST]
    assert len(list((folder / "dist.builds").iterdir())) == 2


def test_a_build_waits_for_the_one_that_is_under_way(folder: Path) -> None:
    code = f"""
import sys
sys.addaudithook(lambda event, _: print("waits", flush=True) if event == "fcntl.flock" else None)
{small.BUILD}
"""
    command = [sys.executable, "-c", code, str(folder)]
    with output.build_lock(folder / "var"):
        waiting = subprocess.Popen(command, env=os.environ | small.PATHS, stdout=subprocess.PIPE, text=True)
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "waits\n"
        assert not (folder / "dist.builds").exists()
        assert waiting.poll() is None
    with waiting:
        assert waiting.wait() == 0
    assert (folder / "dist" / "index.html").is_file()


def test_two_builds_at_once_both_succeed_and_one_whole_site_stands(folder: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", small.BUILD, folder], env=os.environ | small.PATHS) for _ in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    assert small.output(folder) == small.fresh(folder, TODAY)


@pytest.mark.parametrize("left", ["half a tree", "a link that was not set over"])
def test_what_a_killed_build_has_left_is_gone_after_the_next(folder: Path, left: str) -> None:
    half = folder / "dist.builds" / "build-17" / "utforare"
    half.mkdir(parents=True)
    if left == "half a tree":
        (half / "index.html").write_text("<!doct", encoding="utf-8")
    else:
        (folder / "dist.builds" / "link").symlink_to("dist.builds/build-17")
    small.built(folder)
    assert [*(folder / "dist.builds").iterdir()] == [(folder / "dist").resolve()]
