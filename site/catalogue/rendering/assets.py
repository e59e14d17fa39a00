"""Static assets: style sheets, scripts and icon, with a content hash in the file name so that they can be cached."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from catalogue.schema import contrast

LIBRARY = "oauth4webapi"
"""The library that signs in on the staff pages."""
LIBRARIES = Path(sys.prefix, "npm", "browser", "node_modules")
"""Where set-up installs what `requirements/npm/browser` locks."""
_PAGE_SCRIPTS = (
    "list",
    "back",
    "compare",
    "guide_questions",
    "form",
    "own_number",
    "reception",
    "provider_desk",
    "finance",
    "contracts",
    "staff_sign_in",
)
_IMPORT = re.compile(rf"""(?<=["'])(?:\.{{1,2}}/)+(?:[a-z]+/)*([a-z_-]+)\.js(?=["'])|(?<= from ")({LIBRARY})(?=";)""")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)


class AssetError(Exception):
    """A script of the theme cannot be used; the message is one sentence."""


def build(site: Path, accent: str, libraries: Path = LIBRARIES) -> dict[str, bytes]:
    """Return path → content of the theme's assets; every style sheet starts with the municipality's accent colour."""
    folder = site / "theme" / "assets"
    colours = f":root{{--accent-light:{accent};--accent-dark:{contrast.for_dark(accent)}}}\n"
    files = {"assets/icon.svg": (folder / "icon.svg").read_bytes()}
    for file in sorted(folder.glob("*.css")):
        data = colours.encode() + file.read_bytes()
        files[f"assets/{_name(file.stem, '.css', data)}"] = data
    modules = {file.stem: file for file in sorted(folder.rglob("*.js"), key=lambda file: file.stem)}
    files.update(_scripts(modules, libraries / LIBRARY))
    return files


def address(files: Mapping[str, bytes], stem: str) -> str:
    """Return the address of an asset by its file name in the theme, without suffix."""
    pattern = re.compile(rf"assets/{re.escape(stem)}-[0-9a-f]{{10}}\.\w+")
    return next(f"/{name}" for name in files if pattern.fullmatch(name))


def script_elements(files: Mapping[str, bytes]) -> dict[str, Markup]:
    """Return the element that loads each script of a page, by the script's name."""
    element = Markup('<script type="module" src="{}"></script>')
    return {name: element.format(address(files, name)) for name in _PAGE_SCRIPTS}


def _name(stem: str, suffix: str, data: bytes) -> str:
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:10]}{suffix}"


def _scripts(modules: Mapping[str, Path], library: Path) -> dict[str, bytes]:
    """Return path → content of the scripts, in one folder, with the library that some import and its licence.

    Imports are rewritten to hashed names, so a change to a module changes the name of every module that imports it.
    Raises AssetError if modules import each other in a circle, or one that does not exist.
    """
    done: dict[str, tuple[str, bytes]] = {}
    licences: dict[str, bytes] = {}

    def finish(stem: str, above: tuple[str, ...] = ()) -> str:
        if stem in above:
            raise AssetError(f"site/theme/assets: {' -> '.join((*above, stem))} import each other in a circle")
        if stem not in modules and stem != LIBRARY:
            raise AssetError(f"site/theme/assets: {above[-1]}.js imports {stem}.js, which does not exist")
        if stem not in done:
            if stem == LIBRARY:
                text, licences[f"assets/{LIBRARY}-LICENSE.txt"] = _installed(library)
            else:
                text = _text(modules[stem])
                text = _IMPORT.sub(lambda match: f"./{finish(match[1] or match[2], (*above, stem))}", text)
            data = text.encode()
            done[stem] = (_name(stem, ".js", data), data)
        return done[stem][0]

    for stem in modules:
        finish(stem)
    return {f"assets/{name}": data for name, data in done.values()} | licences


def _text(module: Path) -> str:
    try:
        return module.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AssetError(f"site/theme/assets: {module.name} has a character that is not UTF-8") from error


def _installed(library: Path) -> tuple[str, bytes]:
    """Return the script of a library and its licence, which names the version; no browser is to look for its map."""
    try:
        about = json.loads((library / "package.json").read_text(encoding="utf-8"))
        script = (library / "build" / "index.js").read_text(encoding="utf-8")
        licence = (library / "LICENSE").with_suffix(".md").read_text(encoding="utf-8")
    except OSError as error:
        raise AssetError(
            f"{library.name}, which the staff pages sign in with, is not installed. Run: make setup"
        ) from error
    return _SOURCE_MAP.sub("", script), f"{about['name']} {about['version']}, {about['homepage']}\n\n{licence}".encode()
