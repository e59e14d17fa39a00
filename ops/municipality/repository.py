"""Writes the files of a municipality's own repository, which fetches this product in one version."""

import re
from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parent / "repository"
GITHUB: Final = re.compile(r"(?:https://github\.com/|git@github\.com:)([\w.-]+/[\w.-]+?)(?:\.git)?/?")
"""Where a product has to be for its workflows to be called; elsewhere the Makefile does without them."""
PRODUCT: Final = re.compile(r"(?!-)[\w.~:@/+-]+")
VERSION: Final = re.compile(r"[\w.][\w./+-]*")
"""What may stand in a Makefile and in a workflow as it is."""


class RepositoryError(Exception):
    """Why no file was written, in one sentence."""


def write(folder: Path, product: str, version: str, name: str) -> list[Path]:
    """Write the files that the folder does not have, and return their paths.

    `product` is the address that git fetches from, `version` a tag or a whole commit there, `name` the municipality's.
    """
    if not PRODUCT.fullmatch(product):
        raise RepositoryError(f"{product!r} is no address for git, as https://github.com/kundval/kundval is.")
    if not VERSION.fullmatch(version):
        raise RepositoryError(f"{version!r} is not a version: name a tag or a whole commit of {product}.")
    github = GITHUB.fullmatch(product)
    values = {"__PRODUCT__": product, "__VERSION__": version, "__NAME__": " ".join(name.split())}
    values["__REPOSITORY__"] = github[1] if github else ""
    written = []
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        name_of_file = template.relative_to(TEMPLATES)
        target = folder / name_of_file
        if target.exists() or (github is None and name_of_file.parts[0] == ".github"):
            continue
        text = template.read_text(encoding="utf-8")
        for word, value in values.items():
            text = text.replace(word, value)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written
