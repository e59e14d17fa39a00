"""Policies whose story is told: the systems of the sources, and one that combines sessions and hours."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

import app
from catalogue import REGISTER
from catalogue.policy import loader
from catalogue.policy import register as register_json
from catalogue.policy.model import Policy
from chalicelib.ledger.sqlite import SqliteLedger
from ops.demo import story
from tests.support import frozen
from tests.support.app.endpoint import register_data
from tests.support.municipalities.systems import SYSTEMS

COMBINED: Final = "combined"
"""Familjerådgivning by the session, as in Stockholm 2007, and familjebehandling by the hour, as in Nacka."""
NAMES: Final = (*SYSTEMS, COMBINED)
_LISTS: Final = ("services", "tariffs", "fees", "accounts")


def lay(name: str, root: Path) -> Path:
    """Write a system's policy and its register into a folder, as a build would, and return the folder."""
    policy = _combined(root / "policy", root / "hours") if name == COMBINED else SYSTEMS[name].written(root / "policy")
    write_register(root, register_json.register(policy))
    return root


def write_register(root: Path, register: Mapping[str, Any]) -> None:
    """Write a register where a build writes it."""
    path = root / REGISTER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(register), encoding="utf-8")


def _combined(folder: Path, other: Path) -> Policy:
    """Write the first policy with the other's services, and its providers' authorisations, added."""
    SYSTEMS["stockholm-2007"].written(folder)
    SYSTEMS["nacka"].written(other)
    for name in _LISTS:
        _write(folder, name, {name: [*_read(folder, name)[name], *_read(other, name)[name]]})
    providers = {row["id"]: row for row in _read(folder, "authorisations")["providers"]}
    for row in _read(other, "authorisations")["providers"]:
        known = providers.setdefault(row["id"], {**row, "services": []})
        known["services"] = [*known["services"], *row["services"]]
    _write(folder, "authorisations", {"providers": [*providers.values()]})
    policy, problems = loader.load(folder)
    assert policy is not None, problems
    return policy


def _read(folder: Path, name: str) -> Any:  # noqa: ANN401 - YAML is any
    return yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))


def _write(folder: Path, name: str, content: Mapping[str, Any]) -> None:
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def lay_register(root: Path, **changes: object) -> Path:
    """Write the register of the endpoint's tests, one service of each kind, and the demonstration's order."""
    frozen.laid(root)
    write_register(root, register_data(**changes))
    return root


def tell(root: Path) -> int:
    """Run the story over a laid policy, and close its ledger; return its exit code."""
    code = story.run(root, build=lambda: True)
    ledger = app.wired().ledger()
    app._wired.clear()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
    return code
