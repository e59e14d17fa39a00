"""One line of JSON a request: what was asked of which route and how it ended; never a value that anyone sent."""

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
    """A request as it may be remembered; `route` is the template, so no id of a claim stands in it."""

    request_id: str
    method: str
    route: str
    status: int
    code: str
    role: str
    duration_ms: int
    where: str = ""  # file:line of a bug, never its message: a message can hold what was sent


def text(line: LogRecord) -> str:
    """The line as JSON, empty fields left out."""
    return _ENCODER.encode({name: value for name, value in vars(line).items() if value != ""})


_RIGHT: Final = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def to_stdout(line: str) -> None:
    """Where Lambda and a terminal read it."""
    to(sys.stdout, line)


def to(stream: TextIO, line: str) -> None:
    """Write a line at once, or lose it where nothing can be written: what was done is answered all the same."""
    with suppress(OSError):
        stream.write(line + "\n")
        stream.flush()


def where(error: BaseException) -> str:
    """The kind of an error and the place of our code where it arose: all that may be written about it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    kind = " ".join([type(error).__name__, *_asked_of_aws(error)])
    if trace is None:
        return kind
    return f"{kind} {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"


def _asked_of_aws(error: BaseException) -> Iterator[str]:
    """What AWS refused, as its client tells it: operation, code and the right that is missing; names, never values."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            told = response.get("Error", {})
            right = _RIGHT.search(str(told.get("Message", "")))
            yield str(getattr(one, "operation_name", ""))
            yield str(told.get("Code", ""))
            if right:
                yield right[1]
            return
