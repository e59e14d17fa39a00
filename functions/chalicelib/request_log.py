"""The request log: one line of JSON per request, with its route and outcome and never a value that was sent."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TextIO

Write = Callable[[str], object]


@dataclass(frozen=True)
class LogRecord:
    """What may be logged of a request; `route` is the template, so it holds no claim id.

    `role` is the one that the request was made in, or all of the caller's where none was chosen.
    """

    request_id: str
    method: str
    route: str
    status: int
    code: str
    role: str
    duration_ms: int
    where: str = ""  # file:line of a bug, never its message (it can hold what was sent), or layouts that did not match


def format_record(record: LogRecord) -> str:
    """Format a record as JSON without its empty fields."""
    return _ENCODER.encode({name: value for name, value in vars(record).items() if value != ""})


_MISSING_PERMISSION: Final = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def to_stdout(line: str) -> None:
    """Write a line to standard output, where Lambda and a terminal read it."""
    write_line(sys.stdout, line)


def write_line(stream: TextIO, line: str) -> None:
    """Write a line and flush it; a line that cannot be written is lost, and the request is still answered."""
    with suppress(OSError):
        stream.write(line + "\n")
        stream.flush()


def describe_error(error: BaseException) -> str:
    """Format an error's class, SQLite's name of it or what AWS refused, and the file:line that raised it.

    That is all that may be logged about it.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    by_sqlite = getattr(error, "sqlite_errorname", None)
    description = " ".join([type(error).__name__, *([by_sqlite] if by_sqlite else _aws_refusal(error))])
    if trace is None:
        return description
    return f"{description} {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"


def _aws_refusal(error: BaseException) -> Iterator[str]:
    """Yield what AWS refused: operation, error code and missing permission, which are names and never values."""
    for cause in (error, error.__cause__):
        response = getattr(cause, "response", None)
        if isinstance(response, dict):
            error_fields = response.get("Error", {})
            permission = _MISSING_PERMISSION.search(str(error_fields.get("Message", "")))
            yield str(getattr(cause, "operation_name", ""))
            yield str(error_fields.get("Code", ""))
            if permission:
                yield permission[1]
            return
