"""`build.py secret`: rotate and retire secrets in the file that numbers are derived from."""

import os
import secrets
from pathlib import Path

from chalicelib.control_numbers import key_ring


def rotate(path: Path) -> None:
    """Add a new secret in front; numbers issued under the current one are still found."""
    live = key_ring.read(path).live
    if len(live) == key_ring.LIVE:
        raise key_ring.KeysError(
            f"Two secrets live in {path} already: retire the older one when its numbers have ended."
        )
    _replace(path, (secrets.token_bytes(key_ring.LENGTH), *live))


def retire(path: Path) -> None:
    """Remove the older secret: numbers issued under it are no longer found, whatever their dates."""
    live = key_ring.read(path).live
    if len(live) == 1:
        raise key_ring.KeysError(f"One secret lives in {path}: without it no number is found.")
    _replace(path, live[:1])


def _replace(path: Path, live: tuple[bytes, ...]) -> None:
    """Replace the file atomically; only its owner may read it."""
    temporary = path.with_name(f"{path.name}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(f"{secret.hex()}\n" for secret in live))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
