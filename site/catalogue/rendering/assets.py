"""Static assets: style sheets, scripts and icon, with a content hash in the file name so that they can be cached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from catalogue.schema import contrast

_IMPORT = re.compile(r"""(?<=["'])(?:\.{1,2}/)+(?:[a-z]+/)*([a-z_-]+)\.js(?=["'])""")


class AssetError(Exception):
    """A script of the theme cannot be used; the message is one sentence."""


def build(site: Path, accent: str) -> dict[str, bytes]:
    """Return path → content of the theme's assets; every style sheet starts with the municipality's accent colour."""
    folder = site / "theme" / "assets"
    colours = f":root{{--accent-light:{accent};--accent-dark:{contrast.for_dark(accent)}}}\n"
    files = {"assets/icon.svg": (folder / "icon.svg").read_bytes()}
    for file in sorted(folder.glob("*.css")):
        data = colours.encode() + file.read_bytes()
        files[f"assets/{_name(file, data)}"] = data
    files.update(_scripts({file.stem: file for file in sorted(folder.rglob("*.js"), key=lambda file: file.stem)}))
    return files


def address(files: Mapping[str, bytes], stem: str) -> str:
    """Return the address of an asset by its file name in the theme, without suffix."""
    pattern = re.compile(rf"assets/{re.escape(stem)}-[0-9a-f]{{10}}\.\w+")
    return next(f"/{name}" for name in files if pattern.fullmatch(name))


def _name(file: Path, data: bytes) -> str:
    return f"{file.stem}-{hashlib.sha256(data).hexdigest()[:10]}{file.suffix}"


def _scripts(modules: Mapping[str, Path]) -> dict[str, bytes]:
    """Return path → content of the scripts, in one folder.

    Imports are rewritten to hashed names, so a change to a module changes the name of every module that imports it.
    Raises AssetError if modules import each other in a circle, or one that does not exist.
    """
    done: dict[str, tuple[str, bytes]] = {}

    def finish(stem: str, above: tuple[str, ...] = ()) -> str:
        if stem in above:
            raise AssetError(f"site/theme/assets: {' -> '.join((*above, stem))} import each other in a circle")
        if stem not in modules:
            raise AssetError(f"site/theme/assets: {above[-1]}.js imports {stem}.js, which does not exist")
        if stem not in done:
            try:
                text = modules[stem].read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise AssetError(f"site/theme/assets: {stem}.js has a character that is not UTF-8") from error
            text = _IMPORT.sub(lambda match: f"./{finish(match[1], (*above, stem))}", text)
            done[stem] = (_name(modules[stem], text.encode()), text.encode())
        return done[stem][0]

    for stem in modules:
        finish(stem)
    return {f"assets/{name}": data for name, data in done.values()}
