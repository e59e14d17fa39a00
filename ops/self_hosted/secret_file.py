"""`build.py secret`: the file of secrets that numbers are derived under, made, rotated, and rid of the older one."""

import os
import secrets
from pathlib import Path

from chalicelib.control_numbers import key_ring


def rotate(path: Path) -> None:
    """Put a new secret first; the one that was in use still finds what was issued under it."""
    live = key_ring.read(path).live
    if len(live) == key_ring.LIVE:
        raise key_ring.KeysError(
            f"Two secrets live in {path} already: retire the older one when its numbers have ended."
        )
    _replace(path, (secrets.token_bytes(key_ring.LENGTH), *live))


def retire(path: Path) -> None:
    """Take the older secret away: the numbers that were issued under it end, whatever their dates say."""
    live = key_ring.read(path).live
    if len(live) == 1:
        raise key_ring.KeysError(f"One secret lives in {path}: without it no number is found.")
    _replace(path, live[:1])


def _replace(path: Path, live: tuple[bytes, ...]) -> None:
    """Write beside and rename: the file is whole at every moment, and its owner's alone."""
    beside = path.with_name(f"{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(f"{secret.hex()}\n" for secret in live))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
