"""The files beside the pages: style sheet, scripts and icon, named for their content so that they may be kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from catalogue.policy import contrast

_IMPORT = re.compile(r"""(?<=["'])(?:\.{1,2}/)+(?:[a-z]+/)*([a-z_-]+)\.js(?=["'])""")


def build(site: Path, accent: str) -> dict[str, bytes]:
    """Read the files of the theme; the municipality's accent goes first in the style sheet."""
    folder = site / "theme" / "assets"
    colours = f":root{{--accent-light:{accent};--accent-dark:{contrast.for_dark(accent)}}}\n"
    files = {"assets/icon.svg": (folder / "icon.svg").read_bytes()}
    for file in sorted(folder.glob("*.css")):
        data = colours.encode() + file.read_bytes()
        files[f"assets/{_name(file, data)}"] = data
    files.update(_scripts({file.stem: file for file in sorted(folder.rglob("*.js"), key=lambda file: file.stem)}))
    return files


def address(files: Mapping[str, bytes], stem: str) -> str:
    """Find the address of a file by the name that it has in the theme."""
    pattern = re.compile(rf"assets/{re.escape(stem)}-[0-9a-f]{{10}}\.\w+")
    return next(f"/{name}" for name in files if pattern.fullmatch(name))


def _name(file: Path, data: bytes) -> str:
    return f"{file.stem}-{hashlib.sha256(data).hexdigest()[:10]}{file.suffix}"


def _scripts(modules: Mapping[str, Path]) -> dict[str, bytes]:
    """Name the scripts, published side by side; an import gets the other's name, so a change goes up."""
    done: dict[str, tuple[str, bytes]] = {}

    def finish(stem: str, above: tuple[str, ...] = ()) -> str:
        if stem in above:
            raise ValueError(f"site/theme/assets: {' -> '.join((*above, stem))} import each other in a circle")
        if stem not in done:
            text = modules[stem].read_text(encoding="utf-8")
            text = _IMPORT.sub(lambda match: f"./{finish(match[1], (*above, stem))}", text)
            done[stem] = (_name(modules[stem], text.encode()), text.encode())
        return done[stem][0]

    for stem in modules:
        finish(stem)
    return {f"assets/{name}": data for name, data in done.values()}
