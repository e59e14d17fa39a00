"""The pages of the handbook's two sites as Markdown: `site/handbook/<language>/`, Jinja over Markdown as prose is.

Nothing of a municipality's own data is in them, so that they are the same for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from catalogue import SITE
from catalogue.handbook import api_reference, costs, policy_reference
from catalogue.views import TemplateContext, data_dictionary

FOLDER = SITE / "handbook"
LANGUAGES = ("sv", "en")


class HandbookError(Exception):
    """A page cannot be built; the message is one sentence that names it."""


def _costs(site: Path = SITE) -> TemplateContext:
    """Return what the page of costs shows; raises HandbookError for a file that is invalid or of another shape."""
    try:
        return costs.load(site).template_context()
    except costs.CostsError as error:
        raise HandbookError(str(error)) from error
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise HandbookError(f"{costs.PATH}: the page of costs cannot read this: {error}. See git diff.") from error


def pages() -> Mapping[str, str]:
    """Return every page's Markdown by its path, such as `sv/ordlista.md`; raises HandbookError."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 - our own words, and Markdown: MkDocs makes the HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    variables = {
        "costs": _costs(),
        "where_from": costs.where_from,
        "tables": data_dictionary.tables,
        "policy_files": policy_reference.files(),
        "api_groups": api_reference.groups(),
        "api_problems": api_reference.problems(),
        "api_problem_fields": api_reference.problem_fields(),
        "api_shared_refusals": api_reference.shared_refusals(),
    }
    texts = {}
    for lang in LANGUAGES:
        for file in sorted((FOLDER / lang).rglob("*.md")):
            path = file.relative_to(FOLDER).as_posix()
            try:
                texts[path] = templates.get_template(path).render(variables)
            except TemplateError as error:
                raise HandbookError(f"site/handbook/{path}: {error}.") from error
    return texts
