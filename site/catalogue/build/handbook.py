"""The handbook: two small sites that MkDocs builds with Material, kept between builds under a hash of their sources.

It is the one thing that a build does not make anew: it takes longer than the rest, and no rule or provider changes it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import yaml

from catalogue.handbook.pages import FOLDER, LANGUAGES, HandbookError, pages

PACKAGES: Final = ("jinja2", "markdown", "mkdocs", "mkdocs-material", "pymdown-extensions")
CONFIGURATION: Final = FOLDER / "mkdocs.yml"
FIRST_LANGUAGE: Final = LANGUAGES[0]
REMOVED: Final = ("404.html", "assets/javascripts/lunr/*.js", "sitemap.xml.gz", "**/*.map")
"""What MkDocs makes and nobody asks for: the site has a page of its own for what is missing."""


THEME: Final = "mkdocs-material"
THEME_LICENCE: Final = f"{THEME}-LICENSE.txt"
"""Stands beside the theme's scripts and styles, which may be passed on with it."""


def kept(var: Path, repository: str = "") -> Path | None:
    """Return the folder of the handbook, built if its sources have changed; None if the product has no handbook.

    `repository` is the address of the repository that the sources are in, for the links to edit a page.
    """
    if not CONFIGURATION.is_file():
        return None
    texts = pages()
    folder = var / "handbook" / _digest(texts, repository)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=folder.parent) as temporary:
            _build(texts, repository, Path(temporary))
            os.replace(Path(temporary, "site"), folder)  # noqa: PTH105 - a folder in one step
        _delete_others(folder)
    return folder


def _digest(texts: Mapping[str, str], repository: str) -> str:
    """Return a hash of everything that the handbook is made of, MkDocs included."""
    digest = hashlib.sha256(repository.encode())
    for package in PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    for path, text in texts.items():
        digest.update(f"\n{path}\n{text}".encode())
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".md"):
        digest.update(file.relative_to(FOLDER).as_posix().encode() + file.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:16]


def _build(texts: Mapping[str, str], repository: str, folder: Path) -> None:
    """Build both sites at the same time into `folder/site`; raises HandbookError with what MkDocs says."""
    runs = {lang: _start(lang, texts, repository, folder) for lang in LANGUAGES}
    outputs = {lang: run.communicate()[0] for lang, run in runs.items()}
    for lang, run in runs.items():
        if run.returncode != 0:
            raise HandbookError(f"The handbook cannot be built ({lang}): {outputs[lang].strip()}")
        for pattern in REMOVED:
            for file in _built(folder, lang).glob(pattern):
                file.unlink()
        (_built(folder, lang) / "assets" / THEME_LICENCE).write_text(_licence_of_theme(), encoding="utf-8")
    for lang in LANGUAGES:
        if lang != FIRST_LANGUAGE:
            _built(folder, lang).rename(_built(folder, FIRST_LANGUAGE) / lang)


def _start(lang: str, texts: Mapping[str, str], repository: str, folder: Path) -> subprocess.Popen[str]:
    """Write the pages and the configuration of one site, and start MkDocs on them."""
    source = folder / lang
    shutil.copytree(FOLDER / lang, source, ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(FOLDER / "assets", source, dirs_exist_ok=True)
    for path, text in texts.items():
        if path.startswith(f"{lang}/"):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    config = folder / f"{lang}.yml"
    config.write_text(yaml.safe_dump(configuration(lang, repository), allow_unicode=True), encoding="utf-8")
    return subprocess.Popen(  # noqa: S603 - our own interpreter, and files that we have just written
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config.name],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "true", "SOURCE_DATE_EPOCH": "0", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _licence_of_theme() -> str:
    theme = importlib.metadata.distribution(THEME)
    return f"{THEME} {theme.version}\n\n{theme.read_text('licenses/LICENSE') or ''}"


def configuration(lang: str, repository: str) -> dict[str, Any]:
    """Return MkDocs' configuration of one of the sites: the common one, and what differs under `extra.sites`."""
    common: dict[str, Any] = deepcopy(yaml.safe_load(CONFIGURATION.read_bytes()))
    own = common["extra"].pop("sites")[lang]
    for scheme, name in zip(common["theme"]["palette"], own["palette"], strict=True):
        scheme["toggle"]["name"] = name
    common["theme"]["language"] = lang
    edit = {"edit_uri_template": f"{repository}/edit/main/site/handbook/{lang}/{{path}}"} if repository else {}
    site = "site" if lang == FIRST_LANGUAGE else f"site-{lang}"
    return common | {"site_name": own["site_name"], "nav": own["nav"], "docs_dir": lang, "site_dir": site} | edit


def _built(folder: Path, lang: str) -> Path:
    return folder / str(configuration(lang, "")["site_dir"])


def _delete_others(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
