"""Faults of a template or prose page, named with its file and line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

_OURS = str(Path(__file__).parents[1])  # our Python


class RenderError(Exception):
    """A template or a prose page of ours cannot be rendered; the message names the file."""


@contextmanager
def naming_faults(file: str, hint: str = "") -> Iterator[None]:
    """Raise a fault of a template or prose page as RenderError with its file and line; a bug of ours stays as it is."""
    try:
        yield
    except (TemplateError, UnicodeDecodeError) as error:
        raise RenderError(f"{_location(error, file)}: {_reason(error)}{hint}") from error
    except Exception as error:
        if not _is_of_a_template(error):
            raise
        raise RenderError(f"{_location(error, file)}: {error}{hint}") from error


def _location(error: Exception, file: str) -> str:
    """Return the file and line of a fault, as in `site/templates/list.html, line 5`; no line if none is known."""
    if isinstance(error, TemplateSyntaxError):
        name, line = error.filename or error.name or "", error.lineno  # the lexer gives the file as the name
    else:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_template(frame.filename)]
        if not frames:
            return file
        name, line = frames[-1].filename, frames[-1].lineno or 0
    return f"site/{name.rpartition('/site/')[2]}, line {line}"


def _reason(error: TemplateError | UnicodeDecodeError) -> str:
    """Return what is wrong, as part of a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return "a character is not UTF-8"
    return f"there is no {error.name}" if isinstance(error, TemplateNotFound) else error.message or ""


def _is_of_a_template(error: Exception) -> bool:
    """Return whether a template raised an error by itself, not in a function of ours that it called."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    called = files[max((index for index, file in enumerate(files) if _is_template(file)), default=len(files)) :]
    return bool(called) and not any(file.startswith(_OURS) for file in called)


def _is_template(file: str) -> bool:
    """Return whether a file of a traceback is a template or prose page."""
    return "/site/" in file and not file.endswith(".py")
