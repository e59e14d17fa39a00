"""The register that a served machine judges by, kept beside its ledger, so that the next one is compared with it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalogue.build import output
from catalogue.history.git import GitError
from catalogue.history.revision import Revision
from ops.register_guard import Standing


class KeptRegisterError(Exception):
    """The kept register cannot be read or written, and what to do, in one sentence."""


def path_of(ledger: Path) -> Path:
    """Return the file of the register that stands, beside the ledger."""
    return ledger.with_name(f"{ledger.name}.register.json")


def read(ledger: Path) -> Standing | None:
    """Return the register that stands, or None on a machine that has not served any."""
    path = path_of(ledger)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Standing(kept["register"], kept["commit"], "this machine")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError):
        raise KeptRegisterError(
            f"The register that stands cannot be read from {path}. If it cannot be mended, compare the prices yourself,"
            " and move it away."
        ) from None


def write(ledger: Path, register: Mapping[str, Any], root: Path) -> None:
    """Keep an accepted register with the commit of the data folder; one that stands already keeps its commit."""
    standing = read(ledger)
    if standing is not None and standing.register == register:
        return
    try:
        commit = Revision.from_name(root, "HEAD").hash
    except GitError:
        commit = ""
    text = json.dumps({"commit": commit, "register": register}, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        output.replace_file(path_of(ledger), f"{text}\n".encode())
    except OSError as error:
        raise KeptRegisterError(f"{path_of(ledger)} cannot be written: {error.strerror}.") from error
