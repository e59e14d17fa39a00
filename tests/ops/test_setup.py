"""What set-up says when npm cannot install what it locks, and for which Python it sets up."""

import ast
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ops import setup

OF_TODAY = """\
npm error code SELF_SIGNED_CERT_IN_CHAIN
npm error errno SELF_SIGNED_CERT_IN_CHAIN
npm error request to https://registry.example/oauth4webapi failed, reason: self-signed certificate in certificate chain
npm error A complete log of this run can be found in: /home/karin/.npm/_logs/debug-0.log
"""
OF_DEBIAN_12 = """\
npm ERR! code ENOTFOUND
npm ERR! syscall getaddrinfo
npm ERR! errno ENOTFOUND
npm ERR! network request to https://registry.example/oauth4webapi failed, reason: getaddrinfo ENOTFOUND registry.example

npm ERR! A complete log of this run can be found in:
npm ERR!     /home/karin/.npm/_logs/debug-0.log
"""


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (OF_TODAY, "failed, reason: self-signed certificate in certificate chain"),
        (OF_DEBIAN_12, "failed, reason: getaddrinfo ENOTFOUND registry.example"),
        ("Segmentation fault\n", "Segmentation fault"),
    ],
    ids=["today's npm", "Debian 12's", "a crash"],
)
def test_the_reason_is_what_npm_says_and_not_its_code_or_its_log(written: str, reason: str) -> None:
    assert setup._npm_reason(written).endswith(reason)


class TestWhichPython:
    """The one that is named is the one that runs, and one that is too old is refused in a sentence."""

    def test_an_environment_of_another_version_is_not_taken_for_ready(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert setup._works(Path(sys.executable))
        monkeypatch.setattr(setup, "sys", SimpleNamespace(version_info=(3, 99, 0)))
        assert not setup._works(Path(sys.executable))

    def test_a_link_to_an_environment_is_replaced_and_what_it_leads_to_is_left_alone(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(setup, "ROOT", tmp_path)
        monkeypatch.setattr(setup, "sys", SimpleNamespace(executable="true", version_info=sys.version_info))
        (tmp_path / "shared").mkdir()
        link = tmp_path / ".venv"
        link.symlink_to(tmp_path / "shared")
        with pytest.raises(setup.SetupError, match=r"\.venv could not be created"):
            setup._create(link)
        assert not link.is_symlink()
        assert (tmp_path / "shared").is_dir()

    def test_one_that_is_too_old_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        old = SimpleNamespace(version_info=(3, 9, 2), version="3.9.2 (default)", stderr=sys.stderr)
        monkeypatch.setattr(setup, "sys", old)
        assert setup.main(["serve"]) == 1
        wanted = "setup: Python 3.11 or newer is needed, this is 3.9.2. Name another: make serve PYTHON=python3.13\n"
        assert capsys.readouterr().err == wanted

    def test_one_that_is_too_old_can_read_as_far_as_that(self) -> None:
        text = Path(setup.__file__).read_text(encoding="utf-8")
        tree = ast.parse(text, feature_version=(3, 7))
        first = next(node for node in tree.body if isinstance(node, ast.ImportFrom))
        assert (first.module, [name.name for name in first.names]) == ("__future__", ["annotations"])
