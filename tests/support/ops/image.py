"""What the Dockerfile makes, laid out and run without a container engine: unprivileged, and in a read-only root.

The base image is this machine, which is mounted read-only; `/opt/kundval`, `/var/lib/kundval`, `/run` and `/tmp` are
the image's own, as an engine would mount them.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from tests.support.frozen import ROOT

CODE: Final = "opt/kundval"
PACKAGES: Final = ".venv"

ENTER: Final = """
set -eu
image=$1 volume=$2 packages=$3 python=$4 hosts=$5 secret=$6 user=$7
shift 7
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir /opt/kundval /opt/python /opt/packages
mount --bind "$image" /opt/kundval
mount --bind "$packages" /opt/kundval/.venv
mount --bind "$python" /opt/python
mount --bind "$packages" /opt/packages
mount -t tmpfs -o mode=755 tmpfs /var/lib
mkdir /var/lib/kundval
mount --bind "$volume" /var/lib/kundval
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/secrets
touch /run/secrets/kundval
mount --bind "$secret" /run/secrets/kundval
mount --bind "$hosts" /etc/hosts
case $python in
    /root/*)
        mount -t tmpfs -o mode=755 tmpfs /root
        mkdir -p "$python"
        mount --bind /opt/python "$python"
        mount -o remount,bind,ro "$python"
        mount -o remount,bind,ro /root
        ;;
esac
mount -t tmpfs -o mode=1777 tmpfs /tmp
for each in / /opt/kundval/.venv /opt/kundval /opt/python /opt/packages /opt /run/secrets/kundval /run /var/lib \
    /etc/hosts; do
    mount -o remount,bind,ro "$each"
done
cd /opt/kundval
exec setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs --bounding-set=-all \
    --inh-caps=-all env -i "$@"
"""


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile, such as USER, and what it is given."""

    name: str
    given: str

    def words(self) -> list[str]:
        """Return the words of a command that is written as a list."""
        words: list[str] = json.loads(self.given[self.given.index("[") :])
        return words


def stages() -> list[list[Instruction]]:
    """Return the Dockerfile's stages, each with its instructions."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[list[Instruction]] = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if line.strip():
            name, _, given = line.partition(" ")
            found += [[]] if name == "FROM" else []
            found[-1].append(Instruction(name, given.strip()))
    return found


def only(name: str) -> Instruction:
    """Return the one instruction of a name in the last stage."""
    (instruction,) = (one for one in stages()[-1] if one.name == name)
    return instruction


def environment() -> dict[str, str]:
    """Return the variables that the last stage sets."""
    return dict(word.split("=", 1) for word in shlex.split(only("ENV").given))


def ignored(path: str) -> bool:
    """Return whether `.dockerignore` keeps a path out of what is copied: the last pattern that fits it decides."""
    result = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        places = [path, *map(str, Path(path).parents)]
        names = [Path(place).name for place in places] if "**/" in line else places
        if line and not line.startswith("#") and any(fnmatch(name, pattern) for name in names):
            result = not line.startswith("!")
    return result


def laid_out(folder: Path) -> Path:
    """Copy what the last stage copies, and run what it runs of ours; its packages are those of the tests."""
    listed = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in files:
        if not ignored(name) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / PACKAGES).symlink_to(sys.prefix)
    for one in stages()[-1]:
        if one.name == "RUN" and not one.given.startswith("apt-get"):
            subprocess.run(["bash", "-euc", one.given], check=True, cwd=folder)
    (folder / PACKAGES).unlink()
    (folder / PACKAGES).mkdir()
    return folder


def install_packages(folder: Path) -> Path:
    """Copy and run what the first stage copies and runs, and return the environment that it makes."""
    for one in stages()[0]:
        if one.name == "COPY":
            source, place = one.given.split()
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, folder / place)
        if one.name == "RUN":
            subprocess.run(["bash", "-euc", one.given], check=True, cwd=folder)
    return folder / PACKAGES


def user() -> str:
    """Return who the container runs as: the image's user, or who runs the tests, where files cannot be given away."""
    return only("USER").given if os.geteuid() == 0 else f"{os.geteuid()}:{os.getegid()}"


def give(folder: Path) -> None:
    """Make the container's user the owner of a folder and of all that is in it."""
    own, group = map(int, user().split(":"))
    for file in (folder, *folder.rglob("*")):
        os.chown(file, own, group, follow_symlinks=False)


def _unshare() -> list[str]:
    return [*(() if os.geteuid() == 0 else ("sudo", "-n")), "unshare", "--mount"]


def impossible() -> str:
    """Return why no process can be given a root of its own here; empty if it can."""
    return subprocess.run([*_unshare(), "true"], check=False, capture_output=True, text=True).stderr.strip()


@dataclass(frozen=True)
class Container:
    """An image, its volume, and what is mounted besides: names of hosts, and the secret."""

    image: Path
    volume: Path
    hosts: Path
    secret: Path

    def command(self, words: Sequence[str], more: Mapping[str, str] | None = None) -> list[str]:
        """Return the command line that runs words as the container's user, in its root."""
        variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", **environment(), **(more or {})}
        places = [self.image, self.volume, Path(sys.prefix), Path(sys.base_prefix), self.hosts, self.secret]
        settings = [f"{name}={value}" for name, value in variables.items()]
        script = [*_unshare(), "bash", "-c", ENTER, "enter", *map(str, places), user()]
        return [*script, *settings, "bash", "-c", f"exec {shlex.join(words)}"]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of ours as `docker run IMAGE ARGUMENTS` does."""
        words = [*only("ENTRYPOINT").words(), *arguments]
        return subprocess.run(self.command(words), check=False, capture_output=True, text=True)

    def execute(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run words as they stand, as `docker exec` does."""
        return subprocess.run(self.command(words), check=False, capture_output=True, text=True)
