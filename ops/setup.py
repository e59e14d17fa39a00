"""Set up a fresh machine: the virtual environment from lock files of pip and npm, and the browser for the tests.

Run by the Makefile with the machine's own Python, before anything is installed, so it uses the standard library
alone: `python3 ops/setup.py serve|test`. `ministack` (the AWS emulator), `checkov` (a linter for templates),
`node` (Node and npm) and `audit` (pip-audit) have an environment of their own each.
"""

from __future__ import annotations  # so that an older Python, too, comes as far as the sentence that refuses it

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
SUPERSETS = {"serve": ("serve", "test"), "test": ("test",)}
"""The locks that contain everything a purpose needs, the smallest first."""
NGINX = ROOT / "var" / "nginx"
APART = ("ministack", "checkov", "node", "audit")
"""Tools whose packages would mix with ours: each has an environment of its own."""
FOR_TESTS = ("ministack", "checkov", "node")
"""Those that the tests use: installed before the first test, so that no test downloads anything."""
PIP = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")
REPORTED_EVERY = 25
_NPM_PREFIXES = ("npm error ", "npm ERR! ")  # the second until npm 10, which Debian 12 has


class SetupError(Exception):
    """What is missing on this machine and how to fix it, in one sentence."""


def main(arguments: Sequence[str]) -> int:
    """Set up for one purpose; return 0 if the machine is ready, 1 (with one message printed) if it cannot be."""
    if len(arguments) != 1 or arguments[0] not in {*SUPERSETS, *APART}:
        print(f"usage: python3 ops/setup.py {'|'.join((*SUPERSETS, *APART))}", file=sys.stderr)
        return 2
    try:
        if arguments[0] in APART:
            apart(arguments[0])
        else:
            ready(arguments[0])
    except SetupError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    return 0


def ready(purpose: str) -> None:
    """Install the lock of a purpose into `.venv`, and for tests the other programs they need."""
    if sys.version_info < OLDEST:
        needed, this = ".".join(map(str, OLDEST)), sys.version.split()[0]
        raise SetupError(
            f"Python {needed} or newer is needed, this is {this}. Name another: make serve PYTHON=python3.13"
        )
    if not _works(PYTHON):
        _create(VENV)
    if not any(_stamp(name).is_file() and _stamp(name).read_text() == _digest(name) for name in SUPERSETS[purpose]):
        _install(purpose, PYTHON, _stamp(purpose))
    _install_npm("browser")
    if purpose == "test":
        _install_programs()
        for tool in FOR_TESTS:
            apart(tool)
        _install_npm("issuer")


def _install_programs() -> None:
    """Install what the tests start besides Python: a browser and its driver's library, Java, and curl."""
    if not browser():
        _apt("chromium", "The browser tests need Chromium")
    if not shutil.which("chromium-headless-shell"):
        with suppress(SetupError):  # the tests run without it too, only slower
            _apt("chromium-headless-shell", "The browser tests are faster without windows")
    (driver,) = VENV.glob("lib/python3.*/site-packages/playwright/driver/node")
    if not _succeeds([str(driver), "--version"]):
        _apt("libatomic1", "The browser's driver needs libatomic")
    if not shutil.which("java"):
        _apt("default-jre-headless", "The HTML validator of the tests runs on Java")
    if not shutil.which("curl"):
        _apt("curl", "A test follows the printed curl commands to the letter")
    if not nginx():
        _unpack_nginx()


def _install_npm(name: str) -> None:
    """Install what `requirements/npm/NAME` locks into the environment, with the machine's npm or with ours."""
    lock, folder = ROOT / "requirements" / "npm" / name, VENV / "npm" / name
    stamp, digest = folder / "kundval.installed", _sha256(lock / "package-lock.json")
    if stamp.is_file() and stamp.read_text() == digest:
        return
    npm = shutil.which("npm") or str(apart("node").with_name("npm"))
    print(f"setup: installing requirements/npm/{name} with npm", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)  # npm begins by taking away what stands there
    for file in ("package.json", "package-lock.json"):
        shutil.copyfile(lock / file, folder / file)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]  # in the folder: --prefix hides npm's settings
    trusting = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}  # the machine's certificates, as pip does
    result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=trusting)
    if result.returncode != 0:
        raise SetupError(f"npm could not install requirements/npm/{name}: {_npm_reason(result.stderr)}")
    stamp.write_text(digest)


