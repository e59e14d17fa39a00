"""The files beside the pages: style sheet, scripts and icon, named for their content so that they may be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from catalogue import colour


def build(site: Path, accent: str) -> dict[str, bytes]:
    """Read the files of the theme; the municipality's accent goes first in the style sheet."""
    folder = site / "theme" / "assets"
    colours = f":root{{--accent-light:{accent};--accent-dark:{colour.for_dark(accent)}}}\n"
    files = {"assets/icon.svg": (folder / "icon.svg").read_bytes()}
    for file in sorted([*folder.glob("*.css"), *folder.glob("*.js")]):
        data = file.read_bytes()
        if file.suffix == ".css":
            data = colours.encode() + data
        files[f"assets/{file.stem}-{hashlib.sha256(data).hexdigest()[:10]}{file.suffix}"] = data
    return files


def address(files: Mapping[str, bytes], stem: str) -> str:
    """Find the address of a file by the name that it has in the theme."""
    return next(f"/{name}" for name in files if name.startswith(f"assets/{stem}-"))
