"""What an audit says when it found something, when it found nothing, and when it was told nothing."""

import json
import sys
from pathlib import Path

import pytest

from ops import audit

CLEAN = {"name": "click", "version": "8.3.0", "vulns": []}
FLAWED = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}]}
UNFIXED = {"name": "six", "version": "1", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
NPM_FLAW = {"via": [{"range": "<3.2.2", "url": "https://advisories.example/GHSA-1", "title": "A header is believed"}]}
SKIPPED = {"name": "babel", "skip_reason": "Dependency not found"}


def pip_audit(folder: Path, output: str, *, error: str = "") -> Path:
    """A program that answers as pip-audit does."""
    script = folder / "pip-audit"
    body = f"import sys; sys.stdout.write({output!r}); sys.stderr.write({error!r}); sys.exit({int(bool(error))})"
    script.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([CLEAN], 0, "no known advisory."),
        ([CLEAN, FLAWED], 1, "jinja2 2.0: PYSEC-1; fixed in 3.1.6"),
        ([UNFIXED], 1, "six 1: PYSEC-2; fixed in no version yet"),
        ([CLEAN, SKIPPED], 2, "NOT AUDITED (1): babel: the service does not know them."),
    ],
)
def test_it_says_what_was_found_and_what_was_not_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], packages: list[object], code: int, said: str
) -> None:
    found = audit.main(pip_audit(tmp_path, json.dumps({"dependencies": packages})), ["serve"], npm_locks=())
    assert (found, capsys.readouterr().out) == (code, f"requirements/serve.lock: {said}\n")


def test_a_service_that_cannot_be_reached_is_no_clean_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = audit.main(pip_audit(tmp_path, "", error="Traceback\nConnectionError: no route\n"), ["serve"], npm_locks=())
    told = (
        "requirements/serve.lock: NOT AUDITED: the advisory service could not be reached: ConnectionError: no route\n"
    )
    assert (found, capsys.readouterr().out) == (2, told)


def test_an_advisory_weighs_more_than_what_could_not_be_asked(tmp_path: Path) -> None:
    assert (
        audit.main(pip_audit(tmp_path, json.dumps({"dependencies": [FLAWED, SKIPPED]})), ["serve"], npm_locks=()) == 1
    )


def npm(folder: Path, answer: dict[str, object]) -> Path:
    """A program that answers as npm does: what went wrong also as a warning."""
    return pip_audit(
        folder,
        json.dumps(answer),
        error="".join(f"npm warn audit {answer[key]}\n" for key in answer if key == "message"),
    )


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"vulnerabilities": {}}, 0, "no known advisory."),
        (
            {"vulnerabilities": {"koa": NPM_FLAW, "oidc-provider": {"via": ["koa"]}}},
            1,
            "koa <3.2.2: GHSA-1; A header is believed",
        ),
        (
            {"message": "405 Method Not Allowed"},
            2,
            "NOT AUDITED: the advisory service could not be reached: 405 Method Not Allowed",
        ),
    ],
)
def test_what_npm_brings_is_asked_about_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: dict[str, object], code: int, said: str
) -> None:
    found = audit.main(locks=(), npm=npm(tmp_path, answer), npm_locks=["issuer"])
    assert (found, capsys.readouterr().out) == (code, f"requirements/npm/issuer: {said}\n")


def test_every_lock_of_npm_is_asked_about() -> None:
    assert {path.parent.name for path in (audit.ROOT / "requirements" / "npm").glob("*/package-lock.json")} == set(
        audit.NPM_LOCKS
    )


def test_every_lock_is_asked_about_itself_or_within_another() -> None:
    locks = {path.stem: path.read_text(encoding="utf-8") for path in (audit.ROOT / "requirements").glob("*.lock")}
    asked = {line for name in audit.LOCKS for line in locks[name].splitlines() if "==" in line}
    whole = {line for text in locks.values() for line in text.splitlines() if "==" in line}
    assert whole <= asked