def apart(name: str) -> Path:
    """Install one tool into an environment of its own, and return its Python; concurrent calls wait for a lock."""
    environment = ROOT / "var" / name
    python, stamp = environment / "bin" / "python", environment / f"kundval-{name}.installed"
    environment.parent.mkdir(exist_ok=True)
    with environment.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _works(python):
            _create(environment)
        if not (stamp.is_file() and stamp.read_text() == _digest(name)):
            _install(name, python, stamp)
    return python


def nginx() -> str | None:
    """Return the path of nginx, the machine's own or the one that was unpacked for the tests, or None."""
    unpacked = NGINX / "usr" / "sbin" / "nginx"
    return (
        shutil.which("nginx")
        or shutil.which("nginx", path="/usr/sbin")
        or (str(unpacked) if unpacked.is_file() else None)
    )


def _unpack_nginx() -> None:
    """Unpack Debian's nginx below var/: installed, it would begin to serve on this machine's port 80."""
    NGINX.mkdir(parents=True, exist_ok=True)
    for command in (["apt-get", "update"], ["apt-get", "download", "nginx"]):
        with suppress(OSError):  # without apt the tests say so
            subprocess.run(command, check=False, capture_output=True, cwd=NGINX)
    for package in NGINX.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(NGINX)], check=False, capture_output=True)


def browser() -> str | None:
    """Return the path of Debian's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _create(environment: Path) -> None:
    print(f"setup: creating {environment.relative_to(ROOT)}", flush=True)
    if not _can_create_environments():
        _apt("python3-venv", "Python's venv module is incomplete")
    if environment.is_symlink():
        environment.unlink()  # what it leads to is somebody else's
    shutil.rmtree(environment, ignore_errors=True)
    result = subprocess.run(
        [sys.executable, "-m", "venv", str(environment)], check=False, capture_output=True, text=True
    )
    if result.returncode != 0 or not _works(environment / "bin" / "python"):
        name, reason = environment.relative_to(ROOT), _last_line(result.stdout + result.stderr)
        raise SetupError(f"the environment {name} could not be created: {reason}")


def _install(purpose: str, python: Path, stamp: Path) -> None:
    """Install a lock with uv if the machine has it (ten times as fast), else with pip; say how far it is."""
    lock = ROOT / "requirements" / f"{purpose}.lock"
    total = lock.read_text(encoding="utf-8").count("==")
    uv = shutil.which("uv")
    tool = "uv" if uv else "pip"
    print(f"setup: installing requirements/{purpose}.lock with {tool}, {total} packages", flush=True)
    command = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install", *PIP]
    lines: list[str] = []
    with subprocess.Popen(
        [*command, "--require-hashes", "-r", str(lock)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        count = 0
        for line in process.stdout or ():
            lines.append(line)
            count += line.startswith("Collecting ")
            if line.startswith("Collecting ") and count % REPORTED_EVERY == 0:
                print(f"setup: {count} of {total} packages found", flush=True)
    if process.returncode != 0:
        raise SetupError(f"{tool} could not install requirements/{purpose}.lock: {_last_line(''.join(lines))}")
    stamp.write_text(_digest(purpose))


def _apt(package: str, why: str) -> None:
    """Install a Debian package if we have the rights; raise SetupError with the command if not."""
    advice = f"{why}. Install it first: sudo apt-get install {package}"
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (root and not _succeeds([*root, "true"])):
        raise SetupError(advice)
    print(f"setup: {why}; installing Debian's {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        command = [*root, "apt-get", "-o", "DPkg::Lock::Timeout=120", *step]
        if subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
            raise SetupError(advice)


def _can_create_environments() -> bool:
    """Return whether this Python can create environments with pip (Debian splits that off into python3-venv)."""
    return _succeeds([sys.executable, "-c", "import venv, ensurepip"])


def _works(python: Path) -> bool:
    """Return whether an environment has pip, and is of this version of Python: what is compiled fits no other."""
    asked = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return python.exists() and _succeeds([str(python), "-c", asked])


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _stamp(name: str) -> Path:
    return VENV / f"kundval-{name}.installed"


def _digest(name: str) -> str:
    return _sha256(ROOT / "requirements" / f"{name}.lock")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _npm_reason(text: str) -> str:
    """Return the line in which npm says what went wrong: the first that is no code and not the place of its log."""
    lines = [line[len(prefix) :] for line in text.splitlines() for prefix in _NPM_PREFIXES if line.startswith(prefix)]
    codes = ("code ", "errno ", "syscall ", "A complete log")
    return next((line for line in lines if not line.startswith(codes)), _last_line(text))


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("WARNING")]
    return lines[-1] if lines else "no reason given"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
