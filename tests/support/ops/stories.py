"""Policies whose story is told, and the story: the systems of the sources, and registers of other kinds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import app
from catalogue import REGISTER
from catalogue.policy import loader
from catalogue.policy import register as register_json
from chalicelib.ledger.sqlite import SqliteLedger
from ops.demo import story
from tests.support import frozen
from tests.support.app.endpoint import TODAY, register_data
from tests.support.municipalities import sites


def write(name: str, root: Path) -> Path:
    """Write a system's policy, profiles and register into a folder, as a build would, and return the folder."""
    sites.written(name, root, ("sv",))
    policy, problems = loader.load(root / "policy", root)
    assert policy is not None, problems
    write_register(root, register_json.register(policy))
    return root


def write_register(root: Path, register: Mapping[str, Any]) -> None:
    """Write a register where a build writes it."""
    path = root / REGISTER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(register), encoding="utf-8")


def write_endpoint(root: Path, **changes: object) -> Path:
    """Write the register of the endpoint's tests, one service of each kind, and the demonstration's order."""
    frozen.laid(root)
    write_register(root, register_data(**changes))
    return root


def run(root: Path) -> int:
    """Run the story over a laid policy on the day of the tests, and close its ledger; return its exit code."""
    code = story.run(root, TODAY, build=lambda: True)
    ledger = app.wired().ledger()
    app._wired.clear()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
    return code
